"""How people are named: in Latin letters, or in the reader's own script where it is known; the name on the badge is for the badge."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from conference.core.access import Role
from conference.correspondence.models import Message
from delegations.accreditation.badges.contents import BadgeChoice, BadgeDataBuilder, printable_badges, read_rows
from delegations.registration.members.badge_preview import BadgePreview
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited
from tests.bilaterals.scene import NOW
from tests.people import make_focal_point, make_member, make_user, sign_in
from tests.programme.papers.papers import pages_of

AMINA = {
    "family_name": "Mohamed",
    "given_names": "Amina",
    "name_on_badge": "Amina J. Mohamed",
    "name_native": "أمينة محمد",
}
OLGA = {"family_name": "Petrova", "given_names": "Olga", "name_on_badge": "Olga P.", "name_native": "Ольга Петрова"}
WANG = {"family_name": "Wang", "given_names": "Xiaoming", "name_on_badge": "Wang Xiaoming", "name_native": "王晓明"}


@pytest.mark.parametrize(
    ("fields", "language", "shown", "beneath"),
    [
        (AMINA, "en", "Amina Mohamed", "أمينة محمد"),
        (AMINA, "fr", "Amina Mohamed", "أمينة محمد"),
        (AMINA, "vi", "Amina Mohamed", "أمينة محمد"),
        (AMINA, "ar", "أمينة محمد", "Amina Mohamed"),
        (AMINA, "ru", "Amina Mohamed", "أمينة محمد"),
        (OLGA, "ru", "Ольга Петрова", "Olga Petrova"),
        (OLGA, "zh-hans", "Olga Petrova", "Ольга Петрова"),
        (WANG, "zh-hans", "王晓明", "Wang Xiaoming"),
        (WANG, "es", "Wang Xiaoming", "王晓明"),
        ({**AMINA, "name_native": ""}, "ar", "Amina Mohamed", ""),
    ],
)
def test_which_name_a_reader_sees_and_which_stands_beneath(fields, language, shown, beneath):
    member = Delegate(**fields)
    with translation.override(language):
        assert (member.full_name, member.other_name) == (shown, beneath)
    assert str(member) == member.latin_name  # what is stored is the same for everybody


@pytest.mark.parametrize(
    ("language", "first", "second"), [("en", "Amina Mohamed", "أمينة محمد"), ("ar", "أمينة محمد", "Amina Mohamed")]
)
@pytest.mark.parametrize("url", ["/portal/ken/", "/desk/delegations/ken/"])
def test_lists_of_the_delegation_and_of_the_desk(client, world, url, language, first, second):
    make_member("KEN", **AMINA)
    who = make_focal_point("KEN") if url.startswith("/portal") else make_user(None, Role.SECRETARIAT)
    body = sign_in(client, who).get(url, headers={"accept-language": language}).content.decode()
    row = body[body.index(first) :]
    assert row.index(second) < 1500
    assert "Amina J. Mohamed" not in body


def test_a_mail_names_the_person_to_each_reader_in_the_readers_script_whatever_the_officer_reads(world):
    make_focal_point("KEN", email="paris@ken.example", language="fr")
    make_focal_point("KEN", email="cairo@ken.example", language="ar")
    with translation.override("ru"):
        accredited("KEN", **AMINA)
    told = {
        row.recipient: [one["name"] for one in row.context["persons"]]
        for row in Message.objects.filter(kind="accreditation.accredited")
    }
    assert told == {"paris@ken.example": ["Amina Mohamed"], "cairo@ken.example": ["أمينة محمد"]}


def test_the_badge_alone_has_the_name_on_the_badge(world):
    _member, badge = accredited("KEN", **AMINA)
    (row,) = read_rows(printable_badges(BadgeChoice(badges=(badge.pk,))))
    assert badge.delegate.badge_name == "Amina J. Mohamed"
    assert "Amina J. Mohamed" in str(row)


def printed(tmp_path, language: str) -> str:
    out = tmp_path / f"{language}.pdf"
    call_command("print", "participants", "--language", language, "--out", str(out))
    return " ".join(pages_of(out.read_bytes()))


def test_the_list_of_participants_has_both_and_no_new_revision_for_another_language(world, tmp_path):
    with time_machine.travel(NOW, tick=False):
        for fields in (AMINA, OLGA, WANG):
            accredited("KEN", **fields)
        english, arabic, chinese = (printed(tmp_path, language) for language in ("en", "ar", "zh-hans"))
        again = printed(tmp_path, "en")
    assert "Amina Mohamed أمينة محمد" in english
    assert "Olga Petrova Ольга Петрова" in english
    assert "Wang Xiaoming 王晓明" in english
    # pdfium hands out the Latin words of an Arabic line from right to left.
    assert arabic.index("أمينة محمد") < min(arabic.index("Amina"), arabic.index("Mohamed"))
    assert "王晓明 Wang Xiaoming" in chinese
    assert "Amina J. Mohamed" not in english + arabic + chinese
    assert "revision 1 " in again


def test_a_persons_itinerary_has_both(client, world):
    with time_machine.travel(NOW, tick=False):
        member, _badge = accredited("KEN", **AMINA)
        sign_in(client, make_focal_point("KEN"))
        page = client.get(reverse("calendar:itinerary_paper", args=["ken"]), {"member": str(member.public_id)})
    text = " ".join(pages_of(page.content))
    assert [part in text for part in ("Amina Mohamed", "أمينة محمد", "Kenya")] == [True, True, True]


def test_no_attribute_of_a_page_holds_a_name_in_another_script():
    """An attribute carries no mark: a reader's program would read the name by the letters of the page's language."""
    attributes = re.compile(r'(?:aria-label|alt|title|placeholder)="([^"]*)"')
    found = {
        (file.name, value)
        for file in (Path(settings.ROOT) / "templates").rglob("*.html")
        for value in attributes.findall(file.read_text())
    }
    assert len(found) > 100
    assert not {one for one in found if re.search(r"name_native|other_name|badge_name", one[1])}


def test_what_a_badge_says_to_a_reader_leaves_out_what_is_not_entered_and_joins_as_the_language_does():
    says = BadgePreview("Kenya", "", "李", "", None, []).description
    with translation.override("ar"):
        both = BadgePreview("كينيا", "Halima Wario", "", "", None, []).description
    assert (says, both) == ("Kenya", "كينيا\u200f، Halima Wario")


@pytest.mark.parametrize(
    ("written", "native", "printed_once"),
    [
        ("王晓明", "王晓明", ["Xiaoming Wang", "王晓明"]),  # in Latin letters as in the travel document
        ("王晓明", "", ["Xiaoming Wang", "王晓明"]),
        ("Wang Xiaoming", "WANG  Xiaoming", ["Wang Xiaoming"]),
        ("Wang Xiaoming", "王晓明", ["Wang Xiaoming", "王晓明"]),
    ],
)
def test_a_badge_has_a_latin_name_and_no_name_twice(world, written, native, printed_once):
    names = {"family_name": "Wang", "given_names": "Xiaoming", "name_on_badge": written, "name_native": native}
    accredited("KEN", **names)
    (row,) = read_rows(printable_badges(BadgeChoice()))
    badge = BadgeDataBuilder().make(row)
    assert [name for name in (badge.name, badge.name_native) if name] == printed_once
