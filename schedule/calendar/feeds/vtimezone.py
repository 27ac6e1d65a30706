"""A zone's rules for a calendar file (VTIMEZONE, RFC 5545, section 3.6.5): each change of its clocks near the events.

Written change by change, without RRULE: every reader of dates reads these alike, and later changes of law don't matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

# How far before and after the events the rules reach: a program may move an event within the year, and repeat none of ours.
REACH = timedelta(days=366)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def component(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """Return the rules of `zone` around `first` to `last` (aware)."""
    found = Timezone()
    found.add("tzid", zone.key)
    # In UTC: sums of moments in a zone would be those of its clocks, not of time.
    begins, until = first.astimezone(UTC) - REACH, last.astimezone(UTC) + REACH
    found.add_component(_observance(zone, begins, begins))
    for before, after in _changes(zone, begins, until):
        found.add_component(_observance(zone, before, after))
    return found


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    at = first.replace(second=0, microsecond=0)
    while at < last:
        following = at + DAY
        if _offset(zone, at) != _offset(zone, following):
            before, after = at, following
            while after - before > MINUTE:
                middle = before + timedelta(minutes=int((after - before) / MINUTE) // 2)
                before, after = (middle, after) if _offset(zone, middle) == _offset(zone, at) else (before, middle)
            yield before, after
        at = following


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _observance(zone: ZoneInfo, before: datetime, after: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from `after` on. Its start is in the local time before the change."""
    local = after.astimezone(zone)
    was, now = _offset(zone, before), _offset(zone, after)
    found = TimezoneDaylight() if local.dst() else TimezoneStandard()
    found.add("dtstart", (local + (was - now)).replace(tzinfo=None, microsecond=0))
    found.add("tzoffsetfrom", was)
    found.add("tzoffsetto", now)
    found.add("tzname", local.tzname() or zone.key)
    return found
