"""The messages by which the organisers' desk tells focal points of its decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from conference import clock
from conference.correspondence.actions import Recipient, queue
from delegations.registration import notices, queries
from delegations.registration.models import Circular, Delegate, Delegation, Equipment, VisaLetter

ENTERED_TWICE = notices.declare(
    "entered_twice", gettext_lazy("An entry made twice was withdrawn"), ["name", "at", "here"]
)
EQUIPMENT_DECIDED = notices.declare(
    "equipment_decided", gettext_lazy("Arms or radios decided"), ["name", "at", "licence", "reason", "items"]
)
CIRCULAR = notices.declare("circular", gettext_lazy("Circular to focal points"), ["headline", "paragraphs"])
VISA_LETTER = notices.declare("visa_letter", gettext_lazy("Visa support letter issued"), ["name", "at", "number"])


def entered_twice(gone: Delegate, *, stays: Delegate) -> None:
    """One of two entries of a person was withdrawn. Of the other delegation nothing is told: `here` says only whether it is this one."""
    here = gone.delegation_id == stays.delegation_id

    def own() -> dict[str, Any]:
        return {"name": notices.called(gone), "at": clock.now().isoformat(), "here": here}

    notices.write(ENTERED_TWICE, gone.delegation, gone, own)


def equipment_decided(items: list[Equipment]) -> None:
    """Arms or radios of one bearer were licensed or refused. They are counted by kind; what they are stands on the portal alone."""
    first = items[0]

    def own() -> dict[str, Any]:
        return {
            "name": notices.called(first.bearer),
            "at": clock.now().isoformat(),
            "licence": first.licence if first.state == "licensed" else "",
            "reason": first.reason,
            "items": queries.in_words(counted(items)),
        }

    notices.write(EQUIPMENT_DECIDED, first.bearer.delegation, first, own)


def counted(items: Iterable[Equipment]) -> list[str]:
    """`Firearm × 2`, `Radio × 1`, in the language now active."""
    kinds: dict[str, int] = {}
    for item in items:
        kinds[item.get_kind_display()] = kinds.get(item.get_kind_display(), 0) + 1
    return [f"{kind} × {count}" for kind, count in kinds.items()]


def visa_letter_issued(letter: VisaLetter) -> None:
    """A letter in support of a visa is ready on the portal. What stands in it is in no mail."""
    delegation = letter.member.delegation
    link = settings.PUBLIC_URL + reverse("registration:visa_letters", kwargs={"code": delegation.party.slug})

    def own() -> dict[str, Any]:
        return {
            "name": notices.called(letter.member),
            "at": letter.made_at.isoformat(),
            "number": letter.number,
            "url": link,
        }

    notices.write(VISA_LETTER, delegation, letter, own)


def circular_context(
    headline: str, paragraphs: list[Any], delegation: Delegation, to: Iterable[Recipient]
) -> dict[str, Any]:
    """What a circular's mail to readers of one delegation holds, in the language now active."""
    return {**notices.about(delegation, to), "headline": headline, "paragraphs": paragraphs}


def circular_sent(circular: Circular, delegation: Delegation, to: list[Recipient], context: Mapping[str, Any]) -> int:
    """One mail to each of `to`, once for each circular. Returns how many were new."""
    return queue(CIRCULAR, subject=circular, to=to, context=context, version=0, scope=delegation.scope)
