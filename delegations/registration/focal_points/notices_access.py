"""The messages to those who ask for an invitation. The first has nothing that a stranger typed: it may go to anybody's address."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.outbox.actions import Recipient, queue
from delegations.registration.models import AccessRequest


def _notice(name: str, title: Any, sample: dict[str, Any]) -> Notice:
    return register(
        Notice(
            kind=f"registration.{name}",
            title=title,
            template=f"mail/registration/{name}",
            variables=frozenset(sample),
            sample=lambda: sample,
        )
    )


SAMPLE = {"at": "2025-10-08T03:04:31+00:00", "sent_to": "somebody@mission.example"}
RECEIVED = _notice("access_received", gettext_lazy("Request for an invitation received"), SAMPLE)
DECLINED = _notice(
    "access_declined",
    gettext_lazy("Request for an invitation declined"),
    {**SAMPLE, "party": "Kenya", "reason": "Kenya’s Permanent Mission in Geneva names its focal points."},
)


def received(request: AccessRequest) -> None:
    """Confirm the request, in the same words for everybody."""
    to = Recipient(request.email, "", request.language)
    context = {"at": request.asked_at.isoformat(), "sent_to": request.email}
    queue(RECEIVED, subject=request, to=[to], context=context)


def declined(request: AccessRequest) -> None:
    to = Recipient(request.email, request.name, request.language)
    context = {
        "at": request.asked_at.isoformat(),
        "sent_to": request.email,
        "party": request.party_words,
        "reason": request.reason,
    }
    queue(DECLINED, subject=request, to=[to], context=context)
