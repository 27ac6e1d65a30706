"""What the planner of bilateral meetings reads and returns. Plain data: nothing here knows the database.

Time is a row of slots, numbered from 0 over all days; each has room for the shortest meeting and its buffer. A longer meeting takes
several slots that follow one another.
"""

from __future__ import annotations

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
    """A meeting to be placed.

    Args:
        parties: The two to four delegations that meet.
        length: Slots that it takes.
        seats: Seats that its room needs; 0 for one that needs no room.
        features: What its room must have.
        wishes: What its room should have, where one that has it is free.
        languages: What its interpreter must know; empty for none.
        weight: From WEIGHT to WEIGHT + PRIORITY.
        preferred: First slots that a side would rather have.
        impossible: Slots that a side excluded.
        agreed: Where it is by today's plan.
    """

    key: int
    parties: tuple[int, ...]
    length: int = 1
    seats: int = 0
    features: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    weight: int = WEIGHT
    preferred: frozenset[int] = frozenset()
    impossible: frozenset[int] = frozenset()
    agreed: Placement | None = None

    def slots_from(self, start: int) -> range:
        return range(start, start + self.length)

    def fits(self, room: PlannedRoom) -> bool:
        return room.seats >= self.seats and self.features <= room.features


@dataclass(frozen=True)
class PlanningProblem:
    """All requests, and when everybody and everything is free.

    Args:
        days: The day of each slot, so that a meeting never lies on two. A break is a slot in which nobody is free.
        free: The slots of each party in which it has nothing else.
        caps: The most meetings of a party on a day, by both; there is no limit where they are not in it.
    """

    days: Sequence[int]
    free: Mapping[int, frozenset[int]]
    rooms: Sequence[PlannedRoom]
    requests: Sequence[Request]
    interpreters: Sequence[PlannedInterpreter] = ()
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
    """Meetings placed, by key of their request.

    Args:
        bound: No plan has a higher value; None where nothing was proved.
        seconds: Time that it took.
    """

    placed: Mapping[int, Placement]
    value: int = 0
    bound: float | None = None
    seconds: float = 0.0

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
