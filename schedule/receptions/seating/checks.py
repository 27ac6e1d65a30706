"""What no seating can fulfil, found before anybody is seated."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.look.lists import in_words
from schedule.receptions.seating.problem import Problem, Table
from schedule.receptions.seating.scoring import order_at

Names = Callable[[str], str]  # of a group
# Steps of the search for guests who all refuse one another; a plan has a handful of refusals.
STEPS = 20_000


def find_conflicts(problem: Problem, name: Names) -> list[str]:
    """Return a sentence for each conflict, with the names of the guests.

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
    fixed: dict[int, list[str]] = {}
    for group, number in problem.fixed.items():
        if group in problem.groups:
            fixed.setdefault(number, []).append(group)
    for number, groups in sorted(fixed.items()):
        who = in_words(map(name, groups))
        table = problem.table.get(number)
        if table is None:
            message = _("%(who)s: fixed to table %(number)d, which does not exist.")
            yield message % {"who": who, "number": number}
            continue
        room = len(order_at(table)) + (number in problem.presiding)
        sizes = {group: _sitting(problem, group, table) for group in groups}
        wide = [group for group in groups if sizes[group] > room]
        for group in wide:
            message = ngettext(
                "%(who)s come as %(persons)d, and table %(number)d has %(seats)d seat for guests.",
                "%(who)s come as %(persons)d, and table %(number)d has %(seats)d seats for guests.",
                room,
            )
            yield message % {"who": name(group), "number": number, "persons": sizes[group], "seats": room}
        if not wide and sum(sizes.values()) > room:
            message = ngettext(
                "%(persons)d persons are fixed to table %(number)d, which has %(seats)d seat for guests: %(who)s.",
                "%(persons)d persons are fixed to table %(number)d, which has %(seats)d seats for guests: %(who)s.",
                room,
            )
            yield message % {"persons": sum(sizes.values()), "number": number, "seats": room, "who": who}


def _refused_at_one_table(problem: Problem, name: Names) -> Iterator[str]:
    message = _("%(one)s and %(other)s are not to sit at one table, and both are fixed to table %(number)d.")
    pairs = {(group, other) for group, others in problem.apart.items() for other in others if group < other}
    for group, other in sorted(pairs):
        number = problem.fixed.get(group)
        both_come = group in problem.groups and other in problem.groups
        if both_come and number is not None and number == problem.fixed.get(other):
            yield message % {"one": name(group), "other": name(other), "number": number}


def _contradictions(problem: Problem, name: Names) -> Iterator[str]:
    message = _("%(one)s and %(other)s are wished together and are not to sit at one table.")
    for wish in problem.wishes:
        if wish.tie != "apart" and wish.other in problem.apart.get(wish.one, ()):
            yield message % {"one": name(wish.one), "other": name(wish.other)}


def _more_than_tables(problem: Problem, name: Names) -> Iterator[str]:
    """Yield the guests who all refuse one another, when they are more than the tables."""
    groups = _all_apart(problem, len(problem.tables) + 1)
    if groups and problem.tables:
        message = ngettext(
            "These %(n)d all refuse one another, and there is %(tables)d table: %(who)s.",
            "These %(n)d all refuse one another, and there are %(tables)d tables: %(who)s.",
            len(problem.tables),
        )
        yield message % {"who": in_words(map(name, groups)), "n": len(groups), "tables": len(problem.tables)}


def _all_apart(problem: Problem, size: int) -> list[str]:
    """Return `size` groups of which each refuses all others; empty when there are none."""
    refused = {
        group: others & problem.groups.keys() for group, others in problem.apart.items() if group in problem.groups
    }
    while few := [group for group, others in refused.items() if len(others) < size - 1]:
        for group in few:
            for other in refused.pop(group):
                refused.get(other, set()).discard(group)
    steps = iter(range(STEPS))

    def grow(chosen: list[str], candidates: list[str]) -> list[str]:
        if len(chosen) == size:
            return chosen
        for place, group in enumerate(candidates):
            if next(steps, None) is None or len(chosen) + len(candidates) - place < size:
                return []
            later = [other for other in candidates[place + 1 :] if other in refused[group]]
            if clique := grow([*chosen, group], later):
                return clique
        return []

    return grow([], sorted(refused))
