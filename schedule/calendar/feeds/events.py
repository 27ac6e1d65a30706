"""The events of a feed: its itinerary entries, and as cancelled those that were published before and no longer exist."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Event

from conference.core import clock
from conference.look.times import zone_text
from conference.models import Conference, current_conference
from schedule.calendar.feeds import ics
from schedule.calendar.itineraries import itinerary
from schedule.calendar.itineraries.itinerary import ItineraryEntry
from schedule.calendar.models import Feed, PublishedEvent

Content = dict[str, Any]


def body(feed: Feed) -> bytes:
    """Return the feed as a calendar file in its own language, storing what is new or changed since it was last read.

    A constant number of queries; two or three more after a change.
    """
    conference = current_conference()
    with translation.override(feed.language):
        name = _("%(conference)s: %(who)s") % {"conference": conference.short_name, "who": feed}
        calendar = ics.calendar_named(name, conference.zone)
        for published in publish(feed, entries_of(feed)):
            calendar.add_component(_event(published, feed, conference))
        return ics.write_calendar(calendar)


def entries_of(feed: Feed) -> list[ItineraryEntry]:
    """Return the entries of the delegation or the one member; none of a member who no longer comes."""
    (party,) = itinerary.parties([feed.delegation])
    if feed.person and feed.person_id not in {member.pk for member in party.members}:
        return []
    entries = itinerary.entries_of([party])[feed.delegation_id]
    return itinerary.of_person(entries, feed.person) if feed.person else entries


def publish(feed: Feed, entries: Sequence[ItineraryEntry]) -> list[PublishedEvent]:
    """Return the events by time, SEQUENCE raised by one where changed.

    Two requests at once return the same: whoever finds a change locks the feed's row and looks again.
    """
    events = list(feed.told.all())
    if not any(_news(events, entries)):
        return events
    with transaction.atomic():
        Feed.objects.select_for_update().get(pk=feed.pk)
        new, changed = _news(list(feed.told.all()), entries)
        now = clock.now().replace(microsecond=0)
        for event in (*new, *changed):
            event.feed, event.changed_at = feed, now
        PublishedEvent.objects.bulk_create(new)
        PublishedEvent.objects.bulk_update(changed, ["sequence", "gone", "changed_at", "starts", "content"])
        return list(feed.told.all())


def _news(
    published: Iterable[PublishedEvent], entries: Iterable[ItineraryEntry]
) -> tuple[list[PublishedEvent], list[PublishedEvent]]:
    """Return events for new entries, and those published before of which something differs, with what they are now."""
    by_key, current = {event.key: event for event in published}, {entry.key: entry for entry in entries}
    new = [
        PublishedEvent(key=entry.key, starts=entry.starts, content=_content(entry))
        for entry in current.values()
        if entry.key not in by_key
    ]
    changed = []
    for event in by_key.values():
        entry = current.get(event.key)
        content = _content(entry) if entry else event.content
        if content != event.content or event.gone != (entry is None):
            event.content, event.gone = content, entry is None
            event.starts = entry.starts if entry else event.starts
            event.sequence += 1
            changed.append(event)
    return new, changed


def _content(entry: ItineraryEntry) -> Content:
    title = entry.title
    if entry.kind in itinerary.TRAVEL:
        # Calendars show the title alone: a flight must say whether somebody arrives or leaves.
        title = _("%(kind)s: %(what)s") % {"kind": entry.kind.label, "what": title}
    return {
        "starts": _stamp(entry.starts),
        "ends": _stamp(entry.ends) if entry.ends else None,
        "kind": str(entry.kind.label),
        "what": title,
        "where": entry.where,
        "note": entry.note,
        "firm": entry.firm,
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _event(published: PublishedEvent, feed: Feed, conference: Conference) -> Event:
    content = cast("Content", published.content)
    event = Event()
    event.add("uid", f"{published.key}@{conference.code.lower()}.itinerary")
    event.add("dtstamp", published.changed_at)
    event.add("last-modified", published.changed_at)
    event.add("sequence", published.sequence)
    for name, stamp in (("dtstart", content["starts"]), ("dtend", content["ends"])):
        if stamp:
            event.add(name, ics.unambiguous(datetime.fromisoformat(stamp).astimezone(conference.zone)))
    title = content["what"]
    event.add("summary", _("Cancelled: %(what)s") % {"what": title} if published.gone else title)
    event.add("status", "CANCELLED" if published.gone else "CONFIRMED" if content["firm"] else "TENTATIVE")
    # Hidden from those with whom a member shares a calendar.
    event.add("class", "PRIVATE")
    if content["where"]:
        event.add("location", content["where"])
    if published.gone:
        return event
    event.add("categories", [content["kind"]])
    zone = zone_text(published.starts, conference.zone, str(conference.place))
    lines = [content["kind"], content["note"], _("All times: %(zone)s") % {"zone": zone}]
    event.add("description", "\n".join(filter(None, lines)))
    event.add("url", settings.PUBLIC_URL + reverse("registration:delegation", args=[feed.delegation.party.slug]))
    if feed.remind:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", timedelta(minutes=-feed.remind))
        event.add_component(alarm)
    return event
