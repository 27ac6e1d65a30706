"""A day of the calendar as pages show it. Who may not read an engagement learns only that there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.core import clock
from conference.core.access import Actor
from conference.models import Conference
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from schedule.calendar.engagements import hooks, travel_times
from schedule.calendar.engagements.hooks import readable
from schedule.calendar.engagements.queries import standing
from schedule.calendar.models import Engagement, Room
from schedule.calendar.rooms import hours

# The grid's hours on a day on which nothing is earlier or later.
OPENS, CLOSES = 8, 20
STEP = 5  # minutes a row
# Minutes from one start to the next at which calendar.css leaves a block the 24 px of a target (WCAG 2.5.8); by `.apart-N`.
APART = (20, 15, 10)
KINDS: dict[str, str | Promise] = {
    "session": gettext_lazy("Session"),
    "bilateral": gettext_lazy("Bilateral meeting"),
    "reception": gettext_lazy("Reception"),
    "closure": pgettext_lazy("a room", "Closed"),
    "speaking": gettext_lazy("Speaking slot"),
    "signing": gettext_lazy("Signing"),
}
TONES = {"session": "info", "bilateral": "ok", "reception": "host", "closure": "no"}


@dataclass(frozen=True)
class BoardRow:
    """An engagement for one reader.

    Attributes:
        label: Empty if the reader may not read it.
        url: Empty if it has no page for the reader.
        room: A person's; None if unknown yet or in a room's column.
        tight: Minutes needed and left before it; None if enough.
        cramped: True if the next one begins too soon for a link in the grid; the list below has it.
    """

    row: Engagement
    label: str
    url: str
    room: Room | None = None
    tight: tuple[int, int] | None = None
    cramped: bool = False

    @property
    def kind(self) -> str:
        """Return the kind in words; "Engaged" alone if the reader may not read it."""
        return str(KINDS.get(self.row.kind, _("Engaged"))) if self.label else _("Engaged")

    @property
    def words(self) -> str:
        return self.label or _("Engaged")

    @property
    def tone(self) -> str:
        """Return the CSS class of its block."""
        if self.row.holds_until is not None:
            return "wait"
        return TONES.get(self.row.kind, "") if self.label else ""


@dataclass(frozen=True)
class Column:
    """A room or person with the engagements of a day.

    Attributes:
        what: The room or the delegate.
        url: Its own page.
        shut: When the room is not open.
        common: For a head, what takes every head's time.
    """

    what: Any
    url: str
    lines: list[BoardRow]
    shut: list[tuple[datetime, datetime]] = field(default_factory=list)
    common: list[BoardRow] = field(default_factory=list)

    @property
    def everything(self) -> list[BoardRow]:
        return sorted([*self.lines, *self.common], key=lambda line: (line.row.starts, line.row.ends))


@dataclass(frozen=True)
class Board:
    """A day of rooms or persons; `apart`, one of APART, says how tall its rows are."""

    day: date
    columns: list[Column]
    opens: datetime
    closes: datetime
    hours: list[datetime]
    apart: int


def of_rooms(rooms: Sequence[Room], day: date, actor: Actor, conference: Conference) -> Board:
    """Return a day of `rooms`. Four queries, and one for each kind of engagement with pages."""
    starts, ends = clock.day_bounds(day, conference.zone)
    rows = list(_of_day(starts, ends).filter(room__in=rooms))
    lines = _lines(rows, actor, {})
    spans = hours.spans(rooms, starts=starts, ends=ends)
    columns = [
        Column(
            room,
            reverse("calendar:room", args=[room.code]),
            [line for line in lines if line.row.room_id == room.pk],
            _shut(spans.get(room.pk), starts, ends),
        )
        for room in rooms
    ]
    return _board(day, columns, conference)


def of_persons(persons: Sequence[Delegate], day: date, actor: Actor, conference: Conference) -> Board:
    """Return a day of `persons`, with rooms and tight connections. A constant number of queries."""
    starts, ends = clock.day_bounds(day, conference.zone)
    table = travel_times.TravelTimes.load()
    found = travel_times.stays(starts=starts, ends=ends, persons=persons)
    late = {(one.person.pk, one.after.row.pk): (one.needs, one.gap) for one in travel_times.too_tight(found, table)}
    urls = hooks.urls_of([stay.row for stay in found], actor)
    lines: dict[int, tuple[list[BoardRow], list[BoardRow]]] = {person.pk: ([], []) for person in persons}
    for stay in found:
        common = stay.row.person_id is None
        line = board_row(stay.row, actor, urls, stay.room, late.get((stay.person.pk, stay.row.pk)))
        lines[stay.person.pk][common].append(line)
    columns = [
        Column(one, reverse("calendar:person", args=[one.public_id]), lines[one.pk][0], common=lines[one.pk][1])
        for one in persons
    ]
    return _board(day, columns, conference)


def of_delegation(delegation: Delegation, day: date) -> list[Delegate]:
    """Return the head, and everybody with an engagement that day, in the delegation's order. One query."""
    conference_zone = Conference.objects.get().zone
    starts, ends = clock.day_bounds(day, conference_zone)
    busy = standing().filter(person__delegation=delegation, starts__lt=ends, ends__gt=starts)
    wanted = Q(capacity=Capacity.HEAD, state__in=LIVE_STATES) | Q(pk__in=busy.values("person"))
    found = delegation.members.filter(wanted).select_related("delegation__party", "category")
    return sorted(found, key=lambda one: (one.capacity != Capacity.HEAD, one.position, one.pk))


