"""Ending somebody's work for a delegation."""

from __future__ import annotations

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import AlreadyDecided, NotPossible
from delegations.registration.focal_points import notices
from delegations.registration.focal_points.actions.invitations import held_for
from delegations.registration.models import FocalPoint


@lifecycle.use_case
def withdraw_focal_point(*, actor: Actor, focal_point: FocalPoint) -> FocalPoint:
    """End somebody's work for the delegation, at once and in every open session.

    Open invitations of a withdrawn person end too; those of somebody who leaves by themselves stay.

    Raises:
        NotPossible: For the last focal point.
    """
    held = held_for(actor, focal_point.delegation)
    row = held.focal_points.select_related("user").get(pk=focal_point.pk)
    if row.until is not None:
        words = _("%(who)s is no longer a focal point. Nothing was changed.")
        raise AlreadyDecided(words % {"who": row})
    others = held.focal_points.filter(until__isnull=True, user__is_active=True).exclude(pk=row.pk)
    if not others.exists():
        words = _(
            "%(who)s is the only focal point of %(party)s. Hand over instead: invite the successor, "
            "who takes over when accepting the invitation."
        )
        raise NotPossible(words % {"who": row, "party": held.party.short})
    row.until = now = clock.now()
    row.save(update_fields=["until"])
    leaves = row.user_id == actor.user_id
    if not leaves:
        sent = held.invitations.filter(invited_by=row.user_id, used_at__isnull=True, withdrawn_at__isnull=True)
        notices.withdraw_invited(sent)
        sent.update(withdrawn_at=now)
    lifecycle.log(row, actor=actor, verb="focal_point.left" if leaves else "focal_point.withdrawn")
    notices.ended(row)
    return row
