"""Several members are asked at once to fill in what only they know."""

from __future__ import annotations

import pytest

from conference.core import clock
from delegations.registration.models import MemberLink
from tests.people import make_focal_point, make_member, sign_in
from tests.registration.kit import letters, text_of
from tests.registration.own_page.test_own_page import NOW

URL = "/portal/ken/ask/"


@pytest.fixture(autouse=True)
def october():
    with clock.standing(NOW):
        yield


@pytest.fixture
def portal(client, world):
    return sign_in(client, make_focal_point("KEN"))


def lacking(name: str, **more):
    return make_member("KEN", family_name=name, given_names="", date_of_birth="", **more)


def test_each_gets_the_own_link_in_the_chosen_language(portal):
    one, two = lacking("Wario", email="w@mission.example"), lacking("Ouma", email="o@mission.example")
    answer = portal.post(URL, {"member": [one.public_id, two.public_id], "language": "fr"}, follow=True)
    assert "2 links are sent by e-mail. You will be informed when each member has finished." in text_of(answer)
    assert [(one.recipient, one.language) for one in letters("member_asked")] == [
        ("w@mission.example", "fr"),
        ("o@mission.example", "fr"),
    ]


def test_whoever_lacks_nothing_is_not_offered_and_whoever_has_no_address_is_said(portal):
    make_member("KEN", family_name="Whole", given_names="")
    lacking("Wario")
    text = text_of(portal.get(URL))
    assert "Wario There is no e-mail address. Date of birth" in text
    assert "Whole" not in text


def test_who_could_not_be_asked_is_named_and_the_others_are_asked(portal):
    one, two = lacking("Wario"), lacking("Ouma", email="o@mission.example")
    answer = portal.post(URL, {"member": [one.public_id, two.public_id], "language": "en"})
    text = text_of(answer, 422)
    assert "These were sent no link Wario : There is no e-mail address." in text
    assert "1 link is sent by e-mail." in text
    assert MemberLink.objects.get().member == two


def test_nobody_chosen(portal):
    lacking("Wario", email="w@mission.example")
    assert "Choose at least one member." in text_of(portal.post(URL, {"language": "en"}), 422)


def test_members_of_others_are_not_asked(portal):
    other = make_member("BRA", date_of_birth="", email="x@mission.example")
    portal.post(URL, {"member": [other.public_id], "language": "en"})
    assert MemberLink.objects.count() == 0
