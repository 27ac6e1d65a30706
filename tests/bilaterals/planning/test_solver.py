"""The planner's plans keep every rule, are the best there are where all can be tried, and are never worse than first come."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from schedule.bilaterals.planning.first_come import first_come
from schedule.bilaterals.planning.problem import Placement, PlannedInterpreter, PlannedRoom, PlanningProblem, Request
from schedule.bilaterals.planning.solver import plan_meetings
from schedule.bilaterals.planning.solving.measure import find_standing, score_of
from tests.bilaterals.planning.instances import as_asked, conference, small
from tests.bilaterals.planning.verifier import faults

ALL = frozenset(range(4))


def problem(**changes) -> PlanningProblem:
    """Two meetings of three parties, one room, four slots of one day."""
    given = {
        "days": [0, 0, 0, 0],
        "free": {1: ALL, 2: ALL, 3: ALL},
        "rooms": [PlannedRoom(1, 10, ALL)],
        "requests": [Request(1, (1, 2), seats=6), Request(2, (1, 3), seats=6)],
    }
    return PlanningProblem(**(given | changes))


def every_plan(given: PlanningProblem) -> Iterator[dict[int, Placement]]:
    options = []
    for request in given.requests:
        rooms = [None] if not request.seats else [room.key for room in given.rooms]
        interpreters = [None] if not request.languages else [one.key for one in given.interpreters]
        starts = range(len(given.days))
        options.append([None, *(Placement(*one) for one in product(starts, rooms, interpreters))])
    for choice in product(*options):
        yield {request.key: one for request, one in zip(given.requests, choice, strict=True) if one is not None}


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_is_better(seed):
    given = small(seed)
    found = plan_meetings(given, seconds=20)
    assert list(faults(given, found.placed)) == []
    best = max(score_of(given, one) for one in every_plan(given) if not any(faults(given, one)))
    assert (score_of(given, found.placed), found.is_best) == (best, True)


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_that_places_as_many_changes_less_of_today(seed):
    """Today's plan is any that is possible; then rooms close, so that some of it must change."""
    chance, given = random.Random(seed), small(seed)
    today = chance.choice([one for one in every_plan(given) if not any(faults(given, one))])
    given = replace(
        given,
        rooms=[
            replace(room, free=frozenset(slot for slot in room.free if chance.random() < 0.8)) for room in given.rooms
        ],
        requests=[
            replace(request, agreed=today.get(request.key), is_open=chance.random() < 0.3) for request in given.requests
        ],
    )
    found = plan_meetings(given, seconds=20)
    assert list(faults(given, found.placed)) == []
    standing = find_standing(given).keys()
    possible = (one for one in every_plan(given) if standing <= one.keys() and not any(faults(given, one)))
    assert (score_of(given, found.placed), found.is_best) == (max(score_of(given, one) for one in possible), True)


