"""The dates of the Hanoi Convention follow from its final clauses; those of other treaties: `test_real_treaties`."""

from __future__ import annotations

from datetime import date, timedelta

from conference.treaties.models import Accession
from schedule.signing.instruments.entry_into_force import (
    Delay,
    Deposit,
    Rules,
    Withdrawal,
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
HANOI = Rules(40, NINETY, THIRTY, withdrawal=Withdrawal(Delay(months=12)))
EU = Deposit("EU", date(2025, 12, 1), is_organization=True)


def deposits(number: int, last: date) -> list[Deposit]:
    """Return `number` deposits, a week after one another, the last on that day."""
    return [Deposit(f"P{n}", last - timedelta(weeks=number - n)) for n in range(1, number + 1)]


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
    rome = Rules(60, SIXTY_THEN_FIRST, SIXTY_THEN_FIRST, withdrawal=Withdrawal(Delay(months=12)))
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
