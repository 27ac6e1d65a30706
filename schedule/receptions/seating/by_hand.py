"""The seating as protocol does it by hand: in the order of precedence, each guest at the next table with room."""

from schedule.receptions.seating.problem import Person, Problem, Table
from schedule.receptions.seating.worth import order_at

# Who moves together: a group, or the companions of a group whose guest sits at a table without companions.
Unit = tuple[Person, ...]


class Tables:
    """Who sits at which table, as units; table 0 holds those without a seat."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.room = {table.number: len(order_at(table)) for table in problem.tables}
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
    """Return the tables filled in the order of precedence, and the units that stay: those fixed, and the head table's."""
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
    waiting.sort(key=lambda unit: unit[0].precedence)
    for table in filter(lambda table: table.is_head, problem.tables):
        waiting = _at_the_head(tables, table, waiting, settled, loose)
    others = [table.number for table in problem.tables if not table.is_head]
    turn = 0
    for unit in sorted([*waiting, *loose], key=lambda unit: unit[0].precedence):
        for step in range(len(others)):
            number = others[(turn + step) % len(others)]
            if tables.fits(unit, number):
                tables.seat_unit(unit, number)
                turn = (turn + step + 1) % len(others)
                break
        else:
            tables.seat_unit(unit, 0)
    return tables, settled


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
