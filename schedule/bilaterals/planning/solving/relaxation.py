"""The plan by linear programming: meetings may be placed in parts, the surest are made whole, and the rest is computed anew.

It stops after so many iterations, not after so much time: the same problem gives the same plan.
"""

import math
import threading
from collections.abc import Iterator, Mapping

from ortools.linear_solver import pywraplp

from schedule.bilaterals.planning.first_come import Diary
from schedule.bilaterals.planning.problem import Placement, PlanningProblem
from schedule.bilaterals.planning.solving.measure import FAIR, wishes_at
from schedule.bilaterals.planning.solving.packing import Packing

SURE, NOTHING = 0.999, 1e-6
# What it is worth that a meeting keeps its time, beside its weight of about a thousand.
STAYS = 300
# The share of partly placed meetings that is placed whole before the next computation, and the least number.
SHARE, LEAST = 0.08, 3
# Options with which the first value is found sooner on the fine grid.
FAST = "use_dual_simplex: true perturb_costs_in_dual_simplex: true"


class Relaxation:
    """A linear programme of a packing."""

    def __init__(self, problem: PlanningProblem, packing: Packing, iterations: int) -> None:
        self.problem, self.packing = problem, packing
        self.left = iterations
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._parts = [self._solver.NumVar(0, 1, "") for _number in range(packing.size)]
        self._rows()

    def _rows(self) -> None:
        for numbers, limit in self.packing.rows:
            self._row(dict.fromkeys(numbers, 1), -self._solver.infinity(), limit)
        for numbers in self.packing.required:
            self._row(dict.fromkeys(numbers, 1), 1, 1)
        for variable, candidate in self.packing.keeps:
            self._row({variable: 1, candidate: -1}, -self._solver.infinity(), 0)

    def _row(self, terms: Mapping[int, int], least: float, most: float) -> pywraplp.Constraint:
        row = self._solver.Constraint(least, most)
        for number, factor in terms.items():
            row.SetCoefficient(self._parts[number], factor)
        return row

    def find_most(self, stop: threading.Event) -> int | None:
        """Return a number of meetings that no plan exceeds; None where the iterations did not suffice."""
        objective = self._solver.Objective()
        objective.SetMaximization()
        for number in range(len(self.packing.candidates)):
            objective.SetCoefficient(self._parts[number], 1)
        return math.floor(objective.Value() + NOTHING * 10) if self._solve(stop) else None

    def place(self, stop: threading.Event) -> dict[int, Placement]:
        """Return a plan, as far as the iterations sufficed; nothing where the programme was not solved."""
        objective = self._solver.Objective()
        objective.SetMaximization()
        for number, (key, start) in enumerate(self.packing.candidates):
            request = self.problem.by_key[key]
            stays = request.agreed is not None and request.agreed.start == start
            objective.SetCoefficient(self._parts[number], wishes_at(request, start) + STAYS * stays)
        for numbers, half in self.packing.fair:
            counted = self._solver.NumVar(0, half, "")
            objective.SetCoefficient(counted, FAIR)
            row = self._row(dict.fromkeys(numbers, -1), -self._solver.infinity(), 0)
            row.SetCoefficient(counted, 1)
        diary, placed = Diary(self.problem), dict[int, Placement]()
        while self._solve(stop) and self._make_whole(diary, placed):
            pass
        return placed

    def _solve(self, stop: threading.Event) -> bool:
        """Return whether the programme was solved; the stop interrupts it."""
        if self.left <= 0 or stop.is_set():
            return False
        self._solver.SetSolverSpecificParametersAsString(f"{FAST} max_number_of_iterations: {self.left}")
        over = threading.Event()
        watch = threading.Thread(target=self._interrupt, args=(stop, over), daemon=True)
        watch.start()
        try:
            is_solved = bool(self._solver.Solve() == pywraplp.Solver.OPTIMAL)
        finally:
            over.set()
            watch.join()
        self.left -= max(1, self._solver.iterations())
        return is_solved

    def _interrupt(self, stop: threading.Event, over: threading.Event) -> None:
        while not over.wait(0.1):
            if stop.is_set():
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
            request = self.problem.by_key[key]
            if request.agreed is not None and request.agreed.start == start:
                placement = diary.at(request, request.agreed)
            else:
                placement = diary.first(request, [start])
            if placement is None:
                self._parts[number].SetUb(0)
                continue
            placed[key] = placement
            diary.enter(request, placement)
            self._parts[number].SetLb(1)
        return bool(candidates)

    def _open(self, placed: dict[int, Placement]) -> Iterator[tuple[float, int]]:
        values = (
            (part.solution_value(), number)
            for number, part in enumerate(self._parts[: len(self.packing.candidates)])
            if part.ub() > 0 and self.packing.candidates[number][0] not in placed
        )
        yield from sorted((pair for pair in values if pair[0] > NOTHING), key=lambda pair: (-pair[0], pair[1]))
