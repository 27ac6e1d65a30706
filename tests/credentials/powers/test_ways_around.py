"""Ways around the check: what a delegation can enter so that somebody signs whom no officer has found entitled. The console refuses each.

Vienna Convention on the Law of Treaties, article 7: a person represents a State by full powers, or by virtue of one of three offices; who
enters a rank, a function or a name has shown neither.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conference.core import clock
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.desk.registry import tasks_for
from delegations.credentials.powers import actions, deciding, queries
from delegations.credentials.powers.models import FullPowers
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from tests.credentials.kit import FACTS, another_scan, minister, officer, rank, treaty
from tests.people import actor, make_focal_point, make_member
from tests.registration.kit import values
from tests.signing.scene import BEGINS, appointment_of, do, fill, find_not_needed, intend, make_session

pytestmark = pytest.mark.usefixtures("world", "begun")


@pytest.fixture
def begun():
    """It is the hour at which the session begins."""
    with clock.standing(BEGINS):
        yield


class Kenya:
    """Kenya's signatory, the focal point who edits, and the officer who decides."""

    def __init__(self) -> None:
        self.session = make_session(treaty())
        self.focal: Actor = actor(make_focal_point("KEN"))
        self.person = minister()
        intend("KEN", self.person)
        fill(self.session)

    @property
    def powers(self) -> FullPowers:
        return FullPowers.objects.get(representative=self.person)

    def edit(self, **changes: object) -> None:
        member = Delegate.objects.get(pk=self.person.pk)
        editing.edit_member(actor=self.focal, member=member, expected_version=member.version, values=changes)

    def hand_in(self, **facts: object) -> None:
        actions.hand_in(actor=self.focal, powers=self.powers, facts={**FACTS, **facts}, document=another_scan())

    def accept(self) -> None:
        self.hand_in()
        deciding.accept(actor=officer(), powers=self.powers)

    def find_defective(self) -> None:
        self.hand_in(dated=None)
        deciding.find_defective(actor=officer(), powers=self.powers, defects=["undated"])

    def find_office(self) -> None:
        self.edit(protocol_rank=rank("head_of_government"), functional_title="Prime Minister")
        find_not_needed(Delegate.objects.get(pk=self.person.pk))

    def may_sign(self) -> bool:
        return queries.powers_for(Delegate.objects.get(pk=self.person.pk), treaty()).holds


def choose_the_rank(kenya: Kenya) -> None:
    kenya.edit(protocol_rank=rank("foreign_minister"), functional_title="Minister for Foreign Affairs")


def choose_the_rank_after_a_defective_paper(kenya: Kenya) -> None:
    kenya.find_defective()
    choose_the_rank(kenya)


def choose_the_rank_while_a_paper_is_checked(kenya: Kenya) -> None:
    kenya.hand_in(name_written="John Kamau")
    choose_the_rank(kenya)


def withdraw_a_defective_paper_and_name_the_person_anew(kenya: Kenya) -> None:
    choose_the_rank_after_a_defective_paper(kenya)
    actions.withdraw(actor=kenya.focal, powers=kenya.powers)
    person = Delegate.objects.get(pk=kenya.person.pk)
    actions.name_signatory(actor=kenya.focal, delegation=person.delegation, person=person, treaty=treaty())


def name_somebody_else_in_the_same_entry(kenya: Kenya) -> None:
    kenya.accept()
    kenya.edit(family_name="Kamau", given_names="John", honorific="H.E. Mr.")


def name_somebody_else_and_keep_the_name_on_the_badge(kenya: Kenya) -> None:
    kenya.accept()
    kenya.edit(family_name="Kamau", given_names="John", name_on_badge="Naliaka Barasa")


def name_somebody_else_and_write_the_former_name_as_the_native_one(kenya: Kenya) -> None:
    kenya.accept()
    kenya.edit(family_name="Kamau", given_names="John", name_native="Naliaka Barasa")


def lengthen_the_name_so_that_it_contains_the_one_on_the_paper(kenya: Kenya) -> None:
    kenya.accept()
    kenya.edit(given_names="Naliaka Nafula")


def shorten_the_name_so_that_the_paper_contains_it(kenya: Kenya) -> None:
    kenya.hand_in(name_written="Naliaka Nafula Barasa")
    deciding.accept(actor=officer(), powers=kenya.powers)
    kenya.edit(given_names="Nafula")


def take_another_function_with_an_accepted_paper(kenya: Kenya) -> None:
    kenya.accept()
    kenya.edit(functional_title="Adviser", protocol_rank=rank("adviser"))


