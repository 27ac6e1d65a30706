"""Of two who change one member, the second keeps what the first did to other fields."""

from __future__ import annotations

import re

import pytest

from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from tests.people import actor, make_focal_point, make_member, sign_in
from tests.registration.kit import post, text_of

THEIRS = {"hotel": "Quiet House", "date_of_birth": "1985-05-05", "document_number": "ZZ1234567"}
SEEN = re.compile(r'name="fingerprints" value="([^"]*)"')


@pytest.fixture
def halima(world) -> Delegate:
    return make_member("KEN", hotel="", document_number="BK0417726", date_of_birth="1984-03-02")


@pytest.fixture
def portal(client, halima):
    return sign_in(client, make_focal_point("KEN"))


def url_of(member: Delegate) -> str:
    return f"/portal/ken/members/{member.public_id}/"


def changed_meanwhile(member: Delegate) -> None:
    kamau = actor(make_focal_point("KEN", name="Kamau Gitonga"))
    editing.edit_member(actor=kamau, member=member, expected_version=1, values=THEIRS)


def has_theirs(member: Delegate) -> bool:
    member.refresh_from_db()
    return all(str(getattr(member, name)) == value for name, value in THEIRS.items())


def test_private_fields_left_alone_are_taken_over_though_the_record_holds_no_values(portal, halima):
    seen = SEEN.search(portal.get(url_of(halima)).content.decode())[1]
    changed_meanwhile(halima)
    answer = portal.post(url_of(halima), post(version="1", fingerprints=seen, hotel="", diet="halal"))
    text = text_of(answer, 409)
    assert "Hotel: Kamau Gitonga changed this to “Quiet House” in the meantime; that change is kept." in text
    assert "Date of birth: Kamau Gitonga changed this to “5 May 1985” in the meantime; that change is kept." in text
    assert "If you save, your version replaces it" not in text
    form, again = answer.context["form"], SEEN.search(answer.content.decode())[1]
    shown = {name: form[name].value() or "" for name in form.fields}
    assert again != seen
    assert portal.post(url_of(halima), {**shown, "version": "2", "fingerprints": again}).status_code == 302
    assert has_theirs(halima)
    assert halima.diet == "halal"


def test_what_the_second_emptied_is_asked_about(portal, halima):
    editing.edit_member(
        actor=actor(make_focal_point("KEN")), member=halima, expected_version=1, values={"hotel": "Lotus"}
    )
    halima.refresh_from_db()
    seen = SEEN.search(portal.get(url_of(halima)).content.decode())[1]
    editing.edit_member(
        actor=actor(make_focal_point("KEN")), member=halima, expected_version=2, values={"hotel": "Quiet House"}
    )
    answer = portal.post(url_of(halima), post(version="2", fingerprints=seen, hotel=""))
    [words] = answer.context["form"].errors["hotel"]
    assert words.endswith("in the meantime; you typed “”. If you save, your version replaces it.")


def test_a_draft_remembers_what_wfingerprints(portal, halima):
    seen = SEEN.search(portal.get(url_of(halima)).content.decode())[1]
    typed = post(version="1", fingerprints=seen, hotel="", diet="halal", member=str(halima.public_id))
    portal.post("/portal/ken/drafts/", typed)
    changed_meanwhile(halima)
    page = portal.get(f"{url_of(halima)}?continue=1").content.decode()
    assert SEEN.search(page)[1] == seen


def test_the_marks_tell_neither_number_nor_birth_date(portal, halima):
    marks = SEEN.search(portal.get(url_of(halima)).content.decode())[1]
    assert "document_number:" in marks
    assert "BK0417726" not in marks
    assert not any(written in marks for written in ("1984-03-02", "02.03.1984", "19840302"))
