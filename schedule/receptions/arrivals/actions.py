"""Who arrives at a reception, person by person, and what becomes of the places of those who do not."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.concurrency import fingerprint
from conference.core.errors import NotPossible
from conference.look.times import clock_text
from conference.models import current_conference
from conference.translated import Translated
from schedule.calendar.engagements.actions import TimeTaken, release
from schedule.receptions.arrivals import queries
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.actions import engage_guest, lock_answerable, promote
from schedule.receptions.models import Invitation, Reception

FIELDS = {False: "arrived_at", True: "companion_arrived_at"}


@lifecycle.use_case
def arrive(*, actor: Actor, invitation: Invitation, companion: bool = False) -> Invitation:
    """Note that the guest, or the companion, is here. Whose place was released comes in while there is room for all persons.

    Raises:
        NotAllowed: Without the right.
        NotPossible: Before the entrance opens or after the end; for who is not expected, is here already (since when), or finds no place.
    """
    require(actor, "receptions.invite")
    return note_arrival(actor=actor, invitation=invitation, companion=companion, at=clock.now())


def note_arrival(*, actor: Actor, invitation: Invitation, companion: bool, at: datetime) -> Invitation:
    """Note an arrival at `at` within the open use case, of whoever may: a device at the entrance, too. Raises NotPossible as `arrive`."""
    reception = Reception.objects.select_for_update().get(pk=invitation.reception_id)
    row = Invitation.objects.select_related("guest", "reception").get(pk=invitation.pk)
    name = row.name_of(companion)
    _check_time(reception, at)
    if row.state not in ("accepted", "absent"):
        raise NotPossible(_("%(who)s is not expected: %(state)s.") % {"who": name, "state": row.get_state_display()})
    if not row.substitute_name:
        lock_answerable(row)
    if companion and not row.companion_name:
        raise NotPossible(_("%(who)s comes without a companion.") % {"who": row.who_comes})
    if since := getattr(row, FIELDS[companion]):
        message = _("Second arrival: %(who)s is here since %(time)s.")
        raise NotPossible(message % {"who": name, "time": _at(since)})
    fields: dict[str, Any] = {FIELDS[companion]: at}
    verb = "invitation.companion_arrived" if companion else "invitation.arrived"
    if row.state == "accepted":
        return lifecycle.change(row, actor=actor, verb=verb, **fields)
    if reception.free < row.persons:
        raise NotPossible(_("The place of %(who)s was released, and none is left.") % {"who": name})
    return lifecycle.move(row, "accepted", actor=actor, verb=verb, booking=_engaged_again(row, reception), **fields)


def _check_time(reception: Reception, at: datetime) -> None:
    if early := opens_later(reception, at):
        raise NotPossible(early)
    if at > reception.ends:
        raise NotPossible(_("The reception is over: nobody arrives any more."))


def opens_later(reception: Reception, at: datetime | None = None) -> str:
    """Return that the entrance opens later than `at`, which is now; empty once it is open."""
    if (at or clock.now()) >= reception.door_opens:
        return ""
    message = _("The entrance opens at %(time)s. Nobody can have arrived yet.")
    return message % {"time": _at(reception.door_opens)}


def _at(moment: datetime) -> str:
    return clock_text(moment.astimezone(current_conference().zone))


def _engaged_again(row: Invitation, reception: Reception) -> uuid.UUID | None:
    """Take the guest's time again, which the release gave back; who has been engaged elsewhere since is here all the same."""
    if row.substitute_name:
        return None
    try:
        with transaction.atomic():
            booking: uuid.UUID = engage_guest(row, reception)
    except TimeTaken:
        return None
    return booking


@lifecycle.use_case
def take_back(*, actor: Actor, invitation: Invitation, companion: bool = False) -> Invitation:
    """Take back an arrival that was noted by mistake. Raises NotAllowed, NotPossible if none was."""
    require(actor, "receptions.invite")
    return note_no_arrival(actor=actor, invitation=invitation, companion=companion)


