"""What no seating can fulfil is said, with names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schedule.receptions.seating.checks import find_conflicts
from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.problem import Person, Problem, Table, Tie, Wish

NAMES = {code: f"H.E. {code}" for code in "ABCDEF"}
COUPLES = "AB"


def problem(**kwargs) -> Problem:
    people = [Person(code, place, code, code) for place, code in enumerate("ABCDEF", 1)]
    people += [Person(code + "c", place, code, code, companion=True) for place, code in enumerate(COUPLES, 7)]
    tables = [Table(1, Shape.ROUND, 4, host="h1"), Table(2, Shape.ROUND, 8, host="h2")]
    return replace(Problem(people, tables), **kwargs)


def apart(*pairs: str) -> list[Wish]:
    return [Wish(Tie.APART, *pair) for pair in pairs]


def said(given: Problem) -> list[str]:
    return find_conflicts(given, NAMES.__getitem__)


def test_a_right_plan_has_no_conflicts():
    given = problem(fixed={"A": 2, "C": 1, "D": 1}, wishes=[*apart("AC", "AD"), Wish(Tie.BESIDE, "A", "B")])
    assert said(given) == []


def test_a_couple_larger_than_its_table():
    small = Table(1, Shape.HEAD, 2, host="h1")
    given = problem(tables=[small, Table(2, Shape.ROUND, 8)], fixed={"A": 1})
    assert said(given) == ["H.E. A come as 2, and table 1 has 1 seat for guests."]
    without = problem(tables=[replace(small, for_couples=False), Table(2, Shape.ROUND, 8)], fixed={"A": 1})
    assert said(without) == []


def test_more_fixed_to_a_table_than_it_seats():
    given = problem(fixed={"A": 1, "C": 1, "D": 1})
    assert said(given) == ["4 persons are fixed to table 1, which has 3 seats for guests: H.E. A, H.E. C, H.E. D."]


def test_kept_seats_are_no_seats():
    tables = [Table(1, Shape.ROUND, 4, host="h1", closed=frozenset({2})), Table(2, Shape.ROUND, 8)]
    given = problem(tables=tables, fixed={"A": 1, "C": 1})
    assert said(given) == ["3 persons are fixed to table 1, which has 2 seats for guests: H.E. A, H.E. C."]


def test_two_who_refuse_each_other_fixed_to_one_table():
    given = problem(fixed={"C": 1, "D": 1}, wishes=apart("CD"))
    assert said(given) == ["H.E. C and H.E. D are not to sit at one table, and both are fixed to table 1."]


def test_a_wish_against_a_refusal():
    given = problem(wishes=[*apart("CD"), Wish(Tie.BESIDE, "C", "D")])
    assert said(given) == ["H.E. C and H.E. D are wished together and are not to sit at one table."]


def test_a_table_that_is_gone():
    assert said(problem(fixed={"C": 7})) == ["H.E. C: fixed to table 7, which does not exist."]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (("AB", "BC", "AC"), ["These 3 all refuse one another, and there are 2 tables: H.E. A, H.E. B, H.E. C."]),
        (("AB", "BC", "CD", "DA"), []),
        (
            ("AB", "AC", "AD", "CE", "DE", "CD"),
            ["These 3 all refuse one another, and there are 2 tables: H.E. A, H.E. C, H.E. D."],
        ),
    ],
)
def test_more_who_all_refuse_one_another_than_tables(pairs, expected):
    assert said(problem(wishes=apart(*pairs))) == expected


def test_who_does_not_come_refuses_nobody():
    given = problem(wishes=apart("AB", "BC", "AC"))
    assert said(replace(given, people=[one for one in given.people if one.group != "C"])) == []
