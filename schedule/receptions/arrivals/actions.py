"""Arrivals at a reception, release of the places of absent guests, and thanks."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.concurrency import fingerprint
from conference.core.errors import NotPossible
from conference.look.times import clock_text, when_text
from conference.models import current_conference
from conference.translated import Translated
from schedule.calendar.engagements.actions import TimeTaken, release_engagements
from schedule.receptions.arrivals import queries
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.actions import admit_waiting, engage_guest, lock_answerable
from schedule.receptions.models import Invitation, Reception

ARRIVAL_COLUMN = {False: "arrived_at", True: "companion_arrived_at"}


@lifecycle.use_case
def record_arrival(*, actor: Actor, invitation: Invitation, companion: bool = False) -> Invitation:
    """Note the arrival of the guest or the companion. A guest whose place was released is admitted while there is room.

    Raises:
        NotAllowed: Without the right.
        NotPossible: Before the entrance opens or after the end; for who is not expected, is here already (since when), or finds no place.
    """
    require_right(actor, "receptions.invite")
    return note_arrival(actor=actor, invitation=invitation, companion=companion, at=clock.now())


def note_arrival(*, actor: Actor, invitation: Invitation, companion: bool, at: datetime) -> Invitation:
    """Note an arrival at `at` within the open use case, also by a device at the entrance. Raises NotPossible as `record_arrival`."""
    reception = Reception.objects.select_for_update().get(pk=invitation.reception_id)
    now = Invitation.objects.select_related("guest", "outside_guest", "reception").get(pk=invitation.pk)
    name = now.name_of(companion)
    if early := opens_later(reception, at):
        raise NotPossible(early)
    if at > reception.ends:
        raise NotPossible(_("The reception is over: nobody arrives any more."))
    if now.state not in ("accepted", "absent"):
        raise NotPossible(_("%(who)s is not expected: %(state)s.") % {"who": name, "state": now.get_state_display()})
    if not now.substitute_name:
        lock_answerable(now)
    if companion and not now.companion_name:
        raise NotPossible(_("%(who)s comes without a companion.") % {"who": now.who_comes})
    if since := now.arrival_of(companion):
        message = _("Second arrival: %(who)s is here since %(time)s.")
        raise NotPossible(message % {"who": name, "time": _clock_text(since)})
    fields: dict[str, Any] = {ARRIVAL_COLUMN[companion]: at}
    verb = "invitation.companion_arrived" if companion else "invitation.arrived"
    if now.state == "accepted":
        return lifecycle.change(now, actor=actor, verb=verb, **fields)
    if reception.free < now.persons:
        raise NotPossible(_("The place of %(who)s was released, and none is left.") % {"who": name})
    return lifecycle.move(now, "accepted", actor=actor, verb=verb, booking=_engage_again(now, reception), **fields)


def opens_later(reception: Reception, at: datetime | None = None) -> str:
    """Return a message if the entrance opens later than `at` (default: now), else an empty text."""
    at = at or clock.now()
    if at >= reception.door_opens:
        return ""
    zone = current_conference().zone
    opens = clock.local(reception.door_opens, zone)
    if opens.date() != clock.local(at, zone).date():
        message = _("Opening of the entrance: %(moment)s. Nobody can have arrived yet.")
        return message % {"moment": when_text(opens, year=False)}
    message = _("The entrance opens at %(time)s. Nobody can have arrived yet.")
    return message % {"time": clock_text(opens)}


def _clock_text(moment: datetime) -> str:
    return clock_text(moment.astimezone(current_conference().zone))


def _engage_again(invitation: Invitation, reception: Reception) -> uuid.UUID | None:
    """Book the guest's time again after a release. A guest engaged elsewhere since is here all the same."""
    if invitation.substitute_name:
        return None
    with suppress(TimeTaken), transaction.atomic():
        booking: uuid.UUID = engage_guest(invitation, reception)
        return booking
    return None


