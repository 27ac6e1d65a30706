"""The events of a feed: its itinerary entries, and as cancelled those published before and since gone."""

from __future__ import annotations

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
from conference.models import Conference, current_conference
from schedule.calendar.feeds import ics
from schedule.calendar.itineraries import itinerary
from schedule.calendar.itineraries.itinerary import Entry
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
        for row in tell(feed, entries_of(feed)):
            calendar.add_component(_event(row, feed, conference))
        return ics.written(calendar)


def entries_of(feed: Feed) -> list[Entry]:
    """Return the entries of the delegation or the one member; none of a member who no longer comes."""
    (party,) = itinerary.parties([feed.delegation])
    if feed.person and feed.person_id not in {one.pk for one in party.members}:
        return []
    found = itinerary.entries_of([party])[feed.delegation_id]
    return itinerary.of_person(found, feed.person) if feed.person else found


def tell(feed: Feed, entries: Sequence[Entry]) -> list[PublishedEvent]:
    """Return the events by time, SEQUENCE raised by one where changed.

    Two requests at once return the same: whoever finds a change locks the feed's row and looks again.
    """
    known = list(feed.told.all())
    if not any(_news(known, entries)):
        return known
    with transaction.atomic():
        Feed.objects.select_for_update().get(pk=feed.pk)
        new, changed = _news(list(feed.told.all()), entries)
        now = clock.now().replace(microsecond=0)
        for row in (*new, *changed):
            row.feed, row.changed_at = feed, now
        PublishedEvent.objects.bulk_create(new)
        PublishedEvent.objects.bulk_update(changed, ["sequence", "gone", "changed_at", "starts", "content"])
        return list(feed.told.all())


def _news(
    known: Iterable[PublishedEvent], entries: Iterable[Entry]
) -> tuple[list[PublishedEvent], list[PublishedEvent]]:
    rows = {row.key: row for row in known}
    current = {entry.key: entry for entry in entries}
    new = [
        PublishedEvent(key=entry.key, starts=entry.starts, content=_content(entry))
        for entry in current.values()
        if entry.key not in rows
    ]
    changed = []
    for row in rows.values():
        entry = current.get(row.key)
        content = _content(entry) if entry else row.content
        if content != row.content or row.gone != (entry is None):
            row.content, row.gone = content, entry is None
            row.starts = entry.starts if entry else row.starts
            row.sequence += 1
            changed.append(row)
    return new, changed


def _content(entry: Entry) -> Content:
    return {
        "starts": _stamp(entry.starts),
        "ends": _stamp(entry.ends) if entry.ends else None,
        "kind": str(entry.kind.label),
        "what": _title(entry),
        "where": entry.where,
        "note": entry.note,
        "firm": entry.firm,
    }


def _title(entry: Entry) -> str:
    """Return the title. Calendars show only this: a flight must say whether somebody arrives or leaves."""
    if entry.kind in itinerary.TRAVEL:
        return _("%(kind)s: %(what)s") % {"kind": entry.kind.label, "what": entry.what}
    return entry.what


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _event(row: PublishedEvent, feed: Feed, conference: Conference) -> Event:
    content = cast("Content", row.content)
    event = Event()
    event.add("uid", f"{row.key}@{conference.code.lower()}.itinerary")
    event.add("dtstamp", row.changed_at)
    event.add("last-modified", row.changed_at)
    event.add("sequence", row.sequence)
    for name, stamp in (("dtstart", content["starts"]), ("dtend", content["ends"])):
        if stamp:
            event.add(name, ics.clear(datetime.fromisoformat(stamp).astimezone(conference.zone)))
    what = content["what"]
    event.add("summary", _("Cancelled: %(what)s") % {"what": what} if row.gone else what)
    event.add("status", "CANCELLED" if row.gone else "CONFIRMED" if content["firm"] else "TENTATIVE")
    # What a delegation does is nobody's business who shares a calendar with its members.
    event.add("class", "PRIVATE")
    if content["where"]:
        event.add("location", content["where"])
    if row.gone:
        return event
    event.add("categories", [content["kind"]])
    lines = [content["kind"], content["note"], _("All times: %(zone)s") % {"zone": conference.zone.key}]
    event.add("description", "\n".join(filter(None, lines)))
    event.add("url", settings.PUBLIC_URL + reverse("registration:delegation", args=[feed.delegation.party.slug]))
    if feed.remind:
        event.add_component(_alarm(what, feed.remind))
    return event


def _alarm(what: str, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm
