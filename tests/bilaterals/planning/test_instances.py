"""Twenty conferences of 50 to 1,000 requests, fresh and planned anew, judged by readers that share no code with the planner."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from schedule.bilaterals.planning.first_come import first_come
from schedule.bilaterals.planning.problem import MeetingPlan, PlanningProblem
from schedule.bilaterals.planning.reasons import find_why_moved, find_why_not
from schedule.bilaterals.planning.solver import plan_meetings
from tests.bilaterals.planning.instances import as_asked, conference
from tests.bilaterals.planning.reader import is_true, is_true_move, standing, vain_changes
from tests.bilaterals.planning.verifier import faults

SMALL = [(50, "whole"), (50, "asked"), (50, "closed")]
LARGE = [
    (60, "asked"), (60, "closed"), (80, "whole"), (80, "asked"), (100, "closed"), (100, "asked"), (120, "whole"),
    (150, "asked"), (150, "closed"), (200, "whole"), (200, "asked"), (250, "closed"), (300, "whole"), (300, "asked"),
    (400, "closed"), (600, "whole"), (1000, "whole"),
]  # fmt: skip
SECONDS = 3  # of work: enough to be judged, and all twenty together last less than four minutes


def make(number: int, requests: int, kind: str) -> PlanningProblem:
    """Return a problem: `whole` slots, as `asked` on the desk's grid, or planned and then a room `closed` and heads engaged."""
    parties, rooms = 12 + requests // 6, 3 + requests // 60
    if kind == "asked":
        return as_asked(number, parties=parties, requests=requests, rooms=rooms, taken=0.45)
    problem = conference(number, parties=parties, requests=requests, rooms=rooms, slots=32, taken=0.45)
    return problem if kind == "whole" else change(problem, number)


def change(problem: PlanningProblem, number: int) -> PlanningProblem:
    """Return the problem with nine tenths of a plan agreed, some only on offer, then one room closed and three heads engaged."""
    chance, plan = random.Random(number), first_come(problem).placed
    agreed = {key: place for key, place in plan.items() if chance.random() < 0.9}
    free = dict(problem.free)
    for key in chance.sample(sorted(agreed), 3):
        party = chance.choice(problem.by_key[key].parties)
        free[party] -= {agreed[key].start}
    return replace(
        problem,
        free=free,
        rooms=[replace(room, free=frozenset()) if room.key == 1 else room for room in problem.rooms],
        requests=[
            replace(request, agreed=agreed.get(request.key), is_open=chance.random() < 0.3)
            for request in problem.requests
        ],
    )


def judge(problem: PlanningProblem, plan: MeetingPlan) -> None:
    placed = plan.placed
    assert list(faults(problem, placed)) == []
    assert list(vain_changes(problem, placed)) == []
    by_hand = len(first_come(problem, standing(problem)).placed)
    assert by_hand <= len(placed) <= plan.most
    for request in problem.requests:
        place, agreed = placed.get(request.key), request.agreed
        if place is None:
            reason = find_why_not(problem, placed, request)
            assert is_true(problem, placed, request, *reason), (request, reason)
        elif agreed is not None and place.start != agreed.start:
            reason = find_why_moved(problem, placed, request)
            assert is_true_move(problem, placed, request, *reason), (request, reason)


@pytest.mark.slow
@pytest.mark.parametrize(("requests", "kind"), SMALL)
def test_a_small_conference_is_planned_by_the_rules_with_true_reasons_and_again_alike(requests, kind):
    problem = make(1, requests, kind)
    plan = plan_meetings(problem, seconds=SECONDS)
    judge(problem, plan)
    assert plan_meetings(problem, seconds=SECONDS).placed == plan.placed


@pytest.mark.slow
@pytest.mark.parametrize(("number", "shape"), list(enumerate(LARGE, start=2)))
def test_a_conference_is_planned_by_the_rules_with_true_reasons_and_again_alike(number, shape):
    problem = make(number, *shape)
    plan = plan_meetings(problem, seconds=SECONDS)
    judge(problem, plan)
    assert plan_meetings(problem, seconds=SECONDS).placed == plan.placed


@pytest.mark.parametrize(("requests", "number"), [(12, 9), (20, 38), (30, 11), (30, 17), (30, 26)])
def test_a_plan_of_hardly_any_work_changes_nothing_in_vain_either(requests, number):
    """CP-SAT alone takes back such changes too, but only if the work suffices for its stage of fewest changes."""
    problem = conference(number, parties=6 + requests // 6, requests=requests, rooms=3, slots=16, taken=0.45)
    problem = change(problem, number)
    judge(problem, plan_meetings(problem, seconds=0))
