"""Making a plan better part by part: some meetings are planned anew, exactly, while all others stay where they are.

Where the whole is too large to be searched, as on the desk's grid of ten minutes, this finds more meetings for the same work.
"""

import random
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from schedule.bilaterals.planning.first_come import Diary
from schedule.bilaterals.planning.problem import Placement, PlanningProblem, Request
from schedule.bilaterals.planning.solving.packing import packing_of
from schedule.bilaterals.planning.solving.rooms import assign_rooms
from schedule.bilaterals.planning.solving.searching import Search

# How many meetings are planned anew at once, and the work for them.
PART, WORK = 70, 0.4


def choose_parts(problem: PlanningProblem, plan: Mapping[int, Placement], chance: random.Random) -> Iterator[set[int]]:
    """Yield the keys of a part for each meeting without a place: it, and those that lie near to where it could be."""
    without = [request for request in problem.requests if request.key not in plan]
    chance.shuffle(without)
    for request in without:
        if starts := list(problem.starts_of(request)):
            yield _near(problem, plan, request, chance.choice(starts), chance)


def _near(
    problem: PlanningProblem, plan: Mapping[int, Placement], request: Request, start: int, chance: random.Random
) -> set[int]:
    """Return the meetings of its parties, then the nearest in time, then others without a place."""
    parties = set(request.parties)
    related = [other.key for other in problem.requests if parties & set(other.parties)]
    nearest = sorted(plan, key=lambda key: (abs(plan[key].start - start), key))
    others = [other.key for other in problem.requests if other.key not in plan]
    chance.shuffle(others)
    part = {request.key}
    for keys, share in ((related, 0.4), (nearest, 0.8), (others, 1)):
        part.update(keys[: max(0, int(PART * share) - len(part))])
    return part


def improve_part(
    problem: PlanningProblem,
    plan: Mapping[int, Placement],
    part: Collection[int],
    standing: Mapping[int, Placement],
    stop: threading.Event,
) -> dict[int, Placement]:
    """Return the plan with these meetings planned anew."""
    rest = {key: placement for key, placement in plan.items() if key not in part}
    smaller = _without(problem, rest, part)
    required = [key for key in standing if key in part]
    begin = {key: placement for key, placement in plan.items() if key in part}
    search = Search(smaller, packing_of(smaller, required), stop)
    result = search.run(begin, WORK, len(part))
    return rest | assign_rooms(smaller, result.times, required)


def _without(problem: PlanningProblem, rest: Mapping[int, Placement], part: Collection[int]) -> PlanningProblem:
    """Return the problem of a part: what the rest takes is not free."""
    diary = Diary(problem, rest)
    return replace(
        problem,
        free={party: slots - diary.parties[party] for party, slots in problem.free.items()},
        rooms=[replace(room, free=room.free - diary.rooms[room.key]) for room in problem.rooms],
        interpreters=[replace(who, free=who.free - diary.interpreters[who.key]) for who in problem.interpreters],
        requests=[request for request in problem.requests if request.key in part],
        caps={pair: cap - diary.meetings[pair] for pair, cap in problem.caps.items()},
    )
