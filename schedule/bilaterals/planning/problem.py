"""What the planner of bilateral meetings reads and returns. Plain data: nothing here knows the database.

Time is a row of slots, numbered from 0 over all days; each has room for the shortest meeting and its buffer. A longer meeting takes
several slots that follow one another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

# Weight of a meeting without any priority. Priorities add to it, at most PRIORITY in all, so that more meetings come before better ones.
WEIGHT = 1000
PRIORITY = 100


@dataclass(frozen=True)
class PlannedRoom:
    key: int
    seats: int
    free: frozenset[int]  # slots
    features: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlannedInterpreter:
    key: int
    languages: frozenset[str]
    free: frozenset[int]


@dataclass(frozen=True)
class Placement:
    """Where a meeting is: its first slot, its room (None for one that needs none) and its interpreter."""

    start: int
    room: int | None
    interpreter: int | None = None


@dataclass(frozen=True)
class Request:
    """A meeting to be placed."""

    key: int
    parties: tuple[int, ...]  # the two to four delegations that meet
    length: int = 1  # slots
    seats: int = 0  # 0 if it needs no room
    features: frozenset[str] = frozenset()  # what its room must have
    wishes: frozenset[str] = frozenset()  # what its room should have, where one that has it is free
    languages: frozenset[str] = frozenset()  # what its interpreter must know; empty for none
    weight: int = WEIGHT  # at most WEIGHT + PRIORITY
    preferred: frozenset[int] = frozenset()  # first slots that a side would rather have
    impossible: frozenset[int] = frozenset()  # slots that a side excluded
    agreed: Placement | None = None  # where it is by today's plan

    def slots_from(self, start: int) -> range:
        return range(start, start + self.length)

    def fits(self, room: PlannedRoom) -> bool:
        return room.seats >= self.seats and self.features <= room.features


@dataclass(frozen=True)
class PlanningProblem:
    """All requests, and when everybody and everything is free. A break is a slot in which nobody is free."""

    days: Sequence[int]  # of each slot; a meeting never lies on two
    free: Mapping[int, frozenset[int]]  # the slots of each party in which it has nothing else
    rooms: Sequence[PlannedRoom]
    requests: Sequence[Request]
    interpreters: Sequence[PlannedInterpreter] = ()
    # The most meetings of a party on a day, by both; without an entry there is no limit.
    caps: Mapping[tuple[int, int], int] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> dict[int, Request]:
        return {request.key: request for request in self.requests}

    @cached_property
    def rooms_by_key(self) -> dict[int, PlannedRoom]:
        return {room.key: room for room in self.rooms}

    def starts_of(self, request: Request) -> Iterator[int]:
        """Yield the slots at which all its parties are free for its whole length, on one day. Rooms are not asked."""
        common = frozenset.intersection(*(self.free.get(party, frozenset()) for party in request.parties))
        common -= request.impossible
        for start in sorted(common):
            slots = request.slots_from(start)
            if slots[-1] < len(self.days) and self.days[start] == self.days[slots[-1]] and common.issuperset(slots):
                yield start


@dataclass(frozen=True)
class MeetingPlan:
    """Meetings placed, by key of their request."""

    placed: Mapping[int, Placement]
    value: int = 0
    bound: float | None = None  # no plan has a higher value; None where nothing was proved
    seconds: float = 0.0  # that it took

    @property
    def gap(self) -> float:
        """Return value over bound, 1.0 for a plan that is proved the best."""
        return self.value / self.bound if self.bound else 1.0


def weight_of(problem: PlanningProblem, placed: Mapping[int, Placement]) -> int:
    """Return the weight of what is placed."""
    return sum(problem.by_key[key].weight for key in placed)


@dataclass(frozen=True)
class Progress:
    """The best plan's value so far, and the bound above it, after so many seconds."""

    value: int
    bound: float
    seconds: float
