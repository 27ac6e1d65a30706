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
    margins: frozenset[int] = frozenset()  # slots of lunch, or in which somebody is on the way
    agreed: Placement | None = None  # where it is by today's plan; its room is None if it has none yet
    is_open: bool = False  # that place is only on offer: to change it costs less

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
        yield from self.openings(common - request.impossible - request.margins, request.length)

    def openings(self, slots: frozenset[int], length: int) -> Iterator[int]:
        """Yield the first of `length` slots that follow one another on one day, all among `slots`."""
        for start in sorted(slots):
            end = start + length - 1
            if end < len(self.days) and self.days[start] == self.days[end] and slots.issuperset(range(start, end + 1)):
                yield start


@dataclass(frozen=True)
class MeetingPlan:
    """Meetings placed, by key of their request.

    Attributes:
        most: No plan places more meetings.
        is_best: It is proved that no plan places more, then moves fewer, then grants more wishes (`Score`).
        seconds: How long it took.
    """

    placed: Mapping[int, Placement]
    most: int = 0
    is_best: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Progress:
    """How many meetings the best plan so far places, and how many any plan could place at most."""

    placed: int
    most: int
