"""Places of sessions: in a grid of time and room on wide screens, in order of time everywhere.

The grid uses classes (grid.css), since a strict CSP allows no inline style. Columns are rooms; workshop rooms share one, as do places of
receptions and protocol. Overlaps within a column get lanes. Parallel workshops fold into one block.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.look import lists
from conference.look.times import clock_text, place_classes
from schedule.calendar.models import Purpose
from schedule.programme.releases import rows
from schedule.programme.releases.outline import ReleasedRoom
from schedule.programme.releases.rows import ProgrammeRow

MOST_COLUMNS = 12  # more are too narrow to read: the programme is then a list on every screen
DENSE_FROM = 6  # columns from which blocks leave out the description
FOLD_FROM = 3  # parallel sessions from which they fold into one block
FOLDED = {"workshop"}  # types
SHARED = {Purpose.WORKSHOP: "~1 workshops", Purpose.PRESS: "~2 press", Purpose.RECEPTION: "~3 other"}
QUARTER, FINE = 15, 5  # minutes a row of the grid stands for
MOST_ROWS = 240  # of grid.css


@dataclass
class GridCell:
    """One place of the grid: a session, or several in parallel."""

    group: str
    starts: datetime
    ends: datetime
    html: str
    closed: bool
    folded: bool = False
    lane: int = 0


class GridBlock(NamedTuple):
    """A list item of the day, as the template draws it: its attributes, whether it runs now, and its inside."""

    attributes: str
    running: bool
    html: str


@dataclass(frozen=True)
class GridColumn:
    """The head of a column of `lanes` lanes, from number `first` (of 1). `shared` if it has several rooms."""

    title: object
    note: object
    first: int
    lanes: int
    shared: bool

    @property
    def classes(self) -> str:
        return f"in-{self.first}" + (f" span-{self.lanes}" if self.lanes > 1 else "")


@dataclass(frozen=True)
class GridTable:
    """A day's programme. `step` is a row's minutes; `as_list`, True without a grid."""

    columns: list[GridColumn] = field(default_factory=list)
    hours: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[GridBlock] = field(default_factory=list)
    all_day: list[ProgrammeRow] = field(default_factory=list)
    count: int = 0
    step: int = QUARTER
    as_list: bool = False
    origin: datetime | None = None
    lanes: int = 0

    @property
    def classes(self) -> str:
        dense = " is-dense" if self.lanes >= DENSE_FROM else ""
        return "as-list" if self.as_list else f"rooms-{self.lanes} step-{self.step}{dense}"


def build_table(
    rows_of_day: Sequence[ProgrammeRow],
    places: dict[str, ReleasedRoom],
    zone: ZoneInfo,
    now: datetime,
    *,
    as_list: bool,
    unfold: bool,
    more_url: str = "",
) -> GridTable:
    """Put the rows of one day into their places. `unfold` shows parallel workshops singly, `more_url` is where all of them are."""
    timed = [row for row in rows_of_day if not row.all_day]
    all_day = [row for row in rows_of_day if row.all_day]
    cells = list(_cells(timed, places, zone, unfold=unfold, more_url=more_url))
    if not cells:
        return GridTable(all_day=all_day, count=len(rows_of_day), as_list=True)
    columns, lanes, step, origin = _columns(cells, timed, places, zone)
    as_list = as_list or lanes > MOST_COLUMNS
    heads = dict(columns)
    ended = max(cell.ends for cell in cells)
    return GridTable(
        columns=[] if as_list else [column for _group, column in columns],
        hours=[] if as_list else _hours(origin, ended, zone, step),
        blocks=_blocks(cells, heads, origin, zone, step, now, as_list=as_list),
        all_day=all_day,
        count=len(rows_of_day),
        step=step,
        as_list=as_list,
        origin=origin,
        lanes=lanes,
    )


def group_of(place: ReleasedRoom) -> str:
    """Return the room's own column, or a shared one."""
    return SHARED.get(Purpose(place.purpose), place.code) if place.code else SHARED[Purpose.RECEPTION]


def _cells(
    timed: Iterable[ProgrammeRow], places: dict[str, ReleasedRoom], zone: ZoneInfo, *, unfold: bool, more_url: str
) -> Iterable[GridCell]:
    def same(row: ProgrammeRow) -> tuple[object, ...]:
        together = row.type in FOLDED and not unfold
        return (row.starts, row.ends, row.type, group_of(places[row.room])) if together else (row.starts, row.key)

    ordered = sorted(timed, key=lambda row: row.starts)
    parallel: dict[tuple[object, ...], list[ProgrammeRow]] = {}
    for row in ordered:
        parallel.setdefault(same(row), []).append(row)
    for block in parallel.values():
        if len(block) >= FOLD_FROM:
            yield _folded(block, places, zone, more_url)
            continue
        for row in block:
            yield GridCell(group_of(places[row.room]), row.starts, row.ends, row.html, not row.is_open)


def _folded(block: Sequence[ProgrammeRow], places: dict[str, ReleasedRoom], zone: ZoneInfo, more_url: str) -> GridCell:
    first = block[0]
    used = sorted((places[row.room] for row in block), key=lambda place: (place.position, place.code))
    starts, ends = first.starts.astimezone(zone), first.ends.astimezone(zone)
    number = len(block)
    values = {
        "url": f"{more_url}#at-{starts:%H%M}",
        "title": ngettext("%(count)s in parallel", "%(count)s in parallel", number) % {"count": number},
        "room": _("%(first)s to %(last)s") % {"first": used[0].name, "last": used[-1].name},
        "lines": [row.line for row in block],
        "is_open": all(row.is_open for row in block),
        "all_of_them": _("All %(count)s") % {"count": number},
        **rows.time_values(starts, ends, _("Workshops")),
    }
    closed = not any(row.is_open for row in block)
    return GridCell(
        group_of(used[0]), first.starts, first.ends, rows.render_form("folded", values), closed, folded=True
    )


