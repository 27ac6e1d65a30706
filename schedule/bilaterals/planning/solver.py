"""The planner: the best plan by solving/measure.py, found by as much work as it is given, never by the clock.

The same problem and work give the same plan. In the folder solving, `relaxation` makes a first plan by linear programming. It is made
better part by part (`improving`), then as a whole by CP-SAT in three stages (`searching`): most meetings, fewest changes, wishes. Rooms
and interpreters follow (`rooms`); where they do not suffice for the times, the search is told so and tries others. Last, what would
change for no gain stays as it is (`changes`).
"""

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from schedule.bilaterals.planning.first_come import first_come
from schedule.bilaterals.planning.problem import MeetingPlan, Placement, PlanningProblem, Progress, Request
from schedule.bilaterals.planning.solving.changes import revert_needless_changes
from schedule.bilaterals.planning.solving.improving import choose_parts, improve_part
from schedule.bilaterals.planning.solving.measure import find_standing, keep_today, score_of
from schedule.bilaterals.planning.solving.packing import packing_of, reduce_candidates, shortest
from schedule.bilaterals.planning.solving.relaxation import Relaxation
from schedule.bilaterals.planning.solving.rooms import assign_component, assign_rooms, components
from schedule.bilaterals.planning.solving.searching import SEED, Search, SearchResult

# What is done for a second: iterations of linear programmes, parts planned anew, and CP-SAT's own measure of work. On two idle cores they
# last no longer together.
ITERATIONS, PARTS, WORK = 1200, 1.2, 0.12
# How often at most a search is made anew as rooms or interpreters did not suffice for the times that it chose.
ROUNDS = 8


def plan_meetings(
    problem: PlanningProblem,
    *,
    seconds: float = 30,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] = lambda best: None,
) -> MeetingPlan:
    """Return the best plan found, never with fewer meetings than first come, first served gives beside what stands today.

    Args:
        seconds: How much work it may be: what two idle cores do in this time.
        stop: Ends the search when set; the best plan so far is returned.
        progress: Is told each better plan, from the search's own thread.
    """
    began, stop = time.monotonic(), stop or threading.Event()
    planner = _Planner(problem, stop, progress)
    planner.begin(int(seconds * ITERATIONS))
    planner.improve(round(seconds * PARTS))
    is_best = planner.search(seconds * WORK)
    return MeetingPlan(planner.best, planner.most, is_best, time.monotonic() - began)


