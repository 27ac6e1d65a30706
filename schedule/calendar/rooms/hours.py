"""Opening hours of rooms. On a day without hours a room is open all day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from conference.core import clock
from conference.look.times import span_text
from conference.models import current_conference
from schedule.calendar.models import Hours, Room

DAY = timedelta(days=1)


def spans(
    rooms: Iterable[Room], *, starts: datetime, ends: datetime, zone: ZoneInfo | None = None
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return when each of `rooms` with hours between two moments is open then, by room's key, in order of time.

    A day without hours is open as a whole. A room not among the keys is always open. One query, two without the conference's `zone`.
    """
    zone = zone or current_conference().zone
    first, last = days_of(starts, ends, zone)
    known: dict[int, dict[date, Hours]] = {}
    for row in Hours.objects.filter(room__in=list(rooms), day__gte=first, day__lte=last):
        known.setdefault(row.room_id, {})[row.day] = row
    days = [first + DAY * n for n in range((last - first).days + 1)]
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for key, by_day in known.items():
        open_then = [by_day[day].span(zone) if day in by_day else clock.day_bounds(day, zone) for day in days]
        found[key] = _joined(open_then)
    return found


def days_of(starts: datetime, ends: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and last day whose hours may matter between two moments: those of the day before may end after midnight."""
    return starts.astimezone(zone).date() - DAY, ends.astimezone(zone).date()


def _joined(parts: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    whole: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(parts):
        if whole and opens <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], closes))
        else:
            whole.append((opens, closes))
    return whole


def within(open_then: list[tuple[datetime, datetime]] | None, starts: datetime, ends: datetime) -> bool:
    """Return True if open all the time from `starts` to `ends`; None is always open."""
    return open_then is None or any(opens <= starts and ends <= closes for opens, closes in open_then)


def outside(room: Room, starts: datetime, ends: datetime) -> str:
    """Return the day's hours, as `08:00–19:00 (Hanoi time, UTC+7)`; empty if the room is open then. Three queries at most."""
    if within(spans([room], starts=starts, ends=ends).get(room.pk), starts, ends):
        return ""
    conference = current_conference()
    zone = conference.zone
    row = Hours.objects.filter(room=room, day=starts.astimezone(zone).date()).first()
    row = row or Hours.objects.filter(room=room, day=starts.astimezone(zone).date() - DAY).first()
    if row is None:
        return ""
    opens, closes = row.span(zone)
    return f"{span_text(opens, closes)} ({conference.zone_label(opens)})"
