"""Rooms: protocol gives them, and takes them away."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from conference.core import lifecycle, undo
from conference.core.access import Actor, require
from conference.core.errors import NotPossible
from schedule.bilaterals.meetings import notices
from schedule.bilaterals.meetings.actions import holding
from schedule.bilaterals.models import Meeting
from schedule.calendar.engagements.actions import engage, release
from schedule.calendar.models import Purpose, Room

# The first room of a meeting, which can be undone for a while.
GIVEN = ("meeting.confirmed",)


@lifecycle.use_case
def give_room(*, actor: Actor, meeting: Meeting, room: Room, expected_version: int | None = None) -> Meeting:
    """Give an accepted meeting its room, which confirms it, or move a confirmed one to another room; then both agree again.

    A room that is only held for another meeting is given all the same; that one gets a hold of another room.

    Raises NotAllowed, AlreadyDecided, NotPossible for a room that is no meeting room or has too few seats, TimeTaken.
    """
    require(actor, "bilaterals.place")
    if meeting.pull_aside:
        raise NotPossible(_("This meeting takes place without a room."))
    if room.purpose != Purpose.BILATERAL:
        raise NotPossible(_("%(room)s is not a room for bilateral meetings.") % {"room": room})
    seats = meeting.persons
    if room.capacity < seats:
        words = {"room": room, "has": room.capacity, "needs": seats}
        raise NotPossible(_("%(room)s has %(has)d seats; this meeting needs %(needs)d.") % words)
    # As it is now: its hold may have made way for another meeting since it was read.
    if held := holding.held_booking(meeting):
        release(booking=held)
    displaced = holding.make_way(meeting, room)
    booking = engage(
        subject=meeting,
        kind="bilateral",
        label=f"{meeting.asking}, {meeting.asked}",
        starts=meeting.starts,
        ends=meeting.ends + holding.BUFFER,
        rooms=[room],
    )
    fields: dict[str, Any] = {
        "actor": actor,
        "expected_version": expected_version,
        "room": room,
        "room_booking": booking,
    }
    first = meeting.state != "confirmed"
    if not first:
        meeting = lifecycle.change(
            meeting, verb="meeting.room_changed", asking_agrees=False, asked_agrees=False, **fields
        )
        meeting.participants.update(agrees=False)
    else:
        meeting = lifecycle.move(meeting, "confirmed", verb=GIVEN[0], **fields)
    holding.hold_elsewhere(displaced)
    notices.confirmed(meeting, after=undo.mails_wait() if first else timedelta())
    return meeting


@lifecycle.use_case
def undo_room(*, actor: Actor, meeting: Meeting, expected_version: int | None = None) -> Meeting:
    """Take back a first room that was given just now, also by a colleague: its mails do not go, and the room stays held.

    Raises NotAllowed, NotPossible too late, AlreadyDecided when something was changed since.
    """
    require(actor, "bilaterals.place")
    now, to = Meeting.objects.get(pk=meeting.pk), "accepted"
    if now.version == (expected_version or now.version):
        to = undo.check(now, GIVEN).came_from
    # The letters are withdrawn by `notices.withdraw_outdated`, as with anything that ends what they say.
    return lifecycle.move(
        meeting,
        to,
        actor=actor,
        verb="meeting.room_undone",
        expected_version=expected_version,
        check=_just_given,
        room=None,
    )


def _just_given(row: Meeting) -> None:
    undo.check(row, GIVEN)


@lifecycle.use_case
def bump(*, actor: Actor, meeting: Meeting, reason: str, expected_version: int | None = None) -> Meeting:
    """Take the room from a confirmed meeting, as when the room is closed. The heads keep the hour.

    Args:
        reason: Which both sides read, unless nobody has been told of the room yet.

    Raises NotAllowed, AlreadyDecided, NotPossible for a meeting that has no room or was held.
    """
    require(actor, "calendar.close")
    held: list[uuid.UUID | None] = []
    meeting = lifecycle.move(
        meeting,
        "bumped",
        actor=actor,
        verb="meeting.bumped",
        expected_version=expected_version,
        reason=reason,
        check=lambda row: held.append(row.room_booking),
        room=None,
        room_booking=None,
    )
    for booking in filter(None, held):
        release(booking=booking)
    notices.bumped(meeting, reason)
    return meeting
