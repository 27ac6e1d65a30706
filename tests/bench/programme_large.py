"""A programme of 2,000 sessions on one day: publishing it, its page, its files and searches."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from django.db.models import F
from django.utils import translation

from conference.core.access import SYSTEM
from schedule.programme.models import Session
from schedule.programme.releases import actions, page_cache, rows
from schedule.programme.site import frab, grid, ics, search
from tests.bench import Figure
from tests.bench.programme import DAY, fill
from tests.bench.support.server import CLIENTS, MADE, THREADS, WORKERS, load, served

SESSIONS, ROOMS = 2000, 100
CHANGED = 50
RUNS = 5


def _seconds(work: Callable[[], object]) -> float:
    found = []
    for _run in range(RUNS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


def _publish_again() -> float:
    keys = Session.objects.order_by("key").values_list("key", flat=True)[:CHANGED]
    Session.objects.filter(key__in=list(keys)).update(number=None, version=F("version") + 1)
    start = time.perf_counter()
    actions.publish(actor=SYSTEM)
    return time.perf_counter() - start


def _made() -> list[Figure]:
    now = page_cache.current()
    assert now.release
    assert now.outline
    release, known = now.release, (now.release, now.outline)
    day = now.outline.days[0]
    words = search.parse_query("evidence ratification")

    def page() -> object:
        found = [row for row in rows.get_rows(release, known[1].zone) if row.day == day.date]
        return grid.build_table(found, known[1].rooms, known[1].zone, release.published_at, as_list=True, unfold=False)

    with translation.override("en"):
        search.find_sessions(release, words)
        timed = {
            "laying out the day": page,
            "calendar file": lambda: ics.build_calendar(*known),
            "schedule.json": lambda: frab.as_json(known),
            "schedule.xml": lambda: frab.as_xml(known),
            "search for two words, without the page": lambda: search.find_sessions(release, words),
        }
        note = f"one process, median of {RUNS}"
        return [
            Figure(f"2,000 sessions: {name}", _seconds(work) * 1000, "ms", lower=True, note=note)
            for name, work in timed.items()
        ]


def run() -> list[Figure]:
    """Measure publishing and making in this process, pages with eight clients against gunicorn."""
    first = fill(ROOMS, SESSIONS)
    again = _publish_again()
    page_cache.forget()
    made = _made()
    how = f"{CLIENTS} clients, gthread {WORKERS} x {THREADS}"
    with served(BENCH_UNCACHED="1") as port:
        anew = load(port, DAY)
        xml_anew = load(port, "/programme/schedule.xml")
    with served() as port:
        limit = load(port, "/bare")
        kept = {
            name: load(port, path, warm=MADE, **{"Accept-Encoding": "gzip"})
            for name, path in (
                ("page", DAY),
                ("calendar file", "/programme.ics"),
                ("schedule.xml", "/programme/schedule.xml"),
            )
        }
        searched = load(port, "/programme/search/?q=evidence+ratification")
    note = "one transaction"
    return [
        Figure("publishing 2,000 sessions", first, "s", target=2, lower=True, note=note),
        Figure(f"the same again, {CHANGED} changed", again, "s", target=2, lower=True, note=note),
        *made,
        Figure("2,000 sessions: page, uncached", anew["rate"], "/s", note=f"{how}; p95 {anew['p95']:.0f} ms"),
        Figure("2,000 sessions: schedule.xml, uncached", xml_anew["rate"], "/s", note=f"p95 {xml_anew['p95']:.0f} ms"),
        *(
            Figure(
                f"2,000 sessions: {name}, kept",
                found["rate"],
                "/s",
                limit=limit["rate"],
                note=f"p95 {found['p95']:.0f} ms; {found['bytes'] / 1000:.0f} KB packed",
            )
            for name, found in kept.items()
        ),
        Figure(
            "2,000 sessions: search", searched["rate"], "/s", limit=limit["rate"], note=f"p95 {searched['p95']:.0f} ms"
        ),
    ]
