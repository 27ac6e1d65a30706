"""Whether somebody may sign now follows from the decision, the person as registered now, and the treaty."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.core.access import SYSTEM
from conference.core.errors import NotPossible
from delegations.credentials.powers import actions, deciding, queries
from delegations.credentials.powers.models import FullPowers
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from tests.credentials.kit import FACTS, PDF, another_scan, expected, minister, officer, rank, received, treaty
from tests.people import make_member
from tests.treaties.kit import make_organization, other_treaty

pytestmark = pytest.mark.usefixtures("world", "october")


def stands(person: Delegate, under=None) -> tuple:
    found = queries.powers_for(Delegate.objects.get(pk=person.pk), under or treaty())
    return str(found.standing), found.holds, found.reasons, found.remarks


def looked_at() -> list[str]:
    rows = queries.to_look_at(FullPowers.objects.all())
    return sorted(rows.values_list("representative__family_name", flat=True))


def change(person: Delegate, **fields) -> None:
    Delegate.objects.filter(pk=person.pk).update(**fields)


def accepted(person: Delegate, **facts) -> FullPowers:
    return deciding.accept(actor=officer(), powers=received(person, **facts))


class TestStanding:
    def test_step_by_step(self):
        person = minister()
        assert stands(person) == ("missing", False, (), ())
        row = received(person)
        assert stands(person) == ("received", False, (), ())
        deciding.find_defective(actor=officer(), powers=row, defects=["undated"])
        assert stands(person) == ("defective", False, ("undated",), ())
        actions.hand_in(actor=SYSTEM, powers=row, facts=FACTS, document=another_scan())
        deciding.accept(actor=officer(), powers=row)
        assert stands(person) == ("accepted", True, (), ("original_missing",))
        actions.receive_original(actor=officer(), powers=row)
        assert stands(person) == ("accepted", True, (), ())

    def test_the_three_offices_are_proposed_to_an_officer_and_need_none_once_one_is_found(self):
        """VCLT, article 7 (2) (a): by virtue of the functions, which a delegation's entry does not show."""
        person = minister(office="head_of_government")
        assert stands(person) == ("missing", False, (), ())
        row = expected(person)
        proposal = queries.powers_for(person, treaty())
        assert (proposal.standing, proposal.holds, proposal.remarks) == ("proposed", False, ("office_unconfirmed",))
        assert (proposal.office, proposal.relied_on()) == ("head_of_government", "")
        deciding.find_not_needed(
            actor=officer(), powers=row, office="head_of_government", acting=True, evidence="Note 1"
        )
        found = queries.powers_for(person, treaty())
        assert (found.holds, found.remarks, found.relied_on()) == (
            True,
            (),
            "Head of Government (acting or ad interim)",
        )

    def test_what_the_signature_relies_on(self):
        person = minister()
        accepted(person)
        found = queries.powers_for(person, treaty())
        words = "Full powers: William Kipruto, Minister for Foreign Affairs, Nairobi, 1 October 2025"
        assert found.relied_on() == words

    def test_an_organization_and_a_party_to_which_the_treaty_is_not_open(self):
        make_organization("EU")
        make_organization("INTERPOL", "igo")
        assert stands(minister("EU", office="head_of_state"))[0] == "missing"
        assert stands(make_member("INTERPOL"))[:3] == ("closed", False, ("party_cannot_sign",))
        union = minister("EU", family_name="Novak")
        accepted(union, issuer_office="organ", name_written="Naliaka Novak")
        assert stands(union)[:2] == ("accepted", True)

    def test_special_powers_are_for_one_treaty_and_general_ones_for_all(self):
        person, other = minister(), minister(family_name="Wanjala")
        treaty()
        second = other_treaty()
        accepted(person)
        accepted(other, name_written="Naliaka Wanjala", treaty_named="general", is_deposited=True)
        assert stands(person, second)[0] == "missing"
        assert stands(other, second)[:2] == ("accepted", True)

    def test_one_query_for_many(self):
        people = [minister(family_name=name) for name in ("Wanjala", "Otieno", "Kilonzi")]
        for one in people[:2]:
            received(one)
        loaded = list(Delegate.objects.select_related("delegation__party", "protocol_rank"))
        under = treaty()
        with CaptureQueriesContext(connection) as asked:
            found = queries.powers_of(loaded, under)
        assert [str(found[one.pk].standing) for one in people] == ["received", "received", "missing"]
        assert len(asked) == 1


