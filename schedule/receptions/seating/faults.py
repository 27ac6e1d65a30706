"""What is wrong with a seating, and what a move would change. Pure: nothing here knows the database.

A fault of precedence is somebody who sits better than another who precedes: at one table, or at the head table while the other sits
elsewhere, unless protocol fixed one of the two to a table or somebody at the head table is refused. A couple parted at a table for
couples, and two who refuse each other at one table, are faults of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from schedule.receptions.seating.geometry import beside
from schedule.receptions.seating.problem import Person, Problem, Seats, Table, Tie, Wish
from schedule.receptions.seating.worth import order_at


class Kind(StrEnum):
    BELOW = "below"  # sits below somebody of lower precedence
    ABOVE = "above"  # sits above somebody of higher precedence
    PASSED = "passed"  # precedes somebody at the head table and sits elsewhere
    REFUSED = "refused"  # two who refuse each other at one table
    PARTED = "parted"  # a couple at two tables, of which one is for couples
    NO_SEAT = "no_seat"  # sits on a seat that the table has not, or in the host's place


@dataclass(frozen=True, order=True)
class Fault:
    """Who it is about, and beside whom; keys of persons."""

    kind: Kind
    who: str
    other: str
    table: int


def faults(problem: Problem, seats: Seats) -> list[Fault]:
    """Return the faults, by table; empty for a right seating."""
    at = _by_table(problem, seats)
    at_tables = [fault for table in problem.tables for fault in _at_table(problem, table, at[table.number], seats)]
    return [*at_tables, *_passed(problem, at, seats), *_parted(problem, seats)]


def _by_table(problem: Problem, seats: Seats) -> dict[int, list[Person]]:
    people: dict[int, list[Person]] = {table.number: [] for table in problem.tables}
    for key, (number, _seat) in seats.items():
        people[number].append(problem.by_key[key])
    return people


def _at_table(problem: Problem, table: Table, people: list[Person], seats: Seats) -> Iterator[Fault]:
    honour = {seat: place for place, seat in enumerate(order_at(table))}
    for one in people:
        if seats[one.key][1] not in honour:
            yield Fault(Kind.NO_SEAT, one.key, "", table.number)
    ranked = sorted(
        (person for person in people if seats[person.key][1] in honour), key=lambda person: honour[seats[person.key][1]]
    )
    for stray in _out_of_order(ranked):
        lower = [person for person in ranked[: ranked.index(stray)] if person.precedence > stray.precedence]
        if lower:
            yield Fault(Kind.BELOW, stray.key, lower[-1].key, table.number)
        else:
            higher = [person for person in ranked[ranked.index(stray) :] if person.precedence < stray.precedence]
            yield Fault(Kind.ABOVE, stray.key, higher[0].key, table.number)
    # The guest stands for the group, the companion only where the guest sits elsewhere.
    groups = {person.group: person for person in sorted(people, key=lambda person: not person.companion)}
    for person in sorted(groups.values(), key=lambda person: person.precedence):
        for other in problem.apart.get(person.group, ()):
            if other in groups and person.precedence < groups[other].precedence:
                yield Fault(Kind.REFUSED, person.key, groups[other].key, table.number)


def _out_of_order(people: list[Person]) -> list[Person]:
    """Return the fewest without whom the others sit by precedence: those outside a longest rising row, the earliest of such rows."""
    longest = [1] * len(people)
    for at in range(len(people) - 1, -1, -1):
        after = (longest[later] for later in range(at + 1, len(people)) if _rises(people[at], people[later]))
        longest[at] = 1 + max(after, default=0)
    remaining, last, stray = max(longest, default=0), None, []
    for length, person in zip(longest, people, strict=True):
        if length == remaining and (last is None or _rises(last, person)):
            remaining, last = remaining - 1, person
        else:
            stray.append(person)
    return stray


def _rises(person: Person, other: Person) -> bool:
    return person.precedence < other.precedence


def _passed(problem: Problem, at: Mapping[int, list[Person]], seats: Seats) -> Iterator[Fault]:
    """Yield who should sit at the head table rather than somebody there; companions go with their guests."""
    heads = [table for table in problem.tables if table.is_head]
    there = [person for table in heads for person in at[table.number]]
    free = [person for person in there if not person.companion and person.group not in problem.fixed]
    if not free:
        return
    lowest = max(free, key=lambda person: person.precedence)
    groups = {person.group for person in there}
    for person in problem.people:
        if person.precedence > lowest.precedence or person.companion or person.key not in seats:
            continue
        elsewhere = person.group not in groups and person.group not in problem.fixed
        if elsewhere and not problem.apart.get(person.group, set()) & groups:
            yield Fault(Kind.PASSED, person.key, lowest.key, seats[person.key][0])


def _parted(problem: Problem, seats: Seats) -> Iterator[Fault]:
    for people in problem.groups.values():
        for companion in people[1:]:
            if people[0].key not in seats or companion.key not in seats:
                continue
            here, there = seats[people[0].key][0], seats[companion.key][0]
            if here != there and problem.table[here].for_couples:
                yield Fault(Kind.PARTED, people[0].key, companion.key, here)


def kept(problem: Problem, seats: Seats, wish: Wish) -> bool | None:
    """Return whether a wish or a refusal is kept; None when one of the two has no seat."""
    pair = [
        next((person.key for person in problem.groups.get(group, []) if not person.companion), "")
        for group in (wish.one, wish.other)
    ]
    if not all(key in seats for key in pair):
        return None
    (here, seat), (there, other) = (seats[key] for key in pair)
    if wish.tie == Tie.APART:
        tables = [
            {seats[person.key][0] for person in problem.groups[group] if person.key in seats}
            for group in (wish.one, wish.other)
        ]
        return not tables[0] & tables[1]
    if wish.tie == Tie.ONE_TABLE or here != there:
        return here == there
    table = problem.table[here]
    return other in beside(table.shape, table.seats)[seat - 1]


# ---- moves -----------------------------------------------------------------------------------------------------------


class CannotSit(Exception):
    """There is no seat for the move; `reason` is a key of SENTENCES in `why.py`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def moved(problem: Problem, seats: Seats, key: str, number: int, seat: int) -> Seats:
    """Return the seating after somebody moves to a seat; who sits there takes the former seat, or none.

    Companions go along to a table for couples, to the best seat that is free. Raises CannotSit.
    """
    table, person = problem.table.get(number), problem.by_key.get(key)
    if table is None or person is None or seat not in order_at(table):
        raise CannotSit("no_such_seat")
    other = next((neighbour for neighbour, place in seats.items() if place == (number, seat)), None)
    if other == key:
        raise CannotSit("sits_there")
    after = dict(seats)
    former = after.pop(key, None)
    after[key] = (number, seat)
    if other is not None:
        after.pop(other)
        if former is not None:
            after[other] = former
    if former is None or former[0] != number:
        pair: list[tuple[Person, Table | None]] = [(person, table)]
        if other is not None:
            pair.append((problem.by_key[other], problem.table[former[0]] if former else None))
        _bring_companions(problem, after, pair)
    return after