class _Planner:
    """The best plan so far, and how many meetings any could have."""

    def __init__(self, problem: PlanningProblem, stop: threading.Event, progress: Callable[[Progress], None]) -> None:
        self.problem, self.stop, self.progress = problem, stop, progress
        self.standing = find_standing(problem)
        self.packing = packing_of(problem, self.standing)
        self.most = len({key for key, _start in self.packing.candidates})
        self.best = self._fill(keep_today(problem, self.standing))
        self._offer(self._fill(self.standing))

    def begin(self, iterations: int) -> None:
        """Make plans by linear programming, and learn how many meetings a plan may have at most."""
        self._offer(self._fill({}))
        if self.is_proved():
            return
        most = Relaxation(self.problem, self.packing, iterations).find_most(self.stop)
        self.most = min(self.most, len(self.problem.requests) if most is None else most)
        packing = self.packing if shortest(self.problem) == 1 else reduce_candidates(self.problem, self.packing)
        if not self.is_proved():
            self._offer(self._fill(Relaxation(self.problem, packing, iterations).place(self.stop)))

    def improve(self, parts: int) -> None:
        """Plan so many parts anew, each around a meeting without a place, as long as more meetings may be placed."""
        chance = random.Random(SEED)  # noqa: S311 (the same each time)
        while parts > 0 and not self.is_proved():
            for part in choose_parts(self.problem, self.best, chance):
                parts -= 1
                plan = improve_part(self.problem, self.best, part, self.standing, self.stop)
                if score_of(self.problem, plan) > score_of(self.problem, self.best):
                    self._offer(self._fill(plan))
                if parts <= 0 or self.is_proved() or self.stop.is_set():
                    return

    def search(self, work: float) -> bool:
        """Make the plan better by CP-SAT until the work is done; return whether it is proved the best."""
        search = Search(self.problem, self.packing, self.stop)
        for _round in range(ROUNDS):
            result = search.run(self.best, work, self.most)
            work -= result.work
            if result.most is not None:
                self.most = min(self.most, result.most)
            placed = assign_rooms(self.problem, result.times, self.standing)
            self._offer(self._fill(placed))
            is_reached = search.values_of(score_of(self.problem, self.best)) >= result.values
            if is_reached or work <= 0 or self.stop.is_set():
                return is_reached and result.is_proved
            if not self._exclude(search, result, placed):
                return False
        return False

    def _exclude(self, search: Search, result: SearchResult, placed: Mapping[int, Placement]) -> bool:
        """Tell the search which of its times rooms or interpreters do not suffice for; return whether there are any."""
        number = len(search.excluded)
        for component in components(self.problem, result.times):
            lacking = [request for request in component if self._is_lacking(request, result, placed)]
            for request in lacking:
                slots = set(request.slots_from(result.times[request.key]))
                few = [other for other in component if slots & set(other.slots_from(result.times[other.key]))]
                if len(few) < len(component) and self._lacks(few, result):
                    search.excluded.append(self._chosen(few, result))
                    break
            else:
                if lacking and self._lacks(component, result):
                    search.excluded.append(self._chosen(component, result))
        return len(search.excluded) > number

    def _is_lacking(self, request: Request, result: SearchResult, placed: Mapping[int, Placement]) -> bool:
        placement, agreed = placed.get(request.key), request.agreed
        if placement is None or agreed is None:
            return placement is None
        return any(
            request.key in variables and variables[request.key] in result.chosen and own != kept
            for variables, own, kept in (
                (self.packing.rooms, agreed.room, placement.room),
                (self.packing.interpreters, agreed.interpreter, placement.interpreter),
            )
        )

    def _chosen(self, requests: Sequence[Request], result: SearchResult) -> list[int]:
        keys = {request.key for request in requests}
        numbers = [number for number, (key, _start) in enumerate(self.packing.candidates) if key in keys]
        for variables in (self.packing.rooms, self.packing.interpreters):
            numbers += [variable for key, variable in variables.items() if key in keys]
        return [number for number in numbers if number in result.chosen]

    def _lacks(self, requests: Sequence[Request], result: SearchResult) -> bool:
        """Return whether rooms and interpreters do not suffice for all that the search has chosen of these meetings."""
        placed = assign_component(self.problem, requests, result.times, self.standing)
        kept = [0, 0]
        for number, variables in enumerate((self.packing.rooms, self.packing.interpreters)):
            for request in requests:
                kept[number] += request.key in variables and variables[request.key] in result.chosen
        for key, placement in placed.items():
            agreed = self.problem.by_key[key].agreed
            if agreed is not None and agreed.start == placement.start:
                kept[0] -= key in self.packing.rooms and agreed.room == placement.room
                kept[1] -= key in self.packing.interpreters and agreed.interpreter == placement.interpreter
        return len(placed) < len(requests) or max(kept) > 0

    def is_proved(self) -> bool:
        return len(self.best) >= self.most

    def _fill(self, placed: Mapping[int, Placement]) -> dict[int, Placement]:
        """Return the plan with what else finds a place, without changes that gain nothing."""
        filled = dict(first_come(self.problem, placed).placed)
        return revert_needless_changes(self.problem, filled, self.standing)

    def _offer(self, plan: dict[int, Placement]) -> None:
        """Take the plan if it is better and takes nobody's place of today away."""
        if self.standing.keys() <= plan.keys() and score_of(self.problem, plan) > score_of(self.problem, self.best):
            self.best = plan
            self.progress(Progress(len(plan), max(self.most, len(plan))))
