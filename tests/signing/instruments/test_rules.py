"""What may be deposited, withdrawn and corrected: each refusal in the words that the depositary's staff read."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from schedule.signing.instruments import actions, queries
from schedule.signing.models import Instrument
from tests.people import actor, make_party, make_user
from tests.signing.kit import content, deposit, depositary
from tests.treaties.kit import hanoi, make_membership, make_organization, other_treaty

pytestmark = pytest.mark.django_db
TODAY = "2026-11-20T09:00:00+07:00"
DAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def now(world):
    with time_machine.travel(TODAY, tick=False):
        yield


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(NotPossible) as found:
        act(*args, **kwargs)
    return str(found.value)


class TestDeposit:
    def test_is_entered_once(self):
        treaty = hanoi()
        made = deposit(treaty, "KEN", DAY)
        assert (made.state, made.kind, made.deposited_on, made.version) == ("deposited", "accession", DAY, 2)
        assert refusal(deposit, treaty, "KEN", DAY) == (
            "Kenya has deposited its instrument already: Accession, 12 November 2026. Nothing was entered."
        )

    def test_not_in_the_future_and_not_before_the_treaty_is_open(self):
        treaty = hanoi()
        assert refusal(deposit, treaty, "KEN", date(2026, 11, 21)) == (
            "The day of deposit, 21 November 2026, is in the future. Enter an instrument once it is deposited."
        )
        assert refusal(deposit, treaty, "KEN", date(2025, 10, 24)) == (
            "The treaty is open for signature from 25 October 2025; no instrument can be deposited before (article 64 (1))."
        )

    def test_who_has_not_signed_accedes(self):
        assert refusal(deposit, hanoi(), "KEN", DAY, "ratification") == (
            "Kenya has not signed. A party that has not signed accedes: choose accession (article 64 (4))."
        )
        other = other_treaty()  # where nobody needs to have signed
        assert deposit(other, "KEN", DAY, "ratification").kind == "ratification"

    def test_accession_is_open_from_the_day_that_the_treaty_says(self):
        treaty = other_treaty(article_accession="13")
        assert refusal(deposit, treaty, "KEN", date(2025, 10, 25)) == (
            "The treaty is open for accession from 26 October 2025; Kenya cannot have acceded before (article 13)."
        )
        assert deposit(treaty, "KEN", date(2025, 10, 26)).kind == "accession"
        closed = other_treaty(code="closed", accession="none")
        assert refusal(deposit, closed, "KEN", DAY) == "The treaty is not open for accession by Kenya."

    def test_an_organization_comes_after_one_of_its_members(self):
        treaty, union, france = hanoi(), make_organization("EU"), make_party("FRA")
        make_membership(union, france)
        assert refusal(deposit, treaty, union, DAY) == (
            "None of the member States of Land EU had deposited an instrument by 12 November 2026. An organization "
            "deposits after one of its member States (article 64 (3))."
        )
        member = deposit(treaty, france, DAY)
        assert deposit(treaty, union, DAY).party == union
        assert refusal(
            actions.remove, actor=depositary(), instrument=member, reason="Typed twice", expected_version=2
        ) == (
            "The instrument of Land EU depends on this one: no other member State had deposited by then (article 64 (3))."
        )
        assert refusal(deposit, other_treaty(), union, DAY) == (
            "Land EU cannot become a party: the treaty is open to States alone (article 12)."
        )

    def test_is_the_right_of_the_secretariat(self):
        with pytest.raises(NotAllowed):
            deposit(hanoi(), "KEN", DAY, who=actor(make_user(None, Role.PROTOCOL)))


class TestAfterwards:
    def test_a_withdrawal_takes_effect_as_the_treaty_says(self):
        treaty = other_treaty(threshold=1, withdrawal_delay=12, entry_delay=1, entry_on_first_of_month=False)
        made = deposit(treaty, "KEN", date(2025, 10, 27))  # in force from 27 November 2025
        early = {"actor": depositary(), "instrument": made, "expected_version": 2}
        assert refusal(actions.withdraw, **early, received_on=date(2026, 11, 21)) == (
            "The day of receipt is in the future. Enter a withdrawal once it is received."
        )
        assert refusal(actions.withdraw, **early, received_on=date(2025, 10, 26)) == (
            "The instrument had not been deposited by then. Nothing was changed."
        )
        gone = actions.withdraw(**early, received_on=DAY)
        assert (gone.state, gone.withdrawn_from) == ("withdrawn", date(2027, 11, 12))
        assert refusal(deposit, treaty, "KEN", DAY) == (
            "Kenya is bound until its withdrawal takes effect on 12 November 2027; a new instrument comes after."
        )
        again = actions.revoke_withdrawal(
            actor=depositary(), instrument=gone, reason="Taken back by note of 15 November", expected_version=3
        )
        assert (again.state, again.withdrawn_from, again.version) == ("deposited", None, 4)

    def test_a_treaty_without_a_rule_on_withdrawal(self):
        treaty = other_treaty(threshold=1, entry_delay=1)
        made = deposit(treaty, "KEN", date(2025, 10, 27))
        assert refusal(actions.withdraw, actor=depositary(), instrument=made, received_on=DAY, expected_version=2) == (
            "The treaty has no rule on withdrawal. Nothing was changed."
        )

    def test_an_entry_is_corrected_and_removed_with_a_reason_alone(self):
        treaty = hanoi()
        made, who = deposit(treaty, "KEN", DAY), depositary()
        corrected = content(date(2026, 11, 11))
        assert refusal(
            actions.correct, actor=who, instrument=made, content=corrected, reason=" ", expected_version=2
        ) == ("Give the reason; it is kept in the audit log. Nothing was changed.")
        done = actions.correct(
            actor=who, instrument=made, content=corrected, reason="The receipt says the 11th", expected_version=2
        )
        assert (done.state, done.deposited_on, done.version) == ("entered", date(2026, 11, 11), 3)
        with pytest.raises(AlreadyDecided):
            actions.remove(actor=who, instrument=made, reason="Typed twice", expected_version=2)
        actions.remove(actor=who, instrument=made, reason="Typed twice", expected_version=3)
        assert queries.progress_now(treaty).forecast.counted == 0
        told = AuditEntry.objects.filter(subject_type="signing.instrument").order_by("number")
        assert list(told.values_list("verb", "reason")) == [
            ("instrument.entered", ""),
            ("instrument.accepted", ""),
            ("instrument.corrected", "The receipt says the 11th"),
            ("instrument.removed", "Typed twice"),
        ]
        assert deposit(treaty, "KEN", DAY).version == 2


class TestDatabase:
    """What it refuses by itself, whoever writes."""

    def write(self, **fields) -> None:
        row = {"treaty": self.treaty, "party": make_party("KEN"), "kind": "accession", "deposited_on": DAY, **fields}
        with transaction.atomic():
            Instrument.objects.bulk_create([Instrument(**row)])

    def test_one_live_instrument_a_party_and_days_in_order(self):
        self.treaty = hanoi()
        deposit(self.treaty, "KEN", DAY)
        for wrong in (
            {},
            {"state": "withdrawn"},
            {"state": "withdrawn", "withdrawal_received_on": date(2026, 11, 11), "withdrawn_from": DAY},
            {"state": "withdrawn", "withdrawal_received_on": DAY, "withdrawn_from": date(2026, 11, 11)},
            {"state": "removed", "kind": "signature"},
        ):
            with pytest.raises(IntegrityError):
                self.write(**wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            Instrument.objects.update(withdrawn_from=DAY)
        assert Instrument.objects.count() == 1
