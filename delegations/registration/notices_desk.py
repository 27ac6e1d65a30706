"""The messages by which the organisers' desk tells focal points of its decisions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from conference import clock
from delegations.registration import notices
from delegations.registration.models import Delegate, VisaLetter

ENTERED_TWICE = notices._notice(
    "entered_twice", gettext_lazy("An entry made twice was withdrawn"), ["name", "at", "here"]
)
VISA_LETTER = notices._notice("visa_letter", gettext_lazy("Visa support letter issued"), ["name", "at", "number"])


def entered_twice(gone: Delegate, *, stays: Delegate) -> None:
    """One of two entries of a person was withdrawn. Of the other delegation nothing is told: `here` says only whether it is this one."""
    here = gone.delegation_id == stays.delegation_id

    def own() -> dict[str, Any]:
        return {"name": notices._called(gone), "at": clock.now().isoformat(), "here": here}

    notices._write(ENTERED_TWICE, gone.delegation, gone, own)


def visa_letter_issued(letter: VisaLetter) -> None:
    """A letter in support of a visa is ready on the portal. What stands in it is in no mail."""
    delegation = letter.member.delegation
    link = settings.PUBLIC_URL + reverse("registration:visa_letters", kwargs={"code": delegation.party.slug})

    def own() -> dict[str, Any]:
        return {
            "name": notices._called(letter.member),
            "at": letter.made_at.isoformat(),
            "number": letter.number,
            "url": link,
        }

    notices._write(VISA_LETTER, delegation, letter, own)
