"""The planner's rules as numbers: variables, 0 or 1, of which each row allows so many.

The first variables are candidates: a meeting and its first slot. Behind them stand those by which a meeting keeps the room, or the
interpreter, of today's plan. Rooms and interpreters are counted slot by slot: of the meetings that need at least so many seats and such
features, or keep a room that has them, no more than such rooms are free. That is necessary, and for meetings of one slot nearly always
enough, so that a bound for the rows holds for every plan.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from schedule.bilaterals.planning.problem import PlanningProblem, Request
from schedule.bilaterals.planning.solving.measure import halves

# Numbers of variables, and how many of them a plan may have.
type Rows = list[tuple[list[int], int]]
# A meeting that covers a slot: its request, the number of its candidate, and of the variables by which it keeps room and interpreter.
type Covering = list[tuple[Request, int, int | None, int | None]]


@dataclass
class Packing:
    """What a plan may choose from, and how much of it.

    Attributes:
        candidates: Key of the request and first slot of each candidate.
        rooms: The variable by which a request keeps its room, by key.
        interpreters: The variable by which it keeps its interpreter, by key.
        size: How many variables there are.
        keeps: Each of these two, and the candidate that it needs.
        required: The candidates of each request that stands today: one of them is chosen.
        fair: Of these candidates of a party, so many are half of what it asked for.
    """

    candidates: list[tuple[int, int]] = field(default_factory=list)
    rooms: dict[int, int] = field(default_factory=dict)
    interpreters: dict[int, int] = field(default_factory=dict)
    size: int = 0
    keeps: list[tuple[int, int]] = field(default_factory=list)
    rows: Rows = field(default_factory=list)
    required: list[list[int]] = field(default_factory=list)
    fair: Rows = field(default_factory=list)

    def today(self, problem: PlanningProblem, *, is_open: bool) -> list[int]:
        """Return the candidates by which agreed meetings, or open requests, keep their time."""
        return [
            number
            for number, (key, start) in enumerate(self.candidates)
            if (agreed := problem.by_key[key].agreed)
            and agreed.start == start
            and problem.by_key[key].is_open == is_open
        ]


def packing_of(problem: PlanningProblem, standing: Collection[int] = ()) -> Packing:
    """Return the rows of a problem, without those that no plan could break. `standing`: keys of requests that must be placed."""
    packing = Packing()
    of_request: dict[int, list[int]] = {request.key: [] for request in problem.requests}
    for request in problem.requests:
        for start in problem.starts_of(request):
            of_request[request.key].append(len(packing.candidates))
            packing.candidates.append((request.key, start))
    packing.size = len(packing.candidates)
    _add_keeping(problem, packing)
    of_party: defaultdict[int, list[int]] = defaultdict(list)
    on_day: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    covering: defaultdict[int, Covering] = defaultdict(list)
    for number, (key, start) in enumerate(packing.candidates):
        request = problem.by_key[key]
        for party in request.parties:
            of_party[party].append(number)
            on_day[party, problem.days[start]].append(number)
        is_today = request.agreed is not None and request.agreed.start == start
        keeping = (packing.rooms.get(key), packing.interpreters.get(key)) if is_today else (None, None)
        for slot in request.slots_from(start):
            covering[slot].append((request, number, *keeping))
    rows = [(numbers, 1) for numbers in of_request.values()]
    rows += [(numbers, problem.caps[pair]) for pair, numbers in on_day.items() if pair in problem.caps]
    for slot, meetings in covering.items():
        rows += _people(meetings) + _rooms(problem, slot, meetings) + _interpreters(problem, slot, meetings)
    packing.rows = [(numbers, max(0, limit)) for numbers, limit in rows if len(numbers) > limit]
    packing.required = [of_request[key] for key in standing]
    packing.fair = [(of_party[party], half) for party, half in halves(problem).items() if of_party[party]]
    return packing


def _add_keeping(problem: PlanningProblem, packing: Packing) -> None:
    """Add a variable for each room and interpreter of today's plan that is free for its meeting, at the time that it has today."""
    rooms = {room.key: room for room in problem.rooms}
    interpreters = {interpreter.key: interpreter for interpreter in problem.interpreters}
    number_of = {candidate: number for number, candidate in enumerate(packing.candidates)}
    for request in problem.requests:
        agreed = request.agreed
        if agreed is None or (request.key, agreed.start) not in number_of:
            continue
        has_room = request.seats and not request.is_open  # one that is only held is told to nobody
        room = rooms[agreed.room] if agreed.room in rooms and has_room else None
        person = interpreters[agreed.interpreter] if agreed.interpreter in interpreters and request.languages else None
        slots = request.slots_from(agreed.start)
        for variables, is_possible in (
            (packing.rooms, room and request.fits(room) and room.free.issuperset(slots)),
            (
                packing.interpreters,
                person and request.languages <= person.languages and person.free.issuperset(slots),
            ),
        ):
            if is_possible:
                variables[request.key] = packing.size
                packing.keeps.append((packing.size, number_of[request.key, agreed.start]))
                packing.size += 1


