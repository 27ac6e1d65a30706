"""Faults, what a move changes, and why somebody sits where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schedule.receptions.seating.explanations import DinerLabel, effect_words, explain_seat, fault_words
from schedule.receptions.seating.faults import CannotSit, Fault, Kind, effect, faults, in_order, is_kept, moved
from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.order import Precedence
from schedule.receptions.seating.problem import Person, Problem, Table, Tie, Wish
from schedule.receptions.seating.search import seat_guests

EN, FR = frozenset({"en"}), frozenset({"fr"})


def problem(**kwargs) -> Problem:
    """Eight guests and the companion of the fourth: a head table of two guests, two round tables of four."""
    people = [Person(f"g{n}", n, f"P{n}", f"g{n}", languages=FR if n == 7 else EN) for n in range(1, 9)]
    people.append(Person("g4c", 9, "P4", "g4", companion=True))
    tables = [
        Table(1, Shape.HEAD, 3, host="h1", for_couples=False),
        Table(2, Shape.ROUND, 5, host="h2"),
        Table(3, Shape.ROUND, 5, host="h3"),
    ]
    hosts = dict.fromkeys(("h1", "h2", "h3"), EN)
    return replace(Problem(people, tables, hosts=hosts), **kwargs)


# At a round table of five seats with a host on 1, the places are 5, 2, 4, 3; at the head table of three 1, 3.
SEATS = {
    "g1": (1, 1),
    "g2": (1, 3),
    "g3": (2, 5),
    "g4": (3, 5),
    "g5": (2, 2),
    "g6": (3, 2),
    "g7": (2, 4),
    "g4c": (3, 4),
}


def label(key: str) -> DinerLabel:
    number = 9 if key == "g4c" else int(key[1:])
    return DinerLabel(f"H.E. {key}", key.upper(), Precedence(key, False, number, 6, number, 8), rank="Minister")


def test_a_right_seating_has_no_faults():
    assert faults(problem(), SEATS) == []
    assert seat_guests(problem(), tries=0).seats.keys() == {*SEATS, "g8"}


def test_who_sits_below_one_of_lower_precedence():
    wrong = SEATS | {"g3": (2, 4), "g7": (2, 5)}
    assert faults(problem(), wrong) == [Fault(Kind.BELOW, "g5", "g7", 2), Fault(Kind.BELOW, "g3", "g5", 2)]
    last = {key: at for key, at in SEATS.items() if key != "g3"} | {"g3": (2, 3)}
    found = faults(problem(), last)
    assert found == [Fault(Kind.BELOW, "g3", "g7", 2)]
    assert fault_words(found[0], label) == "H.E. g3 (3) sits below H.E. g7 (7)."


def test_who_precedes_somebody_at_the_head_table():
    wrong = SEATS | {"g2": (2, 5), "g3": (1, 3)}
    assert faults(problem(), wrong) == [Fault(Kind.PASSED, "g2", "g3", 2)]
    assert faults(problem(fixed={"g2": 2}), wrong) == []
    assert faults(problem(fixed={"g3": 1}), wrong) == []
    assert faults(problem(wishes=[Wish(Tie.APART, "g1", "g2")]), wrong) == []


def test_refusals_and_couples():
    given = problem(wishes=[Wish(Tie.APART, "g4", "g6")])
    assert [(one.kind, one.table) for one in faults(given, SEATS)] == [(Kind.REFUSED, 3)]
    assert is_kept(given, SEATS, given.wishes[0]) is False
    assert faults(problem(), SEATS | {"g4c": (2, 3)}) == [Fault(Kind.PARTED, "g4", "g4c", 3)]


def test_no_seat_of_a_host_and_none_that_is_kept():
    assert faults(problem(), SEATS | {"g7": (2, 1)}) == [Fault(Kind.NO_SEAT, "g7", "", 2)]


def test_a_move_to_a_free_seat_says_what_it_changes():
    given = problem(wishes=[Wish(Tie.BESIDE, "g4", "g6"), Wish(Tie.ONE_TABLE, "g5", "g6")])
    before = SEATS | {"g6": (3, 4), "g4c": (3, 2)}
    after = moved(given, before, "g6", 2, 3)
    found = effect(given, before, after)
    assert after["g6"] == (2, 3)
    assert found.persons == ["g6"]
    assert found.faults == [Fault(Kind.BELOW, "g6", "g7", 2)]
    assert found.mended == [Fault(Kind.BELOW, "g6", "g4c", 3)]
    assert (found.lost, found.won) == ([given.wishes[0]], [given.wishes[1]])
    assert effect_words(found, label, lambda group: group) == [
        "1 person moves.",
        "1 additional fault:",
        "H.E. g6 (6) sits below H.E. g7 (7).",
        "1 fault fewer.",
        "Wish lost: G4 beside G6.",
        "Wish kept now: G5 and G6 at one table.",
    ]


def test_two_exchange_their_seats():
    after = moved(problem(), SEATS, "g5", 3, 2)
    assert (after["g5"], after["g6"]) == ((3, 2), (2, 2))
    assert effect(problem(), SEATS, after).faults == []


def test_a_couple_moves_together_or_not_at_all():
    without = {key: at for key, at in SEATS.items() if key not in ("g5", "g7")}
    after = moved(problem(), without, "g4", 2, 2)
    assert (after["g4"], after["g4c"]) == ((2, 2), (2, 3))
    assert "g5" not in moved(problem(), without | {"g5": (2, 2)}, "g8", 2, 2)
    full = SEATS | {"g8": (2, 3)}
    with pytest.raises(CannotSit, match="no_room_for_couple"):
        moved(problem(), full, "g4", 2, 2)


@pytest.mark.parametrize(("table", "place"), [(2, 1), (2, 6), (9, 1), (1, 2)])
def test_no_move_to_a_seat_that_is_not_for_guests(table, place):
    with pytest.raises(CannotSit, match="no_such_seat"):
        moved(problem(), SEATS, "g6", table, place)


def test_tables_seated_by_precedence_have_no_fault():
    after = in_order(problem(), moved(problem(), SEATS, "g6", 2, 3), {2, 3})
    assert faults(problem(), after) == []
    assert {key: at[1] for key, at in after.items() if at[0] == 2} == {"g3": 5, "g5": 2, "g6": 4, "g7": 3}


def test_why_somebody_sits_there():
    given = problem(wishes=[Wish(Tie.BESIDE, "g4", "g6")])
    assert explain_seat(given, SEATS, "g6", label, drawn="First seat: E") == [
        "Minister: 8 guests in this group of ranks, all equal.",
        "First seat: E. Place 6 of 8 in the group, 6 in all.",
        "Place 2 at table 3, on the host’s left side.",
        "Next to this in precedence at the table: G4 (4), G4C (9).",
        "Wish not kept: G6 beside G4.",
        "Speaks English with a neighbour; no interpreter behind.",
    ]
    assert explain_seat(given, SEATS, "g7", label, drawn="First seat: E")[-1] == (
        "Shares no language with a neighbour; an interpreter sits behind."
    )
    assert explain_seat(problem(fixed={"g4": 3}), SEATS, "g4", label, drawn="First seat: E")[2:4] == [
        "Fixed to this table by protocol.",
        "First at table 3, at the host’s right.",
    ]
    assert explain_seat(given, SEATS, "g8", label, drawn="First seat: E")[-1] == "Has no seat yet."
