"""The programme's texts, among those that are wanted in every language."""

from django.urls import reverse

from conference.desk.office import missing
from schedule.programme.models import PublicPages, Session, SpeakersList

missing.register_texts(
    missing.TextSource(
        Session, "programme.edit", lambda row: reverse("programme:edit", args=[row.key]), lists=("agenda",)
    )
)
missing.register_texts(
    missing.TextSource(SpeakersList, "speakers.edit", lambda row: reverse("programme:speakers_edit", args=[row.key]))
)
missing.register_texts(missing.TextSource(PublicPages, "site.edit", lambda row: reverse("programme:public_pages")))
