"""The draft's day as a grid of rooms and local time, five minutes a row, with the released places."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

from conference.core import clock
from conference.core.access import Actor
from conference.look.times import place_classes, span_text
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.queries import find_engagements
from schedule.calendar.models import Engagement, Purpose, Room
from schedule.programme.models import Session
from schedule.programme.releases.queries import DraftLine
from schedule.programme.sessions.snapshot import SessionItem

STEP = 5  # minutes a row
SHORT = 25  # minutes up to which times and title share a line
MOST_ROOMS = 24  # of grid.css
MOST_ROWS = 240  # of grid.css
OPENS, CLOSES = 8, 19  # hours that are always shown
TURNOVER = timedelta(minutes=30)  # shorter gaps within a room are named


@dataclass(frozen=True)
class BoardBlock:
    """A block of the grid. `column` is its room's, `place` its CSS classes of grid.css; times are in the conference's zone."""

    column: int
    place: str
    starts: datetime
    ends: datetime
    line: DraftLine | None = None
    label: str = ""

    @property
    def short(self) -> bool:
        """Return True if the block has room for one line alone."""
        return self.ends - self.starts < timedelta(minutes=SHORT)

    @property
    def times(self) -> str:
        return span_text(self.starts, self.ends)


@dataclass(frozen=True)
class DraftBoard:
    """A day of the draft. `origin` is where the grid begins; `steps`, its rows; `more_rooms`, how many are not shown."""

    rooms: Sequence[Room]
    more_rooms: int
    origin: datetime
    steps: int
    hours: Sequence[tuple[datetime, str]]
    halves: Sequence[str]
    lane: str
    sessions: Sequence[BoardBlock]
    former_places: Sequence[BoardBlock]
    others: Sequence[BoardBlock]
    turnovers: Sequence[BoardBlock]
    all_day: Sequence[DraftLine]


def build_board(
    lines: Sequence[DraftLine], day: date, zone: ZoneInfo, actor: Actor, *, every_room: bool = False
) -> DraftBoard:
    """Return the board of a day of the draft, whose `lines` are given, with empty rooms if `every_room`. Two queries."""
    of_day = [line for line in lines if line.item.day == day]
    today = [line for line in of_day if line.session and not line.item.data["all_day"]]
    moved = [(line.released, line) for line in lines if line.released and _has_left(line, line.released, day)]
    shown = [(line.item, line) for line in today]
    used = {item.room_code for item, _line in (*shown, *moved)}
    rooms, more = _choose_rooms(used, every_room)
    column = {room.code: number for number, room in enumerate(rooms, 1)}
    origin, steps = _hours_shown([item for item, _line in (*shown, *moved)], day)

    def block(code: str, starts: datetime, ends: datetime, **more: Any) -> BoardBlock:
        begin, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (starts, ends))
        return BoardBlock(column[code], place_classes(begin, end, origin, STEP), begin, end, **more)

    sessions, former_places = (
        [block(item.room_code, item.starts, item.ends, line=line) for item, line in pairs if item.room_code in column]
        for pairs in (shown, moved)
    )
    hours = [origin + timedelta(hours=number) for number in range(-(-steps * STEP // 60))]
    half = timedelta(minutes=30)
    return DraftBoard(
        rooms=rooms,
        more_rooms=more,
        origin=origin,
        steps=steps,
        hours=[(hour, place_classes(hour, hour, origin, STEP)) for hour in hours],
        halves=[place_classes(hour + half, hour + half, origin, STEP) for hour in hours],
        lane=f"at-1 for-{steps}",
        sessions=sessions,
        former_places=former_places,
        others=[
            block(engagement.room.code, engagement.starts, engagement.ends, label=_label_for(engagement, actor))
            for engagement in _other_engagements(rooms, day, zone)
            if engagement.room
        ],
        turnovers=list(_turnovers(sessions, origin)),
        all_day=[line for line in of_day if line.item.data["all_day"]],
    )


def _has_left(line: DraftLine, was: SessionItem, day: date) -> bool:
    """Return whether the release has the session on that day and the draft elsewhere or no more."""
    if was.day != day or was.data["all_day"]:
        return False
    before, now = ((item.starts, item.ends, item.room_code) for item in (was, line.item))
    return line.session is None or before != now


def _choose_rooms(used: set[str], every_room: bool) -> tuple[list[Room], int]:
    """Return the rooms shown, and how many are not; those of bilateral meetings have their own board."""
    candidates = [room for room in Room.objects.all() if room.code in used or room.purpose != Purpose.BILATERAL]
    wanted = [room for room in candidates if every_room or room.code in used]
    if len(wanted) > MOST_ROOMS:
        keep = {room.code for room in sorted(wanted, key=lambda room: room.code not in used)[:MOST_ROOMS]}
        wanted = [room for room in wanted if room.code in keep]
    wanted = wanted or candidates[:MOST_ROOMS]
    return wanted, len(candidates) - len(wanted)


def _hours_shown(items: Iterable[SessionItem], day: date) -> tuple[datetime, int]:
    spans = [(item.starts.replace(tzinfo=None), item.ends.replace(tzinfo=None)) for item in items]
    midnight = datetime.combine(day, time())
    first = min([midnight + timedelta(hours=OPENS), *(starts for starts, _ends in spans)])
    last = max([midnight + timedelta(hours=CLOSES), *(ends for _starts, ends in spans)])
    origin = max(midnight, first.replace(minute=0, second=0))
    minutes = -(-int((last - origin).total_seconds()) // 3600) * 60
    return origin, min(minutes // STEP, MOST_ROWS)


def _other_engagements(rooms: Sequence[Room], day: date, zone: ZoneInfo) -> list[Engagement]:
    starts, ends = clock.day_bounds(day, zone)
    engagements = find_engagements(starts=starts, ends=ends, rooms=rooms)
    return [engagement for engagement in engagements if engagement.subject_type != Session._meta.label_lower]


def _label_for(engagement: Engagement, actor: Actor) -> str:
    return engagement.label if hooks.is_readable(engagement, actor) else ""


def _turnovers(blocks: Sequence[BoardBlock], origin: datetime) -> Iterator[BoardBlock]:
    ordered = sorted(blocks, key=lambda block: (block.column, block.starts))
    for column, own in groupby(ordered, key=lambda block: block.column):
        for before, after in pairwise(own):
            if timedelta() < after.starts - before.ends <= TURNOVER:
                place = place_classes(before.ends, after.starts, origin, STEP)
                yield BoardBlock(column, place, before.ends, after.starts)
