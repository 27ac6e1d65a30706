"""The plan that people make by hand: each request in order, into the first common free slot and the smallest room that fits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from schedule.bilaterals.planning.problem import Interpreter, Placement, Plan, Problem, Request, Room, weight_of


class Diary:
    """Who and what is taken when, while a plan is filled."""

    def __init__(self, problem: Problem, placed: Mapping[int, Placement] | None = None) -> None:
        self.problem = problem
        self.parties: defaultdict[int, set[int]] = defaultdict(set)
        self.rooms: defaultdict[int, set[int]] = defaultdict(set)
        self.interpreters: defaultdict[int, set[int]] = defaultdict(set)
        self.meetings: Counter[tuple[int, int]] = Counter()
        self._rooms = sorted(problem.rooms, key=lambda room: (room.seats, len(room.features), room.key))
        for key, placement in (placed or {}).items():
            self.enter(problem.by_key[key], placement)

    def enter(self, request: Request, placement: Placement) -> None:
        slots = request.slots_from(placement.start)
        for party in request.parties:
            self.parties[party].update(slots)
            self.meetings[party, self.problem.days[placement.start]] += 1
        if placement.room is not None:
            self.rooms[placement.room].update(slots)
        if placement.interpreter is not None:
            self.interpreters[placement.interpreter].update(slots)

    def first(self, request: Request, starts: Iterable[int]) -> Placement | None:
        """Return the first placement that is free, in the smallest room that fits, or None."""
        for start in starts:
            found = self._at(request, start)
            if found:
                return found
        return None

    def _at(self, request: Request, start: int) -> Placement | None:
        slots, day = set(request.slots_from(start)), self.problem.days[start]
        for party in request.parties:
            if self.parties[party] & slots or self.meetings[party, day] >= self.problem.caps.get((party, day), 10**6):
                return None
        room = self._room(request, slots)
        interpreter = self._interpreter(request, slots)
        if (room is None and request.seats) or (interpreter is None and request.languages):
            return None
        return Placement(start, room.key if room else None, interpreter.key if interpreter else None)

    def at(self, request: Request, agreed: Placement) -> Placement | None:
        """Return this placement if everybody and everything is free then; another room or interpreter where its own is taken."""
        found = self._at(request, agreed.start)
        if found is None:
            return None
        slots, room, interpreter = set(request.slots_from(agreed.start)), found.room, found.interpreter
        own = self.problem.rooms_by_key.get(agreed.room) if agreed.room is not None else None
        if own and request.fits(own) and slots <= own.free and not self.rooms[own.key] & slots:
            room = own.key
        if any(one.key == agreed.interpreter for one in self._interpreters(request, slots)):
            interpreter = agreed.interpreter
        return Placement(found.start, room, interpreter)

    def _room(self, request: Request, slots: set[int]) -> Room | None:
        if not request.seats:
            return None
        fits = (room for room in self._rooms if request.fits(room) and slots <= room.free)
        free = (room for room in fits if not self.rooms[room.key] & slots)
        first = next(free, None)
        if first is None or request.wishes <= first.features:
            return first
        # Of the same size, one that has what is wished for.
        same = (room for room in free if room.seats == first.seats and request.wishes <= room.features)
        return next(same, first)

    def _interpreter(self, request: Request, slots: set[int]) -> Interpreter | None:
        return next(self._interpreters(request, slots), None)

    def _interpreters(self, request: Request, slots: set[int]) -> Iterator[Interpreter]:
        """Yield those who know its languages and are free; none where it needs nobody."""
        if request.languages:
            knows = (
                one for one in self.problem.interpreters if request.languages <= one.languages and slots <= one.free
            )
            yield from (one for one in knows if not self.interpreters[one.key] & slots)


def first_come(problem: Problem, placed: Mapping[int, Placement] | None = None) -> Plan:
    """Return the plan of first come, first served; `placed` is there already and stays."""
    found = dict(placed or {})
    diary = Diary(problem, found)
    for request in problem.requests:
        if request.key in found:
            continue
        placement = diary.first(request, problem.starts_of(request))
        if placement:
            found[request.key] = placement
            diary.enter(request, placement)
    return Plan(found, weight_of(problem, found))
