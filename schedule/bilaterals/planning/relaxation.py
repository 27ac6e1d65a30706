"""The plan by linear programming: meetings may be placed in parts, the surest are made whole, and the rest is computed anew.

Its first value is a bound for every plan. On conferences of 110 to 300 delegations the plan comes within a hundredth of it, in a second
to a minute, where a search alone needs minutes for a twentieth.
"""

import threading
import time
from collections.abc import Iterator

from ortools.linear_solver import pywraplp

from schedule.bilaterals.planning.first_come import Diary
from schedule.bilaterals.planning.packing import FAIR, Packing
from schedule.bilaterals.planning.problem import Placement, PlanningProblem

SURE, NOTHING = 0.999, 1e-6
# The share of partly placed meetings that is placed whole before the next computation, and the least number.
SHARE, LEAST = 0.08, 3
# Options with which the first value is found sooner on the fine grid.
FAST = "use_dual_simplex: true perturb_costs_in_dual_simplex: true"
# The part of its time in which the first value must be found; otherwise the search uses the rest better.
FIRST = 0.4
# On a busy machine a linear programme may take this many times as long by the clock, since half of one is worth nothing.
PATIENCE = 4


class Stopwatch:
    """Counts the processor's time that this process has used; by the clock, the PATIENCE-th part of what has passed, if that is more."""

    def __init__(self) -> None:
        self._began, self._computed = time.monotonic(), time.process_time()

    def seconds(self) -> float:
        return max(time.process_time() - self._computed, (time.monotonic() - self._began) / PATIENCE)


class Relaxation:
    """A linear programme of a packing. `bound` is None until `place` has solved it once.

    `thin`: Only the plan of a thinned packing is wanted: its first value may take all the time.
    """

    def __init__(self, problem: PlanningProblem, packing: Packing, *, thin: bool = False) -> None:
        self.problem, self.packing = problem, packing
        self.bound: float | None = None
        self._first = 1.0 if thin else FIRST
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        if thin:
            self._solver.SetSolverSpecificParametersAsString(FAST)
        self._parts = [self._solver.NumVar(0, 1, "") for _candidate in packing.candidates]
        self._rows()

    def _rows(self) -> None:
        objective = self._solver.Objective()
        objective.SetMaximization()
        for part, worth in zip(self._parts, self.packing.worth, strict=True):
            objective.SetCoefficient(part, worth)
        for numbers, limit in self.packing.rows:
            row = self._solver.Constraint(-self._solver.infinity(), limit)
            for number in numbers:
                row.SetCoefficient(self._parts[number], 1)
        for numbers, half in self.packing.fair:
            counted = self._solver.NumVar(0, half, "")
            objective.SetCoefficient(counted, FAIR)
            row = self._solver.Constraint(-self._solver.infinity(), 0)
            row.SetCoefficient(counted, 1)
            for number in numbers:
                row.SetCoefficient(self._parts[number], -1)

    def place(self, seconds: float, stop: threading.Event) -> dict[int, Placement]:
        """Return the plan, as far as it came in `seconds` of a Stopwatch or until `stop`; nothing where the programme was not solved."""
        diary, placed = Diary(self.problem), dict[int, Placement]()
        over = threading.Event()
        watch = threading.Thread(target=self._interrupt, args=(stop, over, Stopwatch(), seconds), daemon=True)
        watch.start()
        try:
            while self._solver.Solve() == pywraplp.Solver.OPTIMAL and not stop.is_set():
                if self.bound is None:
                    self.bound = self._solver.Objective().Value()
                if not self._make_whole(diary, placed):
                    break
        finally:
            over.set()
            watch.join()
        return placed

    def _interrupt(self, stop: threading.Event, over: threading.Event, used: Stopwatch, seconds: float) -> None:
        while not over.wait(0.1):
            limit = seconds * self._first if self.bound is None else seconds
            if stop.is_set() or used.seconds() > limit:
                self._solver.InterruptSolve()

    def _make_whole(self, diary: Diary, placed: dict[int, Placement]) -> bool:
        """Place the surest candidates; return whether there were any."""
        candidates = list(self._open(placed))
        sure = [number for value, number in candidates if value > SURE]
        parts = [number for value, number in candidates if value <= SURE]
        for number in sure + parts[: max(LEAST, int(len(parts) * SHARE))]:
            key, start = self.packing.candidates[number]
            if key in placed:
                continue
            placement = diary.first(self.problem.by_key[key], [start])
            if placement is None:
                self._parts[number].SetUb(0)
                continue
            placed[key] = placement
            diary.enter(self.problem.by_key[key], placement)
            self._parts[number].SetLb(1)
        return bool(candidates)

    def _open(self, placed: dict[int, Placement]) -> Iterator[tuple[float, int]]:
        values = (
            (part.solution_value(), number)
            for number, part in enumerate(self._parts)
            if part.ub() > 0 and self.packing.candidates[number][0] not in placed
        )
        yield from sorted((pair for pair in values if pair[0] > NOTHING), key=lambda pair: (-pair[0], pair[1]))
