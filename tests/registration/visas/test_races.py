"""Two organisers decide at once on a pair that looks like one person. As in test_races.py."""

from __future__ import annotations

from typing import Any

import pytest

from conference.audit.chain import find_faults
from conference.core import concurrency
from conference.core.access import SYSTEM
from delegations.registration.delegations import places
from delegations.registration.duplicates import actions as duplicates_actions
from delegations.registration.equipment import actions as equipment_actions
from delegations.registration.equipment import licensing
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate, DistinctPersons, Equipment, VisaLetter
from delegations.registration.visas import actions as issuing
from delegations.registration.visas import actions as visas_actions
from tests.people import make_conference, make_delegation, make_member, make_tables
from tests.races.threads import kinds
from tests.registration.kit import firearm, values
from tests.registration.members.test_races import overlap, unlocked
from tests.registration.visas.test_visa_letters import traveller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def scene():
    make_conference()
    make_tables()


class TestAPersonEnteredTwice:
    def act(self) -> list[Any]:
        delegation = make_delegation("KEN")
        return overlap(
            lambda: editing.enter_member(actor=SYSTEM, delegation=delegation, values=values()),
            lambda: editing.enter_member(actor=SYSTEM, delegation=delegation, values=values()),
        )

    def test_is_entered_once(self):
        assert kinds(self.act()) == {"done": 1, "EnteredAlready": 1}
        assert Delegate.objects.count() == 1

    def test_control_without_the_lock_twice(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        assert kinds(self.act()) == {"done": 2}
        assert Delegate.objects.count() == 2


class TestAPair:
    def act(self) -> list[Any]:
        one, other = (make_member("KEN", document_number_index="x" * 32) for _each in range(2))
        return overlap(
            lambda: duplicates_actions.merge(actor=SYSTEM, stays=one, goes=other, stays_version=1, goes_version=1),
            lambda: duplicates_actions.merge(actor=SYSTEM, stays=other, goes=one, stays_version=1, goes_version=1),
        )

    def test_merged_both_ways_at_once_one_stays(self):
        assert kinds(self.act()) == {"done": 1, "AlreadyDecided": 1}
        assert sorted(Delegate.objects.values_list("state", flat=True)) == ["draft", "withdrawn"]
        assert list(find_faults()) == []

    def apart(self) -> list[Any]:
        one, other = make_member("KEN"), make_member("BRA")
        return overlap(
            lambda: duplicates_actions.tell_apart(actor=SYSTEM, first=one, second=other),
            lambda: duplicates_actions.withdraw_double(actor=SYSTEM, stays=one, goes=other, expected_version=1),
        )

    def test_told_apart_while_another_withdraws_nobody_is_withdrawn(self):
        assert kinds(self.apart()) == {"done": 1, "AlreadyDecided": 1}
        assert DistinctPersons.objects.count() == 1
        assert Delegate.objects.filter(state="draft").count() == 2

    def told_twice(self) -> list[Any]:
        one, other = make_member("KEN"), make_member("BRA")
        return overlap(
            lambda: duplicates_actions.tell_apart(actor=SYSTEM, first=one, second=other),
            lambda: duplicates_actions.tell_apart(actor=SYSTEM, first=one, second=other),
        )

    def test_told_apart_by_two_the_second_learns_who_was_faster(self):
        assert kinds(self.told_twice()) == {"done": 1, "AlreadyDecided": 1}
        assert DistinctPersons.objects.count() == 1

    def test_control_without_the_lock_only_the_constraint_holds(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        assert kinds(self.told_twice()) == {"done": 1, "IntegrityError": 1}


class TestAVisaLetter:
    def of_two(self) -> list[Any]:
        one, other = traveller("KEN"), traveller("BRA")
        return overlap(
            lambda: visas_actions.issue_visa_letter(actor=SYSTEM, member=one),
            lambda: visas_actions.issue_visa_letter(actor=SYSTEM, member=other),
        )

    def test_two_at_once_have_two_numbers_without_a_gap(self):
        assert kinds(self.of_two()) == {"done": 2}
        assert sorted(VisaLetter.objects.values_list("number", flat=True)) == [
            "OC/VISA/2025/0001",
            "OC/VISA/2025/0002",
        ]

    def test_control_without_the_lock_only_the_constraint_holds(self, monkeypatch):
        monkeypatch.setattr(issuing, "lock_numbers", lambda: None)
        assert kinds(self.of_two()) == {"done": 1, "IntegrityError": 1}

    def test_for_one_member_at_once_one_is_issued(self):
        member = traveller("KEN")
        results = overlap(
            lambda: visas_actions.issue_visa_letter(actor=SYSTEM, member=member),
            lambda: visas_actions.issue_visa_letter(actor=SYSTEM, member=member),
        )
        assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
        assert VisaLetter.objects.get().number == "OC/VISA/2025/0001"


class TestALicence:
    def act(self) -> list[Any]:
        officer = make_member("KEN", capacity="security")
        gun = equipment_actions.ask_for_equipment(actor=SYSTEM, member=officer, values=firearm())
        return overlap(
            lambda: licensing.license_equipment(
                actor=SYSTEM, bearer=officer, expected_version={gun.pk: 1}, licence="L-1"
            ),
            lambda: licensing.refuse_equipment(
                actor=SYSTEM, bearer=officer, expected_version={gun.pk: 1}, reason="No arms."
            ),
        )

    def test_is_decided_once(self):
        assert kinds(self.act()) == {"done": 1, "AlreadyDecided": 1}
        assert Equipment.objects.get().state == "licensed"
        assert list(find_faults()) == []

    def test_control_without_the_lock_the_record_alone_holds(self, monkeypatch):
        monkeypatch.setattr(
            concurrency, "lock_row", lambda row, *_args, **_more: type(row)._base_manager.get(pk=row.pk)
        )
        assert kinds(self.act()) == {"done": 1, "IntegrityError": 1}
