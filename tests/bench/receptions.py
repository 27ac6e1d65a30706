"""Answers to the invitations of one banquet, 32 guests at once, beside a form that writes nothing; and its lists for 3,000 guests.

All answers wait for one another at the banquet's row, which counts the persons: first there is room, then a couple of hundred wait.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from conference.core.access import Role
from delegations.registration.models import Delegate
from schedule.receptions.models import Invitation, Reception
from tests.bench import Figure
from tests.bench.support.bookings import Call
from tests.bench.support.clients import WARM
from tests.bench.support.crowd import settle, site
from tests.bench.support.guests import Guest, banquet, focal_points, invited, ranked
from tests.bench.support.missions import play
from tests.bench.support.server import ROOT, THREADS, WORKERS, processor, served
from tests.people import make_user, prove_second_factor

GUESTS, CLIENTS, SECONDS, CAPACITY = 3000, 32, 6.0, 600
BARE = 3.0  # s of the form that does nothing
REACH, SLOWEST = 100, 150.0  # answers/s; ms at the 95th percentile
FEW, MOST_QUERIES, ROUNDS, SLOW_PAGE = 300, 12, 5, 2000.0
PAGES = {"guests": "", "entrance": "door/", "who came": "after/"}


def run() -> list[Figure]:
    site()
    focal_points()
    reception = banquet("bench", CAPACITY)
    guests = invited(reception, ranked(GUESTS, seed=15))
    return [*_answers(reception, guests), *_lists([one.invitation.guest for one in guests])]


def _answers(reception: Reception, guests: list[Guest]) -> list[Figure]:
    steps = _agenda(guests)
    half = [(one[: len(one) // 2], one[len(one) // 2 :]) for one in steps]
    known = {"SECRET_KEY": settings.SECRET_KEY, "FIELD_KEYS": settings.FIELD_KEYS}
    settle()
    with served(**known) as port:
        before = processor(port)
        limit = _limit(port, steps)
        bare = 1000 * (processor(port) - before) / (limit["rate"] * (BARE + WARM))
    with served(**known) as port:
        before = processor(port)
        fast = play(port, [one for one, _rest in half], SECONDS + WARM)
        own = 1000 * (processor(port) - before) / len(fast)
        paced = play(port, [rest for _one, rest in half], SECONDS + WARM, every=CLIENTS / REACH)
    _check(reception, [*fast, *paced])
    how = f"{CLIENTS} guests at once of {GUESTS:,}, one banquet, gthread {WORKERS} x {THREADS}, over {SECONDS:.0f} s"
    evenly = f"{how}; {REACH} answers a second, timed from when they were due; p50 {_part(paced, 0.5):.1f} ms"
    rate = len(_counted(fast, ended=True)) / SECONDS
    return [
        Figure("answers", rate, "/s", limit["rate"], REACH, note=f"{how}; limit: a form, nothing done"),
        Figure("answers, p95", _part(paced, 0.95), "ms", None, SLOWEST, lower=True, note=evenly),
        Figure(
            "the server's processor time, an answer", own, "ms", bare, lower=True, note=f"{how}; without the database's"
        ),
    ]


def _agenda(guests: list[Guest]) -> list[list[dict[str, Any]]]:
    """Return for each client the answers of its guests: seven of ten come, a third of them with a companion, one sends somebody else."""
    dice = random.Random(15)
    steps = []
    for number, guest in enumerate(dice.sample(guests, len(guests))):
        values = {"to": "yes" if number % 10 < 7 else "substitute" if number % 10 == 7 else "no"}
        if values["to"] == "yes" and number % 3 == 0:
            values["companion"] = "Mr. A. N. Other"
        if values["to"] == "substitute":
            values |= {"substitute_name": "Ms. A. Deputy", "substitute_function": "Deputy Minister"}
        steps.append({"slot": str(guest.invitation.pk), "ask": guest.says(values)})
    return [steps[number::CLIENTS] for number in range(CLIENTS)]


def _limit(port: int, steps: list[list[dict[str, Any]]]) -> dict[str, Any]:
    one = steps[0][0]["ask"]
    clients = [{"path": "/bare-answer", "session": one["session"]} for _client in range(CLIENTS)]
    asked = {"port": port, "clients": clients, "values": one["values"], "seconds": BARE}
    command = [sys.executable, "-m", "tests.bench.support.posts", json.dumps(asked)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    assert set(found["statuses"]) == {"200"}, found
    return found


def _check(reception: Reception, calls: list[Call]) -> None:
    """Every answer was taken, once; nobody is expected for whom there is no place, and nobody waits who would find one."""
    wrong = Counter(call.status for call in calls if not call.won)
    assert not wrong, wrong
    reception.refresh_from_db()
    states = Counter(Invitation.objects.filter(reception=reception).values_list("state", flat=True))
    assert states.total() - states["sent"] == len(calls), states
    expected = Invitation.objects.filter(reception=reception, state="accepted").aggregate(all=Sum("persons"))["all"]
    assert expected == reception.taken <= reception.places
    assert not Invitation.objects.filter(reception=reception, state="waiting", persons__lte=reception.free).exists()


def _counted(calls: list[Call], *, ended: bool = False) -> list[Call]:
    """Return the calls that began, or ended, after the warming up and before the end."""
    begins = calls[0].began + WARM
    return [call for call in calls if begins <= (call.ended if ended else call.began) < begins + SECONDS]


def _part(calls: list[Call], part: float) -> float:
    took = sorted(call.ended - call.began for call in _counted(calls))
    return 1000 * took[int(len(took) * part)]


def _lists(people: list[Delegate]) -> list[Figure]:
    """Measure each list with 3,000 guests, all of whom came, and with a tenth; the limit is the tenth."""
    full, short = banquet("bench-full", GUESTS), banquet("bench-short", FEW)
    for reception, guests in ((full, people), (short, people[:FEW])):
        invited(reception, guests, state="accepted", arrived_at=timezone.now())
    settle()
    user = make_user(None, Role.PROTOCOL)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    prove_second_factor(client, user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    figures = []
    with tempfile.TemporaryDirectory() as home:
        counted = Path(home) / "queries"
        with served(SECRET_KEY=settings.SECRET_KEY, FIELD_KEYS=settings.FIELD_KEYS, BENCH_QUERIES=str(counted)) as port:
            for name, path in PAGES.items():
                few, many = (
                    _page(port, f"/desk/receptions/{one.code}/{path}", cookie, counted) for one in (short, full)
                )
                note = f"quickest of {ROUNDS}; limit: {FEW} guests"
                figures += [
                    Figure(f"{name}, {GUESTS:,} guests", many[0], "ms", few[0], SLOW_PAGE, lower=True, note=note),
                    Figure(f"{name}: queries", many[1], "", few[1], MOST_QUERIES, lower=True, note=note),
                ]
    return figures


def _page(port: int, url: str, cookie: str, counted: Path) -> tuple[float, int]:
    """Return ms of the quickest of ROUNDS after one that warms up, and how often the last asked the database."""
    times, queries = [], 0
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for _turn in range(ROUNDS + 1):
        before, start = counted.stat().st_size, perf_counter()
        connection.request("GET", url, headers={"Cookie": cookie})
        answer = connection.getresponse()
        content = answer.read()
        times.append(1000 * (perf_counter() - start))
        queries = counted.stat().st_size - before
        assert answer.status == 200, (url, answer.status)
        assert b"</html>" in content
    connection.close()
    return min(times[1:]), queries
