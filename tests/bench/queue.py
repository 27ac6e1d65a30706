"""The officers' queue at 300, 3,000 and 30,000 waiting persons: milliseconds and queries a page, in one process."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conference.core.access import Role
from delegations.accreditation.models import PrintJob
from delegations.accreditation.review.queries import QueueFilter, QueuePlace
from delegations.registration.models import Delegate, Delegation
from tests.bench import Figure
from tests.bench.support.crowd import crowd, parties, settle, site
from tests.people import make_user, prove_second_factor

SIZES = (300, 3000, 30_000)
MOST_QUERIES = 12
GROWTH = 1.2  # a page at the largest size may take a fifth longer than at the smallest
ROUNDS = 15
SOUGHT = "Quetzalcoatl"
FULL_PAGE = 60  # persons, more than the page lists


def run() -> list[Figure]:
    return queue()


def queue(sizes: Sequence[int] = SIZES) -> list[Figure]:
    """Measure page 1, a deep page and a search; the limit is a page of the same frame that lists nothing."""
    site()
    user = make_user(None, Role.ACCREDITATION)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    prove_second_factor(client, user)
    job = PrintJob.objects.create(owner=user, layout="a6", total=1, created_at=timezone.now())
    bare_page = reverse("accreditation:batch", args=[job.public_id])
    figures: list[Figure] = []
    first: dict[str, float] = {}
    # A delegation that fills a page at every size: one of the others grows with the crowd, and its page by its rows.
    home = parties(1)[0]
    made = len(crowd(FULL_PAGE, delegation=home))
    # And one whom a search finds alone: with a number at the end of a name, the more there are the more begin like it.
    made += len(crowd(1, family_name=SOUGHT, search=SOUGHT.lower()))
    for size in sizes:
        crowd(size - made, seed=size)
        made = size
        settle()
        # What the bench itself made is not for the page to carry: each collection would go through it.
        gc.collect()
        gc.freeze()
        bare, _ = measure(client, bare_page)
        for name, url in _pages(size, home).items():
            took, asked = measure(client, url)
            # Beside the frame's own time of the same minute, so that a busy machine is no growth.
            first.setdefault(name, took / bare)
            figures += [
                Figure(
                    f"{name}, {size:,} waiting",
                    took,
                    "ms",
                    bare,
                    lower=True,
                    note="quickest of 15; limit: the frame alone",
                ),
                Figure(f"{name}, {size:,} waiting: queries", asked, "queries", None, MOST_QUERIES, lower=True),
            ]
            if size == sizes[-1]:
                grown = took / bare / first[name]
                figures.append(Figure(f"{name}, growth to {size:,}", grown, "times", None, GROWTH, lower=True))
    return figures


def _pages(size: int, home: Delegation) -> dict[str, str]:
    queue_url = reverse("accreditation:queue")
    rows = Delegate.objects.filter(state="submitted").order_by("queue_at", "submitted_at", "pk")
    middle = rows[size // 2]
    wanted = QueueFilter("vet")
    return {
        "first page": queue_url + wanted.query(),
        "deep page": queue_url + wanted.query(QueuePlace.for_person(middle)),
        "search for one": queue_url + QueueFilter("vet", q=SOUGHT.lower()).query(),
        "one delegation": queue_url + QueueFilter("vet", delegation=home.party.code).query(),
        "both steps": queue_url + QueueFilter("all").query(),
    }


def measure(client: Client, url: str) -> tuple[float, int]:
    took = _times(client, url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return took, len(asked)


def _times(client: Client, url: str) -> float:
    """Return milliseconds of the quickest of ROUNDS after two that warm up: the machine's other work only adds."""
    times = []
    for turn in range(ROUNDS + 2):
        start = perf_counter()
        answer = client.get(url)
        if turn >= 2:
            times.append((perf_counter() - start) * 1000)
        assert answer.status_code == 200, answer.status_code
    return min(times)
