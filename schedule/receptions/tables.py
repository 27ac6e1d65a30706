"""The receptions' texts, among those that are wanted in every language."""

from django.urls import reverse

from conference.desk.office import missing
from schedule.receptions.models import Reception

missing.register_texts(
    missing.TextSource(
        Reception,
        "receptions.invite",
        lambda row: reverse("receptions:edit", args=[row.code]),
    )
)