def test_a_room_that_closes_changes_its_own_meetings_alone():
    """Six meetings in two rooms; a third is free at two of the three times. As many can be placed, so only three change."""
    slots = frozenset(range(3))
    requests = [
        Request(key, (2 * key, 2 * key + 1), seats=6, agreed=Placement(key % 3, 1 + key // 3)) for key in range(6)
    ]
    given = problem(
        days=[0, 0, 0],
        free=dict.fromkeys(range(12), slots),
        rooms=[PlannedRoom(1, 10, slots), PlannedRoom(2, 10, frozenset()), PlannedRoom(3, 10, slots)],
        requests=requests,
    )
    found = plan_meetings(given, seconds=10)
    assert found.is_best
    assert found.placed == {key: Placement(key % 3, 1 if key < 3 else 3) for key in range(6)}


def test_more_work_is_said_to_be_needed_where_nothing_was_proved():
    given = conference(1, parties=40, requests=150, rooms=5, slots=16, taken=0.4)
    assert not plan_meetings(given, seconds=0.01).is_best


def test_the_verifier_finds_what_it_is_for():
    given = problem(caps={(1, 0): 1}, interpreters=[PlannedInterpreter(1, frozenset({"fr"}), ALL)])
    both = {1: Placement(0, 1), 2: Placement(0, 1)}
    assert list(faults(given, both)) == [
        "party 1 is in 1 and 2 at once",
        "room 1 has 1 and 2 at once",
        "party 1 has 2 meetings on day 0",
    ]
    assert list(faults(given, {1: Placement(4, 1)})) == ["1 lies outside all slots"]
    assert list(faults(given, {1: Placement(0, None), 7: Placement(0, 1)})) == ["1 has no room", "7 was not asked for"]
    busy = problem(free={1: ALL - {2}, 2: ALL, 3: ALL}, rooms=[PlannedRoom(1, 4, ALL - {2})])
    assert list(faults(busy, {1: Placement(2, 1)})) == [
        "party 1 is not free for 1 in slot 2",
        "room 1 does not suit 1",
        "room 1 is not free for 1",
    ]
    spoken = problem(requests=[Request(1, (1, 2), length=2, languages=frozenset({"ru"}))], days=[0, 1, 1, 1])
    assert list(faults(spoken, {1: Placement(0, None)})) == ["1 lies on two days", "1 has no interpreter"]


def test_what_is_agreed_stays_unless_it_must_move():
    agreed = [
        Request(1, (1, 2), seats=6, agreed=Placement(2, 1)),
        Request(2, (1, 3), seats=6, agreed=Placement(1, 1)),
    ]
    assert plan_meetings(problem(requests=agreed)).placed == {1: Placement(2, 1), 2: Placement(1, 1)}
    closed = problem(requests=agreed, rooms=[PlannedRoom(1, 10, ALL - {2})])
    found = plan_meetings(closed).placed
    assert found[2] == Placement(1, 1)
    assert found[1].start in (0, 3)


def test_who_interprets_for_an_agreed_meeting_stays_with_it():
    both, three = frozenset({"en", "ru"}), frozenset({"en", "ru", "fr"})
    agreed = [
        Request(1, (1, 2), seats=6, languages=both, agreed=Placement(1, 1, 2)),
        Request(2, (3, 4), seats=6, languages=both, agreed=Placement(1, 2, 1)),
    ]
    given = {"free": dict.fromkeys(range(1, 5), ALL), "rooms": [PlannedRoom(1, 10, ALL), PlannedRoom(2, 10, ALL)]}
    given["interpreters"] = [PlannedInterpreter(1, three, ALL), PlannedInterpreter(2, both, ALL)]
    stay = {1: Placement(1, 1, 2), 2: Placement(1, 2, 1)}
    assert plan_meetings(problem(requests=agreed, **given)).placed == stay
    # The only one who knows French is not taken from the second by the first, which would move it to another time.
    agreed[1] = replace(agreed[1], languages=frozenset({"en", "fr"}))
    stopped = threading.Event()
    stopped.set()
    assert plan_meetings(problem(requests=agreed, **given), stop=stopped).placed == stay


def test_a_time_that_a_side_prefers_is_taken_and_one_that_it_excludes_is_not():
    wish = replace(problem().requests[0], preferred=frozenset({3}))
    assert plan_meetings(problem(requests=[wish])).placed[1].start == 3
    assert plan_meetings(problem(requests=[replace(wish, impossible=frozenset({3}))])).placed[1].start != 3


def test_of_two_that_want_the_last_slot_the_weightier_comes():
    last = problem(free={1: frozenset({0}), 2: ALL, 3: ALL})
    heavier = [last.requests[0], replace(last.requests[1], weight=1050)]
    assert set(plan_meetings(replace(last, requests=heavier)).placed) == {2}


def test_the_great_room_is_left_to_whom_no_other_suits():
    rooms = [PlannedRoom(1, 20, frozenset({0})), PlannedRoom(2, 8, frozenset({0}))]
    asked = [Request(1, (1, 2), seats=6), Request(2, (3, 4), seats=16)]
    free = {party: frozenset({0}) for party in (1, 2, 3, 4)}
    found = plan_meetings(problem(rooms=rooms, requests=asked, free=free)).placed
    assert found == {1: Placement(0, 2), 2: Placement(0, 1)}


@pytest.mark.slow
def test_a_search_that_is_told_to_stop_gives_the_best_so_far_and_claims_no_proof():
    given = as_asked(3, parties=40, requests=150, rooms=5, taken=0.45)
    stop, better = threading.Event(), []

    def first_better(found) -> None:
        better.append(found)
        stop.set()

    found = plan_meetings(given, seconds=600, stop=stop, progress=first_better)
    assert better
    assert list(faults(given, found.placed)) == []
    assert len(first_come(given).placed) <= len(found.placed) <= found.most
    assert not found.is_best


def test_nothing_asked_is_an_empty_plan():
    assert plan_meetings(problem(requests=[])).placed == {}
    nobody = problem(free={})
    assert plan_meetings(nobody).placed == {}
