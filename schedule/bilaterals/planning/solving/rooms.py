"""Rooms and interpreters for meetings whose times stand: as many as can be, each in its own of today or the smallest room."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from ortools.sat.python import cp_model

from schedule.bilaterals.planning.first_come import Diary
from schedule.bilaterals.planning.problem import Placement, PlannedRoom, PlanningProblem, Request
from schedule.bilaterals.planning.solving.searching import new_solver

# A component is the meetings of one slot, or of more where some are longer: far less work than this.
WORK = 0.5
PLACED = 1_000_000
SAME_ROOM = 20_000  # an agreed meeting keeps its room
SAME_INTERPRETER = 2_000  # a meeting keeps whoever interprets for it
SAME_OFFER = 500  # an open request keeps the room that is held for it
WISH = 50  # the room has what was wished for
IDLE = 1  # it has what nobody there wished for


def assign_rooms(
    problem: PlanningProblem, times: Mapping[int, int], required: Collection[int] = ()
) -> dict[int, Placement]:
    """Return a placement for each meeting of `times` (first slot by key) that gets a room and an interpreter, where it needs them.

    `required`: Keys of meetings that come before any others.
    """
    assigned: dict[int, Placement] = {}
    diary = Diary(problem)
    for component in components(problem, times):
        placed = assign_component(problem, component, times, required)
        for request in component:
            placement = placed.get(request.key) if placed else diary.first(request, [times[request.key]])
            if placement:
                diary.enter(request, placement)
                assigned[request.key] = placement
    return assigned


def components(problem: PlanningProblem, times: Mapping[int, int]) -> Iterator[list[Request]]:
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


def assign_component(
    problem: PlanningProblem, component: Sequence[Request], times: Mapping[int, int], required: Collection[int] = ()
) -> dict[int, Placement]:
    """Return the placements of these meetings; nothing where none was found."""
    model, terms = cp_model.CpModel(), []
    chosen: dict[int, tuple[dict[int, cp_model.IntVar], dict[int, cp_model.IntVar]]] = {}
    by_slot: defaultdict[tuple[str, int, int], list[cp_model.IntVar]] = defaultdict(list)
    for request in component:
        slots = request.slots_from(times[request.key])
        placed = model.new_bool_var(f"{request.key}")
        terms.append((PLACED * (1 + len(component) * (request.key in required)) + request.weight) * placed)
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
        stays = request.agreed is not None and request.agreed.start == times[request.key]
        if stays and request.agreed and request.agreed.interpreter in interpreters:
            terms.append(SAME_INTERPRETER * interpreters[request.agreed.interpreter])
        terms += [_worth(request, problem.rooms_by_key[key], stays=stays) * variable for key, variable in rooms.items()]
    for variables in by_slot.values():
        if len(variables) > 1:
            model.add_at_most_one(variables)
    model.maximize(sum(terms))
    solver = new_solver(WORK)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    assigned = {}
    for request in component:
        rooms, interpreters = chosen[request.key]
        room, interpreter = _true(solver, rooms), _true(solver, interpreters)
        if (room is not None or not request.seats) and (interpreter is not None or not request.languages):
            assigned[request.key] = Placement(times[request.key], room, interpreter)
    return assigned


def _worth(request: Request, room: PlannedRoom, *, stays: bool) -> int:
    same = request.agreed is not None and request.agreed.room == room.key
    # At another time the room of today is only a courtesy.
    own = WISH * same
    if stays and same:
        own = SAME_OFFER if request.is_open else SAME_ROOM
    met, idle = len(room.features & request.wishes), len(room.features - request.wishes - request.features)
    # An empty seat costs a little, so that large rooms stay free for large meetings.
    return own + WISH * met - IDLE * idle - (room.seats - request.seats)


def _true(solver: cp_model.CpSolver, options: Mapping[int, cp_model.IntVar]) -> int | None:
    return next((key for key, variable in options.items() if solver.boolean_value(variable)), None)
