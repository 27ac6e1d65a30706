"""The offer, for a while after a decision, to undo it (conference.core.undo)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from conference.core import undo
from delegations.accreditation.review.actions.undoing import UNDONE
from delegations.registration.models import Delegate

TOPIC = "accreditation"


@dataclass(frozen=True)
class Offer:
    """What can be undone: the act, on whom at which version, and a name for the button."""

    act: str
    expected: list[tuple[UUID, int]]
    name: str

    @property
    def count(self) -> int:
        return len(self.expected)


def offer(request: HttpRequest, act: str, done: Sequence[Delegate]) -> None:
    """Store the last decision. One that cannot be undone removes the offer of an earlier one."""
    if act not in UNDONE or not done or not undo.window():
        undo.forget(request, TOPIC)
        return
    expected = [[str(one.public_id), one.version] for one in done]
    undo.offer(request, TOPIC, act=act, expected=expected, name=done[0].full_name)


def offered(request: HttpRequest) -> Offer | None:
    """Return what may still be undone. No query."""
    kept = undo.offered(request, TOPIC)
    if kept is None:
        return None
    return Offer(kept["act"], [(UUID(key), version) for key, version in kept["expected"]], kept["name"])


def forget(request: HttpRequest) -> None:
    undo.forget(request, TOPIC)
