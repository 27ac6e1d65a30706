"""The plan that people make by hand: each request in order, into the first common free slot and the smallest room that fits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from schedule.bilaterals.planning.problem import (
    MeetingPlan,
    Placement,
    PlannedInterpreter,
    PlannedRoom,
    PlanningProblem,
    Request,
)


class Diary:
    """The slots that parties, rooms and interpreters have no longer free while a plan is made."""

    def __init__(self, problem: PlanningProblem, placed: Mapping[int, Placement] | None = None) -> None:
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

    def leave(self, request: Request, placement: Placement) -> None:
        """Free again what `enter` took for this placement."""
        slots = request.slots_from(placement.start)
        for party in request.parties:
            self.parties[party].difference_update(slots)
            self.meetings[party, self.problem.days[placement.start]] -= 1
        if placement.room is not None:
            self.rooms[placement.room].difference_update(slots)
        if placement.interpreter is not None:
            self.interpreters[placement.interpreter].difference_update(slots)

    def first(self, request: Request, starts: Iterable[int]) -> Placement | None:
        """Return the first placement that is free, in the smallest room that fits, or None."""
        for start in starts:
            if placement := self._at(request, start):
                return placement
        return None

    def _at(self, request: Request, start: int) -> Placement | None:
        slots, day = set(request.slots_from(start)), self.problem.days[start]
        for party in request.parties:
            if self.parties[party] & slots or self.meetings[party, day] >= self.problem.caps.get((party, day), 10**6):
                return None
        room = self._room(request, slots)
        interpreter = next(self._interpreters(request, slots), None)
        if (room is None and request.seats) or (interpreter is None and request.languages):
            return None
        return Placement(start, room.key if room else None, interpreter.key if interpreter else None)

    def at(self, request: Request, agreed: Placement) -> Placement | None:
        """Return this placement if everybody and everything is free then; another room or interpreter where its own is taken."""
        placement = self._at(request, agreed.start)
        if placement is None:
            return None
        slots, room, interpreter = set(request.slots_from(agreed.start)), placement.room, placement.interpreter
        own = self.problem.rooms_by_key.get(agreed.room) if agreed.room is not None else None
        if own and request.fits(own) and slots <= own.free and not self.rooms[own.key] & slots:
            room = own.key
        if any(free.key == agreed.interpreter for free in self._interpreters(request, slots)):
            interpreter = agreed.interpreter
        return Placement(placement.start, room, interpreter)

    def _room(self, request: Request, slots: set[int]) -> PlannedRoom | None:
        if not request.seats:
            return None
        fits = (room for room in self._rooms if request.fits(room) and slots <= room.free)
        free = (room for room in fits if not self.rooms[room.key] & slots)
        first = next(free, None)
        if first is None or request.wishes <= first.features:
            return first
        # Prefer a room of the same size that has what is wished for.
        same = (room for room in free if room.seats == first.seats and request.wishes <= room.features)
        return next(same, first)

    def _interpreters(self, request: Request, slots: set[int]) -> Iterator[PlannedInterpreter]:
        """Yield those who know its languages and are free; none where it needs nobody."""
        for interpreter in self.problem.interpreters if request.languages else ():
            is_free = slots <= interpreter.free and not self.interpreters[interpreter.key] & slots
            if is_free and request.languages <= interpreter.languages:
                yield interpreter


def first_come(problem: PlanningProblem, placed: Mapping[int, Placement] | None = None) -> MeetingPlan:
    """Return the plan of first come, first served; `placed` is there already and stays."""
    all_placed = dict(placed or {})
    diary = Diary(problem, all_placed)
    for request in problem.requests:
        if request.key in all_placed:
            continue
        if placement := diary.first(request, problem.starts_of(request)):
            all_placed[request.key] = placement
            diary.enter(request, placement)
    return MeetingPlan(all_placed)
