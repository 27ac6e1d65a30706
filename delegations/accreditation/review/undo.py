"""The offer, for a while after a decision, to take it back: in the session of the person who decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from delegations.accreditation.review.actions.bulk import UNDONE
from delegations.registration.models import Delegate

KEY = "accreditation_undo"
SECONDS = 600


@dataclass(frozen=True)
class Offer:
    act: str
    seen: list[tuple[UUID, int]]
    name: str

    @property
    def count(self) -> int:
        return len(self.seen)


def offer(request: HttpRequest, act: str, done: Sequence[Delegate]) -> None:
    """Store the last decision. One that cannot be undone, such as vetting, removes the offer of an earlier one."""
    if act not in UNDONE or not done:
        request.session.pop(KEY, None)
        return
    seen = [[str(one.public_id), one.version] for one in done]
    until = timezone.now().timestamp() + SECONDS
    request.session[KEY] = {"act": act, "seen": seen, "name": done[0].full_name, "until": until}


def offered(request: HttpRequest) -> Offer | None:
    """Return what may still be taken back; None when there is nothing or it is too late."""
    kept = request.session.get(KEY)
    if not kept or kept["until"] < timezone.now().timestamp():
        return None
    return Offer(kept["act"], [(UUID(key), version) for key, version in kept["seen"]], kept["name"])


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
