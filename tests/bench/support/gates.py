"""Thirty thousand badges in their bearers' hands, and a load of checks by devices that are never idle.

`python -m tests.bench.support.gates FILE`, with the arguments of `measure` as JSON in FILE, prints JSON as `load` does.
"""

from __future__ import annotations

import itertools
import json
import random
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.support.clients import Request, run

INSIDE = 50  # how many badges later a third of those let in go out again


def measure(port: int, path: str, clients: list[dict[str, Any]], seconds: float, seed: int) -> dict[str, Any]:
    """Scan until `seconds` are over.

    Args:
        clients: for each its `key` and the `texts` of its badges.

    Returns:
        Rate (answers/s), statuses, p50 and p95 in ms, answers with the warming up (`all`), verdicts.
    """
    scans = [_scans(path, one["key"], one["texts"], random.Random(seed + n)) for n, one in enumerate(clients)]
    found = run(port, scans, seconds, seen=lambda content: json.loads(content).get("verdict", ""))
    return {**found.figures(), "verdicts": dict(found.seen), "all": sum(found.seen.values())}


def _scans(path: str, key: str, texts: list[str], dice: random.Random) -> Iterator[Request]:
    headers = {"Authorization": f"Device {key}", "Content-Type": "application/json"}
    place = 0
    for number in itertools.count(1):
        out = place > INSIDE and dice.random() < 0.25
        text = texts[(place - INSIDE) % len(texts)] if out else texts[place % len(texts)]
        place += not out
        at = datetime.now(UTC).isoformat()
        scan = {"number": number, "text": text, "direction": "out" if out else "in", "at": at}
        yield Request(path, headers, json.dumps(scan))


def printed(count: int, seed: int) -> list[Any]:
    from django.utils import timezone

    from conference.core import lifecycle
    from conference.core.access import SYSTEM, Role
    from conference.models import Category
    from delegations.accreditation.badges.numbers import number_for
    from delegations.accreditation.models import Badge
    from tests.bench.support.crowd import crowd, site
    from tests.people import make_user

    site()
    if Badge.objects.filter(state="collected").count() >= count:  # of a bench before, on the same database
        return list(Badge.objects.filter(state="collected").order_by("?")[:count])
    # Any day of the year that the bench is run on is a day of the conference.
    Category.objects.update(days=[])

    @lifecycle.use_case
    def enter() -> list[Any]:
        officers = {"vetted_by": make_user(None, Role.SECURITY), "decided_by": make_user(None, Role.ACCREDITATION)}
        people = crowd(count, seed=seed, state="accredited", **officers)
        badges = [
            Badge(
                delegate=person,
                live_for=person.pk,
                serial=secrets.token_hex(16),
                number=number_for(person.pk),
                state="collected",
                queued_at=timezone.now(),
            )
            for person in people
        ]
        return list(lifecycle.create_many(badges, actor=SYSTEM, verb="badge.queued"))

    return enter()


def devices(count: int) -> list[tuple[Any, str]]:
    from tests.gates.scene import make_device, make_gate

    return [make_device(make_gate("G"), f"Scanner {n}") for n in range(count)]


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
