"""Tables from elsewhere: headings as the form names them, dates that can be read in two ways asked about once."""

from __future__ import annotations

import io

import pytest
from django.utils import translation

from delegations.registration.members.forms import MemberForm
from delegations.registration.models import Delegate
from delegations.registration.transfer import headings
from tests.people import make_focal_point, make_member, make_party, sign_in
from tests.registration.kit import text_of

URL = "/portal/ken/import/"
ASKED = "“Date of birth” has dates that can be read in two ways"
TABLE = "family_name,given_names,capacity,category,date_of_birth\nA,One,delegate,D,03/04/1980\nB,Two,delegate,D,25/12/1981\n"


@pytest.fixture
def portal(client, world):
    make_party("KEN")
    return sign_in(client, make_focal_point("KEN"))


def send(portal, text: str, **more):
    file = io.BytesIO(text.encode())
    file.name = "members.csv"
    return portal.post(URL, {"file": file, **more}, follow=True)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh-hans", "vi"])
def test_the_form_and_the_export_name_a_column_alike(language):
    with translation.override(language):
        said = {name: str(MemberForm.base_fields[name].label) for name in headings.COLUMNS}
        marked = {name: f"{label} (needed)" for name, label in said.items()}
    assert {name: headings.find_column(label) for name, label in said.items()} == {name: name for name in said}
    assert {name: headings.find_column(label) for name, label in marked.items()} == {name: name for name in said}


class TestDatesInTwoWays:
    @pytest.mark.parametrize("button", ["check", "import"])
    def test_they_are_asked_about_once_and_the_file_is_kept(self, portal, button):
        answer = send(portal, TABLE, **({"check": "1"} if button == "check" else {}))
        text = text_of(answer, 422)
        assert ASKED in text
        assert "row 2, Date of birth: “03/04/1980” can be read in two ways: 1980-04-03 or 1980-03-04." in text
        assert "to correct; nothing was imported" not in text
        assert Delegate.objects.count() == 0
        checked = portal.post(URL, {"kept": "look", "order:date_of_birth": "mdy"})
        chosen = {"kept": "import", "digest": checked.context["digest"]}
        portal.post(URL, {**chosen, "expected_version": checked.context["checked"].fingerprint})
        born = dict(Delegate.objects.values_list("family_name", "date_of_birth"))
        assert born == {"A": "1980-03-04", "B": "1981-12-25"}

    def test_whoever_is_known_by_the_birth_date_is_found_in_the_chosen_order(self, portal):
        member = make_member("KEN", family_name="A", given_names="One", date_of_birth="1980-04-03")
        send(portal, TABLE, check="1")
        checked = portal.post(URL, {"kept": "look", "order:date_of_birth": "dmy"})
        assert [plan.before and plan.before.pk for plan in checked.context["checked"].plans] == [member.pk, None]

    def test_who_is_called_as_a_member_but_for_the_date_is_asked_about(self, portal):
        make_member("KEN", family_name="B", given_names="Two", date_of_birth="1981-12-24")
        text = text_of(send(portal, TABLE.replace("03/04/1980", "1980-04-03")))
        assert "Two B is entered already, with another date of birth. Is this another person?" in text
        assert "Look at 1 row marked “?”" in text
        assert Delegate.objects.count() == 1
        page = portal.get(URL)
        assert 'href="/portal/ken/photos/">several at once, by file name</a>' in page.content.decode()

    def test_what_else_is_wrong_is_said_too(self, portal):
        text = text_of(send(portal, TABLE.replace("Two,delegate", "Two,king"), check="1"), 422)
        assert ASKED in text
        assert "One item to correct; nothing was imported" in text
        assert "“king” is not one of the choices. It may be: Head of delegation;" in text
        # Once answered it is not asked again, whatever else is wrong.
        page = portal.post(URL, {"kept": "look", "order:date_of_birth": "dmy"})
        text = text_of(page, 422)
        assert "can be read in two ways" not in text
