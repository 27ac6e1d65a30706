"""Seating by search: right by every rule, whatever the dinner, and better than by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schedule.receptions.seating import by_hand
from schedule.receptions.seating.faults import Kind, faults
from schedule.receptions.seating.problem import Problem, Tie, Wish
from schedule.receptions.seating.scoring import Measure
from schedule.receptions.seating.search import seat_guests
from tests.receptions.seating.instances import dinner
from tests.receptions.seating.verifier import broken, passed_over

NAMED = {Kind.PAIR: "couple", Kind.UNSUITED: "refused"}

dinners = st.builds(
    dinner,
    st.integers(1, 10_000),
    guests=st.integers(4, 60),
    tables=st.integers(1, 7),
    seats=st.integers(4, 11),
    head=st.sampled_from([0, 0, 3, 6, 9]),
    couples=st.sampled_from([0.0, 0.3, 0.9]),
    wishes=st.integers(0, 8),
    refusals=st.integers(0, 8),
    alternate=st.booleans(),
)


@given(dinners)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_seating_keeps_every_rule(problem: Problem):
    found = seat_guests(problem, tries=400)
    assert list(broken(problem, found.seats)) == []
    # Only those are faults whom no seating could have given a seat, and each of them is named.
    named = {problem.by_key[fault.who].group: NAMED[fault.kind] for fault in faults(problem, found.seats)}
    assert named == dict(passed_over(problem, found.seats))
    assert found.value.unseated > found.by_hand.unseated or found.value.cost <= found.by_hand.cost


def test_the_rules_notice_refusals_that_nobody_minds(monkeypatch):
    """The control: where room alone decides, those who refuse one another meet."""
    problem = dinner(3, guests=40, tables=4, seats=11, refusals=40)
    assert list(broken(problem, seat_guests(problem, tries=0).seats)) == []
    monkeypatch.setattr(
        by_hand.Tables, "fits", lambda self, unit, number, without=(): len(unit) <= self.free_at(number)
    )
    wrong = seat_guests(problem, tries=0).seats
    assert any("share a table" in one for one in broken(problem, wrong))
    assert Kind.REFUSED in {one.kind for one in faults(problem, wrong)}


def test_the_rules_notice_who_is_seated_out_of_order(monkeypatch):
    """The control of precedence: seated in the reverse order."""
    problem = dinner(3, guests=40, tables=4, seats=11)
    right = Measure.seats_at

    def reverse(self, number, people):
        found = right(self, number, people)
        return dict(zip(found, reversed(found.values()), strict=True))

    monkeypatch.setattr(Measure, "seats_at", reverse)
    wrong = seat_guests(problem, tries=0).seats
    assert any("sits above" in one for one in broken(problem, wrong))
    assert {one.kind for one in faults(problem, wrong)} & {Kind.BELOW, Kind.ABOVE}


@pytest.mark.parametrize("alternate", [False, True])
def test_a_search_is_better_than_the_hand(alternate):
    problem = dinner(1, guests=120, tables=12, alternate=alternate)
    found = seat_guests(problem, tries=8_000)
    assert found.value.unseated == 0
    assert found.value.cost < found.by_hand.cost
    assert found.value == Measure(problem).value(found.seats)


def test_the_same_dinner_is_seated_in_the_same_way():
    problem = dinner(2, guests=60, tables=6)
    assert seat_guests(problem, tries=2_000).seats == seat_guests(problem, tries=2_000).seats


def test_a_companion_with_the_higher_rank_comes_with_the_guest():
    """The spouse precedes the guest: both sit at one table, each by the own rank, and the guest's wish is kept."""
    problem = dinner(5, guests=12, tables=3, seats=6, couples=0.0, wishes=0, refusals=0)
    guest, other = problem.people[8], problem.people[9]
    spouse = replace(guest, key=guest.group + "c", companion=True, precedence=0)
    problem = replace(problem, people=[spouse, *problem.people], wishes=[Wish(Tie.ONE_TABLE, guest.group, other.group)])
    found = seat_guests(problem, tries=2_000)
    assert list(broken(problem, found.seats)) == []
    assert found.seats[spouse.key][0] == found.seats[guest.key][0] == found.seats[other.key][0]
    assert problem.groups[guest.group][0] == guest