def name_somebody_else_in_the_office_that_was_found(kenya: Kenya) -> None:
    kenya.find_office()
    kenya.edit(family_name="Kamau", given_names="John")


def change_from_one_of_the_three_offices_into_another(kenya: Kenya) -> None:
    kenya.find_office()
    choose_the_rank(kenya)


def leave_the_office_that_was_found(kenya: Kenya) -> None:
    kenya.find_office()
    kenya.edit(functional_title="Minister of Justice", protocol_rank=rank("minister"))


def hand_in_another_paper_after_the_decision(kenya: Kenya) -> None:
    kenya.accept()
    kenya.hand_in(name_written="John Kamau", issuer_office="other")


WAYS: list[Callable[[Kenya], None]] = [
    choose_the_rank,
    choose_the_rank_after_a_defective_paper,
    choose_the_rank_while_a_paper_is_checked,
    withdraw_a_defective_paper_and_name_the_person_anew,
    name_somebody_else_in_the_same_entry,
    name_somebody_else_and_keep_the_name_on_the_badge,
    name_somebody_else_and_write_the_former_name_as_the_native_one,
    lengthen_the_name_so_that_it_contains_the_one_on_the_paper,
    shorten_the_name_so_that_the_paper_contains_it,
    take_another_function_with_an_accepted_paper,
    name_somebody_else_in_the_office_that_was_found,
    change_from_one_of_the_three_offices_into_another,
    leave_the_office_that_was_found,
    hand_in_another_paper_after_the_decision,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_console_refuses_and_the_secretariat_has_a_task(way):
    """VCLT, article 7 (1) and (2) (a)."""
    kenya = Kenya()
    way(kenya)
    assert not kenya.may_sign()
    with pytest.raises(NotPossible, match=r"Vienna Convention|compared them again"):
        do(kenya.session, "call", "KEN")
    assert appointment_of("KEN").state == "scheduled"
    assert {task.key.split(".")[1] for task in tasks_for(officer()) if task.key.startswith("credentials.")}


def test_whoever_is_changed_at_the_table_does_not_sign():
    kenya = Kenya()
    kenya.accept()
    do(kenya.session, "call", "KEN")
    kenya.edit(family_name="Kamau", given_names="John")
    with pytest.raises(NotPossible, match="compared them again"):
        do(kenya.session, "sign", "KEN")


def test_a_namesake_who_replaces_the_signatory_has_no_powers():
    """Full powers designate a person (VCLT, article 2 (1) (c)), not a place in the delegation."""
    kenya = Kenya()
    kenya.accept()
    member = Delegate.objects.get(pk=kenya.person.pk)
    entry = {**values(), "family_name": "Barasa", "given_names": "Naliaka"}
    new = editing.replace_member(actor=kenya.focal, member=member, expected_version=member.version, values=entry)
    assert queries.powers_for(new, treaty()).standing == "missing"
    assert not kenya.may_sign()


def test_general_full_powers_of_a_person_under_another_name_do_not_hold():
    kenya = Kenya()
    kenya.hand_in(treaty_named="general", is_deposited=True)
    deciding.accept(actor=officer(), powers=kenya.powers)
    assert kenya.may_sign()
    kenya.edit(given_names="Mary")
    assert not kenya.may_sign()


def test_powers_that_another_delegation_handed_in_do_not_hold():
    kenya = Kenya()
    kenya.accept()
    stranger = make_member("CIV")
    FullPowers.objects.filter(pk=kenya.powers.pk).update(delegation=stranger.delegation)
    assert queries.powers_for(Delegate.objects.get(pk=kenya.person.pk), treaty()).reasons == ("left_delegation",)


def test_each_is_mended_by_an_officer_on_exactly_this_person_name_and_office():
    kenya = Kenya()
    choose_the_rank_after_a_defective_paper(kenya)
    deciding.check_again(actor=officer(), powers=kenya.powers)
    found = {"office": "foreign_minister", "acting": False, "evidence": "Note MFA/124"}
    deciding.find_not_needed(actor=officer(), powers=kenya.powers, **found)
    do(kenya.session, "call", "KEN")
    do(kenya.session, "sign", "KEN")
    assert appointment_of("KEN").state == "signed"


def test_what_is_changed_back_holds_again_and_leaves_no_task():
    kenya = Kenya()
    kenya.accept()
    kenya.edit(family_name="Kamau", given_names="John")
    kenya.edit(family_name="Barasa", given_names="Naliaka")
    assert kenya.may_sign()
    actions.receive_original(actor=officer(), powers=kenya.powers)
    assert not [task for task in tasks_for(officer()) if task.key.startswith("credentials.changed")]
