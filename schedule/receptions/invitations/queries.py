import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, IntegerField, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotFound
from conference.core.links import hash_of
from conference.db import together
from conference.db.prepared import Prepared
from conference.db.together import Part
from conference.models import Reference
from conference.parties.models import RECEIVED
from conference.parties.queries import alphabet
from delegations.registration.delegations import raw_queries
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from schedule.receptions.models import Invitation, InvitationState, Reception

ANSWERED = ("regretted", "rejected", "ended")  # whose guest need not be head any more
RELATED = (
    *("reception__room", "party", "delegation", "guest__category", "guest__protocol_rank"),
    "outside_guest__protocol_rank",
)
RELATED_BUT_PARTY = tuple(path for path in RELATED if path != "party")


def all_invitations() -> QuerySet[Invitation]:
    """Return invitations with guest and reception. Two queries."""
    return Invitation.objects.select_related(*RELATED).prefetch_related("party__names")


def by_secret(secret: str) -> Invitation:
    """Return the invitation whose link has this secret. One query while its party is cached. Raises NotFound."""
    invitation: Invitation | None = next(iter(_by_hash(hash_of(secret))), None)
    if invitation is None:
        raise NotFound(_("This invitation does not exist, or its link was replaced by a newer one."))
    invitation.party = raw_queries.get_party(invitation.party_id, invitation.stamp)  # type: ignore[attr-defined]
    return invitation


def count_places(reception: Reception) -> None:
    """Reload the reception's places, as after an answer. One query."""
    reception.taken, reception.capacity, reception.reserved = _places(reception.pk)[0]


# The invitations of a reception of which at most so many persons wait, unordered. One query.
waiting = Prepared(
    lambda key, most: (
        Invitation.objects.select_related(*RELATED)
        .filter(Q(state="waiting", persons__lte=most) | Q(state="accepted") & ~Q(waiting_companion=""), reception=key)
        .order_by()
    ),
    BigIntegerField(),
    IntegerField(),
)
_places = Prepared(
    lambda key: Reception.objects.filter(pk=key).order_by().values_list("taken", "capacity", "reserved"),
    BigIntegerField(),
)
_by_hash = Prepared(
    lambda hashed: (
        Invitation.objects.select_related(*RELATED_BUT_PARTY)
        .annotate(stamp=Subquery(Reference.objects.filter(pk=1).values("stamp")))
        .filter(secret_hash=hashed)
        .order_by()
    ),
    CharField(),
)
# An invitation as it is now, locked, with guest and reception. One query.
locked = Prepared(
    lambda key: Invitation.objects.select_related(*RELATED).select_for_update(of=("self",)).filter(pk=key).order_by(),
    BigIntegerField(),
)


def of_delegation(delegation: Delegation) -> list[Invitation]:
    """Return the delegation's invitations, by time. Two queries."""
    return list(all_invitations().filter(delegation=delegation, taken_back=False).order_by("reception__starts"))


def get_invitation(delegation: Delegation, public_id: uuid.UUID) -> Invitation:
    """Return an invitation of the delegation. Raises NotFound, alike for none and for another delegation's."""
    invitation = all_invitations().filter(delegation=delegation, public_id=public_id).first()
    if invitation is None:
        raise NotFound(_("This invitation does not exist, or it is not your delegation’s."))
    return invitation


def receptions() -> list[Reception]:
    """Return receptions with counts: `invited`, and one a state, such as `n_accepted`; they add up. One query."""
    counts: dict[str, Any] = {"invited": Count("invitations", filter=Q(invitations__taken_back=False))}
    for state in InvitationState.values:
        counts[f"n_{state}"] = Count("invitations", filter=Q(invitations__state=state, invitations__taken_back=False))
    return list(Reception.objects.select_related("room").annotate(**counts).order_by("starts"))


def guests(reception: Reception, state: str = "") -> list[Invitation]:
    """Return a reception's invitations, of one state or all, by the party's name. Two queries."""
    invitations = all_invitations().filter(reception=reception, taken_back=False)
    if state:
        invitations = invitations.filter(state=state)
    return list(invitations.order_by(alphabet("party"), "pk"))


def count_waiting(invitations: Iterable[Invitation]) -> int:
    """Return how many persons wait, with the companions of guests who have a place. No query."""
    waiting = [
        row for row in invitations if row.state == "waiting" or (row.state == "accepted" and row.waiting_companion)
    ]
    return sum(row.wanted_persons for row in waiting)


def heads_to_invite(reception: Reception) -> QuerySet[Delegate]:
    """Return the heads of delegation whom the host receives and who are not invited yet, by the party's name."""
    heads = Delegate.objects.filter(capacity=Capacity.HEAD, state__in=set(LIVE_STATES) - {"draft"})
    heads = heads.filter(delegation__party__kind__in=RECEIVED)
    heads = heads.exclude(
        delegation__in=reception.invitations.filter(delegation__isnull=False)
        .exclude(state="ended")
        .values("delegation_id")
    )
    return heads.select_related("delegation__party").order_by(alphabet("delegation__party"))


@dataclass(frozen=True)
class DueInvitations:
    """The invitations that wait for the host, unless their reception is over.

    Attributes:
        replaced_guests: By reception; the guest is no longer head of delegation and has no successor yet.
        substitutes: To decide on, by reception.
        late_answers: Oldest first.
    """

    replaced_guests: list[Invitation]
    substitutes: list[Invitation]
    late_answers: list[Invitation]


def find_due() -> DueInvitations:
    """Return the invitations that wait for the host. Two queries."""
    due: DueInvitations = together.complete(read_due())
    return due


def read_due() -> Part:
    """Return `find_due`, as a part of a page."""
    replaced = ~Q(guest__capacity=Capacity.HEAD, guest__state__in=LIVE_STATES)
    waiting = replaced & Q(personal=False) & ~Q(state__in=ANSWERED)
    due = all_invitations().filter(waiting | Q(state="substitute") | Q(late_at__isnull=False))
    (rows,) = yield [due.filter(reception__ends__gt=clock.now()).order_by("reception__starts", "answered_at", "pk")]
    substitutes = [row for row in rows if row.state == "substitute"]
    late = sorted((row for row in rows if row.late_at), key=lambda row: row.late_at)
    return DueInvitations([row for row in rows if _is_of_former_head(row)], substitutes, late)


def _is_of_former_head(invitation: Invitation) -> bool:
    guest = invitation.guest
    is_head = guest is not None and guest.capacity == Capacity.HEAD and guest.state in LIVE_STATES
    return not (invitation.personal or is_head or invitation.state in ANSWERED)


def arrived_but_excluded(now: Invitation, to: str, companion: str) -> str:
    """Return the name of somebody who has arrived and whom this answer would exclude; empty for nobody."""
    if now.arrived_at and to != "accepted":
        return now.who_comes
    return now.companion_called if now.companion_arrived_at and (to != "accepted" or not companion) else ""


def to_tell_of_a_change(reception: Reception) -> QuerySet[Invitation]:
    """Return the invitations whose guests are told of another time or place; none once it is over."""
    invitations = all_invitations().filter(reception=reception, reception__ends__gt=clock.now())
    return invitations.filter(state__in=("sent", "accepted", "waiting", "substitute"))
