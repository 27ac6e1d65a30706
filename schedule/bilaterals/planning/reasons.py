"""Why a meeting has no place in a plan, and why one changes: a code, and which other meetings are meant. It knows no database.

Each reason is true as it reads: of the times at which the parties are free, one condition after the other leaves some, until none is left.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from schedule.bilaterals.planning.problem import Placement, PlanningProblem, Request
from schedule.bilaterals.planning.solving.changes import Occupancy

# How many other meetings a reason names.
NAMED = 6


class Reason(NamedTuple):
    """`code` as of models.Why; `others` are keys of the meetings meant, those that matter most first."""

    code: str
    others: tuple[int, ...] = ()


def find_why_not(problem: PlanningProblem, placed: Mapping[int, Placement], request: Request) -> Reason:
    """Return why the plan has no place for this request; an empty code if it could be placed."""
    if code := _why_never(problem, request):
        return Reason(code)
    starts = [start for start in problem.starts_of(request) if _is_served(problem, request, start)]
    occupancy, rivals = Occupancy(problem, placed), Counter[int]()
    for start in starts:
        in_the_way = occupancy.find_rivals_at(request, start)
        if not in_the_way:
            return Reason("")
        rivals.update(in_the_way)
    return Reason("others", _most_frequent(rivals))


def find_why_moved(problem: PlanningProblem, placed: Mapping[int, Placement], request: Request) -> Reason:
    """Return why it does not keep the time of today."""
    agreed = request.agreed
    if agreed is None:
        return Reason("")
    start, slots = agreed.start, set(request.slots_from(agreed.start))
    if start not in set(problem.starts_of(request)):
        return Reason("excluded_at" if _are_free(problem, request.parties, slots) else "engaged")
    if not _has_room(problem, request, start):
        return Reason("no_room")
    if not _has_interpreter(problem, request, start):
        return Reason("no_interp_at")
    if not _is_below_cap(problem, request, start):
        return Reason("cap_at")
    if not _current_placement_holds(problem, request):
        rivals = Counter(Occupancy(problem, placed).find_rivals_at(request, start))
        return Reason("taken_at", _most_frequent(rivals))
    return Reason("makes_place", _find_gains(problem, placed, request, agreed))


def _why_never(problem: PlanningProblem, request: Request) -> str:
    """Return why it could not be placed if there were no other meetings to be planned; an empty text if it could."""
    if request.seats and not any(request.fits(room) for room in problem.rooms):
        return "seats"
    if code := _why_no_time(problem, request):
        return code
    starts = list(problem.starts_of(request))
    starts = [start for start in starts if _has_room(problem, request, start)]
    if not starts:
        return "rooms_full"
    starts = [start for start in starts if _has_interpreter(problem, request, start)]
    if not starts:
        return "no_interp"
    return "" if any(_is_below_cap(problem, request, start) for start in starts) else "cap"


def _why_no_time(problem: PlanningProblem, request: Request) -> str:
    common = _common(problem, request.parties)
    if not list(problem.openings(common, request.length)):
        first_two = _common(problem, request.parties[:2])
        if len(request.parties) > 2 and list(problem.openings(first_two, request.length)):
            return "third"
        return "too_long" if common else "no_time"
    if not list(problem.openings(common - request.impossible, request.length)):
        return "excluded"
    if not list(problem.openings(common - request.margins, request.length)):
        return "margins"
    return "" if list(problem.starts_of(request)) else "excluded_rest"


def _common(problem: PlanningProblem, parties: Iterable[int]) -> frozenset[int]:
    return frozenset.intersection(*(problem.free.get(party, frozenset()) for party in parties))


def _are_free(problem: PlanningProblem, parties: Iterable[int], slots: set[int]) -> bool:
    return _common(problem, parties) >= slots


def _is_served(problem: PlanningProblem, request: Request, start: int) -> bool:
    return (
        _has_room(problem, request, start)
        and _has_interpreter(problem, request, start)
        and _is_below_cap(problem, request, start)
    )


def _has_room(problem: PlanningProblem, request: Request, start: int) -> bool:
    slots = request.slots_from(start)
    return not request.seats or any(request.fits(room) and room.free.issuperset(slots) for room in problem.rooms)


def _has_interpreter(problem: PlanningProblem, request: Request, start: int) -> bool:
    slots = request.slots_from(start)
    return not request.languages or any(
        request.languages <= person.languages and person.free.issuperset(slots) for person in problem.interpreters
    )


def _is_below_cap(problem: PlanningProblem, request: Request, start: int) -> bool:
    return all(problem.caps.get((party, problem.days[start]), 1) > 0 for party in request.parties)


def _find_gains(
    problem: PlanningProblem, placed: Mapping[int, Placement], request: Request, agreed: Placement
) -> tuple[int, ...]:
    """Return the meetings that gain a place because this one moves, directly or through a chain of moves."""
    occupancy, seen, gains, waiting = Occupancy(problem, placed), {request.key}, list[int](), [(request, agreed)]
    while waiting:
        for rival in sorted(occupancy.find_rivals(*waiting.pop(0)) - seen):
            seen.add(rival)
            other = problem.by_key[rival]
            if other.agreed is None or not _current_placement_holds(problem, other):
                gains.append(rival)
            elif placed[rival] != other.agreed:
                waiting.append((other, other.agreed))
    return tuple(gains[:NAMED])


def _current_placement_holds(problem: PlanningProblem, request: Request) -> bool:
    """Return whether its place of today still holds."""
    agreed = request.agreed
    if agreed is None or agreed.start not in set(problem.starts_of(request)):
        return False
    slots = request.slots_from(agreed.start)
    room = next((room for room in problem.rooms if room.key == agreed.room), None)
    person = next((person for person in problem.interpreters if person.key == agreed.interpreter), None)
    if request.seats and not (room and request.fits(room) and room.free.issuperset(slots)):
        return False
    return not request.languages or bool(
        person and request.languages <= person.languages and person.free.issuperset(slots)
    )


def _most_frequent(rivals: Counter[int]) -> tuple[int, ...]:
    return tuple(sorted(rivals, key=lambda key: (-rivals[key], key))[:NAMED])
