"""Parts of every calendar file (RFC 5545, RFC 7986): head, times, time zones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from icalendar import Calendar

from schedule.calendar.feeds import vtimezone

# How long a calendar program may wait before it looks again (RFC 7986, section 5.7).
REFRESH = timedelta(minutes=15)


def calendar_named(name: str, zone: ZoneInfo) -> Calendar:
    """Return an empty calendar, named in the active language, that asks to be read again every quarter of an hour.

    `zone`: What programs show it in that take one zone for a whole calendar.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Plenipo//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name, parameters={"language": get_language() or "en"})
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    return calendar


def unambiguous(moment: datetime) -> datetime:
    """Return the moment in its zone; in UTC if its local time occurs twice and would be ambiguous."""
    occurs_twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    return moment.astimezone(UTC) if occurs_twice else moment


def write_calendar(calendar: Calendar) -> bytes:
    """Return the calendar as a file, with the rules of every zone that its events name."""
    moments_of: dict[ZoneInfo, list[datetime]] = {}
    for event in calendar.walk("VEVENT"):
        for moment in (event[name].dt for name in ("DTSTART", "DTEND") if name in event):
            # A whole day is in no zone.
            if isinstance(moment, datetime) and isinstance(moment.tzinfo, ZoneInfo):
                moments_of.setdefault(moment.tzinfo, []).append(moment)
    zones = [vtimezone.component(zone, min(moments), max(moments)) for zone, moments in moments_of.items()]
    calendar.subcomponents[:0] = zones
    return bytes(calendar.to_ical())
