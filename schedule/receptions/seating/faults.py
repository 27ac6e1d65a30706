"""Faults of a seating, and the effects of a move. Nothing here reads the database.

A fault of precedence: A sits better than B although B precedes A. It is one at a single table, and where A sits at the head table and B
does not; it is none if protocol fixed A or B to a table, or if somebody at the head table refuses B. Faults too: B has no seat while A,
who follows, has one; a couple sits at two tables; two who refuse each other sit at one table.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from schedule.receptions.seating.geometry import beside
from schedule.receptions.seating.problem import Person, Problem, Seats, Table, Tie, Wish
from schedule.receptions.seating.scoring import order_at, precedence
from schedule.receptions.seating.unseated import PASSED_OVER, Why, find_unseated


class Kind(StrEnum):
    BELOW = "below"  # sits below somebody of lower precedence
    ABOVE = "above"  # sits above somebody of higher precedence
    PASSED = "passed"  # precedes somebody at the head table and sits elsewhere
    REFUSED = "refused"  # two who refuse each other at one table
    PARTED = "parted"  # a couple at two tables
    NO_SEAT = "no_seat"  # sits on a seat that the table has not, or in the host's place
    # Without a seat while somebody who follows has one, by the reason.
    TAKEN = Why.TAKEN.value
    PAIR = Why.PAIR.value
    UNSUITED = Why.UNSUITED.value


@dataclass(frozen=True, order=True)
class Fault:
    """A fault: the keys of the person and of the other one concerned."""

    kind: Kind
    who: str
    other: str
    table: int


def faults(problem: Problem, seats: Seats) -> list[Fault]:
    """Return the faults, by table; empty for a right seating."""
    people: dict[int, list[Person]] = {table.number: [] for table in problem.tables}
    for key, (number, _seat) in seats.items():
        people[number].append(problem.by_key[key])
    at_tables = [fault for table in problem.tables for fault in _at_table(problem, table, people[table.number], seats)]
    without = [
        Fault(Kind(entry.why.value), entry.people[0].key, entry.follower, 0)
        for entry in find_unseated(problem, seats)
        if entry.why in PASSED_OVER
    ]
    return [*at_tables, *_passed(problem, people, seats), *_parted(problem, seats), *without]


def _at_table(problem: Problem, table: Table, people: list[Person], seats: Seats) -> Iterator[Fault]:
    honour = {seat: place for place, seat in enumerate(order_at(table))}
    host = problem.presiding.get(table.number)
    for person in people:
        if seats[person.key][1] not in honour and person is not host:
            yield Fault(Kind.NO_SEAT, person.key, "", table.number)
    ranked = [person for person in people if seats[person.key][1] in honour]
    ranked.sort(key=lambda person: honour[seats[person.key][1]])
    for stray in _out_of_order(ranked):
        lower = [person for person in ranked[: ranked.index(stray)] if person.precedence > stray.precedence]
        if lower:
            yield Fault(Kind.BELOW, stray.key, lower[-1].key, table.number)
        else:
            higher = [person for person in ranked[ranked.index(stray) :] if person.precedence < stray.precedence]
            yield Fault(Kind.ABOVE, stray.key, higher[0].key, table.number)
    # The guest stands for the group, the companion only where the guest sits elsewhere.
    groups = {person.group: person for person in sorted(people, key=lambda person: not person.companion)}
    for person in sorted(groups.values(), key=precedence):
        for other in problem.apart.get(person.group, ()):
            if other in groups and person.precedence < groups[other].precedence:
                yield Fault(Kind.REFUSED, person.key, groups[other].key, table.number)


def _out_of_order(people: list[Person]) -> list[Person]:
    """Return the fewest people without whom the others sit by precedence: those outside the earliest longest rising row."""
    ranks = [person.precedence for person in people]
    longest = [1] * len(people)
    for place in range(len(people) - 1, -1, -1):
        after = (longest[later] for later in range(place + 1, len(people)) if ranks[place] < ranks[later])
        longest[place] = 1 + max(after, default=0)
    remaining, last, stray = max(longest, default=0), 0, []
    for length, person in zip(longest, people, strict=True):
        if length == remaining and person.precedence > last:
            remaining, last = remaining - 1, person.precedence
        else:
            stray.append(person)
    return stray


def _passed(problem: Problem, people: Mapping[int, list[Person]], seats: Seats) -> Iterator[Fault]:
    """Yield who should sit at the head table rather than somebody there; companions go with their guests."""
    at_head = [person for table in problem.tables if table.is_head for person in people[table.number]]
    free = [person for person in at_head if not person.companion and person.group not in problem.fixed]
    if not free:
        return
    lowest = max(free, key=precedence)
    groups = {person.group for person in at_head}
    for person in problem.people:
        if person.precedence > lowest.precedence or person.companion or person.key not in seats:
            continue
        elsewhere = person.group not in groups and person.group not in problem.fixed
        if elsewhere and not problem.apart.get(person.group, set()) & groups:
            yield Fault(Kind.PASSED, person.key, lowest.key, seats[person.key][0])


def _parted(problem: Problem, seats: Seats) -> Iterator[Fault]:
    for guest, *companions in problem.groups.values():
        for companion in companions:
            if guest.key in seats and companion.key in seats:
                table = seats[guest.key][0]
                if table != seats[companion.key][0]:
                    yield Fault(Kind.PARTED, guest.key, companion.key, table)


def is_kept(problem: Problem, seats: Seats, wish: Wish) -> bool | None:
    """Return whether a wish or a refusal is kept; None when one of the two has no seat."""
    groups = [problem.groups.get(group, []) for group in (wish.one, wish.other)]
    keys = [next((person.key for person in people if not person.companion), "") for people in groups]
    if not all(key in seats for key in keys):
        return None
    if wish.tie == Tie.APART:
        tables = [{seats[person.key][0] for person in people if person.key in seats} for people in groups]
        return not tables[0] & tables[1]
    (number, seat), (other_number, other_seat) = (seats[key] for key in keys)
    if wish.tie == Tie.ONE_TABLE or number != other_number:
        return number == other_number
    table = problem.table[number]
    return other_seat in beside(table.shape, table.seats)[seat - 1]


# ---- moves -----------------------------------------------------------------------------------------------------------


class CannotSit(Exception):
    """There is no seat for the move; `reason` is a key of CANNOT_SIT in `explanations.py`."""

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
    other = next((other for other, place in seats.items() if place == (number, seat)), None)
    if other == key:
        raise CannotSit("sits_there")
    former_table = seats.get(key, (0, 0))[0]
    if _leaves_host(problem, key, number) or _leaves_host(problem, other, former_table):
        raise CannotSit("presides")
    after = dict(seats)
    former = after.pop(key, None)
    after[key] = (number, seat)
    if other is not None:
        after.pop(other)
        if former is not None:
            after[other] = former
    if former is None or former[0] != number:
        moves: list[tuple[Person, Table | None]] = [(person, table)]
        if other is not None:
            moves.append((problem.by_key[other], problem.table[former[0]] if former else None))
        _bring_companions(problem, after, moves)
    return after


def _leaves_host(problem: Problem, key: str | None, number: int) -> bool:
    """Return whether somebody who presides, or comes with one who does, would sit at another table."""
    if key is None:
        return False
    person = problem.by_key[key]
    hosts = {table: host for table, host in problem.presiding.items() if host.group == person.group}
    return any(
        host is person or (table != number and problem.table[table].for_couples) for table, host in hosts.items()
    )


def _bring_companions(problem: Problem, after: Seats, moves: list[tuple[Person, Table | None]]) -> None:
    """Seat the other half of each couple where the first half goes, or nowhere if that has lost its seat."""
    halves = [
        (half, table)
        for person, table in moves
        for half in problem.groups[person.group]
        if half.key != person.key and not problem.is_host(half) and (table is None or table.for_couples)
    ]
    for half, _table in halves:
        after.pop(half.key, None)
    for half, table in halves:
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
    for number in numbers:
        host = problem.presiding.get(number)
        seated = (problem.by_key[key] for key, place in seats.items() if place[0] == number)
        people = sorted((person for person in seated if person is not host), key=precedence)
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
    former, present = faults(problem, before), faults(problem, after)
    former_facts, present_facts = set(map(_fact, former)), set(map(_fact, present))
    wishes = [wish for wish in problem.wishes if wish.tie != Tie.APART]
    kept_before = [wish for wish in wishes if is_kept(problem, before, wish)]
    kept_after = [wish for wish in wishes if is_kept(problem, after, wish)]
    return Effect(
        persons=[person.key for person in problem.people if before.get(person.key) != after.get(person.key)],
        faults=[fault for fault in present if _fact(fault) not in former_facts],
        mended=[fault for fault in former if _fact(fault) not in present_facts],
        lost=[wish for wish in kept_before if wish not in kept_after],
        won=[wish for wish in kept_after if wish not in kept_before],
    )


def _fact(fault: Fault) -> Fault:
    """Return the fault without the other person, who may differ although the fault is the same."""
    return fault if fault.kind == Kind.REFUSED else replace(fault, other="")
