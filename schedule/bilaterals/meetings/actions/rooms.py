"""Rooms: protocol gives them, and takes them away."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from conference.core import lifecycle, undo
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from schedule.bilaterals.meetings import notices
from schedule.bilaterals.meetings.actions import holding
from schedule.bilaterals.models import Meeting
from schedule.calendar.engagements.actions import engage_all, release_engagements
from schedule.calendar.models import Purpose, Room

# The first room of a meeting, which can be undone for a while.
GIVEN = ("meeting.confirmed",)


@lifecycle.use_case
def give_room(*, actor: Actor, meeting: Meeting, room: Room, expected_version: int | None = None) -> Meeting:
    """Give an accepted meeting its room, which confirms it, or move a confirmed one to another room; then both agree again.

    A room that is only held for another meeting is given all the same; that one gets a hold of another room.

    Raises NotAllowed, AlreadyDecided, NotPossible for a room that is no meeting room or has too few seats, TimeTaken.
    """
    require_right(actor, "bilaterals.place")
    if meeting.pull_aside:
        raise NotPossible(_("This meeting takes place without a room."))
    if room.purpose != Purpose.BILATERAL:
        raise NotPossible(_("%(room)s is not a room for bilateral meetings.") % {"room": room})
    holding.check_seats(meeting, room)
    # Read again, since its hold may have been given to another meeting meanwhile.
    if room_booking := holding.lock_room_booking(meeting):
        release_engagements(booking=room_booking)
    displaced = holding.make_way(meeting, room)
    booking = engage_all([holding.claim_room(meeting, room, holds_until=None)])[0]
    values: dict[str, Any] = {
        "actor": actor,
        "expected_version": expected_version,
        "room": room,
        "room_booking": booking,
    }
    is_first = meeting.state != "confirmed"
    if is_first:
        meeting = lifecycle.move(meeting, "confirmed", verb=GIVEN[0], **values)
    else:
        values |= {"asking_agrees": False, "asked_agrees": False}
        meeting = lifecycle.change(meeting, verb="meeting.room_changed", **values)
        meeting.participants.update(agrees=False)
    holding.hold_elsewhere(displaced)
    notices.write_confirmation(meeting, after=undo.mails_wait() if is_first else timedelta())
    return meeting


@lifecycle.use_case
def undo_room(*, actor: Actor, meeting: Meeting, expected_version: int | None = None) -> Meeting:
    """Take back a first room that was given just now, also by a colleague: its mails do not go, and the room stays held.

    Raises NotAllowed, NotPossible too late, AlreadyDecided when something was changed since.
    """
    require_right(actor, "bilaterals.place")
    present, to = Meeting.objects.get(pk=meeting.pk), "accepted"
    if present.version == (expected_version or present.version):
        to = undo.require_recent_step(present, GIVEN).came_from
    # The letters are withdrawn by `notices.withdraw_outdated`, as with anything that ends what they say.
    values: dict[str, Any] = {
        "expected_version": expected_version,
        "check": lambda row: undo.require_recent_step(row, GIVEN),
        "room": None,
    }
    return lifecycle.move(meeting, to, actor=actor, verb="meeting.room_undone", **values)


@lifecycle.use_case
def take_room(*, actor: Actor, meeting: Meeting, reason: str, expected_version: int | None = None) -> Meeting:
    """Take the room from a confirmed meeting, as when the room is closed. The heads keep the hour.

    Both sides read the reason, unless nobody has been told of the room yet. Raises NotAllowed, AlreadyDecided, NotPossible for a meeting
    that has no room or was held.
    """
    require_right(actor, "calendar.close")
    booking = holding.lock_room_booking(meeting)
    values: dict[str, Any] = {
        "expected_version": expected_version,
        "reason": reason,
        "room": None,
        "room_booking": None,
    }
    meeting = lifecycle.move(meeting, "bumped", actor=actor, verb="meeting.bumped", **values)
    if booking:
        release_engagements(booking=booking)
    notices.write_loss_of_room(meeting, reason)
    return meeting
