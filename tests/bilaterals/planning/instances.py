"""Problems made from fixed seeds: for tests, and for the bench of the planner."""

from __future__ import annotations

import random
from collections.abc import Sequence

from schedule.bilaterals.planning.problem import (
    PRIORITY,
    WEIGHT,
    PlannedInterpreter,
    PlannedRoom,
    PlanningProblem,
    Request,
)

LANGUAGES = ("ar", "en", "es", "fr", "ru", "vi", "zh")
FEATURES = ("flags", "sofas")


def conference(
    seed: int, *, parties: int, requests: int, rooms: int, slots: int, taken: float, days: int = 2
) -> PlanningProblem:
    """Return a conference's open requests.

    Delegations are asked unequally, as a host or a great power is: the party at place n with weight (1 + n) to the power of -0.8.
    What takes a party's time lies in stretches of one slot to nearly a day, as talks, sessions, round tables and visits do. With single
    slots drawn here and there instead, at 55 %, no plan is more than about a seventh better than first come, first served; with these it
    can be a fifth to a quarter, as in a prototype of the planner.

    Args:
        taken: The share of each party's slots in which it has something else.
    """
    chance = random.Random(seed)
    sought = [(1 + place) ** -0.8 for place in range(parties)]
    free = {party: _free_in_stretches(chance, slots, taken, slots // days) for party in range(parties)}
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < requests:
        one, two = chance.choices(range(parties), weights=sought, k=2)
        if one != two:
            pairs[min(one, two), max(one, two)] = None
    return PlanningProblem(
        days=[slot * days // slots for slot in range(slots)],
        free=free,
        rooms=[PlannedRoom(key, (8, 8, 12, 12, 20)[key % 5], frozenset(range(slots))) for key in range(rooms)],
        requests=[
            Request(key, pair, seats=chance.choice((6, 8, 10, 12, 16)), weight=WEIGHT + chance.randrange(PRIORITY + 1))
            for key, pair in enumerate(pairs)
        ],
    )


def _free_in_stretches(chance: random.Random, slots: int, taken: float, day: int) -> frozenset[int]:
    """Return the slots that stretches of one slot to seven eighths of a day, none over two days, leave free: the share `taken` is taken."""
    gone: set[int] = set()
    while len(gone) < round(slots * taken):
        start = chance.randrange(slots)
        ends = min(start + chance.randint(1, day * 7 // 8), (start // day + 1) * day)
        left = [slot for slot in range(start, ends) if slot not in gone]
        gone.update(left[: round(slots * taken) - len(gone)])
    return frozenset(range(slots)) - gone


STEPS = 54  # of ten minutes, from 09:00 to 18:00
LUNCH = range(21, 26)
HALVES = (range(18), range(18, 30), range(30, STEPS))
# Of 15, 20, 30 and 60 minutes with their buffer, as they are asked for.
LENGTHS = ((3, 0.25), (3, 0.4), (4, 0.25), (7, 0.1))
SPOKEN = (("en",), ("en", "fr"), ("ar", "en"), ("en", "es"), ("en", "ru"), ("en", "zh"), ("en", "vi"), ("es", "fr"))


def as_asked(seed: int, *, parties: int, requests: int, rooms: int, taken: float, days: int = 2) -> PlanningProblem:
    """Return a conference's open requests as the desk has them: on the grid of ten minutes, with everything that can be asked for.

    Lengths of 15 to 60 minutes; what takes the parties' time lies in stretches of half an hour to two hours; lunch is kept free; a side
    may exclude one part of a day or prefer another; six meetings a day at most; a third needs an interpreter, of whom there are nine.

    Args:
        taken: The share of each party's time in which it has something else.
    """
    chance = random.Random(seed)
    slots = STEPS * days
    sought = [(1 + place) ** -0.8 for place in range(parties)]
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < requests:
        one, two = chance.choices(range(parties), weights=sought, k=2)
        if one != two:
            pairs[min(one, two), max(one, two)] = None
    return PlanningProblem(
        days=[slot // STEPS for slot in range(slots)],
        free={party: _left_free(chance, slots, taken) for party in range(parties)},
        rooms=[PlannedRoom(key, (16, 12, 12, 8, 8, 6, 20)[key % 7], frozenset(range(slots))) for key in range(rooms)],
        requests=[_asked(chance, key, pair, days) for key, pair in enumerate(pairs)],
        interpreters=[
            PlannedInterpreter(key, frozenset(SPOKEN[1 + key % 7]), frozenset(range(slots))) for key in range(9)
        ],
        caps={(party, day): 6 for party in range(parties) for day in range(days)},
    )


def _left_free(chance: random.Random, slots: int, taken: float) -> frozenset[int]:
    free = set(range(slots))
    while len(free) > slots * (1 - taken):
        start = chance.randrange(slots)
        free -= set(range(start, start + chance.choice((3, 6, 9, 12))))
    return frozenset(free)


def _asked(chance: random.Random, key: int, pair: tuple[int, int], days: int) -> Request:
    [length] = chance.choices([one for one, _share in LENGTHS], weights=[share for _one, share in LENGTHS])
    lunch = {day * STEPS + slot for day in range(days) for slot in LUNCH}
    parts = [frozenset(day * STEPS + slot for slot in part) for day in range(days) for part in HALVES]
    preferred = chance.choice(parts) if chance.random() < 0.4 else frozenset()
    impossible = chance.choice(parts) if chance.random() < 0.3 else frozenset()
    return Request(
        key,
        pair,
        length=length,
        seats=chance.choice((4, 6, 6, 8, 10, 12, 16)) if chance.random() < 0.95 else 0,
        languages=frozenset(chance.choice(SPOKEN[1:])) if chance.random() < 0.33 else frozenset(),
        weight=WEIGHT + chance.randrange(PRIORITY + 1),
        preferred=preferred,
        impossible=frozenset(impossible),
        margins=frozenset(lunch),
    )


def small(seed: int) -> PlanningProblem:
    """Return a problem with something of everything, small enough to try every plan."""
    chance = random.Random(seed)
    slots = chance.randint(2, 4)
    parties = range(chance.randint(2, 4))
    return PlanningProblem(
        days=[0 if slot < (slots + 1) // 2 else 1 for slot in range(slots)],
        free={party: _some(chance, range(slots), 0.8) for party in parties},
        rooms=[
            PlannedRoom(
                key, chance.choice((4, 8)), _some(chance, range(slots), 0.8), frozenset(chance.sample(FEATURES, k=1))
            )
            for key in range(chance.randint(1, 2))
        ],
        requests=[_request(chance, key, parties, slots) for key in range(chance.randint(1, 4))],
        interpreters=[
            PlannedInterpreter(key, frozenset(chance.sample(LANGUAGES, k=2)), _some(chance, range(slots), 0.8))
            for key in range(chance.randint(0, 2))
        ],
        caps={(party, day): chance.randint(1, 2) for party in parties for day in (0, 1) if chance.random() < 0.4},
    )


def _request(chance: random.Random, key: int, parties: Sequence[int], slots: int) -> Request:
    needs_room = chance.random() < 0.8
    return Request(
        key,
        tuple(chance.sample(parties, k=min(len(parties), chance.choice((2, 2, 2, 3))))),
        length=chance.choice((1, 1, 2)),
        seats=chance.choice((2, 6)) if needs_room else 0,
        features=frozenset(chance.sample(FEATURES, k=1)) if needs_room and chance.random() < 0.3 else frozenset(),
        languages=frozenset(chance.sample(LANGUAGES, k=1)) if chance.random() < 0.2 else frozenset(),
        weight=WEIGHT + chance.randrange(PRIORITY + 1),
        preferred=_some(chance, range(slots), 0.3),
        impossible=_some(chance, range(slots), 0.1),
    )


def _some(chance: random.Random, slots: range, share: float) -> frozenset[int]:
    return frozenset(slot for slot in slots if chance.random() < share)
