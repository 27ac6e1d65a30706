"""What a key signed is taken from this host alone, once, and from one key: proxies, replays and copies get nobody in."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from conference.core.access import Role
from tests.accounts.tools import Passkey, code_now, enter_code, sign_in, signed_in_as
from tests.people import make_user

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/2fa/webauthn/login/"
AJAX = {"x-requested-with": "XMLHttpRequest"}


def options(client: Client) -> dict:
    return client.get(LOGIN, headers=AJAX).json()["request_options"]


@pytest.fixture
def key() -> Passkey:
    passkey = Passkey(make_user(None, Role.SECRETARIAT))
    passkey.stored()
    return passkey


@pytest.mark.parametrize(
    "origin", ["https://news.testserver", "https://testserver:8443", "https://elsewhere.example", "http://testserver"]
)
def test_an_answer_given_to_another_host_opens_nothing(client, key, origin, settings):
    """A host below ours may ask for our visitors' keys too, as browsers see it, and could pass the answer on."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    key.origin = origin
    key.sign_in(client)
    assert signed_in_as(client) is None
    key.origin = "https://testserver"
    key.sign_in(client)
    assert signed_in_as(client) == key.user.pk


def test_no_key_is_added_by_a_page_of_another_host(client):
    user = make_user(None, Role.SECRETARIAT)
    sign_in(client, user)
    key = Passkey(user)
    key.origin = "https://news.testserver"
    key.add_to(client)
    assert not Authenticator.objects.filter(user=user).exists()
    key.origin = "https://testserver"
    key.add_to(client)
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1


def test_an_answer_counts_once_and_in_the_browser_that_asked(client, client_two, key):
    answer = key.answer(options(client))
    options(client_two)
    client_two.post(LOGIN, {"credential": answer})
    assert signed_in_as(client_two) is None
    client.post(LOGIN, {"credential": answer})
    assert signed_in_as(client) == key.user.pk
    client.post(reverse("account_logout"))
    client.post(LOGIN, {"credential": answer})
    assert signed_in_as(client) is None


def test_a_key_opens_no_other_account(client, key):
    """The answer names whose it is, unsigned: another's name does not fit the key."""
    other = make_user(None, Role.SECURITY)
    Passkey(other).stored()
    mine, key.user = key.user, other
    key.sign_in(client)
    assert signed_in_as(client) is None
    key.user = mine
    key.sign_in(client)
    assert signed_in_as(client) == mine.pk


def test_a_copy_of_a_key_is_found_by_its_count(client, client_two, key, caplog):
    """Two that count on their own are a key and its copy: the one that falls behind opens nothing, and the log says so."""
    key.sign_in(client)
    assert signed_in_as(client) == key.user.pk
    key.signed -= 1
    key.sign_in(client_two)
    assert signed_in_as(client_two) is None
    assert f"a key signed 2 times, after 2: user-{key.user.pk}" in caplog.text
    key.sign_in(client_two)
    assert signed_in_as(client_two) == key.user.pk


def test_a_key_that_does_not_count_is_none_the_worse(client, client_two, monkeypatch):
    """As those that several devices share."""
    key = Passkey(make_user(None, Role.SECRETARIAT))
    key.signed = -1
    key.stored()
    for each in (client, client_two):
        key.signed = -1
        key.sign_in(each)
        assert signed_in_as(each) == key.user.pk


MALFORMED = [
    [],
    {"response": []},
    {"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "a", "attestationObject": "a"}},
    {"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "W10", "userHandle": 5}},
]


@pytest.mark.parametrize("sent", MALFORMED)
def test_what_no_key_has_signed_is_a_wrong_code(client, client_two, sent):
    options(client)
    assert client.post(LOGIN, {"credential": json.dumps(sent)}).status_code == 302
    assert signed_in_as(client) is None
    user = make_user(None, Role.SECRETARIAT)
    sign_in(client_two, user)
    client_two.get(reverse("mfa_add_webauthn"))
    page = client_two.post(reverse("mfa_add_webauthn"), {"name": "Key", "credential": json.dumps(sent)})
    assert page.status_code == 200
    assert not Authenticator.objects.filter(user=user).exists()


def test_the_code_by_which_an_app_is_set_up_signs_nobody_in(client, client_two, django_capture_on_commit_callbacks):
    user = make_user(None, Role.SECRETARIAT)
    sign_in(client, user)
    url = reverse("mfa_activate_totp")
    secret = client.get(url).context["form"].secret
    code = code_now(secret)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"code": code}).status_code == 302
    sign_in(client_two, user)
    enter_code(client_two, code)
    assert signed_in_as(client_two) is None
    enter_code(client_two, code_now(secret, 1))
    assert signed_in_as(client_two) == user.pk
