"""Names of sessions, functions of signatories and commitments are texts that the office wants in every language."""

from django.urls import reverse

from conference.desk.office import missing
from schedule.signing.models import Appointment, Commitment, SigningSession

missing.register_texts(
    missing.TextSource(SigningSession, "signing.arrange", lambda row: reverse("signing:session_edit", args=[row.code]))
)
missing.register_texts(
    missing.TextSource(Appointment, "signing.arrange", lambda row: reverse("signing:one", args=[row.public_id]))
)
missing.register_texts(
    missing.TextSource(
        Commitment, "commitments.record", lambda row: reverse("signing:commitment_correct", args=[row.public_id])
    )
)
