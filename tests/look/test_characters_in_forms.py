"""Every form refuses text that reads backwards, or is named here with its reason."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.utils.module_loading import import_string

import conference
import delegations
import schedule
from conference.core import characters

TURNED = "Data \u202eatad"

# Forms that check their texts themselves, or whose text nobody but its writer reads.
APART = {
    "conference.accounts.sign_in.forms.AddKeyForm": "checked below, since its base is another's",
    "conference.accounts.sign_in.forms.CodeAgainForm": "a code",
    "conference.accounts.sign_in.forms.AppForm": "a code",
    "conference.accounts.sign_in.forms.CodeForm": "a code",
    "conference.accounts.sign_in.forms.EditKeyForm": "checked below, since its base is another's",
    "conference.accounts.sign_in.forms_account.AddEmailForm": "a code, or an address that has to be one",
    "conference.accounts.sign_in.forms_account.ChangePasswordForm": "a code, or an address that has to be one",
    "conference.accounts.sign_in.forms_account.LoginForm": "a code, or an address that has to be one",
    "conference.accounts.sign_in.forms_account.ReauthenticateForm": "a code, or an address that has to be one",
    "conference.accounts.sign_in.forms_account.ResetPasswordForm": "a code, or an address that has to be one",
    "conference.accounts.sign_in.forms_account.ResetPasswordKeyForm": "a code, or an address that has to be one",
    "conference.accounts.sign_in.forms_account.SetPasswordForm": "a code, or an address that has to be one",
    "conference.correspondence.outbox.forms.MessagesForm": "a search",
    "conference.files.pasted_tables.PastedTableForm": "each cell is checked, and its line is named",
    "delegations.accreditation.watchlist.views_desk.WatchListForm": "each cell is checked, and its line is named",
    "delegations.registration.focal_points.views_desk.InviteListForm": "each cell is checked, and its line is named",
    "delegations.registration.members.forms.MemberForm": "names, numbers and addresses alone; a row of an import has 20 of them",
    "delegations.registration.own_page.forms.OwnForm": "as MemberForm",
    "delegations.registration.focal_points.views_public.TakeUpForm": "a name; and a password may have any character",
    "delegations.registration.visas.views_public.CheckForm": "a search",
    "delegations.registration.transfer.row_form.MemberRowForm": "as MemberForm",
    "schedule.calendar.engagements.views_free_time.FreeForm": "a search",
    "schedule.programme.releases.views_import.ProgrammeForm": "each text of a session is checked, and its session is named",
}
# Apps whose forms have yet to follow: none.
NOT_YET: tuple[str, ...] = ()
NOT_READ = ("a code", "a search", "each cell", "each text", "checked below")


def path_of(form: type[forms.BaseForm]) -> str:
    return f"{form.__module__}.{form.__qualname__}"


def all_below(form: type[forms.BaseForm]) -> set[type[forms.BaseForm]]:
    return {form}.union(*map(all_below, form.__subclasses__()))


def forms_of_the_house() -> list[type[forms.BaseForm]]:
    for floor in (conference, delegations, schedule):
        for module in pkgutil.walk_packages(floor.__path__, f"{floor.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith(("settings", "wsgi", "celery")):
                importlib.import_module(module.name)
    ours = {
        one
        for one in all_below(forms.BaseForm)
        if one.__module__.startswith(("conference.", "delegations.", "schedule."))
    }
    admin = {one for one in ours if issubclass(one, forms.ModelForm) and one.__module__.startswith("conference.")}
    return sorted((one for one in ours - admin if "Formset" not in one.__name__), key=path_of)


def test_every_form_checks_or_is_named():
    found = forms_of_the_house()
    assert len(found) > 60
    open_ones = {
        path_of(one) for one in found if not issubclass(one, characters.Form) and not path_of(one).startswith(NOT_YET)
    }
    assert open_ones == set(APART)


def test_those_that_check_themselves_do():
    looked_at = []
    for form in forms_of_the_house():
        if APART.get(path_of(form), "a code").startswith(NOT_READ):
            continue
        for name, field in form.base_fields.items():
            if isinstance(field, forms.CharField) and name != "password":
                looked_at.append(name)
                with pytest.raises(forms.ValidationError):
                    field.clean(TURNED)
    assert len(looked_at) > 40


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
