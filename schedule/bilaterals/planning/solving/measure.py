"""What a plan is worth: most meetings first, then the fewest changes of today's plan, then wishes."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from schedule.bilaterals.planning.first_come import Diary
from schedule.bilaterals.planning.problem import Placement, PlanningProblem, Request

PREFERRED = 20  # the time that a side would rather have
FAIR = 100  # one more meeting for a delegation that has less than half of what it asked for


class Score(NamedTuple):
    """Plans are compared by these, in this order; more is better."""

    placed: int
    times: int  # agreed meetings that keep their time
    rooms: int  # agreed meetings that keep their time and room
    offers: int  # open requests that keep the time on offer
    interpreters: int  # meetings that keep their time and interpreter
    wishes: int  # weights, preferred times, and fairness between delegations


def score_of(problem: PlanningProblem, placed: Mapping[int, Placement]) -> Score:
    times, rooms, offers, interpreters, wishes = 0, 0, 0, 0, 0
    count: defaultdict[int, int] = defaultdict(int)
    for key, placement in placed.items():
        request = problem.by_key[key]
        wishes += wishes_at(request, placement.start)
        for party in request.parties:
            count[party] += 1
        if request.agreed is None or request.agreed.start != placement.start:
            continue
        times += not request.is_open
        offers += request.is_open
        rooms += not request.is_open and request.agreed.room is not None and placement.room == request.agreed.room
        interpreters += placement.interpreter is not None and placement.interpreter == request.agreed.interpreter
    wishes += sum(FAIR * min(count[party], half) for party, half in halves(problem).items())
    return Score(len(placed), times, rooms, offers, interpreters, wishes)


def wishes_at(request: Request, start: int) -> int:
    return request.weight + PREFERRED * (start in request.preferred)


def halves(problem: PlanningProblem) -> dict[int, int]:
    """Return for each party half of its requests, rounded up."""
    count: defaultdict[int, int] = defaultdict(int)
    for request in problem.requests:
        for party in request.parties:
            count[party] += 1
    return {party: (number + 1) // 2 for party, number in count.items()}


def find_standing(problem: PlanningProblem) -> dict[int, Placement]:
    """Return today's places that still hold as they are: people, room and interpreter free. No plan takes them without another place."""
    diary, standing = Diary(problem), dict[int, Placement]()
    for request, agreed in _possible(problem):
        if diary.at(request, agreed) == agreed:
            diary.enter(request, agreed)
            standing[request.key] = agreed
    return standing


def keep_today(problem: PlanningProblem, standing: Mapping[int, Placement]) -> dict[int, Placement]:
    """Return what stands, and with it whatever can keep its time with another room or interpreter."""
    diary, placed = Diary(problem, standing), dict(standing)
    for request, agreed in _possible(problem):
        if request.key not in placed and (placement := diary.at(request, agreed)):
            diary.enter(request, placement)
            placed[request.key] = placement
    return placed


def _possible(problem: PlanningProblem) -> list[tuple[Request, Placement]]:
    """Return the requests that today's plan has at a time at which their parties are free; agreed ones before open ones."""
    requests = [(request, request.agreed) for request in problem.requests if request.agreed]
    possible = [(request, agreed) for request, agreed in requests if agreed.start in problem.starts_of(request)]
    return sorted(possible, key=lambda pair: pair[0].is_open)
