from __future__ import annotations

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor
from conference.core.concurrency import check_expected
from conference.core.errors import AlreadyDecided, NotFound
from delegations.registration.members import queries
from delegations.registration.members.actions.editing import acting_for
from delegations.registration.models import Delegate, Delegation


@lifecycle.use_case
def reorder(*, actor: Actor, delegation: Delegation, member: Delegate, place: int, expected_version: int) -> int:
    """Move a member to `place` (from 1) in the delegation's order, and return the order's new version.

    Args:
        expected_version: Of the order, as the actor had it on the screen.
    """
    held = acting_for(actor, delegation)
    words = _("Somebody else changed the order in the meantime. The page now shows the new order. Nothing was moved.")
    check_expected(expected_version, held.order_version, lambda: AlreadyDecided(words))
    order = queries.members_of(held)
    moving = next((one for one in order if one.pk == member.pk), None)
    if moving is None:
        raise NotFound(_("There is no such member in this delegation."))
    order.remove(moving)
    order.insert(max(0, min(place - 1, len(order))), moving)
    moved = [one for number, one in enumerate(order, 1) if one.position != number]
    for number, one in enumerate(order, 1):
        one.position = number
    if not moved:
        return expected_version
    # The place belongs to the delegation, not to the member: one audit entry, and the members' versions stay.
    Delegate.objects.bulk_update(moved, ["position"])
    held.order_version += 1
    held.save(update_fields=["order_version"])
    details = {"member": str(moving), "place": order.index(moving) + 1}
    lifecycle.log(held, actor=actor, verb="delegation.reordered", details=details)
    return held.order_version
