"""Members are entered as drafts in the delegation's own order; nothing private enters the audit log."""

from __future__ import annotations

import pytest

from conference.audit.models import AuditEntry
from conference.core.errors import NotFound, NotPossible
from delegations.registration.members.actions import editing
from delegations.registration.members.rules import number_index
from delegations.registration.models import Delegate
from tests.people import actor, make_delegation, make_focal_point, make_member
from tests.registration.kit import values


def test_a_member_is_a_draft_at_the_end_of_the_order(world):
    jane = actor(make_focal_point("KEN"))
    make_member("KEN", position=7)
    member = editing.enter_member(actor=jane, delegation=make_delegation("KEN"), values=values())
    assert (member.state, member.position, member.full_name) == ("draft", 8, "Halima Wario")
    entry = AuditEntry.objects.get(ref=member.record_id)
    assert (entry.verb, entry.scope, entry.actor_id) == ("delegate.entered", "KEN", jane.user_id)


def test_search_and_index_are_derived_from_what_was_entered(world):
    jane = actor(make_focal_point("VNM"))
    named = values(
        family_name="Nguyễn", given_names="Đặng Thuỳ", name_on_badge="Nguyễn Đặng Thuỳ Linh", name_native="阮"
    )
    member = editing.enter_member(actor=jane, delegation=make_delegation("VNM"), values=named)
    assert member.search == "nguyen dang thuy nguyen dang thuy linh 阮"
    assert member.document_number_index == number_index(" bk0417726 ")
    assert Delegate.objects.filter(search__contains="dang thuy").get() == member


def test_nothing_private_enters_the_record(world):
    jane = actor(make_focal_point("KEN"))
    member = editing.enter_member(actor=jane, delegation=make_delegation("KEN"), values=values())
    changed = values(
        document_number="ZZ9999999",
        date_of_birth="1985-05-05",
        email="halima@home.example",
        phone="+254 20 555",
        diet="halal",
        functional_title="Reviser",
        hotel="Quiet House",
    )
    editing.edit_member(actor=jane, member=member, expected_version=1, values=changed)
    entry = AuditEntry.objects.get(subject_id=str(member.pk), subject_version=2)
    assert entry.details["changed"] == {
        "functional_title": ["Interpreter, French and English", "Reviser"],
        **dict.fromkeys(
            ["document_number", "document_number_index", "alike", "date_of_birth", "email", "phone", "diet", "hotel"],
            "changed",
        ),
    }


def test_a_delegation_has_one_head(world):
    jane = actor(make_focal_point("KEN"))
    make_member("KEN", capacity="head", family_name="Barasa", given_names="Naliaka")
    with pytest.raises(NotPossible, match="Naliaka Barasa is already head of the delegation"):
        editing.enter_member(actor=jane, delegation=make_delegation("KEN"), values=values("H", capacity="head"))


def test_nobody_enters_a_member_for_another_delegation(world):
    jane = actor(make_focal_point("KEN"))
    with pytest.raises(NotFound):
        editing.enter_member(actor=jane, delegation=make_delegation("BRA"), values=values())
    assert Delegate.objects.count() == 0


def test_a_field_of_the_house_is_no_field_of_the_form(world):
    jane = actor(make_focal_point("KEN"))
    with pytest.raises(ValueError, match="state"):
        editing.enter_member(actor=jane, delegation=make_delegation("KEN"), values=values(state="accredited"))
