"""The treaty's rules are data: the Hanoi Convention as shipped, a treaty with others, and the pages on which they are kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from conference.core.access import Role
from conference.parties.models import Kind, Membership, Party
from conference.treaties import queries
from conference.treaties.models import SigningPlace, Treaty
from tests.people import make_conference, make_party, make_user, sign_in
from tests.treaties.kit import hanoi, make_membership, make_organization, other_treaty


def test_the_hanoi_convention_has_the_rules_of_its_articles_64_and_65(db):
    treaty = hanoi()
    assert queries.current_treaty() == treaty
    assert (treaty.threshold, treaty.entry_delay, treaty.entry_unit, treaty.organizations_count) == (
        40,
        90,
        "days",
        False,
    )
    assert (treaty.member_signs_first, treaty.article_organizations, treaty.article_entry) == (True, "64 (2)", "65 (1)")
    assert treaty.offices == ["head_of_state", "head_of_government", "foreign_minister"]
    assert [str(place) for place in treaty.places.all()] == ["Hanoi", "United Nations Headquarters, New York"]


def test_it_is_open_in_hanoi_for_two_days_and_then_in_new_york_by_their_own_clocks(db):
    treaty = hanoi()

    def place(*moment: int) -> str:
        at = datetime(*moment, tzinfo=UTC)
        return str(next((place for place in treaty.places.all() if place.is_open(at)), None))

    assert place(2025, 10, 24, 16, 59) == "None"
    assert place(2025, 10, 24, 17, 0) == "Hanoi"
    assert place(2025, 10, 26, 16, 59) == "Hanoi"
    # Between the midnight of Hanoi and that of New York it is open nowhere.
    assert place(2025, 10, 26, 17, 0) == "None"
    assert place(2027, 1, 1, 4, 59).endswith("New York")
    assert place(2027, 1, 1, 5, 0) == "None"
    new_york = SigningPlace.objects.get(zone_name="America/New_York")
    assert new_york.day_of(datetime(2027, 1, 1, 4, 59, tzinfo=UTC)).isoformat() == "2026-12-31"


def test_who_may_sign_depends_on_the_treaty(db):
    union, state, agency = make_organization(), make_party("KEN"), make_organization("WHO", Kind.UN_ENTITY)
    parties = (union, state, agency)
    first, other = hanoi(), other_treaty()
    assert [queries.may_sign(first, party) for party in parties] == [True, True, False]
    assert [queries.may_sign(other, party) for party in parties] == [False, True, False]


def test_the_database_refuses_a_membership_of_itself_and_a_place_that_closes_before_it_opens(db):
    union = make_organization()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(union, union)
    place = other_treaty().places.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningPlace.objects.filter(pk=place.pk).update(last_day="2025-10-19")


def test_the_secretariat_changes_a_rule_and_adds_a_member_on_the_desk_and_others_may_not(client, db):
    make_conference()
    treaty, union, state = hanoi(), make_organization(), make_party("AUT")
    address = reverse("desk:table_row", args=["treaties", treaty.pk])
    sign_in(client, make_user(None, Role.SECRETARIAT))
    form = client.get(address).context["form"]
    data = {}
    for name in form.fields:
        value = form[name].value()
        if name in ("title", "short_title", "known_as", "depositary"):
            data |= {f"{name}_{code}": text for code, text in value.items()}
        elif value not in (None, False):
            data[name] = value
    page = client.post(address, {**data, "threshold": "35", "offices": ["head_of_state"]})
    assert page.status_code == 200
    assert (
        client.post(address, dict(page.context["typed"]) | {"confirmed": page.context["confirmed"]}).status_code == 302
    )
    treaty.refresh_from_db()
    assert (treaty.threshold, treaty.offices, treaty.code) == (35, ["head_of_state"], "uncc")
    client.post(reverse("desk:table_new", args=["memberships"]), {"organization": union.pk, "member": state.pk})
    assert str(Membership.objects.get()) == f"{union}: {state}"
    sign_in(client, make_user(None, Role.PROTOCOL))
    assert client.get(address).status_code == 403


def test_the_european_union_of_the_seeds_has_its_27_member_states(db):
    from seeds.load.tables import load_parties

    load_parties()
    members = Party.objects.filter(organizations__organization__code="EU")
    assert (members.count(), members.filter(code="AUT").exists(), members.filter(code="NOR").exists()) == (
        27,
        True,
        False,
    )
    load_parties()
    assert Membership.objects.count() == 27
    assert not Treaty.objects.exists()
