"""The form takes its fields from the model, and checks without a query or touching the member."""

from __future__ import annotations

import pytest
from django.forms import ModelChoiceField

from delegations.registration.members.choices import Choices
from delegations.registration.members.forms import MemberForm
from delegations.registration.models import FORM_FIELDS, Delegate
from tests.people import make_member
from tests.registration.kit import post


@pytest.fixture
def member(world) -> Delegate:
    return make_member("KEN", family_name="Noor")


def test_it_has_the_fields_that_a_focal_point_may_fill_in():
    assert set(MemberForm.base_fields) == set(FORM_FIELDS)
    assert not any(isinstance(field, ModelChoiceField) for field in MemberForm.base_fields.values())


def test_lengths_and_labels_are_the_models():
    for name in ("honorific", "given_names", "hotel", "phone"):
        column, field = Delegate._meta.get_field(name), MemberForm.base_fields[name]
        assert (field.max_length, str(field.label).lower()) == (column.max_length, str(column.verbose_name).lower())


def test_checking_asks_the_database_nothing_and_leaves_the_member(member, django_assert_num_queries):
    choices = Choices(member.delegation.party)
    MemberForm(post(), choices=choices, member=member).is_valid()  # reads what may be chosen
    form = MemberForm(post(family_name="Wario"), choices=choices, member=member)
    with django_assert_num_queries(0):
        assert form.is_valid(), form.errors
    assert (form.cleaned_data["family_name"], member.family_name, form.instance.family_name) == (
        "Wario",
        "Noor",
        "Noor",
    )


def test_it_never_saves(member):
    form = MemberForm(post(), choices=Choices(member.delegation.party), member=member)
    assert form.is_valid(), form.errors
    with pytest.raises(TypeError, match=r"actions\.editing writes"):
        form.save()