@lifecycle.use_case
def take_back(*, actor: Actor, invitation: Invitation, companion: bool = False) -> Invitation:
    """Undo an arrival noted by mistake. Raises NotAllowed, NotPossible if none was noted."""
    require_right(actor, "receptions.invite")
    return note_no_arrival(actor=actor, invitation=invitation, companion=companion)


def note_no_arrival(*, actor: Actor, invitation: Invitation, companion: bool) -> Invitation:
    """Undo an arrival within the open use case. Raises NotPossible if none was noted."""
    Reception.objects.select_for_update().get(pk=invitation.reception_id)
    now = Invitation.objects.select_related("guest", "outside_guest", "reception").get(pk=invitation.pk)
    if not now.arrival_of(companion):
        raise NotPossible(_("No arrival of %(who)s is noted.") % {"who": now.name_of(companion)})
    fields: dict[str, Any] = {ARRIVAL_COLUMN[companion]: None}
    return lifecycle.change(now, actor=actor, verb="invitation.arrival_undone", **fields)


def release_fingerprint(reception: Reception) -> str:
    """Return a fingerprint of who is absent and who would be admitted instead."""
    return fingerprint_of(*queries.would_be_released(Reception.objects.get(pk=reception.pk)))


def fingerprint_of(absent: Iterable[Invitation], admitted: Iterable[Invitation]) -> str:
    return fingerprint(*sorted(row.pk for row in absent), "in", *(row.pk for row in admitted))


@lifecycle.use_case
def release_absent(*, actor: Actor, reception: Reception, expected: str) -> tuple[int, int]:
    """Release the places of absent guests. The waiting list is admitted in protocol order, whole invitations, and told at once.

    Args:
        expected: The `release_fingerprint` that the actor saw.

    Returns:
        How many invitations were released, and how many were let in.

    Raises NotAllowed, NotPossible before the time set, or if others are absent or waiting by now.
    """
    require_right(actor, "receptions.invite")
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
        release_engagements(subject=invitation)
        lifecycle.move(invitation, "absent", actor=actor, verb="invitation.absent", booking=None)
    admit_waiting(locked)
    return len(absent), len(admitted)


@lifecycle.use_case
def thank_guests(*, actor: Actor, reception: Reception, text: Translated) -> int:
    """Thank all who came, once, in the host's name. Return how many. The mails wait while this can be undone.

    Args:
        text: The host's words below the thanks; may be empty.

    Raises NotAllowed, NotPossible before the end, a second time, or when nobody came.
    """
    require_right(actor, "receptions.invite")
    locked = Reception.objects.select_for_update().get(pk=reception.pk)
    if clock.now() < locked.ends:
        raise NotPossible(_("The reception is not over yet."))
    if locked.thanked_at:
        raise NotPossible(_("The guests have been thanked already."))
    invitations = queries.who_came(locked)
    if not invitations:
        raise NotPossible(_("Nobody came."))
    # Each is a change of its own, so that thanks taken back and given anew are another letter.
    rows = [
        lifecycle.change(invitation, actor=actor, verb="invitation.thanked", details={"thanks": True})
        for invitation in invitations
    ]
    for row in rows:
        notices.queue_notice(notices.THANKED, row, can_be_undone=True, words=dict(text))
    Reception.objects.filter(pk=locked.pk).update(thanks=text, thanked_at=clock.now())
    return len(rows)


@lifecycle.use_case
def undo_thanks(*, actor: Actor, reception: Reception) -> int:
    """Cancel thanks that are not sent yet. Return how many. Raises NotAllowed, NotPossible once all are sent."""
    require_right(actor, "receptions.invite")
    locked = Reception.objects.select_for_update().get(pk=reception.pk)
    undone = [
        invitation for invitation in queries.who_came(locked) if notices.withdraw_mails(invitation, notices.THANKED)
    ]
    if not undone:
        raise NotPossible(_("The thanks have already been sent. Nothing was changed."))
    for invitation in undone:
        lifecycle.change(invitation, actor=actor, verb="invitation.thanks_undone", details={"thanks": False})
    Reception.objects.filter(pk=locked.pk).update(thanked_at=None)
    return len(undone)
