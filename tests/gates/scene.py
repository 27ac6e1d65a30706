from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.conf import settings
from django.test import Client

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Role
from conference.models import Zone
from conference.translated import Translated
from delegations.accreditation.badges import tokens
from delegations.accreditation.badges.contents import ISSUER, get_key_ring
from delegations.accreditation.models import Badge
from delegations.gates.devices import actions
from delegations.gates.models import Device, Gate
from tests.people import actor, make_user

# Saturday of the conference, 10:00 in Hanoi.
NOW = datetime(2025, 10, 25, 3, tzinfo=UTC)
NUMBERS = count(1)


def make_gate(zone: str = "G", direction: str = "both", name: str = "") -> Gate:
    """Without a letter to the whole site."""
    found = Zone.objects.get(letter=zone) if zone else None
    return Gate.objects.create(name=Translated(en=name or f"Gate {zone or 'outer'}"), zone=found, direction=direction)


def make_device(gate: Gate | None = None, name: str = "Scanner 1") -> tuple[Device, str]:
    staff = actor(make_user(None, Role.SECURITY))
    _device, code = actions.invite(actor=staff, name=name, gate=gate or make_gate())
    return actions.enrol(code=code)


def code_of(badge: Badge, **instead) -> str:
    values = {
        "key": get_key_ring(settings.BADGE_KEYS).signing,
        "issuer": ISSUER,
        "audience": "hanoi2025",
        "serial": bytes.fromhex(badge.serial),
        "zones": ["G", "C", "P"],
        "days": [date(2025, 10, 25), date(2025, 10, 26)],
        "expires": NOW + timedelta(days=2),
        **instead,
    }
    return tokens.to_text(tokens.issue(**values))


def post(key: str, path: str, body: object, client: Client | None = None, **headers: str):
    return (client or Client(enforce_csrf_checks=True)).post(
        f"/api/v1/gate/{path}",
        json.dumps(body),
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Device {key}",
        headers=headers,
    )


def get(key: str, path: str, **headers: str):
    return Client(enforce_csrf_checks=True).get(
        f"/api/v1/gate/{path}", HTTP_AUTHORIZATION=f"Device {key}", headers=headers
    )


def scan(
    key: str, text: str, direction: str = "in", *, at: datetime = NOW, number: int | None = None, language: str = ""
):
    body = {"number": next(NUMBERS) if number is None else number, "text": text, "direction": direction}
    headers = {"Accept-Language": language} if language else {}
    return post(key, "check", {**body, "at": at.isoformat()}, **headers)


def told(number: int, badge: Badge | str, at: datetime, verdict: str = "enter", reason: str = "", way: str = "in"):
    """A scan as a device tells of it later."""
    serial = badge if isinstance(badge, str) else badge.serial
    return {
        "number": number,
        "at": at.isoformat(),
        "serial": serial,
        "direction": way,
        "verdict": verdict,
        "reason": reason,
        "bundle": 1,
    }


def sync(key: str, scans: Iterable[dict], now: datetime = NOW):
    return post(key, "scans", {"now": now.isoformat(), "scans": list(scans)})


@lifecycle.use_case
def print_badge(badge: Badge) -> Badge:
    return lifecycle.move(badge, "printed", actor=SYSTEM, verb="badge.printed", printed_at=clock.now())


def give_out(badge: Badge) -> Badge:
    """The badge after the badge desk, in its bearer's hand."""
    return hand_over(print_badge(badge))


@lifecycle.use_case
def hand_over(badge: Badge) -> Badge:
    return lifecycle.move(badge, "collected", actor=SYSTEM, verb="badge.collected", collected_at=clock.now())
