"""Opening hours of rooms, and hours on duty of interpreters. On a day without hours a room is open all day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conference.core import clock
from conference.look.times import span_text
from conference.models import Conference, current_conference
from schedule.calendar.models import Hours, Room

type Span = tuple[datetime, datetime]
type DayHours = Mapping[date, tuple[time, time]]

DAY = timedelta(days=1)


def conference_days(conference: Conference, *, with_eve: bool = False) -> list[date]:
    """Return the days of the conference; `with_eve` begins with the day before."""
    count = (conference.ends_on - conference.starts_on).days + 1
    return [conference.starts_on + DAY * n for n in range(-1 if with_eve else 0, count)]


def spans(
    rooms: Iterable[Room], *, starts: datetime, ends: datetime, zone: ZoneInfo | None = None
) -> dict[int, list[Span]]:
    """Return when each of `rooms` with hours between two moments is open then, by room's key, in order of time.

    A day without hours is open as a whole. A room not among the keys is always open. One query, two without the conference's `zone`.
    """
    zone = zone or current_conference().zone
    first, last = days_of(starts, ends, zone)
    by_room: dict[int, dict[date, Hours]] = {}
    for hours in Hours.objects.filter(room__in=list(rooms), day__gte=first, day__lte=last):
        by_room.setdefault(hours.room_id, {})[hours.day] = hours
    days = [first + DAY * n for n in range((last - first).days + 1)]
    return {
        key: join_spans(by_day[day].span(zone) if day in by_day else clock.day_bounds(day, zone) for day in days)
        for key, by_day in by_room.items()
    }


def days_of(starts: datetime, ends: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and last day whose hours may matter between two moments: those of the day before may end after midnight."""
    return starts.astimezone(zone).date() - DAY, ends.astimezone(zone).date()


def join_spans(parts: Iterable[Span], *, touching: bool = True) -> list[Span]:
    """Return spans in order of time, with those that overlap, or touch, made one."""
    joined: list[Span] = []
    for starts, ends in sorted(parts):
        if joined and (starts < joined[-1][1] or (touching and starts == joined[-1][1])):
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((starts, ends))
    return joined


def closed_spans(open_spans: Iterable[Span] | None, starts: datetime, ends: datetime) -> list[Span]:
    """Return when a room is closed between two moments; `open_spans` are as of `spans`, None for one that is always open."""
    if open_spans is None:
        return []
    closed, end = [], starts
    for opens, closes in open_spans:
        closed.append((end, min(opens, ends)))
        end = max(end, closes)
    return [(first, last) for first, last in [*closed, (end, ends)] if first < last]


def within(open_spans: Iterable[Span] | None, starts: datetime, ends: datetime) -> bool:
    """Return True if open all the time from `starts` to `ends`; None is always open."""
    return open_spans is None or any(opens <= starts and ends <= closes for opens, closes in open_spans)


def outside(room: Room, starts: datetime, ends: datetime) -> str:
    """Return the day's hours, as `08:00–19:00 (Hanoi time, UTC+7)`; empty if the room is open then. Two queries at most."""
    conference = current_conference()
    if within(spans([room], starts=starts, ends=ends, zone=conference.zone).get(room.pk), starts, ends):
        return ""
    day = starts.astimezone(conference.zone).date()
    hours = Hours.objects.filter(room=room, day__in=(day, day - DAY)).order_by("-day").first()
    if hours is None:
        return ""
    opens, closes = hours.span(conference.zone)
    return f"{span_text(opens, closes)} ({conference.zone_label(opens)})"


def hours_by_day(owner: Any) -> dict[date, tuple[time, time]]:
    """Return the hours of a room or an interpreter."""
    return {hours.day: (hours.opens, hours.until) for hours in owner.hours.all()}


def hours_text(hours: DayHours) -> str:
    return ", ".join(f"{day} {opens:%H:%M}–{until:%H:%M}" for day, (opens, until) in sorted(hours.items()))


def replace_hours(owner: Any, hours: DayHours) -> None:
    """Write the hours of a room or an interpreter in place of those that it has."""
    owner.hours.all().delete()
    model, owned_by = owner.hours.model, {owner.hours.field.name: owner}
    model.objects.bulk_create(
        [model(**owned_by, day=day, opens=opens, until=until) for day, (opens, until) in sorted(hours.items())]
    )
