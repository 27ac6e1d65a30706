"""Whether a seating keeps the rules of protocol, written from these alone: it shares no code with what seats.

1. Nobody has two seats, no seat two persons; a seat is one that the table has, not its host's and not one kept free.
2. At a table nobody of lower precedence sits nearer to the place of honour.
3. Nobody at another table precedes a guest at the head table, but for those whom protocol fixed, and those refused by somebody there.
4. Who refuse one another share no table. 5. A couple sits at one table. 6. Fixed is fixed. 7. Who has no seat are the last in the order,
but for those who could have none, although all who follow them gave way: a couple without two seats at one table, and who is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from schedule.receptions.seating.problem import Problem, Table


def honours(table: Table) -> list[int]:
    """Return the seats from the first in honour, the host's first, as Serres has it: right, left, right, left ..."""
    count = table.seats
    if table.shape == "round":
        right, left = [count - step for step in range(count)], list(range(2, count + 1))
        host = 1
    elif table.shape == "head":
        host = (count + 1) // 2
        right, left = list(range(host - 1, 0, -1)), list(range(host + 1, count + 1))
    else:
        raise NotImplementedError(table.shape)
    found = [host]
    for step in range(count):
        for side in (right, left):
            if step < len(side) and side[step] not in found:
                found.append(side[step])
    return found


def broken(problem: Problem, seats: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Yield a sentence for each rule that is broken."""
    people = {one.key: one for one in problem.people}
    tables = {table.number: table for table in problem.tables}
    for place, count in Counter(seats.values()).items():
        if count > 1:
            yield f"{count} persons on seat {place}"
    for key, (number, seat) in seats.items():
        order = honours(tables[number])
        if seat not in order or seat in tables[number].closed or (tables[number].host and seat == order[0]):
            yield f"{key} sits on no seat of table {number}: {seat}"
    for number, table in tables.items():
        order = honours(table)
        there = sorted(
            (order.index(at[1]), people[key].precedence, key) for key, at in seats.items() if at[0] == number
        )
        for (_, better, one), (_, worse, other) in pairwise(there):
            if better > worse:
                yield f"{one} sits above {other} at table {number}"
    yield from _head(problem, seats)
    yield from _groups(problem, seats, tables)
    yield from (f"{group} is passed over: {why}" for group, why in passed_over(problem, seats) if why == "in silence")


def _head(problem: Problem, seats: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    heads = {table.number for table in problem.tables if table.shape == "head"}
    there = [one for one in problem.people if seats.get(one.key, (0, 0))[0] in heads]
    for guest in there:
        for other in problem.people:
            if guest.companion or other.companion or {guest.group, other.group} & set(problem.fixed):
                continue
            refused = any(
                {other.group, one.group} == {w.one, w.other}
                for w in problem.wishes
                if w.tie == "apart"
                for one in there
            )
            elsewhere = other.key in seats and seats[other.key][0] not in heads
            if elsewhere and other.precedence < guest.precedence and not refused:
                yield f"{other.key} precedes {guest.key} at the head table"


def _groups(problem: Problem, seats: Mapping[str, tuple[int, int]], tables: Mapping[int, Table]) -> Iterator[str]:
    at: dict[str, dict[bool, int]] = {}
    for one in problem.people:
        if one.key in seats:
            at.setdefault(one.group, {})[one.companion] = seats[one.key][0]
    for group, places in at.items():
        if len(set(places.values())) > 1:
            yield f"the couple {group} is parted"
        if group in problem.fixed and places.get(False, problem.fixed[group]) != problem.fixed[group]:
            yield f"{group} is not at the table to which it is fixed"
    for wish in problem.wishes:
        if wish.tie == "apart" and set(at.get(wish.one, {}).values()) & set(at.get(wish.other, {}).values()):
            yield f"{wish.one} and {wish.other} share a table"


def passed_over(problem: Problem, seats: Mapping[str, tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Yield each group without a seat that precedes a guest with one: whether it is refused, or is a couple, or why it was is not said."""
    refused = {frozenset((tie.one, tie.other)) for tie in problem.wishes if tie.tie == "apart"}
    size = Counter(person.group for person in problem.people)
    guests = {person.group: person for person in problem.people if not person.companion}
    sits = {person.group: seats[person.key][0] for person in problem.people if person.key in seats}
    for group, guest in guests.items():
        after = {other for other in sits if guests[other].precedence > guest.precedence and other not in problem.fixed}
        if group in sits or not after:
            continue
        whys = set()
        for table in problem.tables:
            stay = [other for other, number in sits.items() if number == table.number and other not in after]
            room = table.seats - bool(table.host) - len(table.closed) - sum(size[other] for other in stay)
            is_refused = any(frozenset((group, other)) in refused for other in stay)
            if table.shape != "head":
                whys.add(
                    "refused" if is_refused else "in silence" if room >= size[group] else "couple" if room > 0 else ""
                )
        yield group, next((why for why in ("in silence", "couple", "refused") if why in whys), "in silence")
