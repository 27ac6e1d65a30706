"""Photos of several members at once, each known by its file's name; what ends a badge is not done by the way."""

from __future__ import annotations

import pytest

from delegations.registration.models import Delegate, PhotoDraft
from tests.people import make_focal_point, make_member, sign_in
from tests.registration.kit import named, picture, text_of

URL = "/portal/ken/photos/"


@pytest.fixture
def portal(client, world):
    return sign_in(client, make_focal_point("KEN"))


def member(**more) -> Delegate:
    return make_member("KEN", photo_exempt=False, **more)


def photo(name: str):
    return picture(name=name)


def outcomes(answer) -> list[tuple[str, str, str]]:
    assert answer.status_code == 200
    return [(file.name, str(file.member or ""), file.problem) for file in answer.context["outcomes"]]


@pytest.mark.parametrize(
    "name",
    [
        "Đặng Thuỳ Nguyễn.jpg",
        "nguyen_dang-thuy.JPG",
        "NGUYEN, Dang Thuy.jpeg",
        "b 0417726.jpg",
        "Thuy.jpg",
    ],
)
def test_a_file_finds_its_member(portal, name):
    found = member(family_name="Nguyễn", given_names="Đặng Thuỳ", name_on_badge="Thuỳ", document_number="B 0417726")
    assert outcomes(portal.post(URL, {"photos": [photo(name)]})) == [(name, str(found), "")]
    found.refresh_from_db()
    assert found.photo.name.startswith("photos/")


def test_each_file_is_told_and_one_fault_keeps_no_other(portal):
    good = member(family_name="Barasa", given_names="Naliaka")
    for _each in range(2):
        member(family_name="Ouma", given_names="Brian")
    small = picture(100, 100, name="Kilonzi.jpg")
    member(family_name="Kilonzi", given_names="")
    broken = named(b"no picture")
    broken.name = "Wario.jpg"
    member(family_name="Wario", given_names="")
    answer = portal.post(
        URL, {"photos": [photo("Barasa Naliaka.jpg"), photo("Brian Ouma.jpg"), photo("Nobody.jpg"), small, broken]}
    )
    assert [(file, why[:40]) for file, _who, why in outcomes(answer)] == [
        ("Barasa Naliaka.jpg", ""),
        ("Brian Ouma.jpg", "Two members are called so. Choose whose "),
        ("Nobody.jpg", "No member is called so. Choose whose pho"),
        ("Kilonzi.jpg", "This picture is 100 × 100 px; at least 3"),
        ("Wario.jpg", "This file is not a JPEG or PNG picture."),
    ]
    assert "1 photo was saved." in text_of(answer)
    good.refresh_from_db()
    assert good.photo


def test_a_photo_that_is_there_stays_unless_asked_otherwise(portal):
    one = member(family_name="Barasa", given_names="", photo="photos/aa/former.jpg")
    assert outcomes(portal.post(URL, {"photos": [photo("barasa.jpg")]}))[0][2] == "There is a photo already; it stays."
    assert outcomes(portal.post(URL, {"photos": [photo("barasa.jpg")], "replace": "on"}))[0][2] == ""
    one.refresh_from_db()
    assert one.photo.name != "photos/aa/former.jpg"


@pytest.mark.parametrize("state", ["vetted", "accredited"])
def test_a_decision_is_not_undone_by_the_way(portal, state):
    one = member(family_name="Barasa", given_names="", state=state)
    [(_file, _who, why)] = outcomes(portal.post(URL, {"photos": [photo("barasa.jpg")], "replace": "on"}))
    assert "another photo goes back to review. Change it on the member's page." in why
    one.refresh_from_db()
    assert (one.state, one.photo.name) == (state, "")


def test_one_member_gets_one_of_the_files(portal):
    member(family_name="Barasa", given_names="Naliaka")
    answer = portal.post(URL, {"photos": [photo("naliaka barasa.jpg"), photo("Barasa_Naliaka.jpg")]})
    assert [why for _file, _who, why in outcomes(answer)] == ["", "Another of these files is this member's."]


def test_none_and_too_many(portal):
    assert portal.post(URL, {}).status_code == 422
    answer = portal.post(URL, {"photos": [named(b"x") for _each in range(41)]})
    assert "41 files are too many for one time; send at most 40." in text_of(answer, 422)


def test_the_page_names_whose_is_missing(portal):
    member(family_name="Barasa", given_names="Naliaka")
    make_member("KEN", family_name="Exempt", given_names="From It")
    text = text_of(portal.get(URL))
    assert "Members without a photo Naliaka Barasa" in text
    assert "From It" not in text


class TestAPhotoNamedAfterNobody:
    @pytest.fixture
    def waiting(self, portal) -> PhotoDraft:
        """A photo that the camera has named."""
        self.barasa = member(family_name="Barasa", given_names="Naliaka")
        self.decided = member(family_name="Ouma", given_names="Brian", state="vetted")
        answer = portal.post(URL, {"photos": [photo("IMG_2041.jpg")]})
        assert outcomes(answer)[0][2].startswith("No member is called so.")
        self.page = answer.content.decode()
        return PhotoDraft.objects.get()

    def give(self, portal, draft: PhotoDraft, *persons: Delegate | None):
        key = str(draft.key)
        chosen = [str(person.public_id) if person else "" for person in persons]
        return portal.post(URL, {"key": [key] * len(persons), f"name-{key}": "IMG_2041.jpg", f"member-{key}": chosen})

    def test_is_given_to_whom_one_chooses(self, portal, waiting):
        assert f'src="{URL}{waiting.key}/"' in self.page
        assert f'value="{self.barasa.public_id}"' in self.page
        assert f'value="{self.decided.public_id}"' not in self.page  # another photo would send back to review
        answer = self.give(portal, waiting, self.barasa)
        assert outcomes(answer) == [("IMG_2041.jpg", str(self.barasa), "")]
        self.barasa.refresh_from_db()
        assert self.barasa.photo.name == waiting.photo.name
        assert not PhotoDraft.objects.exists()

    def test_waits_while_nobody_is_chosen(self, portal, waiting):
        answer = self.give(portal, waiting, None)
        assert outcomes(answer) == [("IMG_2041.jpg", "", "Nobody was chosen; the photo waits.")]
        assert f'value="{waiting.key}"' in answer.content.decode()
        assert PhotoDraft.objects.get() == waiting

    def test_pressed_twice_is_saved_once_and_said(self, portal, waiting):
        self.give(portal, waiting, self.barasa)
        assert outcomes(self.give(portal, waiting, self.barasa))[0][2].startswith("This photo is saved already")

    def test_is_given_to_nobody_whose_badge_it_would_end_nor_to_another_delegation(self, portal, waiting):
        foreign = make_member("CIV", photo_exempt=False)
        for person in (self.decided, foreign):
            assert outcomes(self.give(portal, waiting, person))[0][2] == "Nobody was chosen; the photo waits."
            person.refresh_from_db()
            assert not person.photo

    def test_is_another_persons_to_give(self, portal, waiting, client):
        PhotoDraft.objects.update(user=make_focal_point("CIV", email="focal.civ@mission.example"))
        assert outcomes(self.give(portal, waiting, self.barasa))[0][2].startswith("This photo is saved already")
        self.barasa.refresh_from_db()
        assert not self.barasa.photo
