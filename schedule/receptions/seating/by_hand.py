"""The seating as protocol does it by hand: in the order of precedence, each guest at the next table with room."""

import sys

from schedule.receptions.seating.problem import Person, Problem, Table
from schedule.receptions.seating.scoring import order_at

# Who moves together: a group, or the companions of a group whose guest sits at a table without companions.
Unit = tuple[Person, ...]


class Tables:
    """Who sits at which table, as units; table 0 holds those without a seat."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.room = {
            table.number: len(order_at(table)) + bool(problem.presiding.get(table.number)) for table in problem.tables
        }
        self.at: dict[int, list[Unit]] = {number: [] for number in (0, *self.room)}
        # Groups by table: a refusal is between groups, wherever their companions sit.
        self.taken = dict.fromkeys(self.room, 0)

    def fits(self, unit: Unit, number: int, without: tuple[Unit, ...] = ()) -> bool:
        """Return whether a unit may sit at a table once those `without` have left it: there is room, and nobody who is refused."""
        remaining = self.taken[number] - sum(map(len, without))
        if remaining + len(unit) > self.room[number]:
            return False
        refused = self.problem.apart.get(unit[0].group)
        return not refused or not any(other[0].group in refused for other in self.at[number] if other not in without)

    def free_at(self, number: int) -> int:
        return self.room[number] - self.taken[number]

    def seat_unit(self, unit: Unit, number: int) -> None:
        self.at[number].append(unit)
        if number:
            self.taken[number] += len(unit)

    def unseat_unit(self, unit: Unit, number: int) -> None:
        self.at[number].remove(unit)
        if number:
            self.taken[number] -= len(unit)


def seat_by_hand(problem: Problem) -> tuple[Tables, set[Unit]]:
    """Return the tables filled in the order of precedence, and the units that stay: those fixed, and the head table's.

    With too few seats the last in the order have none.
    """
    tables, settled = Tables(problem), set()
    loose: list[Unit] = []
    for group, people in problem.groups.items():
        if (number := problem.fixed.get(group)) is None:
            continue
        for unit in _parted(problem.table[number], tuple(people)):
            if unit[0].companion and not problem.table[number].for_couples:
                loose.append(unit)
            else:
                tables.seat_unit(unit, number)
                settled.add(unit)
    waiting = [tuple(people) for group, people in problem.groups.items() if group not in problem.fixed]
    waiting.sort(key=_precedence)
    for table in filter(lambda table: table.is_head, problem.tables):
        waiting = _at_the_head(tables, table, waiting, settled, loose)
    others = [table.number for table in problem.tables if not table.is_head]
    turn = 0
    for unit in sorted([*waiting, *loose], key=_precedence):
        in_turn = others[turn:] + others[:turn]
        number = next((number for number in in_turn if tables.fits(unit, number)), 0)
        if number:
            turn = (others.index(number) + 1) % len(others)
        tables.seat_unit(unit, number or _make_room(tables, others, unit, settled))
    return tables, settled


def _precedence(unit: Unit) -> int:
    return unit[0].precedence


def _make_room(tables: Tables, others: list[int], unit: Unit, settled: set[Unit]) -> int:
    """Move another unit elsewhere so that `unit` fits at that one's former table. Return its number; 0 if no move helps."""
    if sum(map(tables.free_at, others)) < len(unit):
        return 0
    for number in others:
        for mover in tables.at[number]:
            if mover in settled or not tables.fits(unit, number, (mover,)):
                continue
            for target in others:
                if target != number and tables.fits(mover, target):
                    tables.unseat_unit(mover, number)
                    tables.seat_unit(mover, target)
                    return number
    return 0


def admit_by_precedence(tables: Tables, settled: set[Unit]) -> None:
    """Seat those without a seat, in their order: where there is room, else in place of guests who follow them."""
    numbers = [table.number for table in tables.problem.tables if not table.is_head]
    without = sorted(tables.at[0], key=_precedence)
    while without:
        unit = without.pop(0)
        ways = {number: way for number in numbers if (way := _who_gives_way(tables, number, unit, settled)) is not None}
        if not ways:
            continue
        # Where those who give way are the last in the order.
        number = max(ways, key=lambda number: min(map(_precedence, ways[number]), default=sys.maxsize))
        for other in ways[number]:
            tables.unseat_unit(other, number)
            tables.seat_unit(other, 0)
        tables.unseat_unit(unit, 0)
        tables.seat_unit(unit, number)
        without = sorted([*without, *ways[number]], key=_precedence)


def _who_gives_way(tables: Tables, number: int, unit: Unit, settled: set[Unit]) -> tuple[Unit, ...] | None:
    """Return who leaves a table for the unit, all of them after it in the order; None if the others leave it no place."""
    refused = tables.problem.apart.get(unit[0].group, set())
    after = [other for other in tables.at[number] if other not in settled and _precedence(other) > _precedence(unit)]
    # First those who are refused, who have to leave; then the last in the order.
    after.sort(key=lambda other: (other[0].group not in refused, -_precedence(other)))
    for count in range(len(after) + 1):
        if tables.fits(unit, number, tuple(after[:count])):
            return tuple(after[:count])
    return None


def _parted(table: Table, people: Unit) -> list[Unit]:
    """Return the units that a group makes at a table: one, or the guest without companions and these."""
    if table.for_couples or len(people) == 1:
        return [people]
    return [tuple(person for person in people if person.companion is companion) for companion in (False, True)]


def _at_the_head(
    tables: Tables, table: Table, waiting: list[Unit], settled: set[Unit], loose: list[Unit]
) -> list[Unit]:
    """Fill the head table with the first in precedence; return who waits for another table.

    It ends at the first for whom there is no room, so that nobody of lower precedence passes; who is refused by somebody there is passed.
    """
    passed: list[Unit] = []
    for place, people in enumerate(waiting):
        units = _parted(table, people)
        if tables.taken[table.number] + len(units[0]) > tables.room[table.number]:
            return passed + waiting[place:]
        if not tables.fits(units[0], table.number):
            passed.append(people)
            continue
        tables.seat_unit(units[0], table.number)
        settled.add(units[0])
        loose += units[1:]
    return passed
