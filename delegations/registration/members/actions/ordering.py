from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor
from conference.core.concurrency import check_expected
from conference.core.errors import AlreadyDecided, NotFound
from conference.core.personal_data import PersonalText
from delegations.registration.members import queries
from delegations.registration.members.actions.editing import lock_delegation
from delegations.registration.models import Delegate, Delegation


@lifecycle.use_case
def reorder(*, actor: Actor, delegation: Delegation, member: Delegate, place: int, expected_version: int) -> int:
    """Move a member to `place` (from 1) in the delegation's order, and return the order's new version."""
    delegation = lock_delegation(actor, delegation)
    message = _("Somebody else changed the order in the meantime. The page now shows the new order. Nothing was moved.")
    check_expected(expected_version, delegation.order_version, lambda: AlreadyDecided(message))
    order = queries.members_of(delegation)
    if member not in order:
        raise NotFound(_("There is no such member in this delegation."))
    target = order.pop(order.index(member))
    order.insert(max(0, min(place - 1, len(order))), target)
    changes = []
    for number, other in enumerate(order, 1):
        if other.position != number:
            other.position = number
            changes.append(other)
    if not changes:
        return expected_version
    # The place belongs to the delegation, not to the member: one audit entry, and the members' versions stay.
    Delegate.objects.bulk_update(changes, ["position"])
    delegation.order_version += 1
    delegation.save(update_fields=["order_version"])
    details = {"member": PersonalText.name_of(target), "place": order.index(target) + 1}
    lifecycle.log(delegation, actor=actor, verb="delegation.reordered", details=details)
    return delegation.order_version
