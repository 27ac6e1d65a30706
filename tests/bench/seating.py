"""The seating of a dinner beside the same tables filled by hand, on dinners made from fixed seeds. No database is asked."""

from __future__ import annotations

import time
from typing import Any

from schedule.receptions.seating.faults import faults
from schedule.receptions.seating.problem import Problem
from schedule.receptions.seating.search import Seating, seat_guests
from tests.bench import Figure
from tests.receptions.seating.instances import dinner
from tests.receptions.seating.verifier import broken

SHAPES: dict[str, dict[str, Any]] = {
    "800 at 80 tables": {},
    "800, women and men in turn": {"alternate": True},
    "800, a head table of 15": {"head": 15, "refusals": 60},
    "120 at 12 tables": {"guests": 120, "tables": 12, "wishes": 18, "refusals": 4},
}
LIMIT = 10.0


def run() -> list[Figure]:
    figures = []
    for seed, (name, shape) in enumerate(SHAPES.items(), 1):
        given = dinner(seed, **shape)
        began = time.perf_counter()
        found = seat_guests(given)
        seconds = time.perf_counter() - began
        _check(given, found)
        figures += [
            Figure(
                f"{name}: time",
                seconds,
                "s",
                LIMIT,
                LIMIT,
                lower=True,
                note=f"{len(given.people)} persons, {len(given.tables)} tables",
            ),
            Figure(
                f"{name}: cost",
                found.value.cost,
                "",
                found.by_hand.cost,
                found.by_hand.cost,
                lower=True,
                note=f"{_parts(found)}; limit: by hand, in the same run",
            ),
        ]
    return figures


def _parts(found: Seating) -> str:
    value = found.value
    return f"{value.unseated} without a seat, {sum(value.unkept.values())} wishes not kept, {value.alone} without a shared language"


def _check(given: Problem, found: Seating) -> None:
    """No rule is broken, by the tests' verifier and by what the page says."""
    wrong = [*broken(given, found.seats), *map(str, faults(given, found.seats))]
    if wrong:
        raise AssertionError(wrong[:5])
