"""The programme for schedule apps: frab's schedule as JSON and XML, from the same values.

As in `validator/xsd/schedule.xml.xsd` and `validator/json/schema.json` of the repository voc/schedule; read by Giggity, Fahrplan apps and
c3nav. Everything comes from a `SessionItem`, so nobody is named for a closed meeting.
"""

import json
import re
import uuid

# Written only, never parsed: what XML could do to a reader does not arise.
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from conference.core import clock
from conference.models import Conference, current_conference
from schedule.programme.models import Release, Type
from schedule.programme.releases import queries
from schedule.programme.releases.outline import Outline, ReleaseDay
from schedule.programme.sessions.snapshot import SessionItem, items_of
from schedule.programme.site.ics import details

SCHEMA = "https://c3voc.de/schedule/schema.json"
# The step in which the programme is planned; apps draw their grid by it.
TIMESLOT = "00:05"
# Integer ids are kept to 31 bits: older apps hold them in a signed 32-bit number.
ID_BITS = 31
SLUG_DIGITS = 6
# What XML 1.0 cannot hold at all (section 2.2), escaped or not.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Values = dict[str, Any]


def guid(key: str, conference: Conference, kind: str = "session") -> str:
    """Return a lasting UUID of a session or room, from its key and the conference's code (RFC 9562, version 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}:{conference.code.lower()}/{key}"))


def acronym(conference: Conference) -> str:
    """Return the conference's code as the schema wants it: small letters, digits and underscores, four of them at least."""
    short = re.sub(r"[^a-z0-9_]", "_", conference.code.lower())
    return short if len(short) >= 4 else f"{short}{conference.starts_on.year}"


def slug(key: str, number: int, conference: Conference) -> str:
    """Return the lasting name that apps know a session by: `hanoi2025-123456-opening`.

    The schemas of schedule.xml ask for the acronym, without underscores, then at most six digits, then four characters at least.
    """
    short = acronym(conference).replace("_", "")
    short = short if len(short) >= 4 else f"{short}{conference.starts_on.year}"
    name = key.lower().rstrip("-_")
    return f"{short}-{number % 10**SLUG_DIGITS}-{name if len(name) >= 4 else f'session-{name}'}".rstrip("-")


