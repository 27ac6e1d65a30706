"""The public status of a treaty with 200 parties, kept."""

from __future__ import annotations

from datetime import date

from conference.core.access import SYSTEM
from conference.models import Conference
from conference.parties.models import Party
from schedule.signing.instruments import actions
from schedule.signing.instruments.actions import Content
from schedule.signing.models import Instrument
from tests.bench import Figure
from tests.bench.support.server import CLIENTS, THREADS, WORKERS, load, served
from tests.people import make_conference, make_party
from tests.treaties.kit import hanoi

PARTIES = 200
URL = "/treaty/"
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")


def fill() -> None:
    if not Conference.objects.exists():
        make_conference()
    if Instrument.objects.exists():
        return
    treaty = hanoi()
    for number in range(PARTIES):
        party = make_party(f"T{number:03d}")
        Party.objects.filter(pk=party.pk).update(region=REGIONS[number % len(REGIONS)])
        content = Content("accession", date(2025, 10, 27))
        actions.deposit(actor=SYSTEM, treaty=treaty, party=party, content=content)


def run() -> list[Figure]:
    """Measure with eight clients against gunicorn, two workers of four threads, on the same machine."""
    fill()
    with served() as port:
        limit = load(port, "/bare")
        load(port, URL)  # each worker makes it once
        kept = load(port, URL, **{"Accept-Encoding": "gzip"})
    note = f"{CLIENTS} clients, gthread {WORKERS} x {THREADS}; p95 {kept['p95']:.0f} ms; limit: a bare JSON view"
    name = f"status of a treaty with {PARTIES} parties, kept"
    return [Figure(name, kept["rate"], "/s", limit=limit["rate"], target=1000, note=note)]
