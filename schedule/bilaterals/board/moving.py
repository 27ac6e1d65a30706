"""Moving a meeting to the next time that all have free, when its time or room is lost; all are asked again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock, lifecycle, reasons
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.models import current_conference
from schedule.bilaterals.board import notices
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.actions import holding
from schedule.bilaterals.meetings.times import in_common
from schedule.bilaterals.models import AGREED, BUFFER, Meeting
from schedule.calendar.engagements.queries import of_all_heads
from schedule.calendar.models import Engagement, Room

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


@lifecycle.use_case
def move_meeting(
    *, actor: Actor, meeting: Meeting, starts: datetime, room: Room | None, expected_version: int | None = None
) -> Meeting:
    """Give a meeting another time, and a room with it (None for a pull-aside alone); all sides are told and asked again.

    An open request stays one. Raises NotAllowed, AlreadyDecided; TimeTaken if a principal or the room is engaged then; NotPossible for a
    time that nobody can have, a room with too few seats, or a meeting that cannot be moved.
    """
    require_right(actor, "bilaterals.place")
    length, former = meeting.ends - meeting.starts, (meeting.starts, meeting.room)
    if room is not None:
        holding.check_seats(meeting, room)
    elif not meeting.pull_aside:
        raise NotPossible(_("No room is free"))
    day = holding.check_time(starts, length, persons=meeting.principals())
    values: dict[str, Any] = {"starts": starts, "ends": starts + length, "day": day, "offered_by": None}
    values |= {"asking_agrees": False, "asked_agrees": False}
    agreed = meeting.state in AGREED
    values |= {"room": room} if agreed else {"holds_until": holding.get_offer_end(starts)}
    common = {
        "actor": actor,
        "expected_version": expected_version,
        "reason": NO_PLACE,
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
        holding.check_caps(meeting, [day])
        raise
    meeting.participants.update(agrees=False)
    # Interpreters follow by themselves, if free then.
    holding.rebook_time(meeting, room)
    notices.write_rearrangement(meeting, former=former, reason=NO_PLACE)
    return meeting


def _check_movable_and_drop_offers(row: Meeting) -> None:
    if row.state not in MOVABLE or row.ends <= clock.now():
        raise NotPossible(_("This meeting is over or was cancelled."))
    # Before the meeting is written: the offers may hold the last place of that day's cap.
    holding.drop_offers(row)
