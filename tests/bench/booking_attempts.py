"""Ten thousand attempts of ten delegations to give their head's twenty times to a hundred others, over HTTP: each time is given once.

What is measured is how many are answered; what matters is what is checked afterwards, which raises AssertionError when it does not hold.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings

from schedule.bilaterals.models import Meeting
from schedule.calendar.models import Engagement
from tests.bench import Figure
from tests.bench.support.bookings import Call
from tests.bench.support.crowd import settle, site
from tests.bench.support.missions import SLOTS_A_DAY, missions, play, starts_of
from tests.bench.support.server import THREADS, WORKERS, served
from tests.bilaterals.one_winner import faults
from tests.bilaterals.rules import all_is_well

ATTEMPTS, CLIENTS = 10_000, 32
ASKING, TIMES, ASKED = 10, 20, 100
LONGEST = 3600.0  # s


def run() -> list[Figure]:
    site()
    before = set(Meeting.objects.values_list("pk", flat=True))
    Engagement.objects.all().delete()
    every = missions(ASKED + ASKING)
    asking, asked = every[:ASKING], every[ASKING:]
    slots = [starts_of(number % TIMES // 2 + SLOTS_A_DAY * (number % 2)) for number in range(TIMES)]
    clients: list[list[dict[str, Any]]] = [[] for _client in range(CLIENTS)]
    for number in range(ATTEMPTS):
        other, one = divmod(number % (ASKING * ASKED), ASKING)
        # Each asks another always for the same time, so that nothing but its own head's time can be in the way.
        at = other % TIMES
        step = {"slot": f"{one} {at}", "ask": asking[one].ask(asked[other], slots[at])}
        clients[other % CLIENTS].append(step)
    settle()
    with served(SECRET_KEY=settings.SECRET_KEY, FIELD_KEYS=settings.FIELD_KEYS) as port:
        calls = play(port, clients, LONGEST)
    statuses = Counter(call.status for call in calls)
    assert len(calls) == ATTEMPTS, statuses
    assert set(statuses) == {"302", "422"}, statuses
    wrong = list(faults(calls))
    assert wrong == [], wrong[:5]
    made = Meeting.objects.exclude(pk__in=before)
    assert made.count() == statuses["302"] == len({call.slot for call in calls})
    assert all_is_well()
    return [_figure(calls, statuses)]


def _figure(calls: list[Call], statuses: Counter[str]) -> Figure:
    seconds = max(call.ended for call in calls) - calls[0].began
    how = (
        f"{len(calls):,} attempts on {statuses['302']} times, {CLIENTS} clients, gthread {WORKERS} x {THREADS}; "
        f"{statuses['422']:,} refused; one winner a time, nothing else than 302 and 422"
    )
    return Figure("attempts on few times", len(calls) / seconds, "/s", note=how)
