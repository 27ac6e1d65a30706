"""The check of one badge at a gate in touch, eight devices at once among 30,000 badges; the limit is a bare view with one UPDATE."""

from __future__ import annotations

import json
import random
import secrets
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from delegations.gates.models import Scan, Tally
from delegations.registration.models import Delegation
from tests.bench import Figure
from tests.bench.support.crowd import settle
from tests.bench.support.gates import devices, printed
from tests.bench.support.server import CLIENTS, ROOT, SECONDS, THREADS, WORKERS, served
from tests.gates.scene import code_of

BADGES = 30_000
REACH, SLOWEST = 1000, 30.0  # checks/s; ms at the 95th percentile
OF_LIMIT = 1 / 3


def run() -> list[Figure]:
    seed = secrets.randbelow(10**6)
    badges = printed(BADGES, seed)
    random.Random(seed).shuffle(badges)
    expires = datetime(2100, 1, 1, tzinfo=UTC)
    share = BADGES // CLIENTS
    clients = [
        {"key": key, "texts": [code_of(badge, expires=expires) for badge in badges[n * share : (n + 1) * share]]}
        for n, (_device, key) in enumerate(devices(CLIENTS))
    ]
    # Rows of the same kind for the limit to write, at a place that no gate leads to.
    home = Delegation.objects.first()
    assert home is not None
    Tally.objects.filter(place__gte=10**9).delete()
    Tally.objects.bulk_create(Tally(place=10**9 + n, delegation=home) for n in range(1000))
    settle()
    known = {"SECRET_KEY": settings.SECRET_KEY, "BADGE_KEYS": settings.BADGE_KEYS, "FIELD_KEYS": settings.FIELD_KEYS}
    with served(**known, BENCH_LEAN="1") as port:
        limit = _load(port, "/bare-update", clients, seed)
    before = Scan.objects.count()
    with served(**known) as port:
        done = _load(port, "/api/v1/gate/check", clients, seed)
    kept = Scan.objects.count() - before
    # Every answer has its row, and a row that nobody was told of would be a scan too many.
    assert kept == done["all"], (kept, done)
    assert done["verdicts"].get("enter", 0) > 0.9 * kept, done
    how = f"{CLIENTS} devices, gthread {WORKERS} x {THREADS}, {BADGES:,} badges; p50 {done['p50']:.1f} ms"
    return [
        Figure(
            "gate checks, online", done["rate"], "/s", limit["rate"], REACH, note=f"{how}; limit: bare view, one UPDATE"
        ),
        Figure("gate checks, p95", done["p95"], "ms", limit["p95"], SLOWEST, lower=True, note=how),
        Figure("gate checks of the bare view's", done["rate"] / limit["rate"], "times", None, OF_LIMIT),
    ]


def _load(port: int, path: str, clients: list[dict[str, Any]], seed: int) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "asked.json"
        asked = {"port": port, "path": path, "clients": clients, "seconds": SECONDS, "seed": seed}
        file.write_text(json.dumps(asked), encoding="utf-8")
        command = [sys.executable, "-m", "tests.bench.support.gates", str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if set(found["statuses"]) != {"200"}:
        raise RuntimeError(f"{path}: expected 200 alone, got {found['statuses']}")
    return found
