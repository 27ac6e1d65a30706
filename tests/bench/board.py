"""The hall’s display during the ceremony: 500 screens ask every second, while somebody signs every second. And the status of a treaty.

Beside the time of an answer it says how often the database was asked, with a tenth of the screens and with all: it must be the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import date
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.conf import settings

from conference.core import clock
from conference.models import Conference
from conference.parties.models import Party
from conference.treaties.queries import current_treaty
from delegations.registration.models import Delegation
from schedule.results.reports import prints
from schedule.signing.models import Appointment, Instrument, SigningSession
from tests.bench import Figure
from tests.bench.support.server import CLIENTS, ROOT, THREADS, WORKERS, load, served
from tests.people import make_conference, make_party, make_tables
from tests.signing.kit import deposit
from tests.signing.scene import BEGINS, do, fill, intend, make_session
from tests.treaties.kit import hanoi

URL, STATUS, RESULTS = "/board/now/?lang=en", "/treaty/", "/results/"
PARTIES, SCREENS, FEW = 72, 500, 50
OF_TREATY = 200
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
EVERY, SECONDS = 1.0, 8.0


def scene() -> SigningSession:
    if not Conference.objects.exists():
        make_conference()
        make_tables()
    found = SigningSession.objects.filter(code="first").first()
    if found is None:
        with clock.standing(BEGINS):
            found = make_session()
            for number in range(PARTIES):
                intend(f"B{number:02d}")
            fill(found)
    return found


def run() -> list[Figure]:
    return [*_display(), *_status(), _report()]


def _display() -> list[Figure]:
    """Measure against gunicorn, two workers of four threads, on the same machine."""
    session = scene()
    few, all_ = (_measured(session, screens) for screens in (FEW, SCREENS))
    how = f"every {EVERY:.0f} s, {SECONDS:.0f} s, gthread {WORKERS} x {THREADS}"
    note = f"{SCREENS} screens {how}; {all_['rate']:.0f}/s, p50 {all_['p50']:.1f} ms, answers {all_['statuses']}"
    return [
        Figure("hall display, p95", all_["p95"], "ms", target=100, lower=True, note=note),
        Figure(
            "queries, all screens",
            all_["queries"],
            "/s",
            limit=few["queries"],
            lower=True,
            note=f"limit: {FEW} screens",
        ),
    ]


def _measured(session: SigningSession, screens: int) -> dict[str, Any]:
    """Let the screens ask while one after another signs; add how many queries a second the site asked."""
    asked = {"path": URL, "clients": screens, "every": EVERY, "seconds": SECONDS}
    with tempfile.TemporaryDirectory() as home:
        counted = Path(home) / "queries"
        with served(SECRET_KEY=settings.SECRET_KEY, FIELD_KEYS=settings.FIELD_KEYS, BENCH_QUERIES=str(counted)) as port:
            before, began = counted.stat().st_size, monotonic()
            command = [sys.executable, "-m", "tests.bench.support.polling", json.dumps({"port": port, **asked})]
            polling = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            _sign(session, polling)
            told, _nothing = polling.communicate()
            queries = (counted.stat().st_size - before) / (monotonic() - began)
    found: dict[str, Any] = json.loads(told)
    if not set(found["statuses"]) <= {"200", "304"}:
        raise RuntimeError(f"{URL}: got {found['statuses']}")
    return {**found, "queries": queries}


def _sign(session: SigningSession, polling: subprocess.Popen[str]) -> None:
    """Let somebody sign every second, for as long as the screens ask."""
    rows = Appointment.objects.filter(session=session, state="scheduled").order_by("position")
    codes = list(rows.values_list("delegation__party__code", flat=True))
    with clock.standing(BEGINS):
        if not Appointment.objects.filter(session=session, state="called").exists():
            do(session, "call", codes.pop(0))
        now = Appointment.objects.get(session=session, state="called").delegation.party.code
        for code, then in pairwise([now, *codes]):
            if polling.poll() is not None:
                return
            do(session, "next", code, then=then)
            sleep(EVERY)


def _deposits() -> None:
    if not Conference.objects.exists():
        make_conference()
    if Instrument.objects.exists():
        return
    treaty = current_treaty() or hanoi()
    for number in range(OF_TREATY):
        party = make_party(f"T{number:03d}")
        Party.objects.filter(pk=party.pk).update(region=REGIONS[number % len(REGIONS)])
        deposit(treaty, party, date(2025, 10, 27))


def _status() -> list[Figure]:
    """Measure with eight clients against gunicorn, two workers of four threads, on the same machine."""
    _deposits()
    found = []
    with served() as port:
        limit = load(port, "/bare")["rate"]
        for name, path in (
            (f"status of a treaty with {OF_TREATY} parties", STATUS),
            ("results for everybody", RESULTS),
        ):
            load(port, path)  # each worker makes it once
            kept = load(port, path, **{"Accept-Encoding": "gzip"})
            note = (
                f"{CLIENTS} clients, gthread {WORKERS} x {THREADS}; p95 {kept['p95']:.0f} ms; limit: a bare JSON view"
            )
            found.append(Figure(f"{name}, kept", kept["rate"], "/s", limit=limit, target=1000, note=note))
    return found


def _report() -> Figure:
    """Measure the whole report of the results, as the desk makes it."""
    began = monotonic()
    size = len(prints.pdf(full=True))
    note = f"{Delegation.objects.count()} delegations, {size // 1024} KB, the first of its process"
    return Figure("report of the results, whole", monotonic() - began, "s", target=10, lower=True, note=note)
