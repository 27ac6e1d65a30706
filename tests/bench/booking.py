"""Asking for bilateral meetings and accepting them, 32 focal points at once, beside a form that writes nothing.

First as fast as the site answers, which gives the rate; then as many a second as the design asks for, spread evenly, which gives the times:
of 32 who never pause each waits for the 31 others.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections import Counter
from typing import Any

from django.conf import settings

from schedule.bilaterals.models import Meeting
from tests.bench import Figure
from tests.bench.support.bookings import Call
from tests.bench.support.clients import WARM
from tests.bench.support.crowd import settle, site
from tests.bench.support.missions import SLOTS_A_DAY, Mission, missions, play, starts_of
from tests.bench.support.server import ROOT, THREADS, WORKERS, served

DELEGATIONS, CLIENTS, SECONDS = 110, 32, 6.0
REACH, SLOWEST = 100, 150.0  # calls/s; ms at the 95th percentile


def run() -> list[Figure]:
    site()
    sides = missions(DELEGATIONS)
    settle()
    known = {"SECRET_KEY": settings.SECRET_KEY, "FIELD_KEYS": settings.FIELD_KEYS}
    with served(**known) as port:
        limit = _limit(port, sides)
    half = [(one[: len(one) // 2], one[len(one) // 2 :]) for one in _agenda(sides)]
    with served(**known) as port:
        before = _processor()
        fast = play(port, [one for one, _rest in half], SECONDS + WARM)
        own = 1000 * (_processor() - before) / len(fast)
        paced = play(port, [rest for _one, rest in half], SECONDS + WARM, every=CLIENTS / REACH)
    calls = [*fast, *paced]
    wrong = Counter(call.status for call in calls if not call.won)
    assert not wrong, wrong
    asked = sum(call.what == "ask" for call in calls)
    assert Meeting.objects.count() == asked
    assert Meeting.objects.filter(state="accepted").count() == len(calls) - asked
    how = f"{CLIENTS} clients, {DELEGATIONS} delegations, gthread {WORKERS} x {THREADS}, over {SECONDS:.0f} s"
    rate = len(_counted(fast, ended=True)) / SECONDS
    limited = f"{how}; every request is accepted; limit: a form, signed in, nothing done"
    evenly = f"{how}; {REACH} calls a second, timed from when they were due"
    times = [
        Figure(f"{name}, p95", _p95(_counted(paced, what)), "ms", None, SLOWEST, lower=True, note=evenly)
        for name, what in (("asking", "ask"), ("accepting", "answer"))
    ]
    clients = Figure(
        "the clients' own processor time, a call", own, "ms", note=f"{how}; on the same cores, their start included"
    )
    return [Figure("asking and accepting", rate, "/s", limit["rate"], REACH, note=limited), *times, clients]


def _processor() -> float:
    """Return s of processor time that ended processes begun here took: the clients, as the server still runs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _counted(calls: list[Call], what: str = "", *, ended: bool = False) -> list[Call]:
    """Return the calls of a kind that began, or ended, after the warming up and before the end."""
    begins = calls[0].began + WARM
    return [
        call
        for call in calls
        if begins <= (call.ended if ended else call.began) < begins + SECONDS and (not what or call.what == what)
    ]


def _agenda(sides: list[Mission]) -> list[list[dict[str, Any]]]:
    """Return for each client meetings that do not clash, of any two delegations once, at any time."""
    dice, taken, pairs = random.Random(1), set(), set()
    steps = []
    slots = [starts_of(number) for number in range(2 * SLOTS_A_DAY)]
    while len(steps) < DELEGATIONS * len(slots) // 3:
        one, two = dice.sample(range(len(sides)), 2)
        at = dice.randrange(len(slots))
        pair = (min(one, two), max(one, two))
        # A second request between two is refused while the first waits for its answer.
        if {(one, at), (two, at)} & taken or pair in pairs:
            continue
        taken |= {(one, at), (two, at)}
        pairs.add(pair)
        slot = f"{two} {at}"
        steps.append({"slot": slot, "ask": sides[one].ask(sides[two], slots[at]), "answer": sides[two].accept()})
    return [steps[number::CLIENTS] for number in range(CLIENTS)]


def _limit(port: int, sides: list[Mission]) -> dict[str, Any]:
    clients = [{"path": "/bare-form", "session": side.session} for side in sides[:CLIENTS]]
    asked = {"port": port, "clients": clients, "values": sides[0].ask(sides[1], starts_of(0))["values"], "seconds": 3.0}
    command = [sys.executable, "-m", "tests.bench.support.posts", json.dumps(asked)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _p95(calls: list[Call]) -> float:
    took = sorted(call.ended - call.began for call in calls)
    return 1000 * took[int(len(took) * 0.95)] if took else 0.0