def _people(meetings: Covering) -> Rows:
    by_party: defaultdict[int, list[int]] = defaultdict(list)
    for request, number, _room, _interpreter in meetings:
        for party in request.parties:
            by_party[party].append(number)
    return [(numbers, 1) for numbers in by_party.values()]


def _rooms(problem: PlanningProblem, slot: int, meetings: Covering) -> Rows:
    free = {room.key: room for room in problem.rooms if slot in room.free}
    kept = [
        (request, variable, free[request.agreed.room])
        for request, _number, variable, _interpreter in meetings
        if variable is not None and request.agreed and request.agreed.room is not None
    ]
    kinds = {(request.seats, request.features) for request, *_numbers in meetings if request.seats}
    kinds |= {(room.seats, room.features) for _request, _variable, room in kept}
    rows: Rows = _one_each([(room.key, variable) for _request, variable, room in kept])
    for seats, features in sorted(kinds, key=_in_order):
        fit = sum(room.seats >= seats and features <= room.features for room in free.values())
        numbers = [
            number for request, number, *_kept in meetings if request.seats >= seats and features <= request.features
        ]
        # A smaller meeting that keeps its room takes one of these too.
        numbers += [
            variable
            for request, variable, room in kept
            if room.seats >= seats and features <= room.features
            if request.seats < seats or not features <= request.features
        ]
        rows.append((numbers, fit))
    return rows


def _one_each(pairs: list[tuple[int, int]]) -> Rows:
    """Return rows by which of these keys and variables one is chosen a key at most."""
    by_key: defaultdict[int, list[int]] = defaultdict(list)
    for key, variable in pairs:
        by_key[key].append(variable)
    return [(variables, 1) for variables in by_key.values()]


def _in_order(kind: tuple[int, frozenset[str]]) -> tuple[int, list[str]]:
    return kind[0], sorted(kind[1])


def _interpreters(problem: PlanningProblem, slot: int, meetings: Covering) -> Rows:
    free = {interpreter.key: interpreter for interpreter in problem.interpreters if slot in interpreter.free}
    kept = [
        (request, variable, free[request.agreed.interpreter])
        for request, _number, _room, variable in meetings
        if variable is not None and request.agreed and request.agreed.interpreter is not None
    ]
    rows = _one_each([(interpreter.key, variable) for _request, variable, interpreter in kept])
    rows.append(([number for request, number, *_kept in meetings if request.languages], len(free)))
    for languages in sorted({request.languages for request, *_numbers in meetings if request.languages}, key=sorted):
        know = sum(languages <= interpreter.languages for interpreter in free.values())
        numbers = [number for request, number, *_kept in meetings if languages <= request.languages]
        numbers += [
            variable
            for request, variable, interpreter in kept
            if languages <= interpreter.languages and not languages <= request.languages
        ]
        rows.append((numbers, know))
    return rows


def reduce_candidates(problem: PlanningProblem, packing: Packing) -> Packing:
    """Return the packing with fewer first slots: every n-th of a day (n: the shortest length), and those of today or preferred.

    On a fine grid its linear programme is solved in a part of the time. Its value is no bound for the whole.
    """
    step = shortest(problem)
    first = {day: problem.days.index(day) for day in set(problem.days)}
    number: dict[int, int] = {}
    for old, (key, start) in enumerate(packing.candidates):
        request = problem.by_key[key]
        begins = start in request.preferred and start - 1 not in request.preferred
        is_today = request.agreed is not None and request.agreed.start == start
        if begins or is_today or (start - first[problem.days[start]]) % step == 0:
            number[old] = len(number)
    candidates = [packing.candidates[old] for old in number]
    number |= {
        old: len(candidates) + old - len(packing.candidates) for old in range(len(packing.candidates), packing.size)
    }
    return Packing(
        candidates,
        {key: number[old] for key, old in packing.rooms.items()},
        {key: number[old] for key, old in packing.interpreters.items()},
        len(number),
        [(number[variable], number[candidate]) for variable, candidate in packing.keeps],
        [(numbers, limit) for numbers, limit in _renumbered(packing.rows, number) if len(numbers) > limit],
        [[number[old] for old in numbers if old in number] for numbers in packing.required],
        [(numbers, half) for numbers, half in _renumbered(packing.fair, number) if numbers],
    )


def shortest(problem: PlanningProblem) -> int:
    """Return the slots of the shortest meeting: 1 where a slot is made for it, more on a fine grid."""
    return min((request.length for request in problem.requests), default=1)


def _renumbered(rows: Rows, number: Mapping[int, int]) -> Rows:
    return [([number[old] for old in numbers if old in number], limit) for numbers, limit in rows]