def note_no_arrival(*, actor: Actor, invitation: Invitation, companion: bool) -> Invitation:
    """Take an arrival back within the open use case. Raises NotPossible if none was noted."""
    Reception.objects.select_for_update().get(pk=invitation.reception_id)
    row = Invitation.objects.select_related("guest", "reception").get(pk=invitation.pk)
    if not getattr(row, FIELDS[companion]):
        raise NotPossible(_("No arrival of %(who)s is noted.") % {"who": row.name_of(companion)})
    fields: dict[str, Any] = {FIELDS[companion]: None}
    return lifecycle.change(row, actor=actor, verb="invitation.arrival_undone", **fields)


def release_fingerprint(reception: Reception) -> str:
    """Return what the button to release was shown for: who is absent, and who would come in."""
    return fingerprint_of(*queries.would_be_released(Reception.objects.get(pk=reception.pk)))


def fingerprint_of(absent: Iterable[Invitation], admitted: Iterable[Invitation]) -> str:
    return fingerprint(
        *sorted(invitation.pk for invitation in absent), "in", *(invitation.pk for invitation in admitted)
    )


@lifecycle.use_case
def release_absent(*, actor: Actor, reception: Reception, expected: str) -> tuple[int, int]:
    """Release the places of all of whom nobody has arrived; who waits comes in by protocol order, whole invitations, and is told at once.

    Args:
        expected: The `release_fingerprint` that the actor saw.

    Returns:
        How many invitations were released, and how many were let in.

    Raises NotAllowed, NotPossible before the time set, or if others are absent or waiting by now.
    """
    require(actor, "receptions.invite")
    locked = Reception.objects.select_for_update().get(pk=reception.pk)
    if clock.now() < queries.release_from(locked):
        raise NotPossible(_("It is too early: the places of the absent are not released yet."))
    if clock.now() > locked.ends:
        raise NotPossible(_("The reception is over: nobody can be invited any more."))
    absent, admitted = queries.would_be_released(locked)
    if fingerprint_of(absent, admitted) != expected:
        raise NotPossible(_("Somebody has arrived or answered meanwhile. Nothing was released; look again."))
    if not absent:
        raise NotPossible(_("Nobody is absent."))
    for invitation in absent:
        release(subject=invitation)
        lifecycle.move(invitation, "absent", actor=actor, verb="invitation.absent", booking=None)
    promote(locked)
    return len(absent), len(admitted)


@lifecycle.use_case
def thank(*, actor: Actor, reception: Reception, words: Translated) -> int:
    """Thank all of whom somebody came, once, in the host's name. Return how many. The mails wait as long as this can be undone.

    Args:
        words: Of the host, below the thanks; may be empty.

    Raises NotAllowed, NotPossible before the end, a second time, or when nobody came.
    """
    require(actor, "receptions.invite")
    locked = Reception.objects.select_for_update().get(pk=reception.pk)
    if clock.now() < locked.ends:
        raise NotPossible(_("The reception is not over yet."))
    if locked.thanked_at:
        raise NotPossible(_("The guests have been thanked already."))
    came = queries.who_came(locked)
    if not came:
        raise NotPossible(_("Nobody came."))
    # Each is a change of its own, so that thanks taken back and given anew are another letter.
    rows = [
        lifecycle.change(invitation, actor=actor, verb="invitation.thanked", details={"thanks": True})
        for invitation in came
    ]
    for row in rows:
        notices.thanked(row, words)
    Reception.objects.filter(pk=locked.pk).update(thanks=words, thanked_at=clock.now())
    return len(rows)


@lifecycle.use_case
def undo_thanks(*, actor: Actor, reception: Reception) -> int:
    """Take back the thanks that wait still. Return how many. Raises NotAllowed, NotPossible when they have gone."""
    require(actor, "receptions.invite")
    locked = Reception.objects.select_for_update().get(pk=reception.pk)
    undone = [invitation for invitation in queries.who_came(locked) if notices.withdraw_thanked(invitation)]
    if not undone:
        raise NotPossible(_("The thanks have already been sent. Nothing was changed."))
    for invitation in undone:
        lifecycle.change(invitation, actor=actor, verb="invitation.thanks_undone", details={"thanks": False})
    Reception.objects.filter(pk=locked.pk).update(thanked_at=None)
    return len(undone)
