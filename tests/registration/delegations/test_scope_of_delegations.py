"""Whose delegation one may see and act for; all else does not exist."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conference.core.access import SYSTEM, Actor, Role, bearer
from conference.core.errors import NotFound
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.members import queries as members_queries
from delegations.registration.models import FocalPoint
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user


def test_a_focal_point_sees_and_changes_her_own_delegation(world):
    jane = actor(make_focal_point("KEN"))
    assert str(delegations_queries.delegation_for(jane, "ken")) == "Kenya"
    assert str(delegations_queries.delegation_for(jane, "KEN", write=True)) == "Kenya"


def test_another_delegation_and_none_at_all_are_told_apart_to_nobody(world):
    jane = actor(make_focal_point("KEN"))
    make_delegation("BRA")
    with pytest.raises(NotFound) as other:
        delegations_queries.delegation_for(jane, "bra")
    with pytest.raises(NotFound) as none:
        delegations_queries.delegation_for(jane, "xyz")
    assert str(other.value) == str(none.value)


def test_a_former_focal_point_sees_nothing_any_more(world):
    jane = make_focal_point("KEN")
    FocalPoint.objects.filter(user=jane).update(until=datetime(2025, 10, 1, tzinfo=UTC))
    with pytest.raises(NotFound):
        delegations_queries.delegation_for(actor(jane), "ken")
    assert delegations_queries.focal_points_of(make_delegation("KEN")) == []


@pytest.mark.parametrize(("role", "may_act"), [(Role.SECRETARIAT, True), (Role.PRINT_ROOM, False)])
def test_staff_see_every_delegation_but_act_only_with_the_right(world, role, may_act):
    make_delegation("KEN")
    officer = actor(make_user(None, role))
    assert str(delegations_queries.delegation_for(officer, "ken")) == "Kenya"
    if may_act:
        assert str(delegations_queries.delegation_for(officer, "ken", write=True)) == "Kenya"
    else:
        with pytest.raises(NotFound):
            delegations_queries.delegation_for(officer, "ken", write=True)


@pytest.mark.parametrize("nobody", [bearer("a link"), Actor(None, "anonymous")])
def test_whoever_is_not_signed_in_sees_none(world, nobody):
    make_delegation("KEN")
    with pytest.raises(NotFound):
        delegations_queries.delegation_for(nobody, "ken")
    assert list(delegations_queries.delegations_of(nobody)) == []


def test_the_system_may_act_for_all(world):
    make_delegation("KEN")
    assert str(delegations_queries.delegation_for(SYSTEM, "ken", write=True)) == "Kenya"


def test_one_person_may_act_for_several_delegations(world):
    jane = make_focal_point("HRV")
    FocalPoint.objects.create(delegation=make_delegation("CIV"), user=jane, since=datetime(2025, 9, 2, tzinfo=UTC))
    make_delegation("KEN")
    assert [d.party.code for d in delegations_queries.delegations_of(actor(jane))] == ["CIV", "HRV"]


def test_the_head_is_the_living_one(world):
    delegation = make_delegation("KEN")
    assert members_queries.head_of(delegation) is None
    make_member("KEN", capacity="head", state="withdrawn")
    amina = make_member("KEN", capacity="head", family_name="Wanjiru", given_names="Amina")
    assert members_queries.head_of(delegation) == amina


def test_messages_to_a_delegation_go_to_its_focal_points_in_their_languages(world):
    jane = make_focal_point("KEN", email="Jane@foreign.go.ke.example", name="Jane Njeri", language="fr")
    make_focal_point("BRA")
    [recipient] = delegations_queries.focal_points_of(make_delegation("KEN"))
    assert (recipient.email, recipient.name, recipient.language) == ("jane@foreign.go.ke.example", "Jane Njeri", "fr")
    assert recipient.user_id == jane.pk
