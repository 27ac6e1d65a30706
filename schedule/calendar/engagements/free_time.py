"""Search for times when several persons and a room are free together. A constant number of queries.

What a person has before must end early enough to walk or drive to the room, what comes after begin late enough. A room must only be free
and open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from delegations.registration.models import Delegate
from schedule.calendar.engagements.queries import STEP, busy
from schedule.calendar.engagements.travel_times import Stay, TravelTimes, stays
from schedule.calendar.models import Room
from schedule.calendar.rooms import hours

type Span = tuple[datetime, datetime]
# Nobody's way takes longer; what lies further away is nobody's hindrance.
REACH = timedelta(hours=10)


@dataclass(frozen=True)
class Moment:
    """A time at which all are free, with the free rooms; without rooms asked for, none."""

    starts: datetime
    ends: datetime
    rooms: tuple[Room, ...] = ()


def rooms_that_suit(*, capacity: int = 0, booths: int = 0, purpose: str = "") -> list[Room]:
    """Return rooms with at least so many seats and booths, the smallest first. One query."""
    found = Room.objects.filter(capacity__gte=capacity, booths__gte=booths)
    if purpose:
        found = found.filter(purpose=purpose)
    return list(found.order_by("capacity", "position", "id"))


def find(
    *,
    persons: Sequence[Delegate],
    rooms: Sequence[Room],
    windows: Iterable[Span],
    length: timedelta,
    limit: int = 12,
    every: timedelta = timedelta(minutes=STEP),
) -> list[Moment]:
    """Return the first moments at which all of `persons` and at least one of `rooms` are free for `length`, by time.

    Args:
        rooms: Any one will do (empty: no room is sought, and no way counts).
        windows: In which it must lie, such as 09:00 to 18:00 of each day.
        limit: How many, each at least half of `length` after the one before, so that they differ.
    """
    spans = sorted(windows)
    if not spans or length <= timedelta():
        return []
    first, last = spans[0][0], max(end for _start, end in spans)
    there = stays(starts=first - REACH, ends=last + REACH, persons=persons) if persons else []
    ways = TravelTimes.load() if rooms and persons else TravelTimes({})
    open_then = hours.spans(rooms, starts=first, ends=last) if rooms else {}
    taken: dict[int, list[Span]] = {}
    for row in busy(starts=first, ends=last, rooms=rooms) if rooms else ():
        taken.setdefault(row.room_id or 0, []).append((row.starts, row.ends))
    wanted: list[Room | None] = [*rooms] or [None]
    # Before which start, and from which on, it would be too early or too late: as stretches in which nothing can begin.
    blocked = {
        index: _merged(
            _of_persons(there, room, ways, length) + _of_room(taken.get(room.pk, []) if room else [], length)
        )
        for index, room in enumerate(wanted)
    }
    found: list[Moment] = []
    for start in _starts(spans, length, every):
        if len(found) >= limit:
            break
        if found and start < found[-1].starts + length / 2:
            continue
        suit = [
            room
            for index, room in enumerate(wanted)
            if not _within(blocked[index], start)
            and (room is None or hours.within(open_then.get(room.pk), start, start + length))
        ]
        if suit:
            found.append(Moment(start, start + length, tuple(room for room in suit if room is not None)))
    return found


def _starts(spans: Iterable[Span], length: timedelta, every: timedelta) -> Iterable[datetime]:
    for opens, closes in spans:
        at = opens
        while at + length <= closes:
            yield at
            at += every


def _of_persons(there: Iterable[Stay], room: Room | None, ways: TravelTimes, length: timedelta) -> list[Span]:
    found = []
    for stay in there:
        way = ways.length(stay.room, room)
        found.append((stay.row.starts - way - length, stay.row.ends + way))
    return found


def _of_room(taken: Iterable[Span], length: timedelta) -> list[Span]:
    return [(starts - length, ends) for starts, ends in taken]


def _merged(spans: list[Span]) -> list[Span]:
    whole: list[Span] = []
    for starts, ends in sorted(spans):
        if whole and starts < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], ends))
        else:
            whole.append((starts, ends))
    return whole


def _within(blocked: list[Span], at: datetime) -> bool:
    """Return True if `at` lies inside a span, edges excluded: neighbours may touch."""
    index = bisect_left(blocked, (at, at)) - 1
    return index >= 0 and blocked[index][0] < at < blocked[index][1]
