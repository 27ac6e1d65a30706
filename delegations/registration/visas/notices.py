from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from delegations.registration.delegations import notices as delegations_notices
from delegations.registration.members import notices as members_notices
from delegations.registration.models import VisaLetter

VISA_LETTER = delegations_notices.declare(
    "visa_letter", gettext_lazy("Visa support letter issued"), ["name", "at", "number"]
)


def visa_letter_issued(letter: VisaLetter) -> None:
    """Write that a letter is ready on the portal. No mail has its content."""
    delegation = letter.member.delegation
    link = settings.PUBLIC_URL + reverse("registration:visa_letters", kwargs={"code": delegation.party.slug})

    def own() -> dict[str, Any]:
        return {
            "name": members_notices.called(letter.member),
            "at": letter.made_at.isoformat(),
            "number": letter.number,
            "url": link,
        }

    delegations_notices.write(VISA_LETTER, delegation, letter, own)
