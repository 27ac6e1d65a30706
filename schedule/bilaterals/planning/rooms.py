"""Rooms and interpreters for meetings whose times stand: as many as can be, each in its agreed or the smallest room."""

import math
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ortools.sat.python import cp_model

from schedule.bilaterals.planning.first_come import Diary
from schedule.bilaterals.planning.problem import Placement, PlannedRoom, PlanningProblem, Request

# A component is the meetings of one slot, or of a few where some are longer: far below a second.
SECONDS = 5.0
LEAST = 0.05  # with less time left nothing is searched
PLACED = 10_000
SAME_ROOM = 500  # an agreed meeting keeps its room
SAME_INTERPRETER = 200  # and whoever interprets for it
WISH = 50  # the room has what was wished for
IDLE = 1  # it has what nobody there wished for


def assign_rooms(problem: PlanningProblem, times: Mapping[int, int], until: float = math.inf) -> dict[int, Placement]:
    """Return a placement for each meeting of `times` (first slot by key) that gets a room and an interpreter, where it needs them.

    `until`: By time.monotonic(); from then on each gets the smallest room that is free.
    """
    assigned: dict[int, Placement] = {}
    diary = Diary(problem)
    for component in _components(problem, times):
        seconds = until - time.monotonic()
        placed = _assign(problem, component, times, min(SECONDS, seconds)) if seconds > LEAST else {}
        for request in component:
            placement = placed.get(request.key) if placed else diary.first(request, [times[request.key]])
            if placement:
                diary.enter(request, placement)
                assigned[request.key] = placement
    return assigned


def _components(problem: PlanningProblem, times: Mapping[int, int]) -> Iterator[list[Request]]:
    """Yield meetings that may compete: those that overlap, with those that overlap with them."""
    requests = sorted((problem.by_key[key] for key in times), key=lambda request: (times[request.key], request.key))
    component: list[Request] = []
    until = -1
    for request in requests:
        if component and times[request.key] >= until:
            yield component
            component = []
        component.append(request)
        until = max(until, times[request.key] + request.length)
    if component:
        yield component


def _assign(
    problem: PlanningProblem, component: Sequence[Request], times: Mapping[int, int], seconds: float
) -> dict[int, Placement]:
    model, terms = cp_model.CpModel(), []
    chosen: dict[int, tuple[dict[int, cp_model.IntVar], dict[int, cp_model.IntVar]]] = {}
    by_slot: defaultdict[tuple[str, int, int], list[cp_model.IntVar]] = defaultdict(list)
    for request in component:
        slots = request.slots_from(times[request.key])
        placed = model.new_bool_var(f"{request.key}")
        terms.append(PLACED * request.weight * placed)
        rooms = {
            room.key: model.new_bool_var(f"{request.key} in {room.key}")
            for room in problem.rooms
            if request.seats and request.fits(room) and room.free.issuperset(slots)
        }
        interpreters = {
            person.key: model.new_bool_var(f"{request.key} by {person.key}")
            for person in problem.interpreters
            if request.languages and request.languages <= person.languages and person.free.issuperset(slots)
        }
        chosen[request.key] = (rooms, interpreters)
        for kind, options, needed in (("room", rooms, request.seats), ("interpreter", interpreters, request.languages)):
            if needed:
                model.add(sum(options.values()) == placed)
            for key, variable in options.items():
                for slot in slots:
                    by_slot[kind, key, slot].append(variable)
        if request.agreed is not None and request.agreed.interpreter in interpreters:
            terms.append(SAME_INTERPRETER * interpreters[request.agreed.interpreter])
        terms += [_worth(request, problem.rooms_by_key[key]) * variable for key, variable in rooms.items()]
    for variables in by_slot.values():
        if len(variables) > 1:
            model.add_at_most_one(variables)
    model.maximize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    assigned = {}
    for request in component:
        rooms, interpreters = chosen[request.key]
        room, interpreter = _true(solver, rooms), _true(solver, interpreters)
        if (room is not None or not request.seats) and (interpreter is not None or not request.languages):
            assigned[request.key] = Placement(times[request.key], room, interpreter)
    return assigned


def _worth(request: Request, room: PlannedRoom) -> int:
    same = request.agreed is not None and request.agreed.room == room.key
    met, idle = len(room.features & request.wishes), len(room.features - request.wishes - request.features)
    # An empty seat costs a little, so that large rooms stay free for large meetings.
    return SAME_ROOM * same + WISH * met - IDLE * idle - (room.seats - request.seats)


def _true(solver: cp_model.CpSolver, options: Mapping[int, cp_model.IntVar]) -> int | None:
    return next((key for key, variable in options.items() if solver.boolean_value(variable)), None)
