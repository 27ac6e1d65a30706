"""A letter that no print font has is told when it is typed, in every form whose texts papers print.

Every other text field of a form is named here, so that a new one fails until somebody has said whether it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from conference.core.characters import EVERY, Form, check_printed
from conference.core.errors import NotPossible
from conference.look.texts import TextsField
from conference.models import Category, Conference, Zone
from conference.parties.models import PartyName
from delegations.registration.members.fields import PrintedField
from schedule.programme.sessions.form_rows import DocumentRow
from tests.look.test_characters_in_forms import forms_of_the_house, path_of
from tests.people import make_conference
from tests.programme import draft

TIBETAN = "བོད"
FORMS = {path_of(form): form for form in forms_of_the_house()}

# Fields of any form: what nobody reads on paper, or what another check keeps to letters that every font has.
NOWHERE_PRINTED = {
    "aliases": "of the watch list",
    "allergies": "for the caterer, as a table",
    "basis": "for the audit log",
    "calibre": "read on the page by who checks it",
    "checkpoint": "read on the page by who checks it",
    "code": "a code",
    "contact": "on the page of the other side",
    "contact_name": "on pages and in e-mails",
    "contact_phone": "on pages and in e-mails",
    "credential": "data of a passkey",
    "despite": "for the audit log",
    "document_number": "letters and digits alone",
    "domain": "a search",
    "equipment": "on pages",
    "evidence": "for the record of the decision",
    "expected_roles": "data of the page",
    "explanation": "on pages and in e-mails",
    "frequency": "read on the page by who checks it",
    "heads": "a search",
    "kept": "data of the page",
    "languages": "codes, or read on the page",
    "last_good": "a number",
    "late_words": "the reason, for who decides",
    "layout": "on pages",
    "licence": "read on the page by who checks it",
    "make": "read on the page by who checks it",
    "model": "read on the page by who checks it",
    "needs": "for who gives the room",
    "note": "for who keeps the list",
    "number_plate": "at the gate's screen",
    "oldpassword": "a password",
    "organisers": "names of parties, which are looked up",
    "partners": "names of parties, which are looked up",
    "party_words": "for who gives access",
    "password": "a password",
    "password1": "a password",
    "password2": "a password",
    "phone": "digits and signs alone",
    "power": "read on the page by who checks it",
    "q": "a search",
    "reason": "on pages and in e-mails",
    "returned_to": "for the record of the original",
    "serial": "read on the page by who checks it",
    "start": "a moment",
    "substitute_reason": "for the host",
    "table": "each cell is checked, and its line is named",
    "told_letter": "one letter of the Latin alphabet",
    "type": "read on the page by who checks it",
    "why": "on pages and in e-mails",
    "words": "on pages and in e-mails",
}
# The same of one form.
NOT_PRINTED = {
    "conference.accounts.sign_in.forms.AddKeyForm": {"name"},
    "conference.accounts.sign_in.forms.EditKeyForm": {"name"},
    "conference.machines.forms.MachineForm": {"name"},
    "delegations.accreditation.badges.forms.BatchForm": {"delegation", "category"},
    "delegations.accreditation.review.forms.RemarkForm": {"text"},
    "delegations.accreditation.watchlist.forms.WatchForm": {"name"},
    "delegations.accreditation.watchlist.tables.RowForm": {"name"},
    "delegations.gates.devices.forms.InviteForm": {"name"},
    "delegations.registration.focal_points.forms.AskForm": {"name", "function"},
    "delegations.registration.focal_points.forms.ColleagueForm": {"name"},
    "delegations.registration.focal_points.forms.InviteForm": {"name"},
    "delegations.registration.focal_points.views_public.TakeUpForm": {"name"},
    "delegations.registration.late.forms.LateForm": {"number"},
    "delegations.registration.notes.forms.NoteForm": {"number"},
    "delegations.registration.visas.views_public.CheckForm": {"number"},
    "schedule.calendar.interpreters.forms.InterpreterForm": {"name"},
    "schedule.programme.applications.forms.ApplicationForm": {"number"},
    "schedule.programme.releases.views_import.ProgrammeForm": {"text"},  # `Content.check` does, below
    "schedule.programme.sessions.views_grid.MoveForm": {"starts", "ends", "room"},
    "schedule.receptions.guest_list.forms.RuleForm": {"names"},  # which are looked up
    "schedule.receptions.seating.forms.GuestForm": {"key"},
    "schedule.receptions.seating.forms.MoveForm": {"key"},
    "schedule.receptions.seating.forms.TableForm": {"host_languages"},
    "schedule.receptions.seating.forms.WishForm": {"wish_reason"},
    "schedule.signing.appointments.forms.ReviewForm": {"comment"},  # for the delegation, on its page
}
ELSEWHERE = (forms.EmailField, forms.URLField, forms.SlugField, forms.UUIDField, PrintedField)


def unchecked(form: type[forms.BaseForm]) -> Iterator[str]:
    printed = getattr(form, "printed", ())
    for name, field in form.base_fields.items():
        is_text = isinstance(field, forms.CharField) and not isinstance(field, ELSEWHERE)
        if is_text and not {name, EVERY} & set(printed) and check_printed not in field.validators:
            yield name


def test_every_text_field_is_checked_or_named_as_not_printed():
    found = {path: {name for name in unchecked(form) if name not in NOWHERE_PRINTED} for path, form in FORMS.items()}
    assert {path: names for path, names in found.items() if names} == NOT_PRINTED
    assert set(NOWHERE_PRINTED) <= {name for form in FORMS.values() for name in unchecked(form)}


@pytest.mark.parametrize("path", [path for path, form in FORMS.items() if getattr(form, "printed", ())])
def test_a_form_names_printed_fields_that_it_or_one_below_has(path):
    below = [form for form in FORMS.values() if issubclass(form, FORMS[path])]
    names = {name for form in below for name in form.base_fields}
    rows = {name for name in FORMS[path].printed if name.startswith("also_")}  # made for each row
    assert set(FORMS[path].printed) - {EVERY} - rows <= names


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


def test_several_lines_are_printed():
    class TwoLines(Form):
        printed = ("text",)
        text = forms.CharField()
        unprinted = forms.CharField(required=False)

    assert TwoLines({"text": "one\r\ntwo\n\tthree", "unprinted": TIBETAN}).is_valid()
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
