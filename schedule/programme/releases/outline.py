"""The outline of a release, kept with it: what a page needs of the whole programme before it reads a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.translated import short_code
from schedule.programme.sessions.snapshot import LANGUAGE_ORDER, LanguageText, SessionItem, text_of


@dataclass(frozen=True)
class ReleasedRoom:
    code: str
    purpose: str
    capacity: int
    position: int
    names: dict[str, str]
    venues: dict[str, str]

    @property
    def name(self) -> LanguageText:
        return text_of(self.names) if self.code else LanguageText(_("Place not published"), short_code(get_language()))

    @property
    def venue(self) -> LanguageText:
        return text_of(self.venues)


@dataclass(frozen=True)
class ReleaseDay:
    """One day of a release. `edges` are the moments when something begins or ends; `rooms` are codes."""

    date: date
    number: int
    rooms: tuple[str, ...]
    types: tuple[str, ...]
    languages: tuple[str, ...]
    edges: tuple[datetime, ...]


@dataclass(frozen=True)
class Outline:
    zone: ZoneInfo
    days: tuple[ReleaseDay, ...]
    rooms: dict[str, ReleasedRoom]

    def day(self, wanted: date) -> ReleaseDay | None:
        return next((day for day in self.days if day.date == wanted), None)

    def current(self, today: date) -> ReleaseDay | None:
        """Return today, else the next day with sessions, else the last; None if empty."""
        return next((day for day in self.days if day.date >= today), self.days[-1] if self.days else None)


def build(items: Sequence[SessionItem], zone: ZoneInfo) -> dict[str, Any]:
    rooms = {item.data["room"]["code"]: item.data["room"] for item in items}
    ordered = sorted(rooms.values(), key=lambda room: (room["position"], room["code"]))
    days = groupby(sorted(items, key=lambda item: item.day), key=lambda item: item.day)
    return {
        "zone": zone.key,
        "rooms": ordered,
        "days": [_build_day(day, list(of_day), [room["code"] for room in ordered]) for day, of_day in days],
    }


def build_public(items: Sequence[SessionItem], zone: ZoneInfo) -> Outline:
    """Return the outline of sessions as the public reads them: without rooms in which only closed meetings are."""
    return from_json(build(items, zone))


def _build_day(day: date, items: Iterable[SessionItem], room_order: list[str]) -> dict[str, Any]:
    listed = list(items)
    codes = {code for item in listed for code in item.languages}
    edges = {moment for item in listed for moment in (item.data["starts"], item.data["ends"])}
    used = {item.data["room"]["code"] for item in listed}
    return {
        "date": day.isoformat(),
        "rooms": [code for code in room_order if code in used],
        "types": sorted({item.data["type"] for item in listed}),
        "languages": sorted(codes, key=lambda code: LANGUAGE_ORDER.get(code, 99)),
        "edges": sorted(edges),
    }


def from_json(values: dict[str, Any]) -> Outline:
    rooms = {
        room["code"]: ReleasedRoom(
            room["code"], room["purpose"], room["capacity"], room["position"], room["name"], room["venue"]
        )
        for room in values["rooms"]
    }
    days = tuple(
        ReleaseDay(
            date.fromisoformat(day["date"]),
            number,
            tuple(day["rooms"]),
            tuple(day["types"]),
            tuple(day["languages"]),
            tuple(datetime.fromisoformat(edge) for edge in day["edges"]),
        )
        for number, day in enumerate(values["days"], 1)
    )
    return Outline(ZoneInfo(values["zone"]), days, rooms)
