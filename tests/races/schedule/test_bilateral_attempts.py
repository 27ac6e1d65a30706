"""Many ask for few times at once, answer, decline, propose others and cancel: no time is given twice, no offer is lost, nothing breaks.

`./run bench booking_attempts` does it ten thousand times over HTTP and checks the same.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine

from conference.core.errors import UserError
from conference.db import guards
from conference.models import current_conference
from schedule.bilaterals.meetings import actions, queries
from schedule.bilaterals.models import LIVE, DayLoad, Meeting, RequestLoad
from schedule.calendar.models import Engagement
from tests.bench.support.bookings import Call, measure
from tests.bench.support.missions import MANY, missions, starts_of
from tests.bilaterals.one_winner import faults
from tests.bilaterals.rules import all_is_well
from tests.bilaterals.scene import AT, LENGTH, NOW, WISH, make_scene
from tests.people import actor, make_conference, make_delegation, make_focal_point, make_member, make_tables
from tests.races.threads import attack

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8
CODES = [f"Q{n:02d}" for n in range(20)]
TIMES = [AT - timedelta(hours=5) + timedelta(minutes=30 * n) for n in range(10)]
ATTEMPTS = 480
FREE = ("calendar_engagement_person_id_free", "calendar_engagement_room_id_free")


@dataclass
class Sides:
    delegations: dict[str, Any]
    actors: dict[str, Any]


@pytest.fixture
def sides():
    """Twenty delegations whose heads have ten times each, two hundred in all, and two rooms."""
    with time_machine.travel(NOW, tick=True):
        make_scene()
        for code in CODES:
            make_member(code, capacity="head", state="submitted")
        delegations = {code: make_delegation(code) for code in CODES}
        actors = {code: actor(make_focal_point(code)) for code in CODES}
        day = current_conference().starts_on
        DayLoad.objects.bulk_create(DayLoad(delegation=one, day=day, cap=MANY) for one in delegations.values())
        RequestLoad.objects.bulk_create(RequestLoad(delegation=one, cap=MANY) for one in delegations.values())
        yield Sides(delegations, actors)


def attempts(sides: Sides, seed: int, count: int) -> Callable[[], list[Any]]:
    """Return a job that makes `count` attempts; it returns what each gave: the meeting, or the error."""

    def run() -> list[Any]:
        dice, found = random.Random(seed), []
        for _number in range(count):
            try:
                found.append(_attempt(sides, dice))
            except Exception as problem:
                found.append(problem)
        return found

    return run


def _attempt(sides: Sides, dice: random.Random) -> Meeting | None:
    act = dice.choice(["ask"] * 6 + ["accept", "decline", "propose", "cancel"])
    if act == "ask":
        one, two = dice.sample(CODES, 2)
        values = {"asking": sides.delegations[one], "asked": sides.delegations[two], "starts": dice.choice(TIMES)}
        return actions.request_meeting(actor=sides.actors[one], length=LENGTH, wish=WISH, **values)
    keys = list(Meeting.objects.filter(state__in=LIVE).values_list("pk", flat=True))
    meeting = queries.all_meetings().filter(pk__in=dice.choices(keys, k=1) if keys else []).first()
    if meeting is None:
        return None
    by = dice.choice(meeting.parties())
    common: dict[str, Any] = {"actor": sides.actors[by.party.code], "meeting": meeting, "by": by}
    if act == "accept":
        return actions.accept(**common)
    if act == "decline":
        return actions.decline(**common)
    if act == "propose":
        return actions.propose(**common, times=dice.sample(TIMES, dice.choice([1, 2])))
    return actions.cancel(**common, reason="Called away")


def test_hundreds_of_attempts_on_two_hundred_times(sides):
    share = ATTEMPTS // THREADS
    results = [one for own in attack([attempts(sides, seed, share) for seed in range(THREADS)]) for one in own]
    broken = [one for one in results if isinstance(one, Exception) and not isinstance(one, UserError)]
    assert broken == []
    given = {one.pk for one in results if isinstance(one, Meeting)}
    # Nobody was told of a meeting that is not there, and none is there of which nobody was told.
    assert given == set(Meeting.objects.values_list("pk", flat=True))
    assert len(given) > 20
    assert all_is_well()
    nothing_is_held_for_nobody()


def nothing_is_held_for_nobody() -> None:
    live = {str(key) for key in Meeting.objects.filter(state__in=LIVE).values_list("pk", flat=True)}
    assert set(Engagement.objects.values_list("subject_id", flat=True)) <= live


def test_control_without_the_guard_times_are_given_twice(sides):
    guards.uninstall(names=FREE)
    try:
        attack([attempts(sides, seed, 8) for seed in range(THREADS)])
        assert overlaps() > 0
        Engagement.objects.all().delete()
    finally:
        guards.install()


def overlaps() -> int:
    rows = list(Engagement.objects.filter(person__isnull=False).order_by("person", "starts", "pk"))
    return sum(a.person_id == b.person_id and b.starts < a.ends for a, b in pairwise(rows))


def test_a_history_of_parallel_calls_has_one_winner_a_time(live_server):
    """Each of six heads has one time, for which its focal point asks eight others, all at the same moment."""
    make_conference()
    make_tables()
    every = missions(14, rooms=2)
    wanted, askers = every[:8], every[8:]
    clients = [
        [{"slot": f"{at}", "ask": one.ask(other, starts_of(at))} for at, one in enumerate(askers)] for other in wanted
    ]
    host, port = live_server.thread.host, live_server.thread.port
    history = measure(port, clients, 120, host=host)
    assert len(history) == 48
    assert Counter(call.status for call in history) == {"302": 6, "422": 42}
    assert list(faults(history)) == []
    for call in history:
        if call.won:
            meeting = Meeting.objects.get(starts=starts_of(int(call.slot)))
            assert (meeting.asking, meeting.asked) == (
                askers[int(call.slot)].delegation,
                wanted[call.client].delegation,
            )
    assert all_is_well()


def call(began: float, ended: float, *, won: bool, slot: str = "Brazil 10:00") -> Call:
    return Call(0, "ask", slot, began, ended, "302" if won else "422", won)


def test_a_history_with_one_winner_is_right():
    assert list(faults([call(0, 2, won=True), call(1, 3, won=False), call(4, 5, won=False)])) == []
    # The loser's call began and ended while the winner's was under way.
    assert list(faults([call(0, 9, won=True), call(1, 2, won=False)])) == []


@pytest.mark.parametrize(
    ("history", "fault"),
    [
        ([call(0, 2, won=True), call(1, 3, won=True)], "Brazil 10:00: given 2 times"),
        ([call(0, 2, won=True), call(5, 6, won=True)], "Brazil 10:00: given 2 times"),
        ([call(0, 1, won=False)], "Brazil 10:00: all 1 were refused, and nobody had it"),
        (
            [call(0, 1, won=False), call(2, 3, won=True)],
            "Brazil 10:00: refused before anybody had asked for it who got it",
        ),
    ],
)
def test_control_a_forged_history_is_found_out(history, fault):
    assert list(faults(history)) == [fault]
