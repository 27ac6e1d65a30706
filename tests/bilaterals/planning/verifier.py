"""What the rules say of a plan, written from them alone: it shares no code with the planner, not even its helpers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from schedule.bilaterals.planning.problem import Placement, PlanningProblem


def faults(problem: PlanningProblem, placed: Mapping[int, Placement]) -> Iterator[str]:
    """Yield one sentence for each rule that the plan breaks."""
    asked = {one.key: one for one in problem.requests}
    for key, placement in placed.items():
        if key in asked:
            yield from _alone(problem, asked[key], placement)
        else:
            yield f"{key} was not asked for"
    placed = {key: placement for key, placement in placed.items() if key in asked}
    for (one, here), (two, there) in combinations(sorted(placed.items()), 2):
        first, second = asked[one], asked[two]
        if here.start + first.length <= there.start or there.start + second.length <= here.start:
            continue
        for party in set(first.parties) & set(second.parties):
            yield f"party {party} is in {one} and {two} at once"
        if here.room is not None and here.room == there.room:
            yield f"room {here.room} has {one} and {two} at once"
        if here.interpreter is not None and here.interpreter == there.interpreter:
            yield f"interpreter {here.interpreter} has {one} and {two} at once"
    count = Counter(
        (party, problem.days[placement.start])
        for key, placement in placed.items()
        if placement.start < len(problem.days)
        for party in asked[key].parties
    )
    for (party, day), meetings in count.items():
        if meetings > problem.caps.get((party, day), meetings):
            yield f"party {party} has {meetings} meetings on day {day}"


def _alone(problem: PlanningProblem, request, placement: Placement) -> Iterator[str]:
    key, slots = request.key, [placement.start + step for step in range(request.length)]
    if placement.start < 0 or slots[-1] >= len(problem.days):
        yield f"{key} lies outside all slots"
        return
    if len({problem.days[slot] for slot in slots}) > 1:
        yield f"{key} lies on two days"
    for party in request.parties:
        for slot in slots:
            if slot not in problem.free.get(party, frozenset()):
                yield f"party {party} is not free for {key} in slot {slot}"
    for slot in set(slots) & request.impossible:
        yield f"{key} lies in slot {slot}, which a side excluded"
    for slot in set(slots) & request.margins:
        yield f"{key} lies in slot {slot}, which is lunch or needed for the way"
    yield from _room(problem, request, placement, slots)
    yield from _interpreter(problem, request, placement, slots)


def _room(problem: PlanningProblem, request, placement: Placement, slots: list[int]) -> Iterator[str]:
    if request.seats == 0:
        return
    found = [one for one in problem.rooms if one.key == placement.room]
    if not found:
        yield f"{request.key} has no room"
    for room in found:
        if room.seats < request.seats or not request.features.issubset(room.features):
            yield f"room {room.key} does not suit {request.key}"
        if not room.free.issuperset(slots):
            yield f"room {room.key} is not free for {request.key}"


def _interpreter(problem: PlanningProblem, request, placement: Placement, slots: list[int]) -> Iterator[str]:
    if not request.languages:
        return
    found = [one for one in problem.interpreters if one.key == placement.interpreter]
    if not found:
        yield f"{request.key} has no interpreter"
    for one in found:
        if not request.languages.issubset(one.languages) or not one.free.issuperset(slots):
            yield f"interpreter {one.key} cannot serve {request.key}"
