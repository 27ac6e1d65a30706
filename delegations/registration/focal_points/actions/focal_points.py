"""What focal points decide on who acts for a delegation."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import AlreadyDecided, NotPossible
from delegations.registration.focal_points import notices
from delegations.registration.focal_points.actions.invitations import MOST_A_DAY, held_for, issue
from delegations.registration.models import Delegation, FocalPoint, FocalPointInvitation

DAY = timedelta(days=1)


@lifecycle.use_case
def invite_colleague(
    *,
    actor: Actor,
    delegation: Delegation,
    email: str,
    name: str = "",
    language: str = "en",
    takes_over: FocalPoint | None = None,
    replaces: int | None = None,
) -> FocalPointInvitation:
    """Invite somebody to act for this delegation beside the focal points, or in the place of one of them.

    Args:
        takes_over: The focal point who is withdrawn once the successor has taken the invitation up. Focal points hand over their own work,
            the organisers anybody's.
        replaces: As of `invitations.invite`.

    Raises:
        InvitedAlready: As of `invitations.invite`.
        NotPossible: When the person acts for it already, too many invitations are open or were sent today, or the handing over was begun
            already.
    """
    held = held_for(actor, delegation)
    by_desk = actor.may("registration.invite")
    if takes_over is not None:
        _may_hand_over(held, takes_over, actor, by_desk)
    if not by_desk:
        sent = held.invitations.filter(sent_at__gt=clock.now() - DAY, invited_by__isnull=False).count()
        if sent >= MOST_A_DAY:
            words = _(
                "%(count)s invitations were sent within one day, which is the limit. Try again tomorrow, "
                "or write to the secretariat."
            )
            raise NotPossible(words % {"count": sent})
    by = None if by_desk else actor.user_id
    return issue(
        held,
        actor=actor,
        email=email,
        name=name,
        language=language,
        invited_by=by,
        takes_over=takes_over,
        replaces=replaces,
    )


def _may_hand_over(held: Delegation, point: FocalPoint, actor: Actor, by_desk: bool) -> None:
    row = held.focal_points.filter(pk=point.pk, until__isnull=True).first()
    if row is None or not (by_desk or row.user_id == actor.user_id):
        raise NotPossible(_("Only a current focal point can hand over, and only their own function."))
    open_now = held.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
    if earlier := open_now.filter(takes_over=row).first():
        words = _("%(who)s is already handing over to %(other)s. Withdraw that invitation first.")
        raise NotPossible(words % {"who": row, "other": earlier})


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
