"""The draft's day as a grid of rooms and time, five minutes a row, with the released places.

Places follow the conference's local time; a day on which the clocks change has the hours that they show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from conference.core import clock
from conference.core.access import Actor
from conference.look.times import place_classes, span_text
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.queries import busy
from schedule.calendar.models import Engagement, Purpose, Room
from schedule.programme.models import Session
from schedule.programme.releases.queries import DraftLine
from schedule.programme.sessions.snapshot import Item

STEP = 5  # minutes a row
SHORT = 25  # minutes up to which times and title share a line
MOST_ROOMS = 24  # of grid.css
MOST_ROWS = 240  # of grid.css
OPENS, CLOSES = 8, 19  # hours that are always shown
TURNOVER = timedelta(minutes=30)  # shorter gaps within a room are named


@dataclass(frozen=True)
class Block:
    """A block in its `place`, CSS classes of grid.css; `column` is the room's; times are in the conference's zone."""

    column: int
    place: str
    starts: datetime
    ends: datetime
    row: dict[str, Any] = field(default_factory=dict)
    words: str = ""

    @property
    def short(self) -> bool:
        """Return True if the block has room for one line alone."""
        return self.ends - self.starts < timedelta(minutes=SHORT)

    @property
    def times(self) -> str:
        return span_text(self.starts, self.ends)


@dataclass(frozen=True)
class Board:
    """A day of the draft. `origin` is where the grid begins; `steps`, its rows; `more_rooms`, how many are not shown."""

    day: date
    rooms: Sequence[Room]
    more_rooms: int
    origin: datetime
    steps: int
    hours: Sequence[tuple[datetime, str]]
    halves: Sequence[str]
    lane: str
    sessions: Sequence[Block]
    ghosts: Sequence[Block]
    others: Sequence[Block]
    turnovers: Sequence[Block]
    all_day: Sequence[dict[str, Any]]


def of_day(
    rows: Sequence[dict[str, Any]], day: date, zone: ZoneInfo, actor: Actor, *, every_room: bool = False
) -> Board:
    """Return the board of a day. Two queries.

    Args:
        rows: Lines of the whole draft as the desk shows them (`line`, `item`, `tags`, `gone`).
        every_room: True to include empty rooms.
    """
    today = [row for row in rows if row["item"].day == day and not row["gone"] and not row["item"].data["all_day"]]
    moved = list(_moved_from(rows, day))
    used = {row["item"].data["room"]["code"] for row in today} | {item.data["room"]["code"] for item, _row in moved}
    rooms, more = _rooms(used, every_room)
    column = {room.code: number for number, room in enumerate(rooms, 1)}
    origin, steps = _hours([row["item"] for row in today] + [item for item, _row in moved], day)

    def block(code: str, starts: datetime, ends: datetime, **more: Any) -> Block:
        begin, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (starts, ends))
        return Block(column[code], place_classes(begin, end, origin, STEP), begin, end, **more)

    blocks = [
        block(row["item"].data["room"]["code"], row["item"].starts, row["item"].ends, row=row)
        for row in today
        if row["item"].data["room"]["code"] in column
    ]
    hours = [origin + timedelta(hours=number) for number in range(-(-steps * STEP // 60))]
    half = timedelta(minutes=30)
    return Board(
        day=day,
        rooms=rooms,
        more_rooms=more,
        origin=origin,
        steps=steps,
        hours=[(hour, place_classes(hour, hour, origin, STEP)) for hour in hours],
        halves=[place_classes(hour + half, hour + half, origin, STEP) for hour in hours],
        lane=f"at-1 for-{steps}",
        sessions=blocks,
        ghosts=[
            block(item.data["room"]["code"], item.starts, item.ends, row=row)
            for item, row in moved
            if item.data["room"]["code"] in column
        ],
        others=[
            block(found.room.code, found.starts, found.ends, words=_readable(found, actor))
            for found in _others(rooms, day, zone)
            if found.room
        ],
        turnovers=list(_turnovers(blocks, origin)),
        all_day=[row for row in rows if row["item"].day == day and row["item"].data["all_day"]],
    )


def _rooms(used: set[str], every_room: bool) -> tuple[list[Room], int]:
    """Return the rooms shown, and how many are not; those of bilateral meetings have their own board."""
    known = [room for room in Room.objects.all() if room.code in used or room.purpose != Purpose.BILATERAL]
    wanted = [room for room in known if every_room or room.code in used]
    if len(wanted) > MOST_ROOMS:
        keep = {room.code for room in sorted(wanted, key=lambda room: room.code not in used)[:MOST_ROOMS]}
        wanted = [room for room in wanted if room.code in keep]
    wanted = wanted or known[:MOST_ROOMS]
    return wanted, len(known) - len(wanted)


def _hours(items: Iterable[Item], day: date) -> tuple[datetime, int]:
    found = [(item.starts.replace(tzinfo=None), item.ends.replace(tzinfo=None)) for item in items]
    midnight = datetime.combine(day, time())
    first = min([midnight + timedelta(hours=OPENS), *(starts for starts, _ends in found)])
    last = max([midnight + timedelta(hours=CLOSES), *(ends for _starts, ends in found)])
    origin = max(midnight, first.replace(minute=0, second=0))
    minutes = -(-int((last - origin).total_seconds()) // 3600) * 60
    return origin, min(minutes // STEP, MOST_ROWS)


def _moved_from(rows: Iterable[dict[str, Any]], day: date) -> Iterator[tuple[Item, dict[str, Any]]]:
    """Yield what the release has on that day and the draft elsewhere or no more."""
    for row in rows:
        line: DraftLine = row["line"]
        was = line.released
        if was is None or was.day != day or was.data["all_day"]:
            continue
        places = [(item.starts, item.ends, item.data["room"]["code"]) for item in (was, line.item)]
        if row["gone"] or places[0] != places[1]:
            yield was, row


def _others(rooms: Sequence[Room], day: date, zone: ZoneInfo) -> list[Engagement]:
    starts, ends = clock.day_bounds(day, zone)
    found = busy(starts=starts, ends=ends, rooms=rooms)
    return [row for row in found if row.subject_type != Session._meta.label_lower]


def _readable(row: Engagement, actor: Actor) -> str:
    subject = hooks.subjects.get(row.subject_type)
    return row.label if subject is not None and actor.may(subject.right) else ""


def _turnovers(blocks: Sequence[Block], origin: datetime) -> Iterator[Block]:
    ordered = sorted(blocks, key=lambda block: (block.column, block.starts))
    for column, own in groupby(ordered, key=lambda block: block.column):
        for before, after in pairwise(own):
            if timedelta() < after.starts - before.ends <= TURNOVER:
                place = place_classes(before.ends, after.starts, origin, STEP)
                yield Block(column, place, before.ends, after.starts)
