"""Delegations with heads and focal points who ask one another for bilateral meetings over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.models import Category, Conference
from conference.translated import Translated
from delegations.registration.models import Delegate, Delegation, FocalPoint
from schedule.bilaterals.models import DayLoad, RequestLoad
from schedule.calendar.models import Purpose, Room
from tests.bench.support.bookings import Call
from tests.bench.support.crowd import parties
from tests.bench.support.server import ROOT
from tests.people import make_user

LENGTH = timedelta(minutes=20)
# Two an hour, with the buffer after each, from 09:00 to 17:30.
SLOTS_A_DAY = 18
MANY = 1000


@dataclass(frozen=True)
class Mission:
    """A delegation, its head, and the session of its focal point, a cookie."""

    delegation: Delegation
    head: Delegate
    session: str

    def ask(self, asked: Mission, starts: datetime) -> dict[str, Any]:
        """Return the form by which this delegation asks another one."""
        values = {
            "party": asked.delegation.party.code,
            "length": "20",
            "topics": "Ratification timetables",
            "party_size": "3",
            "press": "photo",
            "layout": "sofas",
            "flags": "on",
            "contact": "The focal point, +254 700 555 0148",
            "start": starts.isoformat(),
        }
        path = f"/portal/{self.delegation.party.slug}/bilaterals/ask/"
        return {"path": path, "session": self.session, "values": values}

    def accept(self) -> dict[str, Any]:
        """Return the form by which this delegation accepts what another one has asked for."""
        values = {
            "answer": "accept",
            "choice": "first",
            "principal": str(self.head.pk),
            "party_size": "3",
            "version": "1",
        }
        path = f"/portal/{self.delegation.party.slug}/bilaterals/{{meeting}}/answer/"
        return {"path": path, "session": self.session, "values": values}


def missions(count: int, *, rooms: int = 14) -> list[Mission]:
    """Make delegations that may have any number of meetings and open requests, and meeting rooms. The conference begins in a month."""
    first = timezone.now().date() + timedelta(days=30)
    Conference.objects.update(starts_on=first, ends_on=first + timedelta(days=1))
    homes = parties(count)
    heads = _heads(homes)
    for number in range(rooms):
        name = Translated(en=f"Bilateral room {number + 1}")
        values = {"name": name, "purpose": Purpose.BILATERAL, "capacity": 8 + number % 4}
        Room.objects.get_or_create(code=f"BI-{number:02d}", defaults=values)
    days = [first, first + timedelta(days=1)]
    loads = [DayLoad(delegation=home, day=day, cap=MANY) for home in homes for day in days]
    DayLoad.objects.bulk_create(loads, ignore_conflicts=True)
    RequestLoad.objects.bulk_create((RequestLoad(delegation=home, cap=MANY) for home in homes), ignore_conflicts=True)
    return [Mission(home, head, _session(home)) for home, head in zip(homes, heads, strict=True)]


@lifecycle.use_case
def _heads(homes: Sequence[Delegation]) -> list[Delegate]:
    heads = [
        Delegate(
            delegation=home,
            position=0,
            family_name=f"Head-{home.party.code}",
            given_names="Amina",
            functional_title="Minister for Foreign Affairs",
            capacity="head",
            category=Category.objects.get(letter="H"),
            state="submitted",
            submitted_at=timezone.now(),
            photo_exempt=True,
        )
        for home in homes
    ]
    return list(lifecycle.create_many(heads, actor=SYSTEM, verb="delegate.entered"))


def _session(home: Delegation) -> str:
    user = make_user()
    FocalPoint.objects.create(delegation=home, user=user, since=timezone.now())
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def starts_of(number: int) -> datetime:
    """Return when the slot of that number begins, over the conference's days."""
    conference = Conference.objects.get()
    day, place = divmod(number, SLOTS_A_DAY)
    opens = datetime.combine(conference.starts_on + timedelta(days=day), datetime.min.time(), conference.zone)
    return (opens + timedelta(hours=9, minutes=30 * place)).astimezone(UTC)


def play(port: int, clients: Sequence[Sequence[dict[str, Any]]], seconds: float, every: float = 0.0) -> list[Call]:
    """Let clients of a process of their own work through their lists; arguments as of `bookings.measure`."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "asked.json"
        file.write_text(
            json.dumps({"port": port, "clients": clients, "seconds": seconds, "every": every}), encoding="utf-8"
        )
        command = [sys.executable, "-m", "tests.bench.support.bookings", str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [Call(**call) for call in json.loads(done.stdout)]
