"""Why somebody has no seat: the last in the order, or passed over. Nothing here reads the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from schedule.receptions.seating.problem import Person, Problem, Seats, Table
from schedule.receptions.seating.scoring import order_at


class Why(StrEnum):
    FREE = "free"  # there is a seat
    LAST = "last"  # nobody who follows has one
    TAKEN = "taken"  # somebody who follows has a seat that this one could have
    PAIR = "pair"  # a couple, and no table has two seats for it
    UNSUITED = "unsuited"  # somebody who is refused sits at each table with room


PASSED_OVER = (Why.TAKEN, Why.PAIR, Why.UNSUITED)


@dataclass(frozen=True)
class Unseated:
    """Args:
    people: Of one group, the guest first.
    follower: Key of the last in the order who has a seat although these precede; empty for nobody.
    """

    people: tuple[Person, ...]
    why: Why
    follower: str = ""


def find_unseated(problem: Problem, seats: Seats) -> list[Unseated]:
    """Return who has no seat, in the order of precedence. Whom protocol fixed to a table passes nobody over."""
    return list(_Room(problem, seats).unseated())


class _Room:
    def __init__(self, problem: Problem, seats: Seats) -> None:
        self.problem, self.seats = problem, seats
        self.at: dict[int, list[Person]] = {table.number: [] for table in problem.tables}
        for key, (number, _seat) in seats.items():
            self.at[number].append(problem.by_key[key])
        occupied = set(seats.values())
        self.free = {
            table.number: sum((table.number, seat) not in occupied for seat in order_at(table))
            for table in problem.tables
        }

    def unseated(self) -> Iterator[Unseated]:
        units = [
            tuple(person for person in people if person.key not in self.seats)
            for people in self.problem.groups.values()
        ]
        for unit in sorted(filter(None, units), key=lambda unit: unit[0].precedence):
            tables = list(self._tables_for(unit))
            if self._reserve(unit, tables):
                yield Unseated(unit, Why.FREE)
                continue
            after = sorted(self._who_follow(unit[0]), key=lambda person: person.precedence)
            yield Unseated(unit, self._why(unit, tables, after), after[-1].key) if after else Unseated(unit, Why.LAST)

    def _tables_for(self, unit: tuple[Person, ...]) -> Iterator[Table]:
        """Yield where the unit may sit: beside its other half, where it is fixed, at the head table only if no other is due there."""
        guest = self.problem.groups[unit[0].group][0]
        number = self.seats[guest.key][0] if guest.key in self.seats else self.problem.fixed.get(guest.group, 0)
        own = self.problem.table.get(number)
        for table in self.problem.tables:
            if own and (own.for_couples or not unit[0].companion):
                is_open = table is own
            else:
                is_open = not table.is_head or not self._is_due_to_another(unit[0])
            if is_open and (table.for_couples or not unit[0].companion):
                yield table

    def _is_due_to_another(self, person: Person) -> bool:
        heads = {table.number for table in self.problem.tables if table.is_head}
        return any(
            number not in heads and self._is_ranked(other) and other.precedence < person.precedence
            for number, people in self.at.items()
            for other in people
        )

    def _is_ranked(self, person: Person) -> bool:
        """Return whether it is by precedence alone that a guest has a seat."""
        return not person.companion and person.group not in self.problem.fixed

    def _who_follow(self, person: Person) -> Iterator[Person]:
        for people in self.at.values():
            yield from (other for other in people if self._is_ranked(other) and other.precedence > person.precedence)

    def _reserve(self, unit: tuple[Person, ...], tables: list[Table]) -> bool:
        """Take a free place for the unit, so that nobody after it counts on that one."""
        for table in tables:
            if self.free[table.number] >= len(unit) and not self._is_refused(unit, self.at[table.number]):
                self.free[table.number] -= len(unit)
                return True
        return False

    def _is_refused(self, unit: tuple[Person, ...], people: list[Person]) -> bool:
        return not self.problem.apart.get(unit[0].group, set()).isdisjoint(person.group for person in people)

    def _why(self, unit: tuple[Person, ...], tables: list[Table], after: list[Person]) -> Why:
        groups = {person.group for person in after}
        room = 0
        for table in tables:
            leave = [person for person in self.at[table.number] if person.group in groups]
            stay = [person for person in self.at[table.number] if person.group not in groups]
            if not self._is_refused(unit, stay):
                room = max(room, self.free[table.number] + len(leave))
        if room >= len(unit):
            return Why.TAKEN
        return Why.PAIR if len(unit) > 1 and room else Why.UNSUITED