class TestWhatChanged:
    def test_whoever_left_takes_the_powers_along(self):
        person = minister()
        accepted(person)
        editing.withdraw_member(actor=SYSTEM, member=person, expected_version=person.version)
        assert stands(person)[:3] == ("lapsed", False, ("left_delegation",))
        assert looked_at() == ["Barasa"]

    def test_another_name_is_looked_at_and_holds_once_an_officer_has_compared_it(self):
        person = minister(family_name="Barasa")
        row = accepted(person, name_written="Naliaka Barasa Wekesa")
        change(person, family_name="Wekesa")
        assert stands(person) == ("lapsed", False, ("name_changed",), ())
        assert looked_at() == ["Wekesa"]
        deciding.confirm(actor=officer(), powers=row)
        assert (stands(person)[3], looked_at()) == (("original_missing",), [])
        change(person, family_name="Kilonzi", given_names="Mary")
        assert stands(person)[:3] == ("lapsed", False, ("name_changed",))

    def test_another_function_waits_for_an_officer_and_does_not_end_a_paper(self):
        person = minister()
        row = accepted(person)
        change(person, functional_title="Minister of the Interior")
        assert stands(person) == ("lapsed", False, ("office_changed",), ())
        assert looked_at() == ["Barasa"]
        deciding.confirm(actor=officer(), powers=row)
        assert (stands(person), looked_at()) == (("accepted", True, (), ("original_missing",)), [])

    def test_a_defective_paper_stands_above_an_office(self):
        person = minister()
        row = received(person)
        deciding.find_defective(actor=officer(), powers=row, defects=["undated"])
        change(person, protocol_rank=rank("foreign_minister"))
        assert stands(person) == ("defective", False, ("undated",), ("office_changed",))
        assert looked_at() == ["Barasa"]
        deciding.confirm(actor=officer(), powers=row)
        assert (stands(person), looked_at()) == (("defective", False, ("undated",), ()), [])

    def test_the_evidence_of_one_office_is_none_of_another(self):
        person = minister(office="foreign_minister")
        row = expected(person)
        deciding.find_not_needed(actor=officer(), powers=row, office="foreign_minister", acting=False, evidence="Note")
        change(person, protocol_rank=rank("head_of_government"))
        assert stands(person)[:3] == ("lapsed", False, ("office_changed",))
        with pytest.raises(NotPossible, match="does not fit the person any more"):
            deciding.confirm(actor=officer(), powers=row)
        change(
            person, protocol_rank=rank("foreign_minister"), functional_title="Minister for Foreign and Regional Affairs"
        )
        deciding.confirm(actor=officer(), powers=row)
        assert stands(person)[:2] == ("not_needed", True)

    def test_general_full_powers_are_not_hidden_by_a_paper_that_is_only_expected(self):
        person = minister()
        treaty()
        second = other_treaty()
        row = accepted(person, treaty_named="general", is_deposited=True)
        own = expected(person, second)
        assert stands(person, second)[:2] == ("accepted", True)
        actions.hand_in(actor=SYSTEM, powers=own, facts={**FACTS, "dated": None}, document=PDF)
        deciding.find_defective(actor=officer(), powers=own, defects=["undated"])
        assert stands(person, second)[:2] == ("defective", False)
        assert stands(person, row.treaty)[:2] == ("accepted", True)

    def test_an_office_that_is_held_no_more_ends_what_it_allowed(self):
        person = minister(office="foreign_minister")
        row = expected(person)
        deciding.find_not_needed(actor=officer(), powers=row, office="foreign_minister", acting=False, evidence="Note")
        change(person, protocol_rank=minister(family_name="Otieno").protocol_rank)
        assert stands(person) == ("lapsed", False, ("office_changed",), ())
        assert looked_at() == ["Barasa"]
        deciding.check_again(actor=officer(), powers=row)
        assert (stands(person)[0], looked_at()) == ("expected", [])

    def test_nothing_is_to_look_at_where_nothing_changed(self):
        accepted(minister())
        received(minister(family_name="Otieno"))
        assert looked_at() == []
