from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from conference.parties.models import Party
from conference.translated import Translated
from schedule.calendar.engagements import actions
from schedule.calendar.models import Purpose, Room, Venue

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NAMES = {
    "PLENARY": ("Plenary Hall", Purpose.PLENARY),
    "CR1": ("Conference Room 1", Purpose.CONFERENCE),
    "CR2": ("Conference Room 2", Purpose.CONFERENCE),
    "MEDIA": ("Press Centre", Purpose.PRESS),
    "BANQUET": ("Banquet Hall", Purpose.RECEPTION),
    "B-1": ("Bilateral room 1", Purpose.BILATERAL),
}


def make_room(code: str = "PLENARY") -> Room:
    """Make the room once; `C-1` and the like are workshop rooms."""
    name, purpose = NAMES.get(code, (f"Room {code}", Purpose.WORKSHOP))
    position = list(NAMES).index(code) if code in NAMES else 50 + Room.objects.count()
    values = {"name": Translated(en=name), "purpose": purpose, "capacity": 200, "booths": 7, "position": position}
    return Room.objects.get_or_create(code=code, defaults=values)[0]


def make_venue(code: str, name: str = "") -> Venue:
    return Venue.objects.create(code=code, name=Translated(en=name or code), position=Venue.objects.count())


def at(text: str, day: int = 25) -> datetime:
    """`09:30` on that day of October 2025 in Hanoi, in UTC."""
    hour, minute, *second = (int(part) for part in text.split(":"))
    return datetime(2025, 10, day, hour, minute, *second, tzinfo=HANOI).astimezone(UTC)


def take(subject: Party, starts: str, ends: str, *, day: int = 25, **what):
    """Engage in a transaction of its own."""
    values = {"kind": "session", "label": "Something", **what}
    with transaction.atomic():
        return actions.engage_claim(subject=subject, starts=at(starts, day), ends=at(ends, day), **values)
