"""Sentences: why somebody sits where, what is wrong, what a move changes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.look.language_names import language_name
from conference.look.lists import in_words, join_sentences, with_brackets
from schedule.receptions.seating.faults import Effect, Fault, Kind, is_kept
from schedule.receptions.seating.geometry import Shape, beside, by_honour, halves
from schedule.receptions.seating.order import LAST, Precedence
from schedule.receptions.seating.problem import Person, Problem, Seats, Table, Tie, Wish
from schedule.receptions.seating.scoring import order_at
from schedule.receptions.seating.unseated import PASSED_OVER, Why

CANNOT_SIT: Mapping[str, str | Promise] = {
    "no_such_seat": gettext_lazy("This seat is the host’s, is kept free, or does not exist."),
    "sits_there": gettext_lazy("This guest already has that seat."),
    "no_room_for_couple": gettext_lazy("That table has no second seat for the couple."),
    "presides": gettext_lazy("Who presides at a table stays there, with the companion. Change the table instead."),
}
# Why somebody gets no seat yet, as in `LoadedPlan.barred`.
BARRED: Mapping[str, str | Promise] = {
    "rank": gettext_lazy(
        "A substitute sits by the own rank, which is not set yet. Set it, and then a seat can be given."
    ),
    "presides": gettext_lazy(
        "Stands as host of a table under this name too, as somebody who is no guest. Choose the guest as host in the table’s form."
    ),
}
UNSEATED: Mapping[str, str | Promise] = {
    Why.FREE: gettext_lazy("A seat is free."),
    Why.LAST: gettext_lazy("Last in the order: there are too few seats."),
    Why.TAKEN: gettext_lazy("A guest who follows has a seat that is due here."),
    Why.PAIR: gettext_lazy("The couple needs two seats at one table, and only single ones are left."),
    Why.UNSUITED: gettext_lazy("No table with room is suitable."),
}


@dataclass(frozen=True)
class DinerLabel:
    """What sentences need of a person beside the problem.

    Args:
        short: Name of the party, or of the person where several come from it.
        rank: Its name; empty for none.
    """

    name: str
    short: str
    precedence: Precedence
    rank: str = ""
    own_rank: bool = False


type DinerLabels = Callable[[str], DinerLabel]


def fault_words(fault: Fault, label_of: DinerLabels, *, with_refusals: bool = False) -> str:
    """Return what is wrong, naming whom; who refuses whom alone is named only on request."""
    if fault.kind == Kind.REFUSED and not with_refusals:
        return _("Two guests who are not to share a table sit at table %(table)d.") % {"table": fault.table}
    who, other = label_of(fault.who), label_of(fault.other) if fault.other else None
    values: dict[str, object] = {
        "who": who.name,
        "number": who.precedence.number,
        "other": other.name if other else "",
        "below": other.precedence.number if other else 0,
        "table": fault.table,
    }
    messages = {
        Kind.BELOW: _("%(who)s (%(number)d) sits below %(other)s (%(below)d)."),
        Kind.ABOVE: _("%(who)s (%(number)d) sits above %(other)s (%(below)d)."),
        Kind.PASSED: _("%(who)s (%(number)d) precedes %(other)s (%(below)d), who sits at the head table."),
        Kind.REFUSED: _("%(who)s and %(other)s are not to sit at one table, and both sit at table %(table)d."),
        Kind.PARTED: _("%(who)s and %(other)s are a couple and sit at two tables."),
        Kind.NO_SEAT: _("%(who)s sits on a seat at table %(table)d that is not for guests."),
    }
    if fault.kind.value in PASSED_OVER:
        message = _("%(who)s (%(number)d) has no seat, and %(other)s (%(below)d), who follows, has one.")
        return join_sentences([message % values, str(UNSEATED[Why(fault.kind)])])
    return messages[fault.kind] % values


def wish_words(wish: Wish, name: str, other: str) -> str:
    messages = {
        Tie.BESIDE: _("%(one)s beside %(other)s"),
        Tie.ONE_TABLE: _("%(one)s and %(other)s at one table"),
        Tie.APART: _("%(one)s and %(other)s not at one table"),
    }
    return messages[wish.tie] % {"one": name, "other": other}


def effect_words(effect: Effect, label_of: DinerLabels, key_of_group: Callable[[str], str]) -> list[str]:
    """Return what a move changes: whom it moves, faults, wishes."""
    count = len(effect.persons)
    changes = [ngettext("%(n)d person moves.", "%(n)d persons move.", count) % {"n": count}]
    if effect.faults:
        count = len(effect.faults)
        changes.append(ngettext("%(n)d additional fault:", "%(n)d additional faults:", count) % {"n": count})
        changes += [fault_words(fault, label_of) for fault in effect.faults]
    else:
        changes.append(_("No additional fault."))
    if effect.mended:
        count = len(effect.mended)
        changes.append(ngettext("%(n)d fault fewer.", "%(n)d faults fewer.", count) % {"n": count})
    for wishes, message in ((effect.lost, _("Wish lost: %(wish)s.")), (effect.won, _("Wish kept now: %(wish)s."))):
        for wish in wishes:
            pair = (label_of(key_of_group(group)).short for group in (wish.one, wish.other))
            changes.append(message % {"wish": wish_words(wish, *pair)})
    return changes


def explain_seat(problem: Problem, seats: Seats, key: str, label_of: DinerLabels, *, drawn: str) -> list[str]:
    """Return why somebody sits there, a sentence or two for each reason.

    Args:
        drawn: The sentence on the first seat drawn; no stop at its end is needed.
    """
    person = problem.by_key[key]
    reasons = [*_by_rank(label_of(key), drawn)]
    if key not in seats:
        return [*reasons, _("Has no seat yet.")]
    number, seat = seats[key]
    table = problem.table[number]
    if problem.presiding.get(number) is person:
        return [*reasons, _("Presides at table %(table)d.") % {"table": number}]
    if problem.fixed.get(person.group) == number:
        reasons.append(_("Fixed to this table by protocol."))
    at_table = {other_seat: other for other, (other_number, other_seat) in seats.items() if other_number == number}
    reasons += _at_table(table, seat, at_table, label_of)
    reasons += _by_wishes(problem, seats, person, label_of)
    reasons += _by_language(problem, table, seat, at_table, person)
    return reasons


def _by_rank(label: DinerLabel, drawn: str) -> Iterator[str]:
    precedence = label.precedence
    if not precedence.equals:
        yield _("A companion without an office: has the place that the guest’s rank gives, behind the guest.")
        return
    if precedence.level == LAST:
        message = ngettext(
            "No rank: %(n)d guest, after all ranks.", "No rank: %(n)d guests, after all ranks.", precedence.equals
        )
    else:
        message = ngettext(
            "%(rank)s: %(n)d guest in this group of ranks.",
            "%(rank)s: %(n)d guests in this group of ranks, all equal.",
            precedence.equals,
        )
    yield message % {"rank": label.rank, "n": precedence.equals}
    if label.own_rank:
        yield _("The rank is the one that protocol set.")
    place = {"place": precedence.place, "n": precedence.equals, "number": precedence.number}
    yield join_sentences([drawn, _("Place %(place)d of %(n)d in the group, %(number)d in all.") % place])


def _at_table(table: Table, seat: int, at_table: Mapping[int, str], label_of: DinerLabels) -> Iterator[str]:
    order = order_at(table)
    place = order.index(seat) + 1 if seat in order else 0
    side = _side_of_host(table, seat)
    if side and place == 1:
        message = _("First at table %(table)d, at the host’s right.")
    elif side == "right":
        message = _("Place %(place)d at table %(table)d, on the host’s right side.")
    elif side == "left":
        message = _("Place %(place)d at table %(table)d, on the host’s left side.")
    else:
        message = _("Place %(place)d at table %(table)d.")
    yield message % {"place": place, "table": table.number}
    if place:
        next_seats = order[place - 2 : place - 1] + order[place : place + 1]
        labels = [label_of(at_table[number]) for number in next_seats if number in at_table]
        if labels:
            others = in_words(with_brackets(label.short, label.precedence.number) for label in labels)
            yield _("Next to this in precedence at the table: %(others)s.") % {"others": others}


def _side_of_host(table: Table, seat: int) -> str:
    """Return on which side of the host a seat is: `right` is at the left of the drawing; empty without a host, and across a table."""
    if not table.host:
        return ""
    host = by_honour(table.shape, table.seats)[0]
    if table.shape == Shape.ROUND:
        steps = (seat - host) % table.seats
        return "" if 2 * steps == table.seats else "left" if 2 * steps < table.seats else "right"
    if table.shape == Shape.LONG and seat not in halves(table.seats)[0]:
        return ""
    return "right" if seat < host else "left"


def _by_wishes(problem: Problem, seats: Seats, person: Person, label_of: DinerLabels) -> Iterator[str]:
    for wish in problem.wishes:
        if wish.tie == Tie.APART or person.group not in (wish.one, wish.other) or person.companion:
            continue
        other = wish.other if wish.one == person.group else wish.one
        text = wish_words(wish, label_of(person.key).short, label_of(problem.groups[other][0].key).short)
        message = _("Wish kept: %(wish)s.") if is_kept(problem, seats, wish) else _("Wish not kept: %(wish)s.")
        yield message % {"wish": text}


def _by_language(
    problem: Problem, table: Table, seat: int, at_table: Mapping[int, str], person: Person
) -> Iterator[str]:
    if not person.languages:
        return
    near = beside(table.shape, table.seats)[seat - 1]
    spoken = [problem.by_key[at_table[number]].languages for number in near if number in at_table]
    if table.host and by_honour(table.shape, table.seats)[0] in near:
        spoken.append(problem.hosts.get(table.host, frozenset()))
    shared = sorted(person.languages & frozenset[str]().union(*spoken))
    if shared:
        names = in_words((language_name(code) for code in shared), conjunction=True)
        yield _("Speaks %(languages)s with a neighbour; no interpreter behind.") % {"languages": names}
    else:
        yield _("Shares no language with a neighbour; an interpreter sits behind.")