def as_json(released: tuple[Release, Outline] | None) -> bytes:
    """Return frab's schedule.json in the active language; before the first release, days without sessions."""
    document = {"$schema": SCHEMA, "generator": {"name": "Plenipo"}, "schedule": _build_schedule(released)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def as_xml(released: tuple[Release, Outline] | None) -> bytes:
    schedule = _build_schedule(released)
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", {"name": "Plenipo"})
    _add_element(root, "version", schedule["version"])
    conference = schedule["conference"]
    head = ET.SubElement(root, "conference")
    values = {**conference, "days": str(conference["daysCount"]), "base_url": schedule["base_url"]}
    for name in (
        *("title", "acronym", "start", "end", "days"),
        *("timeslot_duration", "base_url", "time_zone_name"),
    ):
        _add_element(head, name, values[name])
    for day in conference["days"]:
        span = {"start": day["day_start"], "end": day["day_end"]}
        below = ET.SubElement(root, "day", {"index": str(day["index"]), "date": day["date"], **span})
        for name, events in day["rooms"].items():
            room = ET.SubElement(below, "room", {"name": _clean(name)})
            for event in events:
                _event_element(room, event)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _event_element(room: ET.Element, event: Values) -> None:
    element = ET.SubElement(room, "event", {"guid": event["guid"], "id": str(event["id"])})
    plain = ("date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language")
    for name in (*plain, "abstract", "description"):
        _add_element(element, name, event[name])
    persons = ET.SubElement(element, "persons")
    for person in event["persons"]:
        _add_element(persons, "person", person["name"])
    for parent, child in (("links", "link"), ("attachments", "attachment")):
        below = ET.SubElement(element, parent)
        for entry in event[parent]:
            _add_element(below, child, entry["title"], href=entry["url"])


def _add_element(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _clean(text)


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text)


def _build_schedule(released: tuple[Release, Outline] | None) -> Values:
    conference = current_conference()
    version, days, rooms = _released_schedule(*released, conference) if released else ("0", _bare_days(conference), [])
    return {
        "version": version,
        "base_url": settings.PUBLIC_URL + "/",
        "conference": {
            "acronym": acronym(conference),
            "title": str(conference.name),
            "start": days[0]["date"],
            "end": days[-1]["date"],
            "daysCount": len(days),
            "timeslot_duration": TIMESLOT,
            "time_zone_name": conference.zone.key,
            "url": settings.PUBLIC_URL + reverse("programme:day"),
            "rooms": rooms,
            "days": days,
        },
    }


def _released_schedule(
    release: Release, outline: Outline, conference: Conference
) -> tuple[str, list[Values], list[Values]]:
    items = items_of(queries.public_data_of_release(release), outline.zone)
    names = _room_names(outline)
    numbers = _numbers([item.key for item in items], conference)
    events = [(item, _build_event(item, numbers[item.key], names, conference)) for item in items]
    days = [_build_day(day, [pair for pair in events if pair[0].day == day.date], names) for day in outline.days]
    rooms: list[Values] = [
        {
            "name": names[code],
            "guid": guid(code, conference, "room"),
            "description": place.venue.words or None,
            "capacity": place.capacity or None,
        }
        for code, place in outline.rooms.items()
    ]
    return str(release.number), days, rooms


def _bare_days(conference: Conference) -> list[Values]:
    """Return the conference's days, midnight to midnight, so that apps can subscribe early."""
    count = (conference.ends_on - conference.starts_on).days + 1
    days = [conference.starts_on + timedelta(days=number) for number in range(count)]
    bare_days = []
    for number, day in enumerate(days, 1):
        start, end = (_moment(at.astimezone(conference.zone)) for at in clock.day_bounds(day, conference.zone))
        bare_days.append({"index": number, "date": day.isoformat(), "day_start": start, "day_end": end, "rooms": {}})
    return bare_days


def _build_day(day: ReleaseDay, events: Sequence[tuple[SessionItem, Values]], names: dict[str, str]) -> Values:
    """Return a day from first beginning to last end, with all rooms in order."""
    rooms: dict[str, list[Values]] = {names[code]: [] for code in day.rooms}
    for _item, event in events:
        rooms[event["room"]].append(event)
    return {
        "index": day.number,
        "date": day.date.isoformat(),
        "day_start": _moment(min(item.starts for item, _event in events)),
        "day_end": _moment(max(item.ends for item, _event in events)),
        "rooms": rooms,
    }


def _build_event(item: SessionItem, number: int, names: dict[str, str], conference: Conference) -> Values:
    url = settings.PUBLIC_URL + reverse("programme:session", args=[item.key])
    minutes = int((item.ends - item.starts).total_seconds()) // 60
    return {
        "id": number,
        "guid": guid(item.key, conference),
        "date": _moment(item.starts),
        "start": f"{item.starts:%H:%M}",
        "duration": f"{minutes // 60:02d}:{minutes % 60:02d}",
        "room": names[item.room_code],
        "slug": slug(item.key, number, conference),
        "url": url,
        "title": item.title.words,
        "subtitle": item.kind if item.data["number"] else "",
        "track": str(Type(item.data["type"]).label),
        "type": item.data["type"],
        "language": item.title.language,
        "abstract": item.description.words,
        "description": "\n".join(details(item, described=False)),
        "persons": [{"name": name} for name in item.people],
        "links": [{"title": title, "url": address} for title, address in item.links],
        "attachments": [{"title": title, "url": address} for title, address in item.papers],
    }


def _room_names(outline: Outline) -> dict[str, str]:
    """Return names by code. Apps know rooms by name alone, so shared names get venue or code."""
    names = {code: place.name.words for code, place in outline.rooms.items()}
    shared = Counter(names.values())
    full = {
        code: f"{name} ({outline.rooms[code].venue.words or code})" if shared[name] > 1 else name
        for code, name in names.items()
    }
    again = Counter(full.values())
    return {code: f"{name} [{code}]" if again[name] > 1 else name for code, name in full.items()}


def _numbers(keys: Iterable[str], conference: Conference) -> dict[str, int]:
    """Return numbers by key, the same in every release: from the GUID, or the next free one."""
    key_by_number: dict[int, str] = {}
    for key in sorted(keys):
        number = (uuid.UUID(guid(key, conference)).int >> (128 - ID_BITS)) or 1
        while number in key_by_number:
            number = number % (2**ID_BITS - 1) + 1
        key_by_number[number] = key
    return {key: number for number, key in key_by_number.items()}


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