def _bring_companions(problem: Problem, after: Seats, pair: list[tuple[Person, Table | None]]) -> None:
    """Seat the other half of each couple where the first half goes; of who has no seat any more it has none either."""
    going = [
        (half, table)
        for person, table in pair
        for half in problem.groups[person.group]
        if half.key != person.key and (table is None or table.for_couples)
    ]
    for half, _table in going:
        after.pop(half.key, None)
    for half, table in going:
        if table is None:
            continue
        occupied = set(after.values())
        free = [seat for seat in order_at(table) if (table.number, seat) not in occupied]
        if not free:
            raise CannotSit("no_room_for_couple")
        after[half.key] = (table.number, free[-1] if half.companion else free[0])


def in_order(problem: Problem, seats: Seats, numbers: set[int]) -> Seats:
    """Return the seating with these tables seated by precedence."""
    after = dict(seats)
    for number in sorted(numbers):
        people = sorted(
            (problem.by_key[key] for key, at in seats.items() if at[0] == number), key=lambda person: person.precedence
        )
        for seat, person in zip(order_at(problem.table[number]), people, strict=False):
            after[person.key] = (number, seat)
    return after


@dataclass(frozen=True)
class Effect:
    """What differs between two seatings.

    Args:
        persons: Keys of those who sit elsewhere afterwards, or nowhere.
        faults: Those that are new.
        mended: Those that are no more.
        lost: Wishes that were kept and are not.
        won: Wishes that are kept and were not.
    """

    persons: list[str]
    faults: list[Fault]
    mended: list[Fault]
    lost: list[Wish]
    won: list[Wish]


def effect(problem: Problem, before: Seats, after: Seats) -> Effect:
    were, are = faults(problem, before), faults(problem, after)
    former_faults, now = {_what(fault) for fault in were}, {_what(fault) for fault in are}
    wishes = [wish for wish in problem.wishes if wish.tie != Tie.APART]
    was = [kept(problem, before, wish) for wish in wishes]
    will = [kept(problem, after, wish) for wish in wishes]
    return Effect(
        persons=[person.key for person in problem.people if before.get(person.key) != after.get(person.key)],
        faults=[fault for fault in are if _what(fault) not in former_faults],
        mended=[fault for fault in were if _what(fault) not in now],
        lost=[wish for wish, a, b in zip(wishes, was, will, strict=True) if a and not b],
        won=[wish for wish, a, b in zip(wishes, was, will, strict=True) if b and not a],
    )


def _what(fault: Fault) -> Fault:
    """Return the fault without whom it is told by, who may differ though nothing about it does."""
    return fault if fault.kind == Kind.REFUSED else replace(fault, other="")
