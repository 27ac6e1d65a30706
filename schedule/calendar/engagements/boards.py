"""A day of the calendar as pages show it. Who may not read an engagement learns only that there is one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

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
from schedule.calendar.engagements.queries import live_engagements
from schedule.calendar.models import Engagement, Room
from schedule.calendar.rooms import hours

# The grid's hours unless something is earlier or later.
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
class BoardLine:
    """An engagement for one reader."""

    engagement: Engagement
    label: str  # empty if the reader may not read it
    url: str  # empty if it has no page for the reader
    room: Room | None = None  # a person's; None if unknown yet or in a room's column
    tight: tuple[int, int] | None = None  # minutes needed and available before it; None if enough
    is_cramped: bool = False  # the next one begins too soon for a link in the grid; the list below has it

    @property
    def kind(self) -> str:
        """Return the kind as the reader sees it; "Engaged" alone if the reader may not read the label."""
        return str(KINDS.get(self.engagement.kind, _("Engaged"))) if self.label else _("Engaged")

    @property
    def text(self) -> str:
        return self.label or _("Engaged")

    @property
    def held_until(self) -> datetime | None:
        """Return until when an offer holds the time; None for what is firm, and where the reader may not read of it."""
        return self.engagement.holds_until if self.label else None

    @property
    def tone(self) -> str:
        """Return the CSS class of its block."""
        if self.held_until is not None:
            return "wait"
        return TONES.get(self.engagement.kind, "") if self.label else ""


@dataclass(frozen=True)
class BoardColumn:
    """A room or person with the engagements of a day."""

    holder: Room | Delegate
    url: str  # its own page
    lines: list[BoardLine]
    shut: list[hours.Span] = field(default_factory=list)  # when the room is not open
    common: list[BoardLine] = field(default_factory=list)  # for a head, what takes every head's time

    @property
    def everything(self) -> list[BoardLine]:
        return _by_time([*self.lines, *self.common])


def _by_time(lines: Iterable[BoardLine]) -> list[BoardLine]:
    return sorted(lines, key=lambda line: (line.engagement.starts, line.engagement.ends))


@dataclass(frozen=True)
class CalendarBoard:
    """A day of rooms or persons; `apart`, one of APART, says how tall its rows are."""

    day: date
    columns: list[BoardColumn]
    opens: datetime
    closes: datetime
    hours: list[datetime]
    apart: int


def of_rooms(rooms: Sequence[Room], day: date, actor: Actor, conference: Conference) -> CalendarBoard:
    """Return a day of `rooms`. Four queries, and one for each kind of engagement with pages."""
    starts, ends = clock.day_bounds(day, conference.zone)
    engagements = list(
        live_engagements().filter(starts__lt=ends, ends__gt=starts, room__in=rooms).order_by("starts", "ends", "id")
    )
    urls = hooks.urls_of(engagements, actor)
    lines = [board_line(engagement, actor, urls) for engagement in engagements]
    spans = hours.spans(rooms, starts=starts, ends=ends)
    columns = [
        BoardColumn(
            room,
            reverse("calendar:room", args=[room.code]),
            [line for line in lines if line.engagement.room_id == room.pk],
            hours.closed_spans(spans.get(room.pk), starts, ends),
        )
        for room in rooms
    ]
    return _board(day, columns, conference)


def of_persons(persons: Sequence[Delegate], day: date, actor: Actor, conference: Conference) -> CalendarBoard:
    """Return a day of `persons`, with rooms and tight connections where the actor may read of both. A constant number of queries."""
    starts, ends = clock.day_bounds(day, conference.zone)
    table = travel_times.TravelTimes.load()
    located_engagements = travel_times.locate_engagements(starts=starts, ends=ends, persons=persons)
    late = {
        (tight.person.pk, tight.after.engagement.pk): (tight.needs, tight.gap)
        for tight in travel_times.too_tight(located_engagements, table)
        if tight.is_readable(actor)
    }
    urls = hooks.urls_of([located.engagement for located in located_engagements], actor)
    lines: dict[int, tuple[list[BoardLine], list[BoardLine]]] = {person.pk: ([], []) for person in persons}
    for located in located_engagements:
        is_common = located.engagement.person_id is None
        tight = late.get((located.person.pk, located.engagement.pk))
        lines[located.person.pk][is_common].append(board_line(located.engagement, actor, urls, located.room, tight))
    columns = [
        BoardColumn(
            person, reverse("calendar:person", args=[person.public_id]), lines[person.pk][0], common=lines[person.pk][1]
        )
        for person in persons
    ]
    return _board(day, columns, conference)


def of_delegation(delegation: Delegation, day: date, conference: Conference) -> list[Delegate]:
    """Return the head, and everybody with an engagement that day, in the delegation's order. One query."""
    starts, ends = clock.day_bounds(day, conference.zone)
    busy = live_engagements().filter(person__delegation=delegation, starts__lt=ends, ends__gt=starts)
    wanted = Q(capacity=Capacity.HEAD, state__in=LIVE_STATES) | Q(pk__in=busy.values("person"))
    members = delegation.members.filter(wanted).select_related("delegation__party", "category")
    return sorted(members, key=lambda member: (member.capacity != Capacity.HEAD, member.position, member.pk))


def board_line(
    engagement: Engagement,
    actor: Actor,
    urls: Mapping[tuple[str, str], str],
    room: Room | None = None,
    tight: tuple[int, int] | None = None,
) -> BoardLine:
    """Return what the actor may read of an engagement. `urls`: as of `hooks.urls_of`.

    Of another's, only that there is one: two persons in one room at one time meet, and how long the way takes says where somebody is.
    """
    if not hooks.is_readable(engagement, actor):
        return BoardLine(engagement, "", "")
    url = urls.get((engagement.subject_type, engagement.subject_id), "")
    return BoardLine(engagement, engagement.label, url, room, tight)


def _board(day: date, columns: list[BoardColumn], conference: Conference) -> CalendarBoard:
    """Draw from the earliest hour to the latest, at least a working day."""
    start, end = clock.day_bounds(day, conference.zone)
    first, last = start + timedelta(hours=OPENS), start + timedelta(hours=CLOSES)
    for line in (line for column in columns for line in column.everything):
        first, last = min(first, max(line.engagement.starts, start)), max(last, min(line.engagement.ends, end))
    first = first.astimezone(conference.zone).replace(minute=0, second=0, microsecond=0)
    count = -int(-(last - first).total_seconds() // 3600)
    until = first + timedelta(hours=count)
    for column in columns:
        shut = [(max(opens, first), min(closes, until)) for opens, closes in column.shut]
        column.shut[:] = [(opens, closes) for opens, closes in shut if opens < closes]
    apart = min((_mark_cramped(column) for column in columns), default=APART[0])
    return CalendarBoard(day, columns, first, until, [first + timedelta(hours=n) for n in range(count)], apart)


def _mark_cramped(column: BoardColumn) -> int:
    """Mark the links that would cover one another in the tallest rows, and return which rows the others need."""
    column.lines[:] = _by_time(column.lines)
    needed = APART[0]
    for index, (line, following) in enumerate(pairwise(list(column.lines))):
        if line.url:
            minutes = (following.engagement.starts - line.engagement.starts) // timedelta(minutes=1)
            column.lines[index] = replace(line, is_cramped=minutes < APART[-1])
            needed = min(needed, next((apart for apart in APART if minutes >= apart), APART[-1]))
    return needed
