"""Improve a seating by exchanging guests between tables. At each table all sit by precedence, so that no exchange breaks it.

Who has a seat is decided by precedence alone: no wish and no language gives a seat to somebody instead of a guest who precedes.
"""

import math
import random
import time
from dataclasses import dataclass

from schedule.receptions.seating.by_hand import Tables, Unit, admit_by_precedence, seat_by_hand
from schedule.receptions.seating.problem import Problem, Seats
from schedule.receptions.seating.scoring import Measure, SeatingScore

TRIES, TRIES_EACH = 60_000, 400  # at most, and for each person or couple: a small dinner has few exchanges to try
WARM, COLD = 40.0, 0.5  # what a worse exchange may cost, doubled as `Measure.cost` is, at the start and at the end


@dataclass(frozen=True)
class Seating:
    """Args:
    seats: Table and seat by person.
    value: What it is worth.
    by_hand: What the same tables are worth when filled in the order of precedence.
    seconds: What it took.
    """

    seats: Seats
    value: SeatingScore
    by_hand: SeatingScore
    seconds: float


def seat_guests(problem: Problem, *, seed: int = 1, tries: int = TRIES, seconds: float = 8.0) -> Seating:
    """Seat everybody: first in the order of precedence, then better by exchanges.

    Args:
        seed: The same seed, problem and number of tries give the same seating, unless the time ends first.
        tries: At most; a small problem needs fewer.
        seconds: After which no further exchange is tried.
    """
    started = time.monotonic()
    measure = Measure(problem)
    tables, settled = seat_by_hand(problem)
    by_hand = measure.value(_seats(measure, tables))
    search = _Search(measure, tables, settled, random.Random(seed))  # noqa: S311 (no secret)
    tables = search.run(tries, started + seconds)
    admit_by_precedence(tables, settled)
    seats = _seats(measure, tables)
    return Seating(seats, measure.value(seats), by_hand, time.monotonic() - started)


def _seats(measure: Measure, tables: Tables) -> Seats:
    return {
        person.key: (number, seat)
        for number, units in tables.at.items()
        if number
        for seat, person in measure.seats_at(number, [person for unit in units for person in unit]).items()
    }


class _Search:
    """Simulated annealing over all that is not settled; the best seating wins."""

    def __init__(self, measure: Measure, tables: Tables, settled: set[Unit], chance: random.Random) -> None:
        self.measure, self.tables, self.chance = measure, tables, chance
        self.where = {unit: number for number, units in tables.at.items() for unit in units}
        self.settled = settled
        self.free = [unit for unit in self.where if unit not in settled]
        self.of_group = {unit[0].group: unit for unit in self.where if not unit[0].companion}
        self.costs = {number: self._cost(number) for number in tables.at}
        self.numbers = [table.number for table in measure.problem.tables if not table.is_head]

    def _cost(self, number: int) -> int:
        people = [person for unit in self.tables.at[number] for person in unit]
        return self.measure.cost(number, people) if number else self.measure.cost_without_seats(people)

    def run(self, tries: int, until: float) -> Tables:
        if (len(self.numbers) < 2 and not self.tables.at[0]) or not self.free:
            return self.tables
        tries = min(tries, TRIES_EACH * len(self.where))
        cost = best = sum(self.costs.values())
        best_places = dict(self.where)
        cooling = (COLD / WARM) ** (1 / max(tries, 1))
        heat = WARM
        for attempt in range(tries):
            if attempt % 256 == 0 and time.monotonic() > until:
                break
            without = len(self.tables.at[0])
            cost += self._attempt(heat)
            heat *= cooling
            # A seating with one seat more is the better one, whatever else it is worth.
            if cost < best or len(self.tables.at[0]) < without:
                best, best_places = cost, dict(self.where)
        return self._back_to(best_places)

    def _attempt(self, heat: float) -> int:
        """Try one exchange; return by how much it changed the cost, 0 when it was not kept."""
        without = self.tables.at[0]
        unit = self.chance.choice(without if without and self.chance.random() < 0.1 else self.free)
        source = self.where[unit]
        target = self._target(unit, source)
        if target == source or not target:
            return 0
        back = self._who_comes_back(unit, source, target)
        if back is None:
            return 0
        before = self.costs[source] + self.costs[target]
        self._exchange(unit, source, target, back)
        after = self._cost(source), self._cost(target)
        worse = sum(after) - before
        if source and worse > 0 and self.chance.random() >= math.exp(-worse / heat):
            for other in back:
                self._move(other, source, target)
            self._move(unit, target, source)
            return 0
        self.costs[source], self.costs[target] = after
        return worse

    def _target(self, unit: Unit, source: int) -> int:
        """Return the table to try: that of somebody whom the unit wishes near, or any."""
        wished = self.measure.wishes_of.get(unit[0].group)
        if wished and self.chance.random() < 0.7:
            _tie, other = self.chance.choice(wished)
            number = self.where[self.of_group[other]] if other in self.of_group else 0
            if number in self.numbers:  # at the head table precedence alone seats
                return number
        if self.tables.at[0] and self.chance.random() < 0.2:
            # One free seat here and one there are of no use to a couple: they come together.
            return self.chance.choice(
                [number for number in self.numbers if self.tables.free_at(number)] or self.numbers
            )
        return self.chance.choice(self.numbers)

    def _who_comes_back(self, unit: Unit, source: int, target: int) -> tuple[Unit, ...] | None:
        """Return who would move from `target` to `source` in exchange: nobody if there is room; None if impossible."""
        if not source:
            return () if self.tables.fits(unit, target) else None
        if self.tables.fits(unit, target) and (self.chance.random() < 0.3 or not self.tables.at[target]):
            return ()
        others = [other for other in self.tables.at[target] if other not in self.settled]
        if not others:
            return None
        back: tuple[Unit, ...] = (self.chance.choice(others),)
        if len(back[0]) < len(unit) and len(others) > 1 and not self.tables.fits(unit, target, back):
            second = self.chance.choice(others)
            back = (*back, second) if second not in back else back
        if not self.tables.fits(unit, target, back):
            return None
        return back if self._all_fit(back, unit, source) else None

    def _all_fit(self, back: tuple[Unit, ...], unit: Unit, source: int) -> bool:
        """Return whether these may sit where the unit leaves: there is room, nobody there refuses them, nor they one another."""
        if sum(map(len, back)) > self.tables.free_at(source) + len(unit):
            return False
        groups = {other[0].group for other in back}
        apart = self.measure.problem.apart
        return all(self.tables.fits(other, source, (unit,)) for other in back) and not any(
            apart.get(group, set()) & groups for group in groups
        )

    def _exchange(self, unit: Unit, source: int, target: int, back: tuple[Unit, ...]) -> None:
        self._move(unit, source, target)
        for other in back:
            self._move(other, target, source)

    def _move(self, unit: Unit, source: int, target: int) -> None:
        self.tables.unseat_unit(unit, source)
        self.tables.seat_unit(unit, target)
        self.where[unit] = target

    def _back_to(self, places: dict[Unit, int]) -> Tables:
        for unit, number in places.items():
            if self.where[unit] != number:
                self._move(unit, self.where[unit], number)
        return self.tables
