"""Protocol's acts on a day: exchanging rooms, asking both sides again shortly before, whether a meeting took place."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotPossible
from schedule.bilaterals.board import notices
from schedule.bilaterals.board.models import Reconfirmation
from schedule.bilaterals.meetings.notices import confirmed, room_is_untold
from schedule.bilaterals.models import BUFFER_MINUTES, Meeting
from schedule.calendar.engagements.actions import Claim, engage_all, release
from schedule.calendar.models import Room

BUFFER = timedelta(minutes=BUFFER_MINUTES)
# So long before it both sides are asked again.
AHEAD = timedelta(hours=2)


@lifecycle.use_case
def swap_rooms(
    *, actor: Actor, one: Meeting, two: Meeting, reason: str, versions: tuple[int | None, int | None] = (None, None)
) -> tuple[Meeting, Meeting]:
    """Exchange the rooms of two confirmed meetings; all are told and agree again. Who has not been told of a room yet learns the new one.

    Args:
        reason: Which all read.
        versions: Of the two on the actor's screen.

    Raises NotAllowed, AlreadyDecided, TimeTaken, NotPossible for one without a room, or for a room with too few seats.
    """
    require(actor, "bilaterals.place")
    both = ((one, two.room), (two, one.room))
    for meeting, room in both:
        _suits(meeting, room)
    claims = [_claim(meeting, room) for meeting, room in both if room is not None]
    for meeting, _room in both:
        if meeting.room_booking:
            release(booking=meeting.room_booking)
    bookings = engage_all(claims)
    moved = []
    for (meeting, room), booking, version in zip(both, bookings, versions, strict=True):
        was, untold = (meeting.starts, meeting.room), room_is_untold(meeting)
        found = lifecycle.change(
            meeting,
            actor=actor,
            verb="meeting.room_changed",
            reason=reason,
            expected_version=version,
            check=_still_confirmed,
            room=room,
            room_booking=booking,
            asking_agrees=False,
            asked_agrees=False,
        )
        found.participants.update(agrees=False)
        if untold:
            # They have been told of no room yet, so that this is their first one.
            confirmed(found)
        else:
            notices.rearranged(found, was=was, reason=reason)
        moved.append(found)
    return moved[0], moved[1]


def _suits(meeting: Meeting, room: Room | None) -> None:
    if meeting.room is None or room is None or meeting.state != "confirmed":
        raise NotPossible(_("Only two confirmed meetings that have rooms can exchange them."))
    if room.capacity < meeting.persons:
        words = {"room": room, "has": room.capacity, "needs": meeting.persons}
        raise NotPossible(_("%(room)s has %(has)d seats; this meeting needs %(needs)d.") % words)


def _still_confirmed(row: Meeting) -> None:
    if row.state != "confirmed":
        raise NotPossible(_("Only two confirmed meetings that have rooms can exchange them."))


def _claim(meeting: Meeting, room: Room) -> Claim:
    label = f"{meeting.asking}, {meeting.asked}"
    return Claim(meeting, "bilateral", label, meeting.starts, meeting.ends + BUFFER, (room,))


@lifecycle.use_case
def reconfirm(*, actor: Actor, meeting: Meeting, expected_version: int | None = None) -> Reconfirmation:
    """Note that both sides have said again that they come.

    Raises NotAllowed, AlreadyDecided, NotPossible for a meeting that is not confirmed or is over.
    """
    require(actor, "bilaterals.place")

    def check(row: Meeting) -> None:
        if row.state != "confirmed" or row.ends <= clock.now():
            raise NotPossible(_("Only a confirmed meeting that is still to come can be reconfirmed."))

    meeting = lifecycle.change(
        meeting,
        actor=actor,
        verb="meeting.reconfirmed",
        expected_version=expected_version,
        check=check,
        details={"starts": meeting.starts.isoformat()},
    )
    values = {"starts": meeting.starts, "room": meeting.room, "at": clock.now(), "by_id": actor.user_id}
    return Reconfirmation.objects.update_or_create(meeting=meeting, defaults=values)[0]


@lifecycle.use_case
def record_outcome(*, actor: Actor, meeting: Meeting, held: bool, expected_version: int | None = None) -> Meeting:
    """Note that a confirmed meeting took place, or did not. Raises NotAllowed, AlreadyDecided, NotPossible before it begins."""
    require(actor, "bilaterals.place")

    def check(row: Meeting) -> None:
        if row.starts > clock.now():
            raise NotPossible(_("This meeting has not begun yet."))

    to = "held" if held else "no_show"
    return lifecycle.move(
        meeting, to, actor=actor, verb=f"meeting.{to}", expected_version=expected_version, check=check
    )
