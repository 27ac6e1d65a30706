"""The dates of real treaties follow from their final clauses and from the deposits that decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from schedule.signing.instruments.entry_into_force import (
    Condition,
    Deposit,
    EarliestEntry,
    Rules,
    binds_from,
    forecast,
    in_force_on,
    reached_on,
    withdrawal_opens,
    withdrawn_from,
)
from tests.signing.instruments.real_treaties import (
    BUDAPEST,
    BUDAPEST_DEPOSITS,
    BY_NUMBER,
    EUROPEAN_UNION,
    ISTANBUL,
    ISTANBUL_DEPOSITS,
    KYOTO,
    KYOTO_DEPOSITS,
    KYOTO_OTHERS,
    LACKING,
    NINETY,
    NON_PROLIFERATION,
    NON_PROLIFERATION_DEPOSITS,
    NUCLEAR_TESTS,
    PARIS,
    PARIS_DEPOSITS,
    RATIFIED,
    RULES,
    THIRTY,
)
from tests.signing.instruments.test_entry_into_force import deposits


@pytest.mark.parametrize("clauses", BY_NUMBER, ids=[clauses.name for clauses in BY_NUMBER])
def test_treaties_of_which_a_number_decides_enter_into_force_on_their_days(clauses):
    parties = deposits(clauses.rules.threshold, clauses.reached)
    assert reached_on(clauses.rules, parties) == clauses.reached
    assert in_force_on(clauses.rules, parties) == clauses.in_force
    assert in_force_on(clauses.rules, parties[1:]) is None


def test_paris_waited_for_its_share_after_its_number_was_reached():
    before = [deposit for deposit in PARIS_DEPOSITS if deposit.on < date(2016, 10, 5)]
    on_21_september = forecast(PARIS, before, date(2016, 9, 21))
    assert (on_21_september.counted, on_21_september.missing, on_21_september.in_force_on) == (60, 0, None)
    (share,) = forecast(PARIS, before, date(2016, 10, 4)).conditions
    assert (share.reached, share.missing) == (Decimal("52.11"), Decimal("2.89"))
    now = forecast(PARIS, [*PARIS_DEPOSITS, EUROPEAN_UNION], date(2016, 10, 5))
    assert (now.counted, now.reached_on, now.in_force_on) == (73, date(2016, 10, 5), date(2016, 11, 4))
    assert (now.conditions[0].reached, now.conditions[0].missing) == (Decimal("58.82"), 0)


def test_kyoto_waited_two_years_for_the_russian_federation():
    parties = [*KYOTO_OTHERS, *KYOTO_DEPOSITS]
    assert reached_on(replace(KYOTO, conditions=()), parties) == date(2002, 5, 23)
    without = forecast(KYOTO, [deposit for deposit in parties if deposit.party != "RUS"], date(2004, 11, 18))
    assert (without.conditions[0].reached, without.missing, without.in_force_on) == (Decimal("44.2"), 0, None)
    assert (reached_on(KYOTO, parties), in_force_on(KYOTO, parties)) == (date(2004, 11, 18), date(2005, 2, 16))


@pytest.mark.parametrize(
    ("rules", "parties", "reached", "in_force"),
    [
        (BUDAPEST, BUDAPEST_DEPOSITS, date(2004, 3, 18), date(2004, 7, 1)),
        (ISTANBUL, ISTANBUL_DEPOSITS, date(2014, 4, 22), date(2014, 8, 1)),
        (NON_PROLIFERATION, NON_PROLIFERATION_DEPOSITS, date(1970, 3, 5), date(1970, 3, 5)),
    ],
    ids=["Budapest", "Istanbul", "Non-Proliferation"],
)
def test_treaties_of_which_certain_parties_are_required_enter_into_force_on_their_days(
    rules, parties, reached, in_force
):
    assert (reached_on(rules, parties), in_force_on(rules, parties)) == (reached, in_force)
    needed = rules.conditions[0]
    allowed = len(needed.parties) - needed.number
    others = [Deposit(f"X{number}", parties[0].on) for number in range(allowed + 1)]
    lost = set(list(needed.parties)[: allowed + 1])
    elsewhere = [deposit for deposit in parties if deposit.party not in lost] + others
    # As many instruments, but one too few of those required.
    assert (len(elsewhere), in_force_on(rules, elsewhere)) == (len(parties), None)


def test_the_nuclear_test_ban_waits_for_nine_of_its_44():
    ratified = [Deposit(code, date(2012, 2, 6)) for code in RATIFIED]
    parties = [*ratified, *deposits(143, date(2023, 1, 1))]
    today = forecast(NUCLEAR_TESTS, parties, date(2026, 12, 1))
    assert (today.counted, today.missing, today.in_force_on) == (178, 0, None)
    assert (today.conditions[0].reached, today.conditions[0].missing) == (35, 9)
    signed_by_all = [*parties, *(Deposit(code, date(2027, 1, 4)) for code in LACKING)]
    assert in_force_on(NUCLEAR_TESTS, signed_by_all) == date(2027, 7, 3)


@pytest.mark.parametrize(
    ("treaty", "on", "binds"),
    [
        # Switzerland (Swiss law 0.311.54).
        ("Transnational Organized Crime", date(2006, 10, 27), date(2006, 11, 26)),
        # Australia and Armenia (the Statute's States parties); the State of Palestine (Assembly of States Parties).
        ("Rome Statute", date(2002, 7, 1), date(2002, 9, 1)),
        ("Rome Statute", date(2023, 11, 14), date(2024, 2, 1)),
        ("Rome Statute", date(2015, 1, 2), date(2015, 4, 1)),
    ],
)
def test_parties_that_came_later_are_bound_from_their_own_day(treaty, on, binds):
    clauses = next(clauses for clauses in BY_NUMBER if clauses.name == treaty)
    first, later = deposits(clauses.rules.threshold, clauses.reached), Deposit("Later", on)
    assert binds_from(clauses.rules, reached_on(clauses.rules, [*first, later]), later) == binds
    assert binds_from(clauses.rules, clauses.reached, first[0]) == clauses.in_force


def test_the_united_states_left_paris_as_soon_as_it_could_and_came_back():
    # Received on 4 November 2019, three years after entry into force for the party; effect a year later (C.N.575.2019). A new instrument on
    # 20 January 2021 (the Secretary-General's spokesman); a second withdrawal on 27 January 2025 took effect a year after (UNTC).
    first = next(deposit for deposit in PARIS_DEPOSITS if deposit.party == "USA")
    assert withdrawal_opens(PARIS, PARIS_DEPOSITS, first) == date(2019, 11, 4)
    assert withdrawn_from(PARIS, PARIS_DEPOSITS, date(2019, 11, 4)) == date(2020, 11, 4)
    again = Deposit("USA", date(2021, 1, 20))
    assert binds_from(PARIS, date(2016, 10, 5), again) == date(2021, 2, 19)
    assert withdrawal_opens(PARIS, PARIS_DEPOSITS, again) == date(2024, 2, 19)
    assert withdrawn_from(PARIS, PARIS_DEPOSITS, date(2025, 1, 27)) == date(2026, 1, 27)


def test_canada_left_kyoto_and_turkey_istanbul_on_their_days():
    parties = [*KYOTO_OTHERS, *KYOTO_DEPOSITS]
    # Art. 27: not within three years; Canada's was received on 15 December 2011 (C.N.796.2011).
    canada = next(deposit for deposit in KYOTO_DEPOSITS if deposit.party == "CAN")
    assert withdrawal_opens(KYOTO, parties, canada) == date(2008, 2, 16)
    assert withdrawn_from(KYOTO, parties, date(2011, 12, 15)) == date(2012, 12, 15)
    # Art. 80: at any time; Türkiye's was notified on 22 March 2021 (the chart of CETS 210).
    assert withdrawal_opens(ISTANBUL, ISTANBUL_DEPOSITS, ISTANBUL_DEPOSITS[0]) is None
    assert withdrawn_from(ISTANBUL, ISTANBUL_DEPOSITS, date(2021, 3, 22)) == date(2021, 7, 1)


def test_a_day_before_which_nothing_enters_into_force_holds_in_both_readings():
    fixed = RULES["Kigali Amendment"]
    later_of_both = replace(fixed, earliest=EarliestEntry(date(2019, 1, 1)))
    for reached, on_the_day, later in (
        (date(2018, 12, 16), date(2019, 1, 1), date(2019, 3, 16)),
        (date(2019, 1, 1), date(2019, 1, 1), date(2019, 4, 1)),
        (date(2019, 1, 2), date(2019, 4, 2), date(2019, 4, 2)),
    ):
        parties = deposits(20, reached)
        assert (in_force_on(fixed, parties), in_force_on(later_of_both, parties)) == (on_the_day, later)
    early = deposits(20, date(2017, 11, 17))
    soon = Deposit("Soon", date(2018, 3, 1))
    assert in_force_on(later_of_both, early) == date(2019, 1, 1)
    assert binds_from(fixed, date(2017, 11, 17), soon) == date(2019, 1, 1)


def test_conditions_must_be_fulfilled_on_one_day_and_stay_fulfilled_once_they_were():
    rules = Rules(3, NINETY, THIRTY, conditions=[Condition({"A": Decimal(40), "B": Decimal(20)}, share=Decimal(55))])
    first = Deposit("A", date(2026, 1, 1), withdrawn=date(2026, 2, 1))
    others = [Deposit("B", date(2026, 3, 1)), Deposit("C", date(2026, 3, 1)), Deposit("D", date(2026, 3, 1))]
    state = forecast(rules, [first, *others], date(2026, 3, 1))
    assert (state.counted, state.reached_on, state.conditions[0].missing) == (3, None, Decimal(35))
    stayed = replace(first, withdrawn=date(2026, 3, 20))
    held = forecast(rules, [stayed, *others], date(2026, 3, 21))
    assert (held.reached_on, held.missing, held.conditions[0].missing) == (date(2026, 3, 1), 0, 0)


def test_an_organization_counts_in_place_of_its_members_and_never_beside_them():
    rules = Rules(3, NINETY, THIRTY)
    union = Deposit("EU", date(2026, 1, 1), is_organization=True, members=("AUT", "FRA"))
    two = [Deposit("KEN", date(2026, 1, 1)), Deposit("VNM", date(2026, 1, 1))]
    assert reached_on(rules, [*two, union]) == date(2026, 1, 1)
    member = Deposit("AUT", date(2026, 1, 1))
    assert forecast(rules, [two[0], union, member], date(2026, 1, 2)).counted == 2
    # Its member's withdrawal leaves it the only one of them.
    left = replace(member, withdrawn=date(2026, 2, 1))
    assert forecast(rules, [two[0], union, left], date(2026, 2, 1)).counted == 2
    unknown = replace(union, members=())
    assert forecast(rules, [*two, unknown], date(2026, 1, 2)).missing == 1
    beside = replace(rules, organizations_count=True)
    assert forecast(beside, [two[0], union, member], date(2026, 1, 2)).counted == 3
