"""The application's log says who signed in and out, which tries were made, and what was refused; it names no address."""

from __future__ import annotations

import logging

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from conference.accounts.sign_in import limits
from conference.core.access import Role
from tests.accounts.tools import code_now, enter_code, sign_in
from tests.people import give_totp, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="plenipo.security")

    def of_log() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.name == "plenipo.security"]

    return of_log


def test_signing_in_by_both_factors_and_out(client, lines):
    user = make_user("minh@hanoi2025.example", Role.SECURITY)
    give_totp(user)
    sign_in(client, user)
    enter_code(client, code_now())
    client.post(reverse("account_logout"))
    tried = f"try counted: user-{user.pk}"
    assert lines() == [tried, tried, f"signed in: user-{user.pk} by password+totp", f"signed out: user-{user.pk}"]


def test_a_wrong_password_is_a_try_without_a_sign_in_and_the_sixth_is_refused(client, lines):
    user = make_user("minh@hanoi2025.example", Role.SECURITY)
    for _ in range(limits.FREE + 1):
        sign_in(client, user, "wrong")
        cache.clear()
    assert lines() == [f"try counted: user-{user.pk}"] * limits.FREE + [f"try refused, too many: user-{user.pk}"]
    assert "minh@" not in " ".join(lines())


def test_an_act_without_the_right_is_refused_in_a_line(client: Client, lines):
    user = make_user(None, Role.PRINT_ROOM)
    client.force_login(user)
    assert client.get("/desk/programme/publish/").status_code == 403
    assert lines()[-1] == f"refused: user-{user.pk} GET /desk/programme/publish/"
