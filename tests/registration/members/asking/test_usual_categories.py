"""The capacity proposes the category; combinations that make no sense are asked about; organizations have what organizations have."""

from __future__ import annotations

import json

import pytest

from conference.models import Category
from conference.parties.models import Kind, Party
from delegations.registration.members.choices import Choices
from delegations.registration.models import Delegate, Quota, UsualCategory
from tests.people import make_delegation, make_focal_point, make_party, sign_in
from tests.registration.kit import post, text_of

UNUSUAL = "is not the usual category of this capacity"


@pytest.fixture
def portal(client, world):
    categories = {category.letter: category for category in Category.objects.all()}
    for capacity, letters in {
        "head": "HD",
        "deputy_head": "D",
        "delegate": "D",
        "support": "U",
        "companion": "S",
    }.items():
        for letter in letters:
            UsualCategory.objects.create(capacity=capacity, category=categories[letter])
    return sign_in(client, make_focal_point("KEN"))


def enter(portal, letter: str, **more):
    return portal.post("/portal/ken/members/new/", post(letter, **more), follow=True)


def test_each_capacity_proposes_its_first_category(portal):
    field = portal.get("/portal/ken/members/new/").context["form"].fields["capacity"]
    keys = {category.letter: str(category.pk) for category in Category.objects.all()}
    proposed = json.loads(field.widget.attrs["data-proposed"])
    assert {name: proposed[name] for name in ("head", "delegate", "support")} == {
        "head": keys["H"],
        "delegate": keys["D"],
        "support": keys["U"],
    }


@pytest.mark.parametrize(("capacity", "letter"), [("delegate", "U"), ("support", "D"), ("companion", "D")])
def test_another_category_is_asked_about_and_saved_when_confirmed(portal, capacity, letter):
    page = enter(portal, letter, capacity=capacity)
    assert UNUSUAL in text_of(page, 422)
    assert not Delegate.objects.exists()
    [question] = page.context["form"].questions
    enter(portal, letter, capacity=capacity, sure=[question.key])
    assert Delegate.objects.get().category.letter == letter


def test_the_usual_one_and_a_capacity_without_any_are_not_asked_about(portal):
    assert UNUSUAL not in text_of(enter(portal, "D", capacity="delegate"))
    more = {"family_name": "Ouma", "given_names": "Brian", "document_number": "BK0000002"}
    assert UNUSUAL not in text_of(enter(portal, "D", capacity="interpreter", **more))


def test_a_director_born_last_year(portal):
    page = enter(portal, "D", date_of_birth="2024-03-14", document_issue_date="2024-05-01")
    assert "Born on 14 March 2024, this person is younger than 18 at the conference." in text_of(page, 422)
    child = {"capacity": "companion", "date_of_birth": "2024-03-14", "document_issue_date": "2024-05-01"}
    assert "younger than" not in text_of(enter(portal, "S", **child))


def test_who_is_18_on_the_first_day_is_grown_up(portal):
    for born, is_asked in (("2007-10-25", False), ("2007-10-26", True)):
        page = enter(portal, "D", date_of_birth=born, family_name=f"Ouma {'x' * is_asked}", document_number="BK1000002")
        assert ("younger than 18" in page.content.decode()) is is_asked


def test_organizations_have_the_capacities_and_categories_that_they_bring(portal):
    Quota.objects.create(kind=Kind.NGO, category=Category.objects.get(letter="D"), places=4)
    party = make_party("NGO1")
    Party.objects.filter(pk=party.pk).update(kind=Kind.NGO)
    choices = Choices(make_delegation(party.code).party)
    assert [value for value, _label in choices.capacities] == [
        *("head", "deputy_head", "delegate", "adviser", "interpreter", "media", "security"),
    ]
    assert choices.named("capacity")[:3] == ["Head of delegation", "Alternate head", "Delegate"]
    form = sign_in(portal, make_focal_point(party.code)).get("/portal/ngo1/members/new/").context["form"]
    assert "companion" not in dict(form.fields["capacity"].choices)
    assert json.loads(form.fields["capacity"].widget.attrs["data-proposed"])["head"] == str(
        Category.objects.get(letter="D").pk
    )
