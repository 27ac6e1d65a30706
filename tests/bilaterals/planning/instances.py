"""Problems made from fixed seeds: for tests, and for the bench of the planner."""

from __future__ import annotations

import random
from collections.abc import Sequence

from schedule.bilaterals.planning.problem import PRIORITY, WEIGHT, Interpreter, Problem, Request, Room

LANGUAGES = ("ar", "en", "es", "fr", "ru", "vi", "zh")
FEATURES = ("flags", "sofas")


def conference(
    seed: int, *, parties: int, requests: int, rooms: int, slots: int, taken: float, days: int = 2
) -> Problem:
    """Return a conference's open requests.

    Delegations are asked unequally, as a host or a great power is: the party at place n with weight (1 + n) to the power of -0.8.

    Args:
        taken: The share of each party's slots in which it has something else.
    """
    chance = random.Random(seed)
    sought = [(1 + place) ** -0.8 for place in range(parties)]
    free = {party: frozenset(slot for slot in range(slots) if chance.random() >= taken) for party in range(parties)}
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < requests:
        one, two = chance.choices(range(parties), weights=sought, k=2)
        if one != two:
            pairs[min(one, two), max(one, two)] = None
    return Problem(
        days=[slot * days // slots for slot in range(slots)],
        free=free,
        rooms=[Room(key, (8, 8, 12, 12, 20)[key % 5], frozenset(range(slots))) for key in range(rooms)],
        requests=[
            Request(key, pair, seats=chance.choice((6, 8, 10, 12, 16)), weight=WEIGHT + chance.randrange(PRIORITY + 1))
            for key, pair in enumerate(pairs)
        ],
    )


def small(seed: int) -> Problem:
    """Return a problem with something of everything, small enough to try every plan."""
    chance = random.Random(seed)
    slots = chance.randint(2, 4)
    parties = range(chance.randint(2, 4))
    return Problem(
        days=[0 if slot < (slots + 1) // 2 else 1 for slot in range(slots)],
        free={party: _some(chance, range(slots), 0.8) for party in parties},
        rooms=[
            Room(key, chance.choice((4, 8)), _some(chance, range(slots), 0.8), frozenset(chance.sample(FEATURES, k=1)))
            for key in range(chance.randint(1, 2))
        ],
        requests=[_request(chance, key, parties, slots) for key in range(chance.randint(1, 4))],
        interpreters=[
            Interpreter(key, frozenset(chance.sample(LANGUAGES, k=2)), _some(chance, range(slots), 0.8))
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
