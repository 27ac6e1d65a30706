"""The desk's home, the delegations and the arrivals at 3,000 and 30,000 members: milliseconds, queries and growth, in one process."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from django.test import Client
from django.urls import reverse

from conference.core.access import Role
from tests.bench import Figure
from tests.bench.queue import GROWTH, measure
from tests.bench.support.crowd import crowd, settle, site
from tests.people import make_user, prove_second_factor

SIZES = (3000, 30_000)
SLOWEST = 300  # ms
# The home looks in one query which of some forty kinds of task have anything, and asks those together.
PAGES = {"desk:home": 15, "registration:desk_list": 15, "registration:desk_travel": 15}
BARE = "desk:office"  # a page of the same frame that lists nobody


def run() -> list[Figure]:
    return lists()


def lists(sizes: Sequence[int] = SIZES) -> list[Figure]:
    site()
    user = make_user(None, Role.SECRETARIAT)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    prove_second_factor(client, user)
    figures: list[Figure] = []
    first: dict[str, tuple[float, int]] = {}
    made = 0
    for size in sizes:
        crowd(size - made, seed=size, waiting=0.8)
        made = size
        settle()
        gc.collect()
        gc.freeze()
        bare, _queries = measure(client, reverse(BARE))
        for name, most in PAGES.items():
            took, asked = measure(client, reverse(name))
            before, queries = first.setdefault(name, (took / bare, asked))
            about = {"lower": True, "note": f"quickest of 15; limit: {BARE}, which lists nobody"}
            figures.append(Figure(f"{name}, {size:,}", took, "ms", bare, SLOWEST, **about))
            figures.append(Figure(f"{name}, {size:,}: queries", asked, "queries", None, most or queries, lower=True))
            if size == sizes[-1]:
                figures.append(Figure(f"{name}, growth", took / bare / before, "times", None, GROWTH, **about))
    return figures
