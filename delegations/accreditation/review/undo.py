"""The offer to undo a recent decision (conference.core.undo): one's last in the session, anybody's on the person's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from conference.audit.models import AuditEntry
from conference.core import undo
from conference.core.access import Actor
from delegations.accreditation.review.actions.undoing import UNDONE, act_of
from delegations.registration.models import Delegate

TOPIC = "accreditation"


@dataclass(frozen=True)
class Offer:
    """The act that can be undone, on whom at which version, and a name for the button."""

    act: str
    expected: list[tuple[UUID, int]]
    name: str
    at: str  # when, as ISO text

    @property
    def count(self) -> int:
        return len(self.expected)


def store_offer(request: HttpRequest, act: str, done: Sequence[Delegate]) -> None:
    """Store the last decision. One that cannot be undone removes the offer of an earlier one."""
    if act not in UNDONE or not done or not undo.window():
        undo.forget(request, TOPIC)
        return
    expected = [[str(delegate.public_id), delegate.version] for delegate in done]
    undo.offer(request, TOPIC, act=act, expected=expected, name=done[0].full_name)


def get_offer(request: HttpRequest) -> Offer | None:
    stored = undo.offered(request, TOPIC)
    if stored is None:
        return None
    return Offer(
        stored["act"], [(UUID(key), version) for key, version in stored["expected"]], stored["name"], stored["at"]
    )


@dataclass(frozen=True)
class PersonOffer:
    """A decision on the person shown that the reader may undo, whoever took it."""

    act: str
    entry: AuditEntry
    own: bool


def get_person_offer(
    actor: Actor, delegate: Delegate, last: AuditEntry | None, own: Offer | None
) -> PersonOffer | None:
    """Return the offer on a person's page; none where the session's own offer is about that person. No query."""
    act = act_of(delegate, last)
    if last is None or not act or not actor.may(UNDONE[act].right):
        return None
    if own and any(public_id == delegate.public_id for public_id, _version in own.expected):
        return None
    return PersonOffer(act, last, last.actor_id == actor.user_id)
