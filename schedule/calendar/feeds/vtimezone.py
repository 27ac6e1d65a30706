"""A zone's rules for a calendar file (VTIMEZONE, RFC 5545, section 3.6.5): each change of its clocks near the events.

Written change by change, without RRULE: every reader of dates reads these alike, and later changes of law don't matter.
`Timezone.from_tzinfo` of icalendar 7.3 names the hour after the change in spring where the standard wants the one before it.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

# How far before and after the events the rules reach: a program may move an event by up to a year.
REACH = timedelta(days=366)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def component(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """Return the rules of `zone` around `first` to `last` (aware)."""
    rules = Timezone()
    rules.add("tzid", zone.key)
    # In UTC, as arithmetic in a zone counts wall-clock time.
    begins, until = first.astimezone(UTC) - REACH, last.astimezone(UTC) + REACH
    rules.add_component(_observance(zone, begins, begins))
    for after in _changes(zone, begins.replace(second=0, microsecond=0), until):
        rules.add_component(_observance(zone, after - MINUTE, after))
    return rules


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the minutes from which another offset holds; one a day at most."""
    while first < last:
        offset = _offset(zone, first)
        if offset != _offset(zone, first + DAY):
            moments = [first + MINUTE * number for number in range(DAY // MINUTE + 1)]
            yield moments[bisect_left(moments, True, key=lambda moment: _offset(zone, moment) != offset)]
        first += DAY


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _observance(zone: ZoneInfo, before: datetime, after: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from `after` on. Its start is in the local time before the change."""
    local = after.astimezone(zone)
    former, present = _offset(zone, before), _offset(zone, after)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.add("dtstart", (local + (former - present)).replace(tzinfo=None, microsecond=0))
    observance.add("tzoffsetfrom", former)
    observance.add("tzoffsetto", present)
    observance.add("tzname", local.tzname() or zone.key)
    return observance
