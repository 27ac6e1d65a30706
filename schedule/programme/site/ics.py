"""The programme as calendar file (RFC 5545): an event a session, its UID for ever, SEQUENCE rising with every change."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from conference.look import lists
from conference.models import Conference, current_conference
from schedule.calendar.feeds.ics import calendar_named, unambiguous, write_calendar
from schedule.programme.models import Release
from schedule.programme.releases import queries
from schedule.programme.releases.outline import Outline
from schedule.programme.sessions.snapshot import SessionItem, item_of


def build_calendar(release: Release, outline: Outline) -> bytes:
    """Return a release's file, in the active language, with the zone's rules (VTIMEZONE).

    Sessions removed since earlier releases are in it as cancelled; without that, programs would keep them.
    """
    conference = current_conference()
    calendar = calendar_named(_name(conference), conference.zone)
    for data in queries.public_data_of_release(release):
        calendar.add_component(_build_event(item_of(data, outline.zone), release, conference))
    for removed in queries.removed_sessions(release):
        calendar.add_component(_build_cancelled(item_of(removed, outline.zone), release, conference))
    return write_calendar(calendar)


def build_session_calendar(release: Release, outline: Outline, key: str) -> bytes | None:
    """Return the file of one session; None if no release had it."""
    conference = current_conference()
    if item := queries.get_released(release, key, outline.zone):
        event = _build_event(item, release, conference)
    elif was := queries.get_last_released(release, key, outline.zone):
        event = _build_cancelled(was, release, conference)
    else:
        return None
    calendar = calendar_named(_name(conference), conference.zone)
    calendar.add_component(event)
    return write_calendar(calendar)


def build_empty_calendar() -> bytes:
    """Return the file before anything is released, which may be before the conference is entered."""
    conference = Conference.objects.filter(pk=1).first()
    name, zone = (_name(conference), conference.zone) if conference else (_("Programme"), ZoneInfo("UTC"))
    return bytes(calendar_named(name, zone).to_ical())


def _name(conference: Conference) -> str:
    return _("%(conference)s: %(who)s") % {"conference": conference.short_name, "who": _("Programme")}


def uid(key: str, conference: Conference) -> str:
    """Return the UID of a session's event, unique worldwide by the conference's code."""
    return f"{key}@{conference.code.lower()}.programme"


def _build_event(item: SessionItem, release: Release, conference: Conference) -> Event:
    event = Event()
    event.add("uid", uid(item.key, conference))
    event.add("dtstamp", release.published_at)
    event.add("last-modified", release.published_at)
    event.add("sequence", item.data["version"])
    event.add("dtstart", unambiguous(item.starts))
    event.add("dtend", unambiguous(item.ends))
    event.add("summary", item.title.words)
    event.add("location", lists.join_facts([item.room.words, item.venue.words]))
    event.add("class", "PUBLIC" if item.is_open else "PRIVATE")
    event.add("status", "CONFIRMED")
    event.add("categories", [item.kind])
    event.add("url", settings.PUBLIC_URL + reverse("programme:session", args=[item.key]))
    event.add("description", "\n".join(details(item)))
    return event


def _build_cancelled(item: SessionItem, release: Release, conference: Conference) -> Event:
    """Return a cancelled event, its SEQUENCE above the last one and below a later return's."""
    event = _build_event(item, release, conference)
    event["SEQUENCE"] = item.data["version"] + 1
    event["STATUS"] = "CANCELLED"
    event["SUMMARY"] = _("Cancelled: %(what)s") % {"what": item.title.words}
    return event


def details(item: SessionItem, *, described: bool = True) -> list[str]:
    """Return what calendars and apps say of a session, line by line; no names of a closed meeting."""
    lines = [_("Open meeting") if item.is_open else _("Closed meeting")]
    if described and item.description:
        lines.append(item.description.words)
    if item.chair:
        lines.append(_("Chair: %(who)s") % {"who": item.chair})
    if item.organisers:
        lines.append(_("Organized by %(who)s") % {"who": item.organised_by})
    if item.languages:
        lines.append(_("Interpretation: %(languages)s") % {"languages": item.spoken})
    lines += [f"{number}. {text}" for number, text in enumerate(item.agenda, 1)]
    return lines