def _columns(
    cells: Sequence[GridCell], timed: Iterable[ProgrammeRow], places: dict[str, ReleasedRoom], zone: ZoneInfo
) -> tuple[list[tuple[str, GridColumn]], int, int, datetime]:
    """Return columns by group, how many lanes, the minutes of a row, and when the first row is."""
    begins = min(cell.starts for cell in cells).astimezone(zone)
    # In UTC from here on: differences of two moments in one zone would be those of its clocks, not of time.
    origin = begins.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    step = QUARTER
    length = max(cell.ends for cell in cells) - origin
    if _crowded(cells, origin, QUARTER) and length <= timedelta(minutes=FINE * MOST_ROWS):
        step = FINE
    used: dict[str, dict[str, ReleasedRoom]] = {}
    for row in timed:
        place = places[row.room]
        used.setdefault(group_of(place), {})[place.code] = place
    columns: list[tuple[str, GridColumn]] = []
    lane = 1

    # Rooms of their own in their order, then those that share a column.
    def order(group: str) -> tuple[str, int]:
        return group if group.startswith("~") else "", min(room.position for room in used[group].values())

    for group in sorted(used, key=order):
        rooms = used[group]
        lanes = _give_lanes([cell for cell in cells if cell.group == group], origin, step)
        title, note = _head(group, sorted(rooms.values(), key=lambda place: place.position))
        columns.append((group, GridColumn(title, note, lane, lanes, len(rooms) > 1)))
        lane += lanes
    return columns, lane - 1, step, origin


def _rows_of(cell: GridCell, origin: datetime, step: int) -> tuple[int, int]:
    minutes = [(moment - origin).total_seconds() / 60 for moment in (cell.starts, cell.ends)]
    first = int(minutes[0] // step)
    return first, max(first + 1, -int(-minutes[1] // step))


def _crowded(cells: Iterable[GridCell], origin: datetime, step: int) -> bool:
    """Return True if sessions that only touch would overlap in rows of `step` minutes."""
    ordered = sorted(cells, key=lambda cell: (cell.group, cell.starts))
    for before, cell in pairwise(ordered):
        touches = before.group == cell.group and before.ends <= cell.starts
        if touches and _rows_of(before, origin, step)[1] > _rows_of(cell, origin, step)[0]:
            return True
    return False


def _give_lanes(cells: Iterable[GridCell], origin: datetime, step: int) -> int:
    """Give each cell the first free lane. Return how many lanes there are."""
    busy_until: list[int] = []
    for cell in sorted(cells, key=lambda cell: (cell.starts, cell.ends)):
        first, after = _rows_of(cell, origin, step)
        cell.lane = next((lane for lane, until in enumerate(busy_until) if until <= first), len(busy_until))
        busy_until[cell.lane : cell.lane + 1] = [after]
    return len(busy_until) or 1


def _head(group: str, rooms: Sequence[ReleasedRoom]) -> tuple[object, object]:
    if len(rooms) == 1 and rooms[0].code:
        seats = rooms[0].capacity
        count = {"count": number_format(seats, force_grouping=True)}
        return rooms[0].name, ngettext("%(count)s seat", "%(count)s seats", seats) % count if seats else ""
    if group == SHARED[Purpose.WORKSHOP]:
        return _("Workshop rooms"), _("%(first)s to %(last)s") % {"first": rooms[0].name, "last": rooms[-1].name}
    if group == SHARED[Purpose.PRESS]:
        return _("Press"), lists.in_words(room.name for room in rooms)
    return _("Other venues"), _("protocol and receptions")


def _hours(origin: datetime, until: datetime, zone: ZoneInfo, step: int) -> list[tuple[str, str]]:
    """Return (classes, `09:00`) of each full hour, in real time, so that nights with a clock change are right."""
    hours, moment = [], origin
    while moment < until:
        classes = place_classes(moment, moment + timedelta(minutes=step), origin, step).split()[0]
        hours.append((classes, clock_text(moment.astimezone(zone))))
        moment += timedelta(hours=1)
    return hours


def _blocks(
    cells: Iterable[GridCell],
    heads: dict[str, GridColumn],
    origin: datetime,
    zone: ZoneInfo,
    step: int,
    now: datetime,
    *,
    as_list: bool,
) -> list[GridBlock]:
    linked: set[datetime] = set()
    blocks = []
    for cell in sorted(cells, key=lambda cell: cell.starts):
        running = cell.starts <= now < cell.ends
        flags = {" is-closed": cell.closed, " is-folded": cell.folded, " is-now": running}
        classes = "sess" + "".join(name for name, is_set in flags.items() if is_set)
        if not as_list:
            head = heads[cell.group]
            classes += f" {place_classes(cell.starts, cell.ends, origin, step)} in-{head.first + cell.lane}"
            if head.shared and not cell.folded:
                classes += " says-where"
        # The first that begins at a time can be linked to.
        anchor = "" if cell.starts in linked else format_html(' id="{}"', f"at-{cell.starts.astimezone(zone):%H%M}")
        linked.add(cell.starts)
        # One string: 200 times five values in the template take half of a page's time.
        since, until = int(cell.starts.timestamp()), int(cell.ends.timestamp())
        attributes = format_html(' class="{}"{} data-from="{}" data-to="{}"', classes, anchor, since, until)
        blocks.append(GridBlock(attributes, running, cell.html))
    return blocks
