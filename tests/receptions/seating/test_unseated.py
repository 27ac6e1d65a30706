"""Too few seats: the last in the order have none, or the page names who is passed over and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from conference.core.errors import NotPossible
from schedule.receptions.seating.actions import TableValues
from schedule.receptions.seating.explanations import fault_words
from schedule.receptions.seating.faults import Fault, Kind, faults
from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.problem import Person, Problem, Table, Tie, Wish
from schedule.receptions.seating.search import seat_guests
from schedule.receptions.seating.unseated import Why, find_unseated
from tests.receptions.scene import NOW
from tests.receptions.seating.instances import dinner
from tests.receptions.seating.scene import make_banquet
from tests.receptions.seating.test_faults import label


def people(*groups: str) -> list[Person]:
    """Return guests in this order; a `+` brings a companion, who follows."""
    persons = []
    for group in groups:
        name = group.rstrip("+")
        persons += [Person(name, 0, name, name)] + [Person(f"{name}c", 0, name, name, True)] * group.endswith("+")
    return [replace(person, precedence=place) for place, person in enumerate(persons, 1)]


def tables(*seats: int, **kwargs) -> list[Table]:
    return [Table(number, Shape.ROUND, count, **kwargs) for number, count in enumerate(seats, 1)]


def test_neither_wishes_nor_languages_give_a_seat_before_precedence():
    """The last ten of sixty wish to sit beside the first: they have no seat none the less."""
    problem = dinner(7, guests=60, tables=5, seats=11, couples=0.0, wishes=0, refusals=0)
    last = [person.group for person in problem.people[50:]]
    problem = replace(problem, wishes=[Wish(Tie.BESIDE, problem.people[0].group, group) for group in last])
    seats = seat_guests(problem, tries=4_000).seats
    assert {person.group for person in problem.people} - seats.keys() == set(last)


def test_a_couple_gets_two_single_seats_at_two_tables_by_a_move_of_somebody_else():
    """Two tables of three, the third couple of the order has one free seat at each: a single moves."""
    problem = Problem(people("g1+", "g2", "g3", "g4+", "g5"), tables(3, 3))
    seats = seat_guests(problem, tries=0).seats
    assert set(seats) == {"g1", "g1c", "g2", "g3", "g4", "g4c"}
    assert faults(problem, seats) == []


def test_a_couple_for_which_one_seat_is_left_is_named():
    problem = Problem(people("g1", "g2", "g3+", "g5"), tables(3))
    seats = seat_guests(problem, tries=0).seats
    assert set(seats) == {"g1", "g2", "g5"}
    assert faults(problem, seats) == [Fault(Kind.PAIR, "g3", "g5", 0)]
    assert fault_words(faults(problem, seats)[0], label) == (
        "H.E. g3 (3) has no seat, and H.E. g5 (5), who follows, has one. "
        "The couple needs two seats at one table, and only single ones are left."
    )


def test_who_is_refused_at_the_one_table_is_named_and_not_by_whom():
    problem = Problem(people("g1", "g2", "g3"), tables(3), [Wish(Tie.APART, "g1", "g2")])
    seats = seat_guests(problem, tries=0).seats
    assert set(seats) == {"g1", "g3"}
    assert faults(problem, seats) == [Fault(Kind.UNSUITED, "g2", "g3", 0)]
    assert "g1" not in fault_words(faults(problem, seats)[0], label)


@pytest.mark.parametrize(
    ("seats", "whys"),
    [
        ({"g1": (1, 1), "g2": (1, 3)}, {"g3": Why.FREE, "g4": Why.LAST}),
        ({"g1": (1, 1), "g2": (1, 3), "g3": (1, 2)}, {"g4": Why.LAST}),
        ({"g1": (1, 1), "g2": (1, 3), "g4": (1, 2)}, {"g3": Why.TAKEN}),
        ({}, {"g1": Why.FREE, "g2": Why.FREE, "g3": Why.FREE, "g4": Why.LAST}),
    ],
)
def test_each_person_without_a_seat_has_a_reason(seats, whys):
    problem = Problem(people("g1", "g2", "g3", "g4"), tables(3))
    assert {entry.people[0].key: entry.why for entry in find_unseated(problem, seats)} == whys


def test_whom_protocol_fixed_passes_nobody_over():
    problem = Problem(people("g1", "g2", "g3", "g4"), tables(3), fixed={"g4": 1})
    seats = seat_guests(problem, tries=0).seats
    assert set(seats) == {"g1", "g2", "g4"}
    assert faults(problem, seats) == []


@pytest.mark.parametrize("couples", [True, False])
def test_a_couple_at_the_head_table_stays_together_or_is_a_fault(couples):
    head = Table(1, Shape.HEAD, 4, for_couples=couples)
    problem = Problem(people("g1+", "g2+", "g3"), [head, Table(2, Shape.ROUND, 4)])
    seats = seat_guests(problem, tries=0).seats
    parted = [] if couples else [Fault(Kind.PARTED, "g1", "g1c", 1), Fault(Kind.PARTED, "g2", "g2c", 1)]
    assert faults(problem, seats) == parted


@pytest.fixture
def banquet(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_banquet)


def test_with_too_few_seats_a_move_for_somebody_who_follows_needs_a_reason(banquet):
    """Six seats, one of them kept, and six persons: Côte d’Ivoire, the last, gets none; only with a reason does it take that of Brazil."""
    banquet.act("remove_table", number=2)
    banquet.act("add_tables", values=TableValues(seats=3))
    banquet.act("keep_seat", table=2, seat=2, until=NOW + timedelta(days=2))
    banquet.act("seat_anew")
    assert banquet.seats().keys() == {"BRA", "FRA", "FRA+", "KEN", "KEN+"}
    with pytest.raises(NotPossible, match="give a reason"):
        banquet.move("CIV", *banquet.seats()["BRA"])
    banquet.move("CIV", *banquet.seats()["BRA"], reason="At the host’s wish.")
    assert "BRA" not in banquet.seats()
