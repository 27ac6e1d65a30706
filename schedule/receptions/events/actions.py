"""Setting up a reception. A change of its time rebooks everybody who has accepted, or is refused."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from conference.core import concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import CodeTaken, NotPossible
from schedule.calendar.engagements.actions import release_engagements
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.actions import admit_waiting, engage_guest
from schedule.receptions.invitations.queries import to_tell_of_a_change
from schedule.receptions.models import Reception

TIMES = ("starts", "ends", "arrive_from")
# Of a change of these every guest is told who has been invited and has not declined.
ANNOUNCED = (*TIMES, "arrive_until", "room", "entrance")


@lifecycle.use_case
def create_reception(*, actor: Actor, code: str, facts: Mapping[str, Any]) -> Reception:
    """Add a reception. Raises NotAllowed, CodeTaken."""
    require_right(actor, "receptions.invite")
    concurrency.enter_alone(Reception)
    if Reception.objects.filter(code__iexact=code).exists():
        raise CodeTaken(_("There is already a reception with the code %(code)s.") % {"code": code})
    reception = Reception(code=code, **facts)
    reception.save(force_insert=True)
    lifecycle.log(reception, actor=actor, verb="reception.added", details={"code": code})
    return reception


@lifecycle.use_case
def edit_reception(*, actor: Actor, reception: Reception, facts: Mapping[str, Any], expected_version: int) -> Reception:
    """Change a reception to `facts`. Added places admit the waiting list, whole invitations in protocol order.

    Whoever is invited is told of another time or place.

    Raises:
        NotAllowed: Without the right.
        AlreadyDecided: If it has changed since.
        NotPossible: With fewer places than persons are expected.
        TimeTaken: If somebody who has accepted is engaged at the new time.
    """
    require_right(actor, "receptions.invite")
    now = concurrency.lock_row(reception, expected_version)
    changed = {
        name: [str(getattr(now, name)), str(value)] for name, value in facts.items() if getattr(now, name) != value
    }
    if not changed:
        return now
    if facts["capacity"] - facts["reserved"] < now.taken:
        message = _("%(taken)d persons are expected: the capacity less the places held back cannot be below that.")
        raise NotPossible(message % {"taken": now.taken})
    if "personal" in changed and now.invitations.exists():
        raise NotPossible(_("Invitations were sent: whether it invites the person can no longer be changed."))
    for name, value in facts.items():
        setattr(now, name, value)
    now.version += 1
    now.save(update_fields=[*facts, "version"])
    if announced := [name for name in ANNOUNCED if name in changed]:
        _announce(now, actor, announced)
    lifecycle.log(now, actor=actor, verb="reception.changed", details={"version": now.version, "changed": changed})
    admit_waiting(now)
    return now


def _announce(reception: Reception, actor: Actor, changed: list[str]) -> None:
    """Rebook everybody who has accepted, and tell everybody invited."""
    invitations = list(to_tell_of_a_change(reception).order_by("pk"))
    anew = {row.pk for row in invitations if row.booking and not set(changed).isdisjoint(TIMES)}
    for invitation in invitations:
        if invitation.pk in anew:
            release_engagements(subject=invitation)
    for invitation in invitations:
        fields = {"booking": engage_guest(invitation, reception)} if invitation.pk in anew else {}
        verb = "invitation.time_changed" if invitation.pk in anew else "invitation.occasion_changed"
        notices.write_new_place(lifecycle.change(invitation, actor=actor, verb=verb, details={"of": changed}, **fields))
