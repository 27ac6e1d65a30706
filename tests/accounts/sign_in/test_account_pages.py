"""allauth's pages in the site's frame, under the strict CSP."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from conference.accounts.models import User

pytestmark = pytest.mark.django_db
ENTRANCE = ["account_login", "account_reset_password", "account_signup"]
MANAGE = [
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
]


def check_frame(html: str) -> None:
    assert re.search(r'<html lang="en" dir="ltr"', html)
    assert html.count("<main ") == 1
    assert html.count("<h1") == 1
    assert html.count("<body") == 1
    inputs = re.findall(r"<input\b[^>]*>", html)
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    for shown in inputs:
        if 'type="hidden"' not in shown:
            assert re.search(r'\bid="([^"]+)"', shown)[1] in labelled, shown  # type: ignore[index]
    assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)=", html)
    executed = [
        tag for tag in re.findall(r"<script\b([^>]*)>", html) if "src=" not in tag and "application/json" not in tag
    ]
    assert executed == []


@pytest.mark.parametrize("name", ENTRANCE)
def test_the_entrance(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    check_frame(answer.content.decode())
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", MANAGE)
def test_ones_own_account(client: Client, name: str) -> None:
    user = User.objects.create_user(email="focal.kenya@mission.example", password="correct horse battery")
    client.login(email=user.email, password="correct horse battery")
    client.force_login(user)
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    check_frame(answer.content.decode())


def test_a_wrong_password_is_told_in_the_summary(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "nobody@mission.example", "password": "wrong"})
    html = answer.content.decode()
    check_frame(html)
    assert '<div class="errors" role="alert"' in html
    assert 'value="nobody@mission.example"' in html


def test_accounts_are_made_by_invitation(client: Client) -> None:
    html = client.get(reverse("account_signup")).content.decode()
    assert "<h1>Accounts are created by invitation</h1>" in html
    assert "sign up" not in client.get(reverse("account_login")).content.decode().lower()
