"""The search by CP-SAT in three stages: most meetings, fewest changes of today's plan, wishes. Each keeps what the one before has reached.

One worker, a fixed seed and a limit by work make it give the same answer each time.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from schedule.bilaterals.planning.problem import Placement, PlanningProblem
from schedule.bilaterals.planning.solving.measure import FAIR, Score, score_of, wishes_at
from schedule.bilaterals.planning.solving.packing import Packing

SEED = 1
# The part of the work that is left which a stage may use.
SHARES = (0.6, 0.7, 1.0)
LEAST = 0.05  # with less work left no stage begins

type Values = tuple[int, int, int]


@dataclass
class SearchResult:
    """What a search has found.

    Attributes:
        chosen: Numbers of the variables that are 1.
        times: First slots by key of the request.
        values: What the stages have reached, if rooms and interpreters suffice for these times.
        is_proved: Nothing within the rows reaches more.
        most: A number of meetings that no plan exceeds; None where it was not learnt.
        work: What it took.
    """

    chosen: frozenset[int]
    times: dict[int, int] = field(default_factory=dict)
    values: Values = (0, 0, 0)
    is_proved: bool = True
    most: int | None = None
    work: float = 0.0


class Search:
    """The rows of a problem, and what was learnt of rooms and interpreters. `excluded`: variables that cannot all be 1."""

    def __init__(self, problem: PlanningProblem, packing: Packing, stop: threading.Event) -> None:
        self.problem, self.packing, self.stop = problem, packing, stop
        self.excluded: list[list[int]] = []
        self._firm, self._open = (packing.today(problem, is_open=is_open) for is_open in (False, True))
        self._rooms = list(packing.rooms.values())

    def run(self, begin: Mapping[int, Placement], work: float, most: int) -> SearchResult:
        """Return the best times found, from the plan `begin` on.

        Args:
            work: How much of it, by CP-SAT's own deterministic measure.
            most: A number of meetings that no plan exceeds.
        """
        model, variables, goals = self._model()
        hints, values = self._hints(begin), list(self.values_of(score_of(self.problem, begin)))
        result = SearchResult(frozenset(number for number, hint in enumerate(hints) if hint))
        bounds = (most, sum(self._weights().values()), None)
        for stage, (goal, share) in enumerate(zip(goals, SHARES, strict=True)):
            if values[stage] == bounds[stage]:
                model.add(goal >= values[stage])
                continue
            limit = (work - result.work) * share
            if limit < LEAST or self.stop.is_set():
                result.is_proved = False
                break
            solver, status = self._solve(model, variables, hints, goal, limit)
            result.work += solver.deterministic_time
            result.is_proved &= status == cp_model.OPTIMAL
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            hints = [solver.boolean_value(variable) for variable in variables]
            result.chosen = frozenset(number for number, hint in enumerate(hints) if hint)
            if stage == 0:
                result.most = int(solver.best_objective_bound + 1e-6)
            values = [round(solver.value(goal)) for goal in goals]
            model.add(goal >= values[stage])
        result.values = (values[0], values[1], values[2])
        candidates = self.packing.candidates
        result.times = dict(candidates[number] for number in sorted(result.chosen) if number < len(candidates))
        return result

    def values_of(self, score: Score) -> Values:
        """Return what the stages reach with a plan."""
        levels = (score.times, score.rooms, score.offers, score.interpreters)
        changes = sum(weight * count for weight, count in zip(self._levels(), levels, strict=True))
        return score.placed, changes, score.wishes

    def _levels(self) -> tuple[int, int, int, int]:
        """Return the weights of a kept time, room, offer and interpreter, each more than all that follow together."""
        offer = len(self.packing.interpreters) + 1
        room = offer * (len(self._open) + 1)
        return room * (len(self._rooms) + 1), room, offer, 1

    def _weights(self) -> dict[int, int]:
        """Return the weights of the variables by which something of today's plan is kept."""
        groups = (self._firm, self._rooms, self._open, self.packing.interpreters.values())
        return {number: weight for weight, numbers in zip(self._levels(), groups, strict=True) for number in numbers}

    def _model(self) -> tuple[cp_model.CpModel, list[cp_model.IntVar], list[Any]]:
        """Return the rows, their variables and what each stage makes as great as it can."""
        model = cp_model.CpModel()
        variables = [model.new_bool_var("") for _number in range(self.packing.size)]
        for numbers, limit in self.packing.rows:
            if limit == 1:
                model.add_at_most_one([variables[number] for number in numbers])
            else:
                model.add(sum(variables[number] for number in numbers) <= limit)
        for numbers in self.packing.required:
            model.add_exactly_one([variables[number] for number in numbers])
        for variable, candidate in self.packing.keeps:
            model.add_implication(variables[variable], variables[candidate])
        for numbers in self.excluded:
            model.add(sum(variables[number] for number in numbers) <= len(numbers) - 1)
        candidates = self.packing.candidates
        changes = [weight * variables[number] for number, weight in self._weights().items()]
        wishes = [
            wishes_at(self.problem.by_key[key], start) * variable
            for (key, start), variable in zip(candidates, variables[: len(candidates)], strict=True)
        ]
        for numbers, half in self.packing.fair:
            counted = model.new_int_var(0, half, "")
            model.add(counted <= sum(variables[number] for number in numbers))
            wishes.append(FAIR * counted)
        return model, variables, [sum(variables[: len(candidates)]), sum(changes), sum(wishes)]

    def _hints(self, begin: Mapping[int, Placement]) -> list[bool]:
        """Return the value of each variable in a plan."""
        hints = [key in begin and begin[key].start == start for key, start in self.packing.candidates]
        hints += [False] * (self.packing.size - len(hints))
        for key, placement in begin.items():
            agreed = self.problem.by_key[key].agreed
            if agreed is None or agreed.start != placement.start:
                continue
            if key in self.packing.rooms:
                hints[self.packing.rooms[key]] = agreed.room == placement.room
            if key in self.packing.interpreters:
                hints[self.packing.interpreters[key]] = agreed.interpreter == placement.interpreter
        return hints

    def _solve(
        self,
        model: cp_model.CpModel,
        variables: Sequence[cp_model.IntVar],
        hints: Sequence[bool],
        goal: Any,
        work: float,
    ) -> tuple[cp_model.CpSolver, int]:
        """Solve a stage, from the hints on; the stop ends it."""
        model.clear_hints()  # type: ignore[no-untyped-call]
        for variable, hint in zip(variables, hints, strict=True):
            model.add_hint(variable, hint)
        model.maximize(goal)
        solver = new_solver(work)
        done = threading.Event()

        def stop_when_told() -> None:
            while not done.wait(0.1):
                if self.stop.is_set():
                    solver.stop_search()

        watch = threading.Thread(target=stop_when_told, daemon=True)
        watch.start()
        try:
            return solver, int(solver.solve(model))
        finally:
            done.set()
            watch.join()


def new_solver(work: float) -> cp_model.CpSolver:
    """Return a solver that gives the same answer each time and ends after so much work."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = work
    return solver
