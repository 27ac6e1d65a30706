"""The planner: a plan by linear programming, made better by CP-SAT as long as there is time, then the rooms for its times.

On a fine grid, such as the desk's of ten minutes, a programme of fewer first slots comes before: that of all may need longer than there
is. CP-SAT has the same rows (packing.py), begins with that plan, and may move every meeting. Rooms and interpreters follow (rooms.py); a
meeting that finds none is placed elsewhere if it can be.
"""

import math
import threading
import time
from collections.abc import Callable, Mapping

from ortools.sat.python import cp_model

from schedule.bilaterals.planning.first_come import Diary, first_come
from schedule.bilaterals.planning.packing import FAIR, Packing, packing_of, shortest, thinned, value_of
from schedule.bilaterals.planning.problem import MeetingPlan, Placement, PlanningProblem, Progress
from schedule.bilaterals.planning.relaxation import Relaxation, Stopwatch
from schedule.bilaterals.planning.rooms import assign_rooms

WORKERS = 2
# When each stage ends, as a part of the time: linear programmes of fewer and of all first slots, search, assignment of rooms.
THIN, RELAXATION, SEARCH, ROOMS = 0.5, 0.75, 0.85, 0.97
# This close to the bound a further search gains nothing.
NEAR = 0.999


type Teller = Callable[[Progress], None]


def plan_meetings(
    problem: PlanningProblem,
    *,
    seconds: float = 30,
    stop: threading.Event | None = None,
    progress: Teller = lambda best: None,
) -> MeetingPlan:
    """Return the best plan found in `seconds` in all, never with fewer meetings than first come, first served gives.

    The linear programmes count the processor's time: where others use it too, they may last longer by the clock (PATIENCE), and the search
    then has what is left.

    Args:
        stop: Ends the search when set; the best plan so far is returned.
        progress: Is told each better plan, from the search's own thread.
    """
    began, used, stop = time.monotonic(), Stopwatch(), stop or threading.Event()
    packing = packing_of(problem)
    plans = [_agreed_that_stand(problem)]
    if shortest(problem) > 1:
        thin = Relaxation(problem, thinned(problem, packing), thin=True)
        plans.append(thin.place(max(0.0, seconds * THIN - used.seconds()), stop))
    relaxation = Relaxation(problem, packing)
    plans.append(relaxation.place(max(0.0, seconds * RELAXATION - used.seconds()), stop))
    plans = [dict(first_come(problem, placed).placed) for placed in plans]
    best = _best(problem, plans)
    bound = relaxation.bound if relaxation.bound is not None else float(_all(packing))
    value = value_of(problem, best)
    progress(Progress(value, bound, time.monotonic() - began))
    search_ends, ends = began + seconds * SEARCH, began + seconds * ROOMS
    if value < NEAR * bound and time.monotonic() < search_ends and not stop.is_set():
        times, proved = _search(packing, best, search_ends, stop, progress)
        half = time.monotonic() + (ends - time.monotonic()) / 2
        plans.append(dict(first_come(problem, assign_rooms(problem, times, half)).placed))
        bound = min(bound, proved)
    times = {key: placement.start for key, placement in best.items()}
    plans.append(dict(first_come(problem, assign_rooms(problem, times, ends)).placed))
    best = _best(problem, plans)
    value = value_of(problem, best)
    return MeetingPlan(best, value, max(bound, value), time.monotonic() - began)


def _best(problem: PlanningProblem, plans: list[dict[int, Placement]]) -> dict[int, Placement]:
    """Return the one with the most meetings; of equals, the last with the greatest value: its rooms are chosen best."""
    return max(reversed(plans), key=lambda placed: (len(placed), value_of(problem, placed)))


def _all(packing: Packing) -> int:
    """Return a bound that needs no proof: everything is placed at its best time."""
    best: dict[int, int] = {}
    for (key, _start), worth in zip(packing.candidates, packing.worth, strict=True):
        best[key] = max(worth, best.get(key, 0))
    return sum(best.values()) + FAIR * sum(half for _numbers, half in packing.fair)


def _agreed_that_stand(problem: PlanningProblem) -> dict[int, Placement]:
    """Return what of today's plan still holds: people, rooms and interpreters free.

    Whoever keeps everything comes first, lest the own room or interpreter go to a meeting that has lost, or still lacks, another one.
    """
    diary, placed = Diary(problem), dict[int, Placement]()
    requests = [(request, request.agreed) for request in problem.requests if request.agreed]
    possible = [(request, agreed) for request, agreed in requests if agreed.start in problem.starts_of(request)]
    for keeps_everything in (True, False):
        for request, agreed in possible:
            placement = diary.at(request, agreed) if request.key not in placed else None
            if placement and (placement == agreed or not keeps_everything):
                diary.enter(request, placement)
                placed[request.key] = placement
    return placed


def _search(
    packing: Packing, begin: Mapping[int, Placement], until: float, stop: threading.Event, progress: Teller
) -> tuple[dict[int, int], float]:
    """Return the first slot of each meeting placed, and the bound (infinite if nothing was found), until `until` by time.monotonic()."""
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _candidate in packing.candidates]
    for numbers, limit in packing.rows:
        variables = [chosen[number] for number in numbers]
        if limit == 1:
            model.add_at_most_one(variables)
        else:
            model.add(sum(variables) <= limit)
    terms = [worth * variable for worth, variable in zip(packing.worth, chosen, strict=True)]
    hints = [key in begin and begin[key].start == start for key, start in packing.candidates]
    for numbers, half in packing.fair:
        counted = model.new_int_var(0, half, "")
        model.add(counted <= sum(chosen[number] for number in numbers))
        model.add_hint(counted, min(half, sum(hints[number] for number in numbers)))
        terms.append(FAIR * counted)
    model.maximize(sum(terms))
    for variable, value in zip(chosen, hints, strict=True):
        model.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, until - time.monotonic())
    solver.parameters.num_workers = WORKERS
    status = _solve(solver, model, stop, progress)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}, math.inf  # what it then names as bound is none
    pairs = zip(packing.candidates, chosen, strict=True)
    return {
        key: start for (key, start), variable in pairs if solver.boolean_value(variable)
    }, solver.best_objective_bound


def _solve(solver: cp_model.CpSolver, model: cp_model.CpModel, stop: threading.Event, progress: Teller) -> int:
    done = threading.Event()

    def stop_when_told() -> None:
        while not done.wait(0.1):
            if stop.is_set():
                solver.stop_search()

    watch = threading.Thread(target=stop_when_told, daemon=True)
    watch.start()
    try:
        return int(solver.solve(model, _Callback(progress)))
    finally:
        done.set()
        watch.join()


class _Callback(cp_model.CpSolverSolutionCallback):
    def __init__(self, progress: Teller) -> None:
        super().__init__()
        self._progress = progress

    def on_solution_callback(self) -> None:
        self._progress(Progress(round(self.objective_value), self.best_objective_bound, self.wall_time))
