"""The public programme of one day with 200 sessions: made anew, kept, unchanged, and published."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection

from conference.core.access import SYSTEM
from conference.models import Conference
from conference.translated import Translated
from schedule.calendar.models import Engagement, Purpose, Room
from schedule.programme.models import Session
from schedule.programme.releases import actions
from schedule.programme.sessions.actions import importing
from tests.bench import Figure
from tests.bench.support.server import CLIENTS, MADE, THREADS, WORKERS, load, served
from tests.people import make_conference

SESSIONS, ROOMS = 200, 10
MINUTES = 30
DAY = "/programme/2025-10-25/"
WORDS = """
    evidence preserving exchange central authority mutual assistance request victim fraud ransom hospital treaty
    ratification article safeguard review capacity training judge prosecutor network contact point virtual asset
    recovery seizure
""".split()  # noqa: SIM905


def sessions(dice: random.Random, rooms: int = ROOMS, count: int = SESSIONS) -> list[dict[str, object]]:
    first = datetime(2025, 10, 25, 1, tzinfo=UTC)
    found = []
    for number in range(count):
        starts = first + timedelta(minutes=MINUTES * (number // rooms))
        title = " ".join(dice.sample(WORDS, 5)).capitalize()
        found.append(
            {
                "key": f"s-{number}",
                "type": dice.choice(["roundtable", "side_event", "high_level", "press"]),
                "number": number % 999 + 1,
                "title": {"en": title, "fr": title[::-1]},
                "description": " ".join(dice.choices(WORDS, k=20)).capitalize() + ".",
                "room": f"R{number % rooms}",
                "starts": starts.isoformat(),
                "ends": (starts + timedelta(minutes=MINUTES)).isoformat(),
                "open": dice.random() < 0.8,
                "languages": dice.sample(["ar", "en", "es", "fr", "ru", "zh", "vi"], dice.randrange(1, 8)),
            }
        )
    return found


def fill(rooms: int = ROOMS, count: int = SESSIONS) -> float:
    """Make and publish the draft; return the seconds of publishing."""
    if not Conference.objects.exists():
        make_conference()
    # The benches of one run share a database: what an earlier one drafted leaves.
    Engagement.objects.filter(kind="session").delete()
    Session.objects.all().delete()
    for number in range(rooms):
        values = {"name": Translated(en=f"Conference Room {number + 1}"), "purpose": Purpose.CONFERENCE}
        values |= {"capacity": 100 + number, "position": number}
        Room.objects.get_or_create(code=f"R{number}", defaults=values)
    # Another seed each time: a page that repeats itself packs better than a real one.
    importing.import_sessions(actor=SYSTEM, source={"sessions": sessions(random.Random(), rooms, count)})
    start = time.perf_counter()
    actions.publish(actor=SYSTEM)
    return time.perf_counter() - start


def run() -> list[Figure]:
    """Measure with eight clients against gunicorn, two workers of four threads, on the same machine."""
    publishing = fill()
    how = f"{CLIENTS} clients, gthread {WORKERS} x {THREADS}"
    with served(BENCH_UNCACHED="1") as port:
        slow_limit = load(port, "/bare")
        anew = load(port, DAY)
    with served(BENCH_FIRST="1") as port:
        first = load(port, DAY)
    with served() as port:
        limit = load(port, "/bare")
        kept = load(port, DAY, warm=MADE, **{"Accept-Encoding": "gzip"})
        etag = _etag(port)
        unchanged = load(port, DAY, 304, **{"If-None-Match": etag})
    size = f"{anew['bytes'] / 1000:.0f} KB, {kept['bytes'] / 1000:.0f} KB packed"
    return [
        Figure(
            "programme page, 200 sessions, uncached",
            anew["rate"],
            "/s",
            limit=slow_limit["rate"],
            target=100,
            note=f"{how}; p95 {anew['p95']:.0f} ms; {size}",
        ),
        Figure(
            "the same, every row drawn anew, as by a process that has only begun",
            first["rate"],
            "/s",
            limit=slow_limit["rate"],
            note=f"{how}; p95 {first['p95']:.0f} ms",
        ),
        Figure(
            "the same, kept",
            kept["rate"],
            "/s",
            limit=limit["rate"],
            target=2000,
            note=f"{how}; p95 {kept['p95']:.0f} ms; limit: a bare JSON view",
        ),
        Figure(
            "the same, unchanged (304)",
            unchanged["rate"],
            "/s",
            limit=limit["rate"],
            note=f"{how}; p95 {unchanged['p95']:.0f} ms",
        ),
        Figure("publishing 200 sessions", publishing, "s", lower=True, note="one transaction"),
    ]


def _etag(port: int) -> str:
    asked = HTTPConnection("127.0.0.1", port, timeout=10)
    asked.request("GET", DAY)
    answer = asked.getresponse()
    answer.read()
    return answer.headers["ETag"]
