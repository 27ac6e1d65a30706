"""Ten devices that send 1,000 scans each, and one that asks for the whole list of 30,000 badges."""

from __future__ import annotations

import json
import random
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from delegations.gates.models import Device, Policy, Presence, Scan, Tally
from tests.bench import Figure
from tests.bench.support.crowd import settle
from tests.bench.support.gates import devices, printed
from tests.bench.support.server import served

BADGES, DEVICES, EACH = 30_000, 10, 1000
REACH = 10.0  # s for all of them
WHOLE = 1.0  # s for the whole list, made anew
UPDATED = 50.0  # ms for what changed since the last one


def run() -> list[Figure]:
    seed = secrets.randbelow(10**6)
    dice = random.Random(seed)
    badges = printed(BADGES, seed)
    dice.shuffle(badges)
    ours = devices(DEVICES)
    Device.objects.update(enrolled_at=timezone.now() - timedelta(days=1))
    Policy.objects.update_or_create(pk=1, defaults={"names": True})
    settle()
    batches = [
        (key, _scans(badges[n * EACH // 2 : (n + 1) * EACH // 2], dice)) for n, (_device, key) in enumerate(ours)
    ]
    bare = _bare(ours[0][0], badges)
    known = {"SECRET_KEY": settings.SECRET_KEY, "BADGE_KEYS": settings.BADGE_KEYS, "FIELD_KEYS": settings.FIELD_KEYS}
    with served(**known) as port:
        took = _all(port, batches, "kept")
        again = _all(port, batches, "known")
        whole = [_bundle(port, ours[0][1], "bundle") for _n in range(8)]
        version = json.loads(whole[0][1])["version"]
        delta = min(_bundle(port, ours[1][1], f"bundle?since={version}&moves={10**6}")[0] for _n in range(5))
    # Each number once, whatever was sent twice; and everybody who went in and out again is out.
    total = DEVICES * EACH
    kept = Scan.objects.filter(device__in=[device for device, _key in ours], online=False)
    assert kept.count() == total, kept.count()
    assert Presence.objects.filter(scan__in=kept, since__isnull=True).count() > 0.9 * total // 2
    inside = Tally.objects.filter(place__lt=10**9).values_list("inside", flat=True)
    assert sum(inside) == Presence.objects.filter(since__isnull=False).count()
    size = len(whole[0][1]) / 1024
    return [
        Figure(
            f"{total:,} scans of {DEVICES} devices", took, "s", bare, REACH, lower=True, note="limit: one bulk INSERT"
        ),
        Figure("the same, sent again", again, "s", None, REACH, lower=True),
        Figure(
            f"whole list of {BADGES:,} badges", whole[0][0], "s", None, WHOLE, lower=True, note=f"{size:,.0f} KB signed"
        ),
        Figure("the same, kept", 1000 * min(took for took, _body in whole[1:]), "ms", lower=True),
        Figure("what changed since, nothing", 1000 * delta, "ms", None, UPDATED, lower=True),
    ]


def _scans(badges: list[Any], dice: random.Random) -> list[dict[str, Any]]:
    start = datetime.now(UTC) - timedelta(hours=5)
    rows = []
    for number, badge in enumerate(badges):
        for way in ("in", "out"):
            at = start + timedelta(seconds=10 * number + (3600 if way == "out" else 0))
            row = {"number": len(rows), "at": at.isoformat(), "serial": badge.serial, "direction": way}
            rows.append({**row, "verdict": "enter", "reason": "left" if way == "out" else "", "bundle": 1})
    dice.shuffle(rows)
    return rows


def _bare(device: Device, badges: list[Any]) -> float:
    """Return the seconds that as many bare rows take, a statement for each thousand, rolled back."""
    now = timezone.now()
    rows = [
        Scan(
            device=device,
            number=number,
            zone=device.gate.zone,
            direction="in",
            device_at=now,
            happened_at=now,
            received_at=now,
            online=False,
            serial=badges[number].serial,
            badge=badges[number],
            delegate_id=badges[number].delegate_id,
            verdict="enter",
            counts=True,
        )
        for number in range(DEVICES * EACH)
    ]
    start = perf_counter()
    with transaction.atomic():
        Scan.objects.bulk_create(rows, batch_size=EACH)
        took = perf_counter() - start
        transaction.set_rollback(True)
    return took


def _all(port: int, batches: list[tuple[str, list[dict[str, Any]]]], wanted: str) -> float:
    start = perf_counter()
    with ThreadPoolExecutor(len(batches)) as pool:
        said = list(pool.map(lambda one: _send(port, *one), batches))
    took = perf_counter() - start
    assert all(len(one[wanted]) == EACH for one in said), said
    return took


def _send(port: int, key: str, scans: list[dict[str, Any]]) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    body = json.dumps({"now": datetime.now(UTC).isoformat(), "scans": scans})
    headers = {"Authorization": f"Device {key}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/gate/scans", body, headers)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, (answer.status, content[:500])
    found: dict[str, Any] = json.loads(content)
    return found


def _bundle(port: int, key: str, path: str) -> tuple[float, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    start = perf_counter()
    connection.request("GET", f"/api/v1/gate/{path}", headers={"Authorization": f"Device {key}"})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, (answer.status, content[:500])
    return perf_counter() - start, content
