"""Take a withdrawn member back: by an undo of the withdrawal, or by an accreditation officer later. A badge that ended stays ended."""

from typing import Any

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import concurrency, lifecycle, undo
from conference.core.access import Actor, require_person, require_right
from conference.core.errors import NotPossible
from delegations.registration.delegations import places
from delegations.registration.members import notices
from delegations.registration.members.actions import editing
from delegations.registration.models import PLACED_STATES, Delegate, Delegation
from delegations.registration.signals import head_changed

RIGHT = "accreditation.decide"
ENDS = ("delegate.withdrawn", "delegate.replaced", "delegate.doubled")
UNDECIDED: dict[str, Any] = {"decided_at": None, "decided_by_id": None}


@lifecycle.use_case
def undo_withdrawal(*, actor: Actor, member: Delegate, expected_version: int) -> Delegate:
    """Take back a withdrawal while its mail waits. Whoever was accredited is vetted, and accreditation decides anew.

    Raises:
        NotFound: Unless the actor may act for the delegation.
        NotPossible: Too late, or when the place, the office or the person has been given anew.
    """
    delegation = editing.lock_delegation(actor, member.delegation)
    locked = concurrency.lock_row(member, expected_version)
    state = undo.require_recent_step(locked, ENDS[:1]).came_from
    notices.withdraw_confirmation(locked)
    if state == "accredited":
        return _restore(delegation, locked, "vetted", actor, **UNDECIDED)
    return _restore(delegation, locked, state, actor)


@lifecycle.use_case
def restore_member(*, actor: Actor, delegate: Delegate, expected_version: int) -> Delegate:
    """Take back a member whom the delegation withdrew before: as a draft if it was one, else to be reviewed from the start.

    Raises:
        NotPossible: As `undo_withdrawal`, and for somebody who was not withdrawn.
    """
    require_right(require_person(actor), RIGHT)
    delegation = places.lock_places(delegate.delegation)
    locked = concurrency.lock_row(delegate, expected_version)
    entry = AuditEntry.objects.filter(ref=str(locked.record_id), verb__in=ENDS).first()
    if entry is None:
        raise NotPossible(_("%(who)s was not withdrawn. Nothing was changed.") % {"who": locked})
    if entry.came_from == "draft":
        return _restore(delegation, locked, "draft", actor)
    cleared = {"vetted_at": None, "vetted_by_id": None, "return_code": "", "return_words": "", **UNDECIDED}
    return _restore(delegation, locked, "submitted", actor, **cleared)


def _restore(delegation: Delegation, member: Delegate, state: str, actor: Actor, **fields: Any) -> Delegate:
    """Write that the locked member is back. Raises NotPossible when somebody else is in its place by now."""
    member = delegation.members.select_related("category").get(pk=member.pk)
    if successor := Delegate.objects.filter(replaces=member).first():
        message = _("%(successor)s has the place of %(who)s now.")
        raise NotPossible(message % {"successor": successor, "who": member})
    editing.check_free(member)
    if state in PLACED_STATES:
        places.check_places(delegation, [member])
    member = lifecycle.move(member, state, actor=actor, verb="delegate.restored", **fields)
    if member.is_head:
        head_changed.send(sender=Delegate, delegation=delegation, actor=actor)
    return member
