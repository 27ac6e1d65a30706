"""What no seating can fulfil, said before anybody is seated: who is in whose way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.look.lists import in_words
from schedule.receptions.seating.problem import Problem, Table
from schedule.receptions.seating.worth import order_at

Names = Callable[[str], str]  # of a group
# Steps of the search for guests who all refuse one another; a plan has a handful of refusals.
STEPS = 20_000


def conflicts(problem: Problem, name: Names) -> list[str]:
    """Return a sentence for each thing that cannot be, naming whom it is about.

    Args:
        name: Returns what the guests of a group are called.
    """
    kinds = (_fixed, _refused_at_one_table, _contradictions, _more_than_tables)
    return [sentence for kind in kinds for sentence in kind(problem, name)]


def _sitting(problem: Problem, group: str, table: Table) -> int:
    """Return how many of a group sit at a table: all, or without companions."""
    people = problem.groups.get(group, [])
    return len(people) if table.for_couples else sum(not person.companion for person in people)


def _fixed(problem: Problem, name: Names) -> Iterator[str]:
    """Yield what does not fit the tables to which guests are fixed."""
    at: dict[int, list[str]] = {}
    for group, number in problem.fixed.items():
        if group in problem.groups:
            at.setdefault(number, []).append(group)
    for number, groups in sorted(at.items()):
        table = problem.table.get(number)
        if table is None:
            values = {"who": in_words(map(name, groups)), "number": number}
            yield _("%(who)s: fixed to table %(number)d, which does not exist.") % values
            continue
        room = len(order_at(table))
        sizes = {group: _sitting(problem, group, table) for group in groups}
        wide = [group for group in groups if sizes[group] > room]
        for group in wide:
            values = {"who": name(group), "number": number, "persons": sizes[group], "seats": room}
            yield (
                ngettext(
                    "%(who)s come as %(persons)d, and table %(number)d has %(seats)d seat for guests.",
                    "%(who)s come as %(persons)d, and table %(number)d has %(seats)d seats for guests.",
                    room,
                )
                % values
            )
        if not wide and sum(sizes.values()) > room:
            values = {
                "persons": sum(sizes.values()),
                "number": number,
                "seats": room,
                "who": in_words(map(name, groups)),
            }
            yield (
                ngettext(
                    "%(persons)d persons are fixed to table %(number)d, which has %(seats)d seat for guests: %(who)s.",
                    "%(persons)d persons are fixed to table %(number)d, which has %(seats)d seats for guests: %(who)s.",
                    room,
                )
                % values
            )


def _refused_at_one_table(problem: Problem, name: Names) -> Iterator[str]:
    for group, other in _refusals(problem):
        number = problem.fixed.get(group)
        if number is not None and number == problem.fixed.get(other):
            values = {"one": name(group), "other": name(other), "number": number}
            yield (
                _("%(one)s and %(other)s are not to sit at one table, and both are fixed to table %(number)d.") % values
            )


def _contradictions(problem: Problem, name: Names) -> Iterator[str]:
    for wish in problem.wishes:
        if wish.tie != "apart" and wish.other in problem.apart.get(wish.one, ()):
            values = {"one": name(wish.one), "other": name(wish.other)}
            yield _("%(one)s and %(other)s are wished together and are not to sit at one table.") % values


def _refusals(problem: Problem) -> list[tuple[str, str]]:
    """Return each pair of guests who come and refuse one another, once."""
    pairs = ((group, other) for group, others in problem.apart.items() for other in others if group < other)
    return sorted(pair for pair in pairs if all(group in problem.groups for group in pair))


def _more_than_tables(problem: Problem, name: Names) -> Iterator[str]:
    """Yield the guests who all refuse one another, when they are more than the tables."""
    groups = _all_apart(problem, len(problem.tables) + 1)
    if groups and problem.tables:
        values = {"who": in_words(map(name, groups)), "n": len(groups), "tables": len(problem.tables)}
        yield (
            ngettext(
                "These %(n)d all refuse one another, and there is %(tables)d table: %(who)s.",
                "These %(n)d all refuse one another, and there are %(tables)d tables: %(who)s.",
                len(problem.tables),
            )
            % values
        )


def _all_apart(problem: Problem, size: int) -> list[str]:
    """Return so many groups of which each refuses all others; empty when there are none."""
    refusing = {
        group: {other for other in others if other in problem.groups} for group, others in problem.apart.items()
    }
    refusing = {group: others for group, others in refusing.items() if group in problem.groups}
    while thin := [group for group, others in refusing.items() if len(others) < size - 1]:
        for group in thin:
            for other in refusing.pop(group):
                refusing.get(other, set()).discard(group)
    steps = iter(range(STEPS))

    def grow(chosen: list[str], open_ones: list[str]) -> list[str]:
        if len(chosen) == size:
            return chosen
        for at, group in enumerate(open_ones):
            if next(steps, None) is None or len(chosen) + len(open_ones) - at < size:
                return []
            if clique := grow([*chosen, group], [other for other in open_ones[at + 1 :] if other in refusing[group]]):
                return clique
        return []

    return grow([], sorted(refusing))
