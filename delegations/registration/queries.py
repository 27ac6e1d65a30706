"""What pages and upper apps ask of registration. Every query about one delegation starts at `delegation_for`."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.access import Actor
from conference.correspondence.actions import Recipient
from conference.errors import NotFound
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation, FocalPoint


def delegation_for(actor: Actor, code: str, *, write: bool = False) -> Delegation:
    """The delegation of the party `code`, if this actor may see it (or act for it).

    Arguments: code, the party's, in any case; write, True when something is to be changed. A focal point may do both; staff need
    `registration.see`, or `registration.act_for` to change anything.
    Raises NotFound, alike for one that does not exist and one that is another's.
    """
    found = _all().filter(party__code=code.upper()).first()
    if found is not None:
        right = "registration.act_for" if write else "registration.see"
        if actor.may(right) or _is_focal_point(actor, found):
            return found
    raise NotFound(_("There is no such delegation, or it is not yours."))


def delegations_of(actor: Actor) -> QuerySet[Delegation]:
    """The delegations that this actor is focal point of, in the order of the parties' English names."""
    if actor.user_id is None:
        return _all().none()
    current = FocalPoint.objects.filter(user_id=actor.user_id, until__isnull=True)
    return _all().filter(pk__in=current.values("delegation_id")).order_by("party__en_sort")


def head_of(delegation: Delegation) -> Delegate | None:
    """The head of the delegation as things stand, accredited or not; None when nobody is entered as head."""
    return delegation.members.filter(capacity=Capacity.HEAD, state__in=LIVE_STATES).select_related("category").first()


def focal_points_of(delegation: Delegation) -> list[Recipient]:
    """To whom messages to the delegation go: its present focal points, in the order of their appointment."""
    current = delegation.focal_points.filter(until__isnull=True, user__is_active=True)
    return [
        Recipient(one.user.email, one.user.name, one.user.language, one.user_id)
        for one in current.select_related("user").order_by("since", "pk")
    ]


def _all() -> QuerySet[Delegation]:
    return Delegation.objects.select_related("party").prefetch_related("party__names")


def _is_focal_point(actor: Actor, delegation: Delegation) -> bool:
    if actor.user_id is None:
        return False
    return delegation.focal_points.filter(user_id=actor.user_id, until__isnull=True).exists()
