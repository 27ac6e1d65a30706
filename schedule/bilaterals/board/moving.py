"""Moving a meeting to another time: where protocol says, or to the next that all have free; all are asked again."""

import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock, lifecycle, reasons, undo
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.models import current_conference
from schedule.bilaterals.board import interpreters, notices
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.actions import clashes, holding, undoing
from schedule.bilaterals.meetings.times import in_common
from schedule.bilaterals.models import AGREED, BUFFER, Meeting
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.engagements.queries import live_engagements, of_all_heads
from schedule.calendar.models import Engagement, Interpreter, Room

NO_PLACE = "meeting.no_place"
reasons.register_reasons(
    {NO_PLACE: gettext_lazy("The programme or the rooms have changed, and the former time is no longer possible.")}
)
MOVABLE = ("requested", *AGREED)


@dataclass(frozen=True)
class MeetingPlace:
    """Where a meeting can go: a time that all have free, and a free room that seats them; none for a pull-aside."""

    starts: datetime
    ends: datetime
    room: Room | None


def in_the_way(meeting: Meeting) -> Engagement | None:
    """Return the event for all heads of delegation at the meeting's time. One query."""
    return next(iter(of_all_heads(starts=meeting.starts, ends=meeting.ends)), None)


def next_place(meeting: Meeting) -> MeetingPlace | None:
    """Return the first time after the meeting's own, else before it, that all have free, with the smallest room. Ten queries at most.

    None if the meeting is over, is of those that cannot be moved, or nothing is free.
    """
    if meeting.state not in MOVABLE or meeting.ends <= clock.now():
        return None
    length, seats = meeting.ends - meeting.starts, 0 if meeting.pull_aside else meeting.persons
    conference = current_conference()
    times = in_common(own=meeting.principals(), others=[], conference=conference, length=length, seats=seats)
    for starts in sorted(times, key=lambda starts: (starts < meeting.starts, starts)):
        rooms = queries.free_and_open(starts, starts + length + BUFFER, seats) if seats else []
        if rooms or not seats:
            return MeetingPlace(starts, starts + length, rooms[0] if rooms else None)
    return None


@dataclass(frozen=True)
class MoveConsequences:
    """What follows from a move: where the meeting is then, who interprets, and who is released as not free or off duty."""

    place: MeetingPlace
    stays: Interpreter | None
    is_released: Interpreter | None
    drops_offers: bool


def find_room(meeting: Meeting, starts: datetime) -> Room | None:
    """Return the meeting's own room if it can have it at that time too, else the smallest that it can have; None if there is none."""
    ends = starts + (meeting.ends - meeting.starts)
    rooms = queries.suitable_rooms(starts, ends, meeting.persons, meeting.room_booking)
    return meeting.room if meeting.room in rooms else next(iter(rooms), None)


def foresee_move(meeting: Meeting, starts: datetime, room: Room | None) -> MoveConsequences:
    """Return what would follow from `move_meeting`, and raise what it would raise of time, persons and room."""
    _check_place(meeting, starts, room)
    moved = copy.copy(meeting)
    moved.starts, moved.ends = starts, starts + (meeting.ends - meeting.starts)
    engaged = live_engagements().filter(
        starts__lt=moved.ends + BUFFER, ends__gt=starts, person__in=meeting.principals()
    )
    others = engaged.exclude(subject_type=meeting._meta.label_lower, subject_id=str(meeting.pk))
    if in_the_way := list(others.select_related("room", "person", "interpreter")):
        problem = TimeTaken(in_the_way)
        clashes.explain_to_protocol(problem, moved)
        raise problem
    if room is not None and room not in queries.suitable_rooms(
        starts, moved.ends, meeting.persons, meeting.room_booking
    ):
        raise NotPossible(_("%(room)s is not free at that time, or has too few seats.") % {"room": room})
    assignment = interpreters.get_assignment(meeting)
    interpreter = assignment.interpreter if assignment else None
    stays = interpreter if interpreter in interpreters.suitable(moved) else None
    return MoveConsequences(
        MeetingPlace(starts, moved.ends, room), stays, None if stays else interpreter, meeting.offered_by_id is not None
    )


def _check_place(meeting: Meeting, starts: datetime, room: Room | None) -> None:
    if meeting.state not in MOVABLE or meeting.ends <= clock.now():
        raise NotPossible(_("This meeting is over or was cancelled."))
    if room is not None:
        holding.check_seats(meeting, room)
    elif not meeting.pull_aside:
        raise NotPossible(_("No room is free"))
    holding.check_time(starts, meeting.ends - meeting.starts, persons=meeting.principals())


@lifecycle.use_case
def move_meeting(
    *,
    actor: Actor,
    meeting: Meeting,
    starts: datetime,
    room: Room | None,
    reason: str = NO_PLACE,
    interpreter: Interpreter | None = None,
    expected_version: int | None = None,
) -> Meeting:
    """Give a meeting another time, and a room with it (None for a pull-aside alone); all sides are asked again.

    They are told once it cannot be undone (`undo_step`). An open request stays one. A room that is only held for others is given.

    Args:
        interpreter: Who must be free then too; by default the meeting's own is released if engaged elsewhere.

    Raises NotAllowed, AlreadyDecided; TimeTaken if a principal or the room is engaged then; NotPossible for a time that nobody can have, a
    room with too few seats, or a meeting that cannot be moved.
    """
    require_right(actor, "bilaterals.place")
    _check_place(meeting, starts, room)
    locked = undoing.lock_for_step(meeting)
    length, former, agreed = meeting.ends - meeting.starts, (meeting.starts, meeting.room), meeting.state in AGREED
    day = starts.astimezone(current_conference().zone).date()
    values: dict[str, Any] = {"starts": starts, "ends": starts + length, "day": day, "offered_by": None}
    values |= {"asking_agrees": False, "asked_agrees": False}
    values |= {"room": room} if agreed else {"holds_until": holding.get_offer_end(starts)}
    common = {
        "actor": actor,
        "expected_version": expected_version,
        "reason": reason,
        "locked": locked,
        "details": undoing.note_step(locked),
        "check": _check_movable_and_drop_offers,
        **values,
    }
    try:
        with transaction.atomic():
            if agreed and meeting.state != "confirmed":
                meeting = lifecycle.move(meeting, "confirmed", verb="meeting.rearranged", **common)
            else:
                meeting = lifecycle.change(meeting, verb="meeting.rearranged", **common)
    except IntegrityError:
        holding.check_caps(meeting.parties(), [day])
        raise
    meeting.participants.update(agrees=False)
    _take_time(meeting, room, interpreter)
    notices.write_rearrangement(meeting, former=former, reason=reason, after=undo.mails_wait())
    return meeting


def _take_time(meeting: Meeting, room: Room | None, interpreter: Interpreter | None) -> None:
    displaced = holding.make_way(meeting, room) if room else []
    # Else the interpreter follows, if free then (`interpreters.follow_meeting`).
    claims = [holding.claim_interpreter(meeting, interpreter)] if interpreter else []
    try:
        holding.rebook_time(meeting, room, *claims)
    except TimeTaken as problem:
        clashes.explain_to_protocol(problem, meeting)
        raise
    holding.hold_elsewhere(displaced)


def _check_movable_and_drop_offers(row: Meeting) -> None:
    if row.state not in MOVABLE or row.ends <= clock.now():
        raise NotPossible(_("This meeting is over or was cancelled."))
    # Before the meeting is written: the offers may hold the last place of that day's cap.
    holding.drop_offers(row)
