"""Names of sessions, functions of signatories and commitments are texts that the office wants in every language."""

from __future__ import annotations

from django.urls import reverse

from conference.desk.office.missing import Source, register
from schedule.signing.models import Appointment, Commitment, SigningSession

register(Source(SigningSession, "signing.arrange", lambda row: reverse("signing:session_edit", args=[row.code])))
register(Source(Appointment, "signing.arrange", lambda row: reverse("signing:one", args=[row.public_id])))
register(
    Source(Commitment, "commitments.record", lambda row: reverse("signing:commitment_correct", args=[row.public_id]))
)
