from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from conference.correspondence.outbox.actions import Recipient, queue
from delegations.registration.delegations import notices
from delegations.registration.models import Circular, Delegation

CIRCULAR = notices.declare("circular", gettext_lazy("Circular to focal points"), ["headline", "paragraphs"])


def circular_context(
    headline: str, paragraphs: list[Any], delegation: Delegation, to: Iterable[Recipient]
) -> dict[str, Any]:
    return {**notices.about(delegation, to), "headline": headline, "paragraphs": paragraphs}


def circular_sent(circular: Circular, delegation: Delegation, to: list[Recipient], context: Mapping[str, Any]) -> int:
    """Write one mail to each of `to`, once for each circular. Return how many were new."""
    return queue(CIRCULAR, subject=circular, to=to, context=context, version=0, scope=delegation.scope)
