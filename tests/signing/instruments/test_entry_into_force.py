"""The dates of real treaties follow from their final clauses.

Each fact stands beside its source; chapter and number are those of the United Nations Treaty Collection. Read in November 2026.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conference.treaties.models import Accession
from schedule.signing.instruments.entry_into_force import (
    Delay,
    Deposit,
    Rules,
    accession_from,
    binds_from,
    forecast,
    in_force_on,
    reached_on,
    withdrawn_from,
)


def in_force_for(rules: Rules, deposits: list[Deposit], deposit: Deposit) -> date | None:
    return binds_from(rules, reached_on(rules, deposits), deposit)


THIRTY, NINETY = Delay(days=30), Delay(days=90)
SIXTY_THEN_FIRST = Delay(days=60, first_of_month=True)
SIXTH_MONTH = Delay(months=5, first_of_month=True)
# Name, its rules, day of the deposit that completed the threshold, day of entry into force.
TREATIES = [
    # XVIII.14, art. 68: the 90th day after the 30th instrument (legal.un.org/avl/ha/uncc); Ecuador's, press release L/T/4389.
    ("Convention against Corruption", Rules(30, NINETY, THIRTY), date(2005, 9, 15), date(2005, 12, 14)),
    # XVIII.12, art. 38: the 90th day after the 40th, deposited on 1 July (UNIS/CP/439 of 7 July 2003).
    ("Convention against Transnational Organized Crime", Rules(40, NINETY, THIRTY), date(2003, 7, 1), date(2003, 9, 29)),
    # XVIII.10, art. 126: the first day of the month after the 60th day following the 60th; ten at once (press release L/3000).
    ("Rome Statute", Rules(60, SIXTY_THEN_FIRST, SIXTY_THEN_FIRST), date(2002, 4, 11), date(2002, 7, 1)),
    # IV.15: 30 days after the 20th, Ecuador's (OHCHR, 4 April 2008).
    ("Rights of Persons with Disabilities", Rules(20, THIRTY, THIRTY), date(2008, 4, 3), date(2008, 5, 3)),
    # XXVI.8, art. 22: ninety days following the 50th; eight at once (the commentary of Cambridge University Press, 2021).
    ("Arms Trade Treaty", Rules(50, NINETY, NINETY), date(2014, 9, 25), date(2014, 12, 24)),
    # XXVII.7.d, art. 21: the 30th day after 55 parties with 55 per cent of the emissions had deposited (UNFCCC, status of ratification);
    # here, the day on which both were so.
    ("Paris Agreement", Rules(55, THIRTY, THIRTY), date(2016, 10, 5), date(2016, 11, 4)),
    # XXVI.9, art. 15: 90 days after the 50th, that of Honduras (depositary notification of 24 October 2020; ICAN).
    ("Prohibition of Nuclear Weapons", Rules(50, NINETY, NINETY), date(2020, 10, 24), date(2021, 1, 22)),
    # XXVI.5, art. 17: the first day of the sixth month after the month of the 40th, that of Burkina Faso (International Review of the Red
    # Cross 324; the clause: Swiss law 0.515.092).
    ("Anti-Personnel Mine Ban", Rules(40, SIXTH_MONTH, SIXTH_MONTH), date(1998, 9, 16), date(1999, 3, 1)),
    # XXVII.17: the 90th day after the 50th (UN Environment, 18 May 2017; the European Union's, of the same day, does not count).
    ("Minamata Convention on Mercury", Rules(50, NINETY, NINETY), date(2017, 5, 18), date(2017, 8, 16)),
    # XXI.6, art. 308: 12 months after the 60th, that of Guyana (Earth Negotiations Bulletin 7:18).
    ("Law of the Sea", Rules(60, Delay(months=12), THIRTY), date(1993, 11, 16), date(1994, 11, 16)),
    # IV.4, art. 49: three months after the 35th, that of Czechoslovakia (UN Treaty Series 999, page 172).
    ("Civil and Political Rights", Rules(35, Delay(months=3), Delay(months=3)), date(1975, 12, 23), date(1976, 3, 23)),
]  # fmt: skip
CRIME, ROME, PARIS = (TREATIES[number] for number in (1, 2, 5))
HANOI = Rules(40, NINETY, THIRTY, withdrawal=Delay(months=12))
EU = Deposit("EU", date(2025, 12, 1), is_organization=True)


def deposits(number: int, last: date) -> list[Deposit]:
    """Return `number` deposits, a week after one another, the last on that day."""
    return [Deposit(f"P{n}", last - timedelta(weeks=number - n)) for n in range(1, number + 1)]


@pytest.mark.parametrize(("name", "rules", "reached", "in_force"), TREATIES, ids=[row[0] for row in TREATIES])
def test_real_treaties_enter_into_force_on_their_days(name, rules, reached, in_force):
    found = deposits(rules.threshold, reached)
    assert (reached_on(rules, found), in_force_on(rules, found)) == (reached, in_force)
    assert in_force_on(rules, found[1:]) is None


@pytest.mark.parametrize(
    ("treaty", "on", "binds"),
    [
        # Switzerland (Swiss law 0.311.54).
        (CRIME, date(2006, 10, 27), date(2006, 11, 26)),
        # Australia and Armenia (the Statute's States parties); the State of Palestine (Assembly of States Parties).
        (ROME, date(2002, 7, 1), date(2002, 9, 1)),
        (ROME, date(2023, 11, 14), date(2024, 2, 1)),
        (ROME, date(2015, 1, 2), date(2015, 4, 1)),
        # The United States, which came back (the Secretary-General's spokesman, 20 January 2021; art. 21 (3)).
        (PARIS, date(2021, 1, 20), date(2021, 2, 19)),
    ],
)
def test_real_parties_that_came_later_are_bound_from_their_own_day(treaty, on, binds):
    _name, rules, reached, _in_force = treaty
    first = deposits(rules.threshold, reached)
    assert in_force_for(rules, [*first, Deposit("Later", on)], Deposit("Later", on)) == binds
    assert in_force_for(rules, first, first[0]) == in_force_on(rules, first)


def test_who_deposits_between_threshold_and_entry_is_not_bound_before_the_treaty_is_in_force():
    first = deposits(40, date(2025, 12, 31))
    soon, late = Deposit("Soon", date(2026, 1, 5)), Deposit("Late", date(2026, 3, 20))
    found = [*first, soon, late]
    assert in_force_on(HANOI, found) == date(2026, 3, 31)
    assert in_force_for(HANOI, found, soon) == date(2026, 3, 31)  # not 4 February
    assert in_force_for(HANOI, found, late) == date(2026, 4, 19)


def test_an_organization_is_not_counted_as_additional_but_is_bound():
    found = [*deposits(39, date(2025, 12, 31)), EU]
    assert forecast(HANOI, found, date(2026, 1, 1)).missing == 1
    whole = [*found, Deposit("Last", date(2026, 2, 2))]
    assert in_force_on(HANOI, whole) == date(2026, 5, 3)
    assert in_force_for(HANOI, whole, EU) == date(2026, 5, 3)
    counting = Rules(40, NINETY, THIRTY, organizations_count=True)
    assert in_force_on(counting, found) == date(2026, 3, 31)


def test_an_instrument_taken_back_in_time_no_longer_counts_and_a_threshold_once_reached_holds():
    found = deposits(40, date(2025, 12, 31))
    before = Deposit("P1", found[0].on, withdrawn=date(2025, 12, 30))
    assert in_force_on(HANOI, [before, *found[1:]]) is None
    assert in_force_on(HANOI, [before, *found[1:], Deposit("P41", date(2026, 1, 10))]) == date(2026, 4, 10)
    after = Deposit("P1", found[0].on, withdrawn=date(2026, 1, 15))
    assert in_force_on(HANOI, [after, *found[1:]]) == date(2026, 3, 31)
    assert in_force_for(HANOI, [after, *found[1:]], after) is None


def test_withdrawals_take_effect_after_a_year_but_at_once_while_nothing_is_in_force():
    found = deposits(40, date(2025, 12, 31))
    assert withdrawn_from(HANOI, found, date(2026, 3, 30)) == date(2026, 3, 30)
    assert withdrawn_from(HANOI, found, date(2028, 2, 29)) == date(2029, 2, 28)
    # Rome Statute, art. 127: a year after receipt. Burundi's took effect on 27 October 2017 (ASP; one year after it was lodged), that of
    # the Philippines was deposited on 17 March 2018 (ICC, 20 March 2018).
    rome = Rules(60, SIXTY_THEN_FIRST, SIXTY_THEN_FIRST, withdrawal=Delay(months=12))
    parties = deposits(60, date(2002, 4, 11))
    assert withdrawn_from(rome, parties, date(2016, 10, 27)) == date(2017, 10, 27)
    assert withdrawn_from(rome, parties, date(2018, 3, 17)) == date(2019, 3, 17)
    assert withdrawn_from(Rules(60, NINETY, NINETY), parties, date(2018, 3, 17)) is None


def test_what_if():
    now = deposits(3, date(2025, 11, 17))
    stands = forecast(HANOI, now, date(2025, 11, 18))
    assert (stands.counted, stands.missing, stands.in_force_on) == (3, 37, None)
    supposed = [Deposit(f"S{n}", date(2026, 10, 1)) for n in range(37)]
    would = forecast(HANOI, [*now, *supposed], date(2026, 10, 1))
    assert (would.counted, would.missing, would.reached_on, would.in_force_on) == (
        40,
        0,
        date(2026, 10, 1),
        date(2026, 12, 30),
    )
    assert HANOI.entry.after(date(2026, 10, 1)) == date(2026, 12, 30)


def test_months_that_are_shorter_and_the_first_day_itself():
    assert Delay(months=6).after(date(2023, 8, 31)) == date(2024, 2, 29)
    assert Delay(months=1, first_of_month=True).after(date(2026, 12, 31)) == date(2027, 2, 1)
    assert Delay(months=5, first_of_month=True).after(date(1998, 9, 30)) == date(1999, 3, 1)


def test_accession_is_open_from_the_day_that_the_treaty_says():
    opens, closes, in_force = date(2025, 10, 25), date(2026, 12, 31), date(2027, 5, 1)
    days = [accession_from(one, opens, closes, in_force) for one in Accession]
    assert days == [None, opens, date(2027, 1, 1), in_force]
