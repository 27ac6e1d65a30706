"""Conditions for entry into force besides the number, limits of withdrawal, and members at an organization's date, through the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.translated import Translated
from conference.web import page_cache
from schedule.signing.instruments import actions, queries
from schedule.signing.models import Instrument
from tests.people import make_party, make_user, sign_in
from tests.signing.kit import deposit, depositary, words_of
from tests.treaties.kit import hanoi, make_group, make_membership, make_organization, other_treaty

pytestmark = pytest.mark.django_db
TODAY = "2026-11-20T09:00:00+07:00"


@pytest.fixture(autouse=True)
def now(world):
    page_cache.forget()
    with time_machine.travel(TODAY, tick=False):
        yield
    page_cache.forget()


@pytest.fixture
def treaty():
    """Three instruments, two of them of Kenya, Brazil or France, and 55 per cent of the catch; Kenya and Viet Nam have deposited."""
    made = other_treaty(threshold=3, entry_delay=30, entry_unit="days", entry_on_first_of_month=False)
    make_group(made, "the coastal States", "KEN BRA FRA", needed_number=2)
    measure = Translated(en="the catch of 2024")
    make_group(made, "all", "KEN:20.5 VNM:20 BRA:10 FRA:14.6", needed_share=Decimal(55), measure=measure)
    deposit(made, "KEN", date(2026, 11, 2))
    deposit(made, "VNM", date(2026, 11, 3))
    return made


class TestWords:
    def test_the_public_page_says_each_condition_and_what_is_missing_of_it(self, treaty, client):
        page = words_of(client.get("/treaty/"))
        for words in (
            "2 of 3; 1 more is needed",
            "At least 2 of the instruments must be deposited by the coastal States. Deposited so far: 1; 1 more is needed.",
            "The parties that have deposited instruments must account for at least 55 per cent of the catch of 2024. "
            "So far they account for 40.5 per cent; 14.5 per cent more is needed.",
            "No date can be given yet.",
        ):
            assert words in page
        deposit(treaty, "CIV", date(2026, 11, 18))
        page_cache.forget()
        page = words_of(client.get("/treaty/"))
        assert "3 of 3; this number is reached" in page
        assert "No date can be given yet." in page
        deposit(treaty, "FRA", date(2026, 11, 19))
        page_cache.forget()
        page = words_of(client.get("/treaty/"))
        assert page.count("This is fulfilled.") == 2
        assert "It enters into force on 19 December 2026." in page

    def test_the_file_for_machines_has_the_conditions(self, treaty, client):
        entry = client.get("/treaty/treaty.json").json()["entry_into_force"]
        assert entry["conditions"] == [
            {"of": "the coastal States", "unit": "instruments", "needed": 2, "reached": 1, "missing": 1},
            {"of": "the catch of 2024", "unit": "per cent", "needed": 55.0, "reached": 40.5, "missing": 14.5},
        ]

    def test_the_desk_says_them_and_works_out_a_date_that_fulfils_them(self, treaty, client):
        deposit(treaty, "CIV", date(2026, 11, 18))
        sign_in(client, make_user(None, Role.SECRETARIAT))
        page = words_of(client.get(reverse("signing:instruments")))
        assert "The number is reached, but not all conditions for entry into force are fulfilled." in page
        assert "Deposited so far: 1; 1 more is needed." in page
        address = reverse("signing:what_if")
        page = words_of(client.get(address, {"day": "2026-12-01", "more": "5"}))
        assert page.count("not all conditions for entry into force are fulfilled") == 2
        supposed = queries.progress_now(treaty).supposing([make_party("FRA")], 0, date(2026, 12, 1))
        assert supposed.forecast.in_force_on == date(2026, 12, 31)

    def test_numbers_are_written_as_the_language_does(self, treaty, client):
        assert "40,5" in words_of(client.get("/treaty/", {"lang": "fr"}))

    def test_a_day_before_which_nothing_enters_into_force_is_said(self, client):
        made = other_treaty(threshold=1, entry_not_before=date(2028, 1, 1))
        deposit(made, "KEN", date(2026, 11, 2))
        page = words_of(client.get("/treaty/"))
        assert "It does not enter into force before 1 January 2028." in page
        assert "It enters into force on 1 January 2028." in page


class TestWithdrawal:
    def withdraw(self, instrument: Instrument, received: date) -> Instrument:
        return actions.withdraw(
            actor=depositary(), instrument=instrument, received_on=received, expected_version=instrument.version
        )

    def make(self, **fields):
        rules = {
            "threshold": 1,
            "entry_delay": 0,
            "entry_on_first_of_month": False,
            "article_withdrawal": "28",
            **fields,
        }
        return other_treaty(later_delay=0, withdrawal_delay=12, withdrawal_after_years=1, **rules)

    def test_not_within_years_of_the_treatys_entry_into_force(self):
        treaty = self.make()
        deposit(treaty, "VNM", date(2025, 10, 27))
        kenya = deposit(treaty, "KEN", date(2026, 5, 4))
        with pytest.raises(NotPossible) as refusal:
            self.withdraw(kenya, date(2026, 10, 26))
        assert str(refusal.value) == (
            "Kenya may withdraw from 27 October 2026; no withdrawal is received before (article 28)."
        )
        assert self.withdraw(kenya, date(2026, 10, 27)).withdrawn_from == date(2027, 10, 27)

    def test_not_within_years_of_entry_into_force_for_the_party(self):
        treaty = self.make(withdrawal_counted_from="party")
        vietnam, kenya = deposit(treaty, "VNM", date(2025, 10, 27)), deposit(treaty, "KEN", date(2026, 5, 4))
        assert self.withdraw(vietnam, date(2026, 10, 27)).state == "withdrawn"
        with pytest.raises(NotPossible, match=r"^Kenya may withdraw from 4 May 2027"):
            self.withdraw(kenya, date(2026, 11, 20))

    def test_the_page_says_from_when_before_one_is_entered(self, client):
        treaty = self.make(withdrawal_counted_from="party")
        deposit(treaty, "VNM", date(2025, 10, 27))
        kenya = deposit(treaty, "KEN", date(2026, 5, 4))
        sign_in(client, make_user(None, Role.SECRETARIAT))
        page = words_of(client.get(reverse("signing:instrument", args=[kenya.public_id])))
        assert "By the treaty, no withdrawal is received before 4 May 2027." in page

    def test_before_entry_into_force_no_years_have_to_pass(self):
        kenya = deposit(self.make(threshold=9), "KEN", date(2026, 5, 4))
        assert self.withdraw(kenya, date(2026, 11, 2)).withdrawn_from == date(2026, 11, 2)

    @pytest.mark.parametrize(
        ("fields", "effect"),
        [
            ({"withdrawal_delay": 180, "withdrawal_unit": "days"}, date(2027, 5, 1)),
            ({"withdrawal_delay": 3, "withdrawal_on_first_of_month": True}, date(2027, 3, 1)),
        ],
    )
    def test_takes_effect_after_days_or_on_the_first_of_a_month(self, fields, effect):
        treaty = other_treaty(threshold=1, entry_delay=0, entry_on_first_of_month=False, **fields)
        kenya = deposit(treaty, "KEN", date(2025, 10, 27))
        assert self.withdraw(kenya, date(2026, 11, 2)).withdrawn_from == effect


class TestOrganization:
    """An organization's instrument that is entered late rests on the members that were bound at its date."""

    @pytest.fixture
    def union(self):
        union, france = make_organization("EU"), make_party("FRA")
        make_membership(union, france)
        return union

    def test_a_member_that_has_withdrawn_since_was_bound_then(self, union):
        treaty = hanoi()
        france = deposit(treaty, "FRA", date(2026, 10, 1))
        actions.withdraw(actor=depositary(), instrument=france, received_on=date(2026, 11, 2), expected_version=2)
        with pytest.raises(NotPossible, match="had deposited an instrument by 2 November 2026"):
            deposit(treaty, union, date(2026, 11, 2))
        assert deposit(treaty, union, date(2026, 11, 1)).party == union

    def test_a_member_that_had_withdrawn_before_holds_nothing_up(self, union):
        treaty = hanoi()
        make_membership(union, make_party("AUT"))
        gone = deposit(treaty, "AUT", date(2026, 9, 1))
        actions.withdraw(actor=depositary(), instrument=gone, received_on=date(2026, 9, 2), expected_version=2)
        france = deposit(treaty, "FRA", date(2026, 10, 1))
        deposit(treaty, union, date(2026, 10, 2))
        with pytest.raises(NotPossible, match="depends on this one"):
            actions.remove(actor=depositary(), instrument=france, reason="Typed twice", expected_version=2)

    def test_counts_in_place_of_its_members_where_it_need_not_come_after_one(self, union):
        treaty = other_treaty(threshold=2, organizations_sign=True, organizations_count=False)
        deposit(treaty, union, date(2026, 11, 2))
        deposit(treaty, "KEN", date(2026, 11, 3))
        assert queries.progress_now(treaty).forecast.reached_on == date(2026, 11, 3)
        assert queries.progress_now(treaty).supposing([union], 0, date(2026, 12, 1)).forecast.counted == 2
        deposit(treaty, "FRA", date(2026, 11, 4))
        assert queries.progress_now(treaty).forecast.counted == 2