def _of_day(starts: datetime, ends: datetime) -> Any:
    return standing().filter(starts__lt=ends, ends__gt=starts).order_by("starts", "ends", "id")


def _lines(rows: Iterable[Engagement], actor: Actor, rooms: Mapping[int, Room]) -> list[BoardRow]:
    found = list(rows)
    urls = hooks.urls_of(found, actor)
    return [board_row(row, actor, urls, rooms.get(row.room_id or 0), None) for row in found]


def board_row(
    row: Engagement,
    actor: Actor,
    urls: Mapping[tuple[str, str], str],
    room: Room | None,
    tight: tuple[int, int] | None,
) -> BoardRow:
    label = row.label if readable(row, actor) else ""
    return BoardRow(row, label, urls.get((row.subject_type, row.subject_id), "") if label else "", room, tight)


def _shut(
    open_then: list[tuple[datetime, datetime]] | None, starts: datetime, ends: datetime
) -> list[tuple[datetime, datetime]]:
    if open_then is None:
        return []
    found, at = [], starts
    for opens, closes in open_then:
        if opens > at:
            found.append((at, min(opens, ends)))
        at = max(at, closes)
    if at < ends:
        found.append((at, ends))
    return [(one, other) for one, other in found if one < other]


def _board(day: date, columns: list[Column], conference: Conference) -> Board:
    """Draw from the earliest hour to the latest, at least a working day."""
    start, end = clock.day_bounds(day, conference.zone)
    first, last = start + timedelta(hours=OPENS), start + timedelta(hours=CLOSES)
    for line in (line for column in columns for line in column.everything):
        first, last = min(first, max(line.row.starts, start)), max(last, min(line.row.ends, end))
    first = first.astimezone(conference.zone).replace(minute=0, second=0, microsecond=0)
    count = -int(-(last - first).total_seconds() // 3600)
    until = first + timedelta(hours=count)
    for column in columns:
        shut = [(max(opens, first), min(closes, until)) for opens, closes in column.shut]
        column.shut[:] = [(opens, closes) for opens, closes in shut if opens < closes]
    apart = min((_mark_cramped(column) for column in columns), default=APART[0])
    return Board(day, columns, first, until, [first + timedelta(hours=n) for n in range(count)], apart)


def _mark_cramped(column: Column) -> int:
    """Mark the links that would cover one another in the tallest rows, and return which rows the others need."""
    column.lines.sort(key=lambda line: (line.row.starts, line.row.ends))
    needed = APART[0]
    for at, (line, following) in enumerate(pairwise(list(column.lines))):
        minutes = (following.row.starts - line.row.starts) // timedelta(minutes=1)
        if line.url and minutes < APART[-1]:
            column.lines[at] = replace(line, cramped=True)
        if line.url:
            needed = min(needed, next((apart for apart in APART if minutes >= apart), APART[-1]))
    return needed
