"""Forms refuse text that reads backwards; .ci/forms.py finds those that do not derive from the one that does."""

from __future__ import annotations

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.utils.module_loading import import_string

from conference.core import characters
from delegations.registration.focal_points.views_public import TakeUpForm
from delegations.registration.members.forms import MemberForm
from delegations.registration.own_page.forms import OwnForm
from delegations.registration.transfer.row_form import MemberRowForm

TURNED = "Data \u202eatad"


@pytest.mark.parametrize(("form", "least"), [(MemberForm, 15), (OwnForm, 15), (MemberRowForm, 15), (TakeUpForm, 1)])
def test_those_that_check_themselves_do(form, least):
    names = [
        name for name, field in form.base_fields.items() if isinstance(field, forms.CharField) and name != "password"
    ]
    assert len(names) >= least
    for name in names:
        with pytest.raises(forms.ValidationError):
            form.base_fields[name].clean(TURNED)


class Three(characters.Form):
    title = forms.CharField()
    note = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note_fr"] = forms.CharField()


def test_the_refusal_stands_at_the_field_also_at_one_that_the_form_makes():
    form = Three({"title": "Talk", "note": "", "note_fr": TURNED})
    assert form.errors == {
        "note_fr": [
            "This contains a character that reverses the direction of the text (U+202E). Delete the text and type it instead of "
            "pasting it."
        ]
    }
    assert form["title"].value() == "Talk"
    assert Three({"title": "برنامج \u200fA", "note": "می\u200cخواهم", "note_fr": "a\r\nb"}).is_valid()


def test_the_admin_s_forms_check_too():
    admins = admin.site._registry.values()
    inlines = [inline for one in admins for inline in one.inlines]
    assert [
        one
        for one in (*admins, *inlines)
        if one.form is not forms.ModelForm and not issubclass(one.form, characters.ModelForm)
    ] == []
    # Those without a form of their own have no text to type.
    bare = [one for one in inlines if one.form is forms.ModelForm]
    typed = (models.CharField, models.TextField)
    assert [
        (one.model, name)
        for one in bare
        for name in one.fields or ()
        if isinstance(one.model._meta.get_field(name), typed) and not one.model._meta.get_field(name).choices
    ] == []


@pytest.mark.parametrize("name", ["add_webauthn", "edit_webauthn"])
def test_the_name_of_a_passkey_is_checked(name, monkeypatch):
    form_class = import_string(settings.MFA_FORMS[name])
    form = object.__new__(form_class)
    forms.Form.__init__(form, {"name": TURNED, "credential": '{"id": "x"}'})
    form._clean_form = lambda: None  # whose ceremony has nothing to do with it
    form.full_clean()
    assert "U+202E" in str(form.errors["name"])


def test_the_texts_within_json_are_checked():
    class JsonForm(characters.Form):
        days = forms.JSONField()

    assert JsonForm({"days": '{"a": ["b", 1, null, "Kenya"]}'}).is_valid()
    assert "U+202E" in str(JsonForm({"days": '{"a": ["b", "\\u202e"]}'}).errors["days"])
    assert "U+202E" in str(JsonForm({"days": '{"a\\u202e": 1}'}).errors["days"])
