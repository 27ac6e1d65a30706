"""The programme as a calendar file (RFC 5545): one event a session, the same UID for ever, SEQUENCE rising with every change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from conference.models import Conference, current_conference
from schedule.programme import queries
from schedule.programme.models import Release
from schedule.programme.outline import Outline
from schedule.programme.snapshot import Item, item_of

# How long a calendar program may wait before it looks again (RFC 7986, section 5.7).
REFRESH = timedelta(minutes=15)


def make(release: Release, outline: Outline) -> bytes:
    """The file of a release, in the active language, times in the conference's zone with its rules (VTIMEZONE)."""
    conference = current_conference()
    calendar = _calendar(str(conference.short_name))
    for data in queries.data_of_release(release):
        calendar.add_component(_event(item_of(data, outline.zone), release, conference))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def empty() -> bytes:
    """A calendar without events."""
    return bytes(_calendar(_("Programme")).to_ical())


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Plenipo//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name, parameters={"language": get_language() or "en"})
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    return calendar


def uid(key: str, conference: Conference) -> str:
    """The name of a session's event in every calendar: the conference's code makes it unique in the world."""
    return f"{key}@{conference.code.lower()}.programme"


def _event(item: Item, release: Release, conference: Conference) -> Event:
    event = Event()
    event.add("uid", uid(item.key, conference))
    event.add("dtstamp", release.published_at)
    event.add("last-modified", release.published_at)
    event.add("sequence", item.data["version"])
    event.add("dtstart", _clear(item.starts))
    event.add("dtend", _clear(item.ends))
    event.add("summary", item.title.words)
    event.add("location", ", ".join(filter(None, [item.room.words, item.venue.words])))
    event.add("class", "PUBLIC" if item.is_open else "PRIVATE")
    event.add("status", "CONFIRMED")
    event.add("categories", [item.kind])
    event.add("url", settings.PUBLIC_URL + reverse("programme:session", args=[item.key]))
    event.add("description", "\n".join(_lines(item)))
    return event


def _clear(moment: datetime) -> datetime:
    """The moment in its zone; in UTC when the clocks there strike it twice, since a local time could not say which."""
    twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    return moment.astimezone(UTC) if twice else moment


def _lines(item: Item) -> list[str]:
    """What the description says. Nobody's name for a closed meeting (Item leaves it out)."""
    lines = [_("Open meeting") if item.is_open else _("Closed meeting")]
    if item.description:
        lines.append(item.description.words)
    if item.chair:
        lines.append(_("Chair: %(who)s") % {"who": item.chair})
    if item.organisers:
        lines.append(_("Organised by %(who)s") % {"who": item.organised_by})
    if item.languages:
        lines.append(_("Interpretation: %(languages)s") % {"languages": item.spoken})
    lines += [f"{number}. {text}" for number, text in enumerate(item.agenda, 1)]
    return lines
