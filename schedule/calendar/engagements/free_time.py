"""Search for times when several persons and a room are free together. A constant number of queries.

What a person has before must end early enough to walk or drive to the room, what comes after begin late enough: by the longest way for what
the reader may not read, since the way says where somebody is. A room must only be free and open.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference.core.access import SYSTEM, Actor
from delegations.registration.models import Delegate
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.queries import STEP, cut_windows, find_engagements
from schedule.calendar.engagements.travel_times import LocatedEngagement, TravelTimes, locate_engagements
from schedule.calendar.models import Room
from schedule.calendar.rooms import hours

# No transfer takes longer, so engagements further away do not matter.
REACH = timedelta(hours=10)


@dataclass(frozen=True)
class Moment:
    """A time at which all are free, with the free rooms; without rooms asked for, none."""

    starts: datetime
    ends: datetime
    rooms: tuple[Room, ...] = ()


def rooms_that_suit(*, capacity: int = 0, booths: int = 0, purpose: str = "") -> list[Room]:
    """Return rooms with at least so many seats and booths, the smallest first. One query."""
    rooms = Room.objects.filter(capacity__gte=capacity, booths__gte=booths)
    if purpose:
        rooms = rooms.filter(purpose=purpose)
    return list(rooms.order_by("capacity", "position", "id"))


def find_free_times(
    *,
    persons: Sequence[Delegate],
    rooms: Sequence[Room],
    windows: Iterable[hours.Span],
    length: timedelta,
    limit: int = 12,
    step: timedelta = timedelta(minutes=STEP),
    actor: Actor = SYSTEM,
    turnover: timedelta = timedelta(),
) -> list[Moment]:
    """Return the first moments at which all of `persons` and at least one of `rooms` are free for `length`, by time.

    Args:
        rooms: Any one will do (empty: no room is sought, and no way counts).
        windows: In which it must lie, such as 09:00 to 18:00 of each day.
        limit: How many, each at least half of `length` after the one before, so that they differ.
        turnover: How long a room must be free before and behind it.
    """
    spans = sorted(windows)
    if not spans or length <= timedelta():
        return []
    first, last = spans[0][0], max(end for _start, end in spans)
    near = locate_engagements(starts=first - REACH, ends=last + REACH, persons=persons) if persons else []
    ways = TravelTimes.load() if rooms and persons else TravelTimes({})
    open_spans = hours.spans(rooms, starts=first, ends=last) if rooms else {}
    engagements = find_engagements(starts=first - turnover, ends=last + turnover, rooms=rooms) if rooms else []
    # Stretches in which nothing can begin, by room.
    blocked: list[tuple[Room | None, list[hours.Span]]] = []
    for room in rooms or (None,):
        used = [engagement for engagement in engagements if room and engagement.room_id == room.pk]
        stretches = [(engagement.starts - length - turnover, engagement.ends + turnover) for engagement in used]
        for located in near:
            way = _way(located, room, ways, actor)
            stretches.append((located.engagement.starts - way - length, located.engagement.ends + way))
        blocked.append((room, hours.join_spans(stretches, touching=False)))
    moments: list[Moment] = []
    for start, end in cut_windows(spans, length, step):
        if len(moments) >= limit:
            break
        if moments and start < moments[-1].starts + length / 2:
            continue
        free = [
            room
            for room, stretches in blocked
            if not _within(stretches, start) and (room is None or hours.within(open_spans.get(room.pk), start, end))
        ]
        if free:
            moments.append(Moment(start, end, tuple(room for room in free if room is not None)))
    return moments


def _way(located: LocatedEngagement, room: Room | None, ways: TravelTimes, actor: Actor) -> timedelta:
    if room is not None and not hooks.is_readable(located.engagement, actor):
        return ways.longest
    return ways.length(located.room, room)


def _within(spans: list[hours.Span], moment: datetime) -> bool:
    """Return True if the moment lies inside a span, edges excluded: neighbours may touch."""
    index = bisect_left(spans, (moment, moment)) - 1
    return index >= 0 and spans[index][0] < moment < spans[index][1]
