"""Ending somebody's work for a delegation."""

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import AlreadyDecided, NotPossible
from delegations.registration.focal_points import notices
from delegations.registration.focal_points.actions.invitations import lock_delegation_for
from delegations.registration.models import FocalPoint


@lifecycle.use_case
def withdraw_focal_point(*, actor: Actor, focal_point: FocalPoint) -> FocalPoint:
    """End somebody's work for the delegation, at once and in every open session. Raises NotPossible for the last focal point.

    Open invitations that a withdrawn person sent end too; those of somebody who leaves stay.
    """
    delegation = lock_delegation_for(actor, focal_point.delegation)
    point = delegation.focal_points.select_related("user").get(pk=focal_point.pk)
    if point.until is not None:
        message = _("%(who)s is no longer a focal point. Nothing was changed.")
        raise AlreadyDecided(message % {"who": point})
    others = delegation.focal_points.filter(until__isnull=True, user__is_active=True).exclude(pk=point.pk)
    if not others.exists():
        message = _(
            "%(who)s is the only focal point of %(party)s. Hand over instead: invite the successor, "
            "who takes over when accepting the invitation."
        )
        raise NotPossible(message % {"who": point, "party": delegation.party.short})
    point.until = clock.now()
    point.save(update_fields=["until"])
    leaves = point.user_id == actor.user_id
    if not leaves:
        unused = delegation.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True)
        own = unused.filter(invited_by=point.user_id)
        notices.withdraw_invitations(own)
        own.update(withdrawn_at=point.until)
    lifecycle.log(point, actor=actor, verb="focal_point.left" if leaves else "focal_point.withdrawn")
    notices.tell_ended(point)
    return point
