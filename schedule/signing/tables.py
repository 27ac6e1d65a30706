"""The names of signing sessions, among the texts that are wanted in every language."""

from __future__ import annotations

from django.urls import reverse

from conference.desk.office import missing
from schedule.signing.models import Appointment, SigningSession

missing.register(
    missing.Source(SigningSession, "signing.arrange", lambda row: reverse("signing:session_edit", args=[row.code]))
)
missing.register(
    missing.Source(Appointment, "signing.arrange", lambda row: reverse("signing:one", args=[row.public_id]))
)
