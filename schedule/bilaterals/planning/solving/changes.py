"""What stands in the way of what: so that nothing changes for no gain, and so that reasons name the meetings that they mean."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from schedule.bilaterals.planning.first_come import Diary
from schedule.bilaterals.planning.problem import Placement, PlanningProblem, Request


class Occupancy:
    """Which meetings of a plan take parties, rooms, interpreters and the places of a day."""

    def __init__(self, problem: PlanningProblem, placed: Mapping[int, Placement]) -> None:
        self.problem = problem
        self._takers: defaultdict[tuple[str, int, int], set[int]] = defaultdict(set)
        self._on_day: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for key, placement in placed.items():
            self.enter(key, placement)

    def enter(self, key: int, placement: Placement) -> None:
        for place in self._places(self.problem.by_key[key], placement):
            self._takers[place].add(key)
        for party in self.problem.by_key[key].parties:
            self._on_day[party, self.problem.days[placement.start]].add(key)

    def leave(self, key: int, placement: Placement) -> None:
        for place in self._places(self.problem.by_key[key], placement):
            self._takers[place].discard(key)
        for party in self.problem.by_key[key].parties:
            self._on_day[party, self.problem.days[placement.start]].discard(key)

    def find_rivals(self, request: Request, placement: Placement) -> set[int]:
        """Return the keys of other meetings for which this placement is not free."""
        rivals = self._takers_of(self._places(request, placement)) | self._fill_the_day(request, placement.start)
        return rivals - {request.key}

    def find_rivals_at(self, request: Request, start: int) -> set[int]:
        """Return the keys of other meetings for which it cannot begin then, in whichever room: empty if it can."""
        if rivals := self.find_rivals(request, Placement(start, None)):
            return rivals
        slots, rivals = request.slots_from(start), set()
        rooms = [room.key for room in self.problem.rooms if request.fits(room) and room.free.issuperset(slots)]
        interpreters = [
            person.key
            for person in self.problem.interpreters
            if request.languages <= person.languages and person.free.issuperset(slots)
        ]
        for kind, keys, is_needed in (
            ("room", rooms, bool(request.seats)),
            ("interpreter", interpreters, bool(request.languages)),
        ):
            takers = [self._takers_of((kind, key, slot) for slot in slots) - {request.key} for key in keys]
            if is_needed and all(takers):
                rivals |= set[int]().union(*takers)
        return rivals

    def _takers_of(self, places: Iterable[tuple[str, int, int]]) -> set[int]:
        return set[int]().union(*(self._takers.get(place, ()) for place in places))

    def _fill_the_day(self, request: Request, start: int) -> set[int]:
        """Return the meetings of a party that already has as many as it may on that day."""
        day = self.problem.days[start]
        filling = set()
        for party in request.parties:
            meetings = self._on_day[party, day] - {request.key}
            if len(meetings) >= self.problem.caps.get((party, day), len(meetings) + 1):
                filling |= meetings
        return filling

    @staticmethod
    def _places(request: Request, placement: Placement) -> list[tuple[str, int, int]]:
        taken = [("party", party) for party in request.parties]
        if placement.room is not None:
            taken.append(("room", placement.room))
        if placement.interpreter is not None:
            taken.append(("interpreter", placement.interpreter))
        return [(kind, key, slot) for kind, key in taken for slot in request.slots_from(placement.start)]


def revert_needless_changes(
    problem: PlanningProblem, placed: Mapping[int, Placement], standing: Mapping[int, Placement]
) -> dict[int, Placement]:
    """Return the plan with everything where it is today that needs not change for another meeting.

    Several that have only exchanged their places go back together. A plan that lacks a meeting that stands today is returned as it is.
    """
    plan = dict(placed)
    if not standing.keys() <= plan.keys():
        return plan
    occupancy = Occupancy(problem, plan)
    for key in sorted(standing):
        for member in _find_exchange(problem, occupancy, plan, standing, key):
            occupancy.leave(member, plan[member])
            plan[member] = standing[member]
            occupancy.enter(member, plan[member])
    return _return_to_times(problem, plan)


def _find_exchange(
    problem: PlanningProblem,
    occupancy: Occupancy,
    plan: Mapping[int, Placement],
    standing: Mapping[int, Placement],
    key: int,
) -> set[int]:
    """Return this meeting and all that must go back with it; nothing where that would cost a meeting its place, or none has changed."""
    if plan[key] == standing[key]:
        return set()
    exchange, waiting = {key}, [key]
    while waiting:
        member = waiting.pop()
        for rival in occupancy.find_rivals(problem.by_key[member], standing[member]) - exchange:
            if rival not in standing:
                return set()
            if plan[rival] != standing[rival]:
                exchange.add(rival)
                waiting.append(rival)
    return exchange


def _return_to_times(problem: PlanningProblem, plan: dict[int, Placement]) -> dict[int, Placement]:
    """Give each meeting its time of today where only its room or interpreter has to change."""
    diary = Diary(problem, plan)
    for key in sorted(plan):
        request = problem.by_key[key]
        if request.agreed is None or plan[key].start == request.agreed.start:
            continue
        diary.leave(request, plan[key])
        is_possible = request.agreed.start in problem.starts_of(request)
        plan[key] = (diary.at(request, request.agreed) if is_possible else None) or plan[key]
        diary.enter(request, plan[key])
    return plan
