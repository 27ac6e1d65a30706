"""The measure by which one seating is better than another; less is better."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from schedule.receptions.seating.geometry import beside, by_honour
from schedule.receptions.seating.problem import Person, Problem, Seats, Table, Tie

# What each counts. Precedence and refusals are not here: a seating that breaks them is none.
UNSEATED = 10_000
WISH = {Tie.BESIDE: 60, Tie.ONE_TABLE: 40}
ALONE = 12  # shares no language with a neighbour, so that an interpreter sits behind
SAME_SEX = 4  # two neighbours, where women and men should sit in turn
LEVEL = 1  # a place better or worse than those of the same precedence have at other tables


def order_at(table: Table) -> list[int]:
    """Return the seats that guests may have, from the first in honour on: neither the host's nor one that is kept free."""
    seats = by_honour(table.shape, table.seats)[1 if table.host else 0 :]
    return [seat for seat in seats if seat not in table.closed]


def precedence(person: Person) -> int:
    return person.precedence


@dataclass(frozen=True)
class SeatingScore:
    """The parts of the measure, each counted once.

    Args:
        unseated: Persons without a seat.
        unkept: Wishes not kept, by tie.
        alone: Persons who share no language with a neighbour.
        same_sex: Pairs of neighbours of one sex, where these should sit in turn.
        level: Places better or worse than those of like precedence have at other tables, summed.
    """

    unseated: int
    unkept: Mapping[Tie, int]
    alone: int
    same_sex: int
    level: int

    @property
    def cost(self) -> int:
        wishes = sum(WISH[tie] * count for tie, count in self.unkept.items())
        return UNSEATED * self.unseated + wishes + ALONE * self.alone + SAME_SEX * self.same_sex + LEVEL * self.level


class Measure:
    """Measures the tables of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.orders = {table.number: order_at(table) for table in problem.tables}
        # The host's seat too, where a guest presides.
        self.seats = {
            number: [*order, by_honour(table.shape, table.seats)[0]] if number in problem.presiding else order
            for (number, order), table in zip(self.orders.items(), problem.tables, strict=True)
        }
        self.beside = {table.number: beside(table.shape, table.seats) for table in problem.tables}
        self.hosts = {
            table.number: (by_honour(table.shape, table.seats)[0], problem.hosts.get(table.host, frozenset()))
            for table in problem.tables
            if table.host
        }

    @cached_property
    def wishes_of(self) -> dict[str, list[tuple[Tie, str]]]:
        """Return by group its ties to others, refusals left out; each wish stands with both."""
        wishes: dict[str, list[tuple[Tie, str]]] = {}
        for wish in self.problem.wishes:
            if wish.tie != Tie.APART:
                wishes.setdefault(wish.one, []).append((wish.tie, wish.other))
                wishes.setdefault(wish.other, []).append((wish.tie, wish.one))
        return wishes

    @cached_property
    def level(self) -> dict[str, int]:
        """Return the place at a table that each person is due.

        With N tables, the first N in precedence are due a first place, the next N a second one. Hosts and those at the head table are
        not measured.
        """
        tables = [table for table in self.problem.tables if not table.is_head]
        around = max(len(tables), 1)
        heads = [table for table in self.problem.tables if table.is_head]
        room = sum(len(self.orders[table.number]) for table in heads)
        couples = all(table.for_couples for table in heads)
        groups = sorted(self.problem.groups.values(), key=lambda people: people[0].precedence)
        others = []
        for group in groups:
            people = [person for person in group if not self.problem.is_host(person)]
            at_head = people if couples else people[:1]
            others += people[len(at_head) :] if len(at_head) <= room else people
            room -= len(at_head)
        others.sort(key=precedence)
        return {person.key: place // around for place, person in enumerate(others)}

    def seats_at(self, number: int, people: Iterable[Person]) -> dict[int, Person]:
        """Return who sits where at a table: by precedence, from the place of honour on; who presides, in the host's seat."""
        host = self.problem.presiding.get(number)
        ranked = sorted((person for person in people if person is not host), key=precedence)
        seats = dict(zip(self.orders[number], ranked, strict=False))
        return {self.seats[number][-1]: host, **seats} if host else seats

    def parts(self, number: int, seated: Mapping[int, Person]) -> tuple[dict[Tie, int], int, int, int]:
        """Return for one table: half wishes unkept by tie, `alone`, `same_sex`, `level`. Each side counts half a wish."""
        near = self.beside[number]
        host, spoken = self.hosts.get(number, (0, frozenset()))
        groups = {person.group: seat for seat, person in seated.items() if not person.companion}
        unkept = {Tie.BESIDE: 0, Tie.ONE_TABLE: 0}
        alone = same = level = 0
        for place, seat in enumerate(self.seats[number]):
            person = seated.get(seat)
            if person is None:
                continue
            neighbours = [seated[neighbour_seat] for neighbour_seat in near[seat - 1] if neighbour_seat in seated]
            if person.languages and (neighbours or host in near[seat - 1]):
                understood = any(person.languages & neighbour.languages for neighbour in neighbours)
                alone += not (understood or (host in near[seat - 1] and person.languages & spoken))
            if self.problem.alternate and person.sex:
                same += sum(neighbour.sex == person.sex for neighbour in neighbours)
            if person.key in self.level and not self.problem.table[number].is_head:
                level += abs(place - self.level[person.key])
            if not person.companion:
                for tie, other in self.wishes_of.get(person.group, ()):
                    is_kept = other in groups and (tie == Tie.ONE_TABLE or groups[other] in near[seat - 1])
                    unkept[tie] += not is_kept
        return unkept, alone, same, level

    def cost(self, number: int, people: Sequence[Person]) -> int:
        """Return twice what a table adds to the cost, since a wish has two sides."""
        unkept, alone, same, level = self.parts(number, self.seats_at(number, people))
        wishes = WISH[Tie.BESIDE] * unkept[Tie.BESIDE] + WISH[Tie.ONE_TABLE] * unkept[Tie.ONE_TABLE]
        return wishes + 2 * ALONE * alone + SAME_SEX * same + 2 * LEVEL * level

    def cost_without_seats(self, people: Sequence[Person]) -> int:
        """Return twice the cost of those without a seat. Their wishes count as unkept; else leaving out both persons would be cheaper."""
        return 2 * UNSEATED * len(people) + sum(WISH[tie] for tie in self._wished_by(people))

    def _wished_by(self, people: Iterable[Person]) -> Iterator[Tie]:
        for person in people:
            if not person.companion:
                yield from (tie for tie, _other in self.wishes_of.get(person.group, ()))

    def value(self, seats: Seats) -> SeatingScore:
        """Return the parts of the measure of a whole seating, whoever made it."""
        tables: dict[int, dict[int, Person]] = {table.number: {} for table in self.problem.tables}
        for key, (number, seat) in seats.items():
            tables[number][seat] = self.problem.by_key[key]
        without = [person for person in self.problem.people if person.key not in seats]
        unkept = Counter(self._wished_by(without))
        alone = same = level = 0
        for number, seated in tables.items():
            table_unkept, table_alone, table_same, table_level = self.parts(number, seated)
            unkept.update(table_unkept)
            alone, same, level = alone + table_alone, same + table_same, level + table_level
        return SeatingScore(len(without), {tie: unkept[tie] // 2 for tie in WISH}, alone, same // 2, level)
