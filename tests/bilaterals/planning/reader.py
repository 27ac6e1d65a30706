"""Whether what the planner says of a plan is so, read from the problem alone: its reasons, and that nothing changes for no gain.

Like verifier.py it shares no code with the planner; it reads sentence by sentence what a person would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schedule.bilaterals.planning.problem import Placement, PlanningProblem, Request
from tests.bilaterals.planning.verifier import faults


def standing(problem: PlanningProblem) -> dict[int, Placement]:
    """Return today's places that break no rule; all of them together break none where today's plan was one."""
    return {
        request.key: request.agreed
        for request in problem.requests
        if request.agreed is not None and not any(faults(problem, {request.key: request.agreed}))
    }


def vain_changes(problem: PlanningProblem, placed: Mapping[int, Placement]) -> Iterator[str]:
    """Yield one sentence for each change of today's plan that gains nothing."""
    today = standing(problem)
    changed = [key for key, place in today.items() if placed.get(key) != place]
    if len(placed) == len(today) and changed:
        yield f"{changed} change though as many have a place today"
    for key, place in today.items():
        if key not in placed:
            yield f"{key} loses its place"
        elif placed[key] != place and not any(faults(problem, {**placed, key: place})):
            yield f"{key} changes although its place of today is free"


def is_true(
    problem: PlanningProblem, placed: Mapping[int, Placement], request: Request, code: str, others: tuple[int, ...]
) -> bool:
    """Return whether the reason for which the plan has no place for a request is so."""
    free = [start for start in range(len(problem.days)) if _fits_the_day(problem, request, start)]
    free = [start for start in free if all(_is_free(problem, party, request, start) for party in request.parties)]
    allowed = [start for start in free if not request.impossible & _slots(request, start)]
    at_ease = [start for start in free if not request.margins & _slots(request, start)]
    times = [start for start in allowed if start in at_ease]
    with_room = [start for start in times if _rooms(problem, request, start) or not request.seats]
    served = [start for start in with_room if not request.languages or _interpreters(problem, request, start)]
    open_days = [
        start
        for start in served
        if all(problem.caps.get((party, problem.days[start]), 99) > 0 for party in request.parties)
    ]
    has_common = any(
        all(slot in problem.free.get(party, frozenset()) for party in request.parties)
        for slot in range(len(problem.days))
    )
    first_two = [
        start
        for start in range(len(problem.days))
        if _fits_the_day(problem, request, start)
        and all(_is_free(problem, party, request, start) for party in request.parties[:2])
    ]
    match code:
        case "seats":
            return request.seats > 0 and not any(
                room.seats >= request.seats and request.features <= room.features for room in problem.rooms
            )
        case "no_time":
            return not has_common
        case "third":
            return bool(first_two) and not free
        case "too_long":
            return has_common and not free
        case "excluded":
            return bool(free) and not allowed
        case "margins":
            return bool(free) and not at_ease
        case "excluded_rest":
            return bool(allowed and at_ease) and not times
        case "rooms_full":
            return bool(times) and not with_room
        case "no_interp":
            return bool(with_room) and not served
        case "cap":
            return bool(served) and not open_days
        case "others":
            return (
                bool(open_days)
                and all(_is_taken(problem, placed, request, start) for start in open_days)
                and (
                    bool(others) and all(_is_in_the_way(problem, placed, request, other, open_days) for other in others)
                )
            )
    return False


def is_true_move(
    problem: PlanningProblem, placed: Mapping[int, Placement], request: Request, code: str, others: tuple[int, ...]
) -> bool:
    """Return whether the reason for which a meeting leaves its time of today is so."""
    assert request.agreed is not None
    start, slots = request.agreed.start, _slots(request, request.agreed.start)
    are_free = all(_is_free(problem, party, request, start) for party in request.parties)
    match code:
        case "engaged":
            return not are_free
        case "excluded_at":
            return are_free and bool(slots & (request.impossible | request.margins))
        case "no_room":
            return not _rooms(problem, request, start)
        case "no_interp_at":
            return not _interpreters(problem, request, start)
        case "cap_at":
            return any(problem.caps.get((party, problem.days[start]), 99) <= 0 for party in request.parties)
        case "taken_at":
            in_the_way = all(_is_in_the_way(problem, placed, request, other, [start]) for other in others)
            return (
                request.key not in standing(problem)
                and bool(others)
                and in_the_way
                and (_is_taken(problem, placed, request, start))
            )
        case "makes_place":
            # Whoever is named has a place by the plan, and had none that still holds.
            return bool(others) and all(other in placed and other not in standing(problem) for other in others)
    return False


def _slots(request: Request, start: int) -> set[int]:
    return {start + step for step in range(request.length)}


def _fits_the_day(problem: PlanningProblem, request: Request, start: int) -> bool:
    last = start + request.length - 1
    return last < len(problem.days) and problem.days[start] == problem.days[last]


def _is_free(problem: PlanningProblem, party: int, request: Request, start: int) -> bool:
    return _slots(request, start) <= problem.free.get(party, frozenset())


def _rooms(problem: PlanningProblem, request: Request, start: int) -> list[int]:
    return [
        room.key
        for room in problem.rooms
        if room.seats >= request.seats and request.features <= room.features and _slots(request, start) <= room.free
    ]


def _interpreters(problem: PlanningProblem, request: Request, start: int) -> list[int]:
    return [
        who.key
        for who in problem.interpreters
        if request.languages <= who.languages and _slots(request, start) <= who.free
    ]


def _is_taken(problem: PlanningProblem, placed: Mapping[int, Placement], request: Request, start: int) -> bool:
    rooms = _rooms(problem, request, start) if request.seats else [None]
    interpreters = _interpreters(problem, request, start) if request.languages else [None]
    return all(
        any(_faults_with(problem, placed, request, Placement(start, room, who)))
        for room in rooms
        for who in interpreters
    )


def _faults_with(
    problem: PlanningProblem, placed: Mapping[int, Placement], request: Request, place: Placement
) -> Iterator[str]:
    by_key = {each.key: each for each in problem.requests}
    slots, parties = _slots(request, place.start), set(request.parties)
    near = {
        key: other
        for key, other in placed.items()
        if slots & _slots(by_key[key], other.start)
        or (parties & set(by_key[key].parties) and problem.days[other.start] == problem.days[place.start])
    }
    return faults(problem, {**near, request.key: place})


def _is_in_the_way(
    problem: PlanningProblem, placed: Mapping[int, Placement], request: Request, other: int, starts: list[int]
) -> bool:
    """Return whether without the other one, some rule less would be broken: it shares a party's day, or the time."""
    if other not in placed:
        return False
    (rival,) = [each for each in problem.requests if each.key == other]
    place = placed[other]
    shares_party = set(rival.parties) & set(request.parties)
    return any(
        (shares_party and problem.days[start] == problem.days[place.start])
        or _slots(request, start) & _slots(rival, place.start)
        for start in starts
    )
