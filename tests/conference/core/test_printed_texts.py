"""A letter that no print font has is refused when it is typed, in every field of a form that does not say that no paper prints it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from conference.core.characters import Form
from conference.core.errors import NotPossible
from conference.look.texts import TextsField
from conference.models import Category, Conference, Zone
from conference.parties.models import PartyName
from delegations.registration.circulars.forms import CircularForm
from delegations.registration.members.forms import MemberForm
from delegations.registration.own_page.forms import OwnForm
from delegations.registration.transfer.row_form import MemberRowForm
from schedule.programme.sessions.form_rows import DocumentRow
from tests.people import make_conference
from tests.programme import draft

TIBETAN = "བོད"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (TIBETAN, "“བ” cannot be printed: this site has no print font for its script."),
        ("Round table 🙂", "“🙂” cannot be printed: no print font of this site has this sign. Leave it out."),
    ],
)
def test_the_refusal_names_the_letter_and_what_to_do(typed, why):
    form = DocumentRow({"title": typed, "link": "https://example.org/a", "language": "en"}, {})
    assert form.errors["title"][0].startswith(why)
    assert DocumentRow(
        {"title": "Đề cương\tНота 決議", "link": "https://example.org/a", "language": "en"}, {}
    ).is_valid()


class Invitation(Form):
    not_printed = ("note",)
    title = forms.CharField()
    note = forms.CharField()


class Dinner(Invitation):
    not_printed = ("allergies",)
    host = forms.CharField()
    allergies = forms.CharField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["menu"] = forms.CharField()


def test_each_text_is_checked_that_neither_the_form_nor_one_above_says_is_not_printed():
    names = ("title", "note", "host", "allergies", "menu")
    assert list(Dinner(dict.fromkeys(names, TIBETAN)).errors) == ["title", "host", "menu"]
    assert list(Invitation(dict.fromkeys(names, TIBETAN)).errors) == ["title"]


def test_what_no_form_prints_is_not_checked():
    class SignIn(Form):
        words = forms.CharField()
        password = forms.CharField(widget=forms.PasswordInput)
        state = forms.CharField(widget=forms.HiddenInput)
        token = forms.UUIDField()

    names = ("words", "password", "state")
    assert SignIn({**dict.fromkeys(names, TIBETAN), "token": "7e0c0a54-5d3c-4d9e-8f58-0d2f3c1f0a11"}).is_valid()


def test_what_a_form_makes_for_each_language_may_be_named_too():
    form = CircularForm({"subject_en": TIBETAN, "body_en": "One", "subject_vi": "One", "body_vi": TIBETAN})
    assert form.is_valid()


@pytest.mark.parametrize("form", [MemberForm, OwnForm, MemberRowForm])
def test_the_forms_of_a_member_check_each_text_themselves(form):
    fields = [field for field in form.base_fields.values() if isinstance(field, forms.CharField)]
    assert len(fields) >= 15
    for field in fields:
        with pytest.raises(ValidationError):
            field.clean(TIBETAN)


def test_several_lines_are_printed():
    class TwoLines(Form):
        text = forms.CharField()

    assert TwoLines({"text": "one\r\ntwo\n\tthree"}).is_valid()
    assert list(TwoLines({"text": f"one\n{TIBETAN}"}).errors) == ["text"]


@pytest.mark.parametrize("place", range(7))
def test_a_name_of_the_organisers_is_checked_in_each_language(place):
    typed = ["Hall", *[""] * 6]
    assert TextsField().clean(typed)
    with pytest.raises(ValidationError, match="cannot be printed"):
        TextsField().clean([*typed[:place], TIBETAN, *typed[place + 1 :]])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "name"),
    [(Category, "letter"), (Conference, "contact_phone"), (Conference, "name_en"), (Zone, "name_vi")],
)
def test_what_the_administration_names_is_checked(model, name, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    form = admin.site._registry[model].get_form(request)({name: TIBETAN})
    errors = form.errors[name.removesuffix("_en").removesuffix("_vi")]
    assert any("cannot be printed" in error for error in errors)


@pytest.mark.django_db
def test_the_names_of_a_party_are_checked(rf):
    inline = next(one for one in admin.site._registry[PartyName._meta.get_field("party").related_model].inlines)
    form = inline.form({"language": "en", "short": TIBETAN, "formal": f"Land of {TIBETAN}", "sorts_as": TIBETAN})
    assert {"short", "formal", "sorts_as"} <= set(form.errors)


@pytest.mark.django_db
def test_an_imported_session_is_checked():
    conference, content = make_conference(), draft.content()
    content.check(conference)
    content = replace(content, title={**content.title, "vi": TIBETAN})
    with pytest.raises(NotPossible, match="“བོད”: “བ” cannot be printed"):
        content.check(conference)
