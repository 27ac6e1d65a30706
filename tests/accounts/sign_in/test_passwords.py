from __future__ import annotations

import re
import socket

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from conference.accounts.models import User
from tests.accounts.tools import PASSWORD, sign_in, signed_in_as
from tests.people import make_focal_point

pytestmark = pytest.mark.django_db
GUESSABLE = "This password is easy to guess"
PERSON = User(email="achieng.wambui@mission.example", name="Achieng Wambui")


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password123456!",
        "qwertyuiopasdfgh",
        "p4ssw0rd p4ssw0rd",
        "aaaaaaaaaaaaaaaaaaaa",
        "iloveyou19840412",
        "Cybercrime Hanoi 2025",
        "hanoi2025-ceremony",
        "Convention2025Convention",
        "wambui wambui 2025",
        "plenipotentiary-2025",
    ],
)
def test_what_is_guessed_first_is_refused(world, password):
    with pytest.raises(ValidationError, match=GUESSABLE):
        validate_password(password, PERSON)


@pytest.mark.parametrize(
    "password", [PASSWORD, "the tide at Bissau turns", "rừng tràm mùa nước nổi", "kettle orbit lichen"]
)
def test_words_that_have_nothing_to_do_with_one_another_are_taken(world, password):
    assert validate_password(password, PERSON) is None


def test_fifteen_characters_are_the_least(world):
    validate_password("kettle orb lich", PERSON)
    with pytest.raises(ValidationError, match="at least 15 characters"):
        validate_password("kettle orb lic", PERSON)


def test_nobody_is_asked(world, monkeypatch):
    def refuse(*args):
        raise AssertionError("a password went out")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(ValidationError, match=GUESSABLE):
        validate_password("passwordpassword", PERSON)


def test_a_very_long_one_is_taken(world):
    assert validate_password("the tide at Bissau turns " * 1000, PERSON) is None


def test_it_is_taken_exactly_as_typed(world, client):
    user = make_focal_point()
    typed = "  The Tide at Bissau turns, Ärger und 雨 " + "x" * 100
    client.force_login(user)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": typed, "password2": typed})
    for other in (typed.strip(), typed.lower(), typed[:72]):
        assert signed_in_as(sign_in_anew(user, other)) is None
    assert signed_in_as(sign_in_anew(user, typed)) == user.pk


def sign_in_anew(user, password: str) -> Client:
    browser = Client()
    sign_in(browser, user, password)
    return browser


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/password/change/"])
def test_browsers_mask_keep_and_paste_it(world, client, page):
    if "change" in page:
        client.force_login(make_focal_point())
    fields = re.findall(r"<input[^>]*type=\"password\"[^>]*>", client.get(page).content.decode())
    assert fields
    for field in fields:
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "readonly" not in field


def test_the_page_says_so_at_the_field(world, client):
    user = make_focal_point()
    client.force_login(user)
    guessable = "Cybercrime Hanoi 2025"
    page = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": guessable, "password2": guessable}
    )
    assert [str(error)[: len(GUESSABLE)] for error in page.context["form"].errors["password1"]] == [GUESSABLE]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
