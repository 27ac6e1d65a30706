"""What is unlikely is asked about once and saved when its typist is sure; nothing is refused for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from delegations.registration.members.questions import SURE
from delegations.registration.models import Delegate
from tests.people import make_focal_point, make_member, make_party, sign_in
from tests.registration.kit import picture, post, text_of

NEW = "/portal/ken/members/new/"


@pytest.fixture
def portal(client, world):
    make_party("KEN")
    return sign_in(client, make_focal_point("KEN"))


def sent(**more) -> dict:
    return {**post(**more), "photo-file": picture()}


def asked(answer) -> dict[str, list[str]]:
    """What the page asks, by field; every fault of it is a question."""
    assert answer.status_code == 422
    form = answer.context["form"]
    assert {error.code for errors in form.errors.as_data().values() for error in errors} == {"question"}
    return {name: list(errors) for name, errors in form.errors.items()}


CASES = {
    "Cyrillic letters in a Latin name": (
        {"family_name": "Wаriо"},
        "family_name",
        "“Wаriо” contains letters that are not Latin: а о. Lists, gates and passports use Latin letters; enter the original "
        "script in its own field.",
    ),
    "a name in another script": (
        {"given_names": "Халима"},
        "given_names",
        "“Халима” contains letters that are not Latin: Х а л и м. Lists, gates and passports use Latin letters; enter the "
        "original script in its own field.",
    ),
    "a figure": (
        {"given_names": "Halima 2"},
        "given_names",
        "“Halima 2” has a figure in it. Is the name written so in the passport?",
    ),
    "an arrival after the conference": (
        {"arrival": "2025-10-28T09:00"},
        "arrival",
        "The arrival (28 October 2025) is after the last day of the conference (26 October 2025).",
    ),
    "a departure before the conference": (
        {"departure": "2025-10-20T09:00"},
        "departure",
        "The departure (20 October 2025) is before the first day of the conference (25 October 2025).",
    ),
}


@pytest.mark.parametrize(("typed", "field", "words"), CASES.values(), ids=CASES)
def test_it_is_asked_and_saved_when_confirmed(portal, typed, field, words):
    answer = portal.post(NEW, sent(**typed))
    assert asked(answer) == {field: [words]}
    assert "this is correct, save it" in text_of(answer, 422)
    assert Delegate.objects.count() == 0
    [question] = answer.context["form"].questions
    answer = portal.post(NEW, {**sent(**typed), SURE: [question.key]})
    assert answer.status_code == 302
    assert Delegate.objects.count() == 1


def test_another_value_is_asked_about_anew(portal):
    [question] = portal.post(NEW, sent(family_name="Wario 2")).context["form"].questions
    answer = portal.post(NEW, {**sent(family_name="Wario 3"), SURE: [question.key]})
    assert list(asked(answer)) == ["family_name"]


def test_what_was_confirmed_is_not_asked_about_at_the_next_change(portal):
    late = datetime(2025, 10, 28, 2, tzinfo=UTC)
    member = make_member("KEN", family_name="Wario 2", given_names="Halima", arrival=late)
    kept = {"arrival": "2025-10-28T09:00", "version": member.version, "hotel": "Lotus"}
    answer = portal.post(f"/portal/ken/members/{member.public_id}/", sent(family_name="Wario 2", **kept))
    assert answer.status_code == 302, answer.context["form"].errors


@pytest.mark.parametrize(
    "typed",
    [
        {"family_name": "Nguyễn", "given_names": "Đặng Thuỳ"},
        {"family_name": "Kaʻahumanu", "given_names": "O’Brien-Ngũgĩ"},
        {"name_on_badge": "Халима Варио"},
        {"name_native": "Халима Варио"},
        {"arrival": "2025-10-26T23:50"},
    ],
)
def test_what_is_usual_is_not_asked_about(portal, typed):
    assert portal.post(NEW, sent(**typed)).status_code == 302


class TestInATable:
    TABLE = "family_name,given_names,capacity,category,arrival\nWario 2,Halima,delegate,D,2025-10-28 09:00\n"

    def send(self, portal, **more):
        import io

        file = io.BytesIO(self.TABLE.encode())
        file.name = "members.csv"
        return portal.post("/portal/ken/import/", {"file": file, **more}, follow=True)

    def test_an_import_at_once_stops_and_shows_them(self, portal):
        answer = self.send(portal)
        text = text_of(answer)
        assert "Look at 1 row marked “?”" in text
        assert "? “Wario 2” has a figure in it." in text
        assert "? The arrival (28 October 2025) is after the last day" in text
        assert Delegate.objects.count() == 0
        confirmed = {
            "kept": "import",
            "digest": answer.context["digest"],
            "expected_version": answer.context["checked"].fingerprint,
        }
        assert "1 member was imported as a draft." in text_of(
            portal.post("/portal/ken/import/", confirmed, follow=True)
        )
