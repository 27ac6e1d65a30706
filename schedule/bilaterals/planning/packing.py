"""The planner's rules as numbers: candidates (a meeting and its first slot) of which each row allows so many.

Rooms and interpreters are counted slot by slot: of the meetings that need at least so many seats and such features, no more than such
rooms are free. That is necessary, and for meetings of one slot nearly always enough, so that a bound for the rows holds for every plan.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from schedule.bilaterals.planning.problem import Placement, PlanningProblem, Request, weight_of

# What a plan is worth besides the weight of its meetings.
PREFERRED = 20  # the time that a side would rather have
STAYS = 300  # an agreed meeting keeps its time
FAIR = 100  # one more meeting for a delegation that has less than half of what it asked for


# Numbers of candidates, and how many of them a plan may have.
type Rows = list[tuple[list[int], int]]


@dataclass
class Packing:
    """What a plan may choose from, and how much of it."""

    candidates: list[tuple[int, int]] = field(default_factory=list)  # key of the request, first slot
    worth: list[int] = field(default_factory=list)  # of each candidate
    rows: Rows = field(default_factory=list)
    fair: Rows = field(default_factory=list)  # of one party; so many of them are worth FAIR more


def packing_of(problem: PlanningProblem) -> Packing:
    """Return the rows of a problem. Rows that no plan could break are left out."""
    packing = Packing()
    of_request: list[list[int]] = []
    of_party: defaultdict[int, list[int]] = defaultdict(list)
    on_day: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    covering: defaultdict[int, list[tuple[Request, int]]] = defaultdict(list)
    for request in problem.requests:
        numbers = []
        for start in problem.starts_of(request):
            number = len(packing.candidates)
            packing.candidates.append((request.key, start))
            packing.worth.append(request.weight + _extra(request, start))
            numbers.append(number)
            for party in request.parties:
                of_party[party].append(number)
                on_day[party, problem.days[start]].append(number)
            for slot in request.slots_from(start):
                covering[slot].append((request, number))
        of_request.append(numbers)
    rows = [(numbers, 1) for numbers in of_request]
    rows += [
        (numbers, problem.caps[party_and_day])
        for party_and_day, numbers in on_day.items()
        if party_and_day in problem.caps
    ]
    for slot, meetings in covering.items():
        rows += _people(meetings) + _rooms(problem, slot, meetings) + _interpreters(problem, slot, meetings)
    packing.rows = [(numbers, limit) for numbers, limit in rows if len(numbers) > limit]
    packing.fair = [(of_party[party], half) for party, half in _halves(problem).items() if of_party[party]]
    return packing


def value_of(problem: PlanningProblem, placed: Mapping[int, Placement]) -> int:
    """Return what a plan is worth: the measure that the search makes as great as it can."""
    value = weight_of(problem, placed)
    got: defaultdict[int, int] = defaultdict(int)
    for key, placement in placed.items():
        request = problem.by_key[key]
        value += _extra(request, placement.start)
        for party in request.parties:
            got[party] += 1
    return value + sum(FAIR * min(got[party], half) for party, half in _halves(problem).items())


def _extra(request: Request, start: int) -> int:
    stays = request.agreed is not None and request.agreed.start == start
    return PREFERRED * (start in request.preferred) + STAYS * stays


def _halves(problem: PlanningProblem) -> dict[int, int]:
    """Return for each party half of its requests, rounded up."""
    count: defaultdict[int, int] = defaultdict(int)
    for request in problem.requests:
        for party in request.parties:
            count[party] += 1
    return {party: (number + 1) // 2 for party, number in count.items()}


def _people(meetings: list[tuple[Request, int]]) -> Rows:
    of: defaultdict[int, list[int]] = defaultdict(list)
    for request, number in meetings:
        for party in request.parties:
            of[party].append(number)
    return [(numbers, 1) for numbers in of.values()]


def _rooms(problem: PlanningProblem, slot: int, meetings: list[tuple[Request, int]]) -> Rows:
    free = [room for room in problem.rooms if slot in room.free]
    rows = []
    for seats, features in {(request.seats, request.features) for request, _number in meetings if request.seats}:
        fit = sum(room.seats >= seats and features <= room.features for room in free)
        numbers = [number for request, number in meetings if request.seats >= seats and features <= request.features]
        rows.append((numbers, fit))
    return rows


def _interpreters(problem: PlanningProblem, slot: int, meetings: list[tuple[Request, int]]) -> Rows:
    free = [interpreter for interpreter in problem.interpreters if slot in interpreter.free]
    rows = [([number for request, number in meetings if request.languages], len(free))]
    for languages in {request.languages for request, _number in meetings if request.languages}:
        know = sum(languages <= interpreter.languages for interpreter in free)
        rows.append(([number for request, number in meetings if languages <= request.languages], know))
    return rows


def thinned(problem: PlanningProblem, packing: Packing) -> Packing:
    """Return the packing with fewer first slots: every n-th of a day (n: the shortest length), and those agreed or preferred.

    On a fine grid its linear programme is solved in a part of the time. Its value is no bound for the whole.
    """
    step = shortest(problem)
    first = {day: problem.days.index(day) for day in set(problem.days)}
    number: dict[int, int] = {}
    for old, (key, start) in enumerate(packing.candidates):
        request = problem.by_key[key]
        begins = start in request.preferred and start - 1 not in request.preferred
        stays = request.agreed is not None and request.agreed.start == start
        if begins or stays or (start - first[problem.days[start]]) % step == 0:
            number[old] = len(number)
    return Packing(
        [packing.candidates[old] for old in number],
        [packing.worth[old] for old in number],
        [(numbers, limit) for numbers, limit in _renumbered(packing.rows, number) if len(numbers) > limit],
        [(numbers, half) for numbers, half in _renumbered(packing.fair, number) if numbers],
    )


def shortest(problem: PlanningProblem) -> int:
    """Return the slots of the shortest meeting: 1 where a slot is made for it, more on a fine grid."""
    return min((request.length for request in problem.requests), default=1)


def _renumbered(rows: Rows, number: Mapping[int, int]) -> Rows:
    return [([number[old] for old in numbers if old in number], limit) for numbers, limit in rows]
