"""Signing in by a provider of OpenID Connect that runs beside the test; whatever is not for us, now, and for this browser is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from conference.accounts.models import BrowserSession, User
from conference.audit.models import AuditEntry
from tests.accounts.single_sign_on.oidc_provider import BEGIN, signed
from tests.accounts.single_sign_on.saml_provider import browser
from tests.accounts.tools import signed_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REFUSED = "could not be accepted"


def test_a_person_of_a_group_gets_an_account_with_its_role(oidc, client):
    oidc.has("amina", "plenipo-security", "choir", name="Amina  Wanjiru", amr=["pwd", "mfa"])
    answer = oidc.sign_in(client, "amina", f"{BEGIN}?next=/desk/")
    assert answer["Location"] == "/desk/"
    user = User.objects.get(email="amina@ministry.example")
    assert signed_in_as(client) == user.pk
    assert (user.name, user.roles, user.has_usable_password()) == ("Amina Wanjiru", {"security"}, False)
    assert client.get("/desk/").status_code == 200
    verbs = AuditEntry.objects.filter(subject_id=str(user.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["account.opened", "role.granted"]
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == (f"oidc:{oidc.url}", "amina", {})


def test_the_request_has_pkce_a_nonce_and_nothing_that_a_link_could_add(oidc, client):
    oidc.has("amina", "plenipo-security")
    oidc.sign_in(client, "amina", f"{BEGIN}?auth_params=prompt%3Dnone%26nonce%3D1&scope=offline_access&process=connect")
    asked = oidc.asked
    assert asked["code_challenge_method"] == "S256"
    digest = hashlib.sha256(oidc.tokens[0]["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    assert (len(asked["nonce"]), set(asked["scope"].split())) == (32, {"openid", "profile", "email"})
    assert "prompt" not in asked
    assert signed_in_as(client)


def test_a_group_that_is_taken_away_takes_its_role_and_ends_other_sessions(oidc, client, client_two):
    oidc.has("amina", "plenipo-security", "plenipo-secretariat")
    oidc.sign_in(client, "amina")
    user = User.objects.get()
    assert user.roles == {"security", "secretariat"}
    oidc.has("amina", "plenipo-security")
    oidc.sign_in(client_two, "amina")
    assert User.objects.get().roles == {"security"}
    entry = AuditEntry.objects.filter(verb="role.withdrawn").get()
    assert (entry.details["role"], entry.subject_id) == ("secretariat", str(user.pk))
    assert list(BrowserSession.objects.filter(user=user).values_list("pk", flat=True)) == [
        client_two.session.session_key
    ]


def test_who_is_in_no_group_gets_no_account_and_loses_what_was_held(oidc, client):
    oidc.has("bob", "choir")
    answer = oidc.sign_in(client, "bob")
    assert answer.status_code == 403
    assert "Ministry knows you, but you are in none of the groups" in answer.content.decode()
    assert (signed_in_as(client), User.objects.count()) == (None, 0)
    oidc.has("bob", "plenipo-security")
    oidc.sign_in(client, "bob")
    assert signed_in_as(client)
    oidc.has("bob")
    assert oidc.sign_in(browser(), "bob").status_code == 403
    assert User.objects.get().roles == frozenset()
    assert client.get("/desk/").status_code == 302  # signed out


def test_a_person_is_the_issuers_subject_whatever_the_address(oidc, client, client_two):
    oidc.has("amina", "plenipo-security")
    oidc.sign_in(client, "amina")
    oidc.has("amina", "plenipo-security", email="married@ministry.example")
    oidc.sign_in(client, "amina")
    assert User.objects.count() == 1
    oidc.has("thief", "plenipo-security", email="amina@ministry.example")
    answer = oidc.sign_in(client_two, "thief")
    assert "An account has your address already" in answer.content.decode()
    assert (signed_in_as(client_two), SocialAccount.objects.count()) == (None, 1)


def at(**changed):
    return lambda claims, key: signed({**claims, **changed}, key)


def without(name):
    return lambda claims, key: signed({key_: value for key_, value in claims.items() if key_ != name}, key)


def by_another_key(claims, key):
    return signed(claims, RSAKey.generate_key(private=True), kid=key.kid)


def by_the_clients_secret(claims, key):
    """Signed by what both know, or by the public key as a secret: the classical confusion of algorithms."""
    secret = OctKey.import_key(key.as_pem(private=False))
    return jwt.encode({"alg": "HS256", "kid": key.kid}, claims, secret)


def unsigned(claims, key):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'kid': key.kid})}.{part(claims)}."


HOSTILE = {
    "another key": by_another_key,
    "a shared secret": by_the_clients_secret,
    "no signature": unsigned,
    "another audience": at(aud="another-site"),
    "a further audience": at(aud=["plenipo", "another-site"]),
    "another issuer": at(iss="https://elsewhere.example"),
    "expired": lambda claims, key: signed({**claims, "exp": int(time.time()) - 60}, key),
    "another nonce": at(nonce="x" * 32),
    "no nonce": without("nonce"),
    "no subject": without("sub"),
    "another subject than userinfo": at(sub="somebody"),
    "no token": lambda claims, key: "",
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_token_that_is_not_for_us_is_refused(oidc, client, change):
    oidc.has("amina", "plenipo-security")
    oidc.change = change
    answer = oidc.sign_in(client, "amina")
    assert (answer.status_code, signed_in_as(client), User.objects.count()) == (403, None, 0)
    assert REFUSED in answer.content.decode()
    oidc.change = at()  # the same token, signed again, is the control
    oidc.sign_in(client, "amina")
    assert signed_in_as(client)


def test_a_subject_that_cannot_be_kept_is_refused(oidc, client):
    """Cut, it would be another person's."""
    longest = "s" * 191
    oidc.has(f"{longest}x", "plenipo-security", email="amina@ministry.example")
    answer = oidc.sign_in(client, f"{longest}x")
    assert (answer.status_code, signed_in_as(client), User.objects.count()) == (403, None, 0)
    assert REFUSED in answer.content.decode()
    oidc.has(longest, "plenipo-security", email="amina@ministry.example")
    oidc.sign_in(client, longest)
    assert signed_in_as(client)


def test_a_token_of_an_earlier_sign_in_is_refused(oidc, client):
    oidc.has("amina", "plenipo-security")
    oidc.sign_in(client, "amina")
    stolen = oidc.issued[0]
    oidc.change = lambda claims, key: stolen
    other = browser()
    assert oidc.sign_in(other, "amina").status_code == 403
    assert signed_in_as(other) is None


def test_an_answer_counts_once_and_in_the_browser_that_asked(oidc, client, client_two):
    oidc.has("amina", "plenipo-security")
    back = oidc.authorize(client.get(BEGIN)["Location"], "amina")
    assert client_two.get(back).status_code == 403
    assert client_two.get("/accounts/oidc/callback/?code=1").status_code == 403
    assert client.get(f"{back}&iss=https://elsewhere.example").status_code == 403
    back = oidc.authorize(client.get(BEGIN)["Location"], "amina")
    client.get(back)
    assert signed_in_as(client)
    client.post("/accounts/logout/")
    assert client.get(back).status_code == 403
    assert signed_in_as(client) is None


def test_whoever_signs_out_is_told_that_the_provider_s_session_goes_on(oidc, client):
    oidc.has("amina", "plenipo-security")
    oidc.sign_in(client, "amina")
    page = client.post("/accounts/logout/", follow=True).text
    assert signed_in_as(client) is None
    assert "You are signed out here, but not at Ministry: until you sign out there too" in page


def test_the_way_back_leads_to_own_pages_alone(oidc, client):
    oidc.has("amina", "plenipo-security")
    answer = oidc.sign_in(client, "amina", f"{BEGIN}?next=https://elsewhere.example/")
    assert answer["Location"] == "/me/"


def test_a_provider_that_is_away_or_is_another_is_said(oidc, client, set_up):
    set_up(oidc.environment(OIDC_URL="http://localhost:9"))
    answer = client.get(BEGIN)
    assert (answer.status_code, "Ministry cannot be reached now" in answer.content.decode()) == (503, True)
    set_up(oidc.environment(OIDC_URL=oidc.url.replace("localhost", "127.0.0.1") + "/x/.."))
    assert client.get(BEGIN).status_code == 503


def test_where_no_provider_is_set_up_there_is_no_such_address(world):
    client = Client()
    assert client.get(BEGIN).status_code == 404
    assert client.get("/accounts/oidc/callback/?code=1&state=1").status_code == 404


class TestSecondFactor:
    def test_the_providers_is_enough(self, oidc, client):
        oidc.has("amina", "plenipo-security", amr=["pwd", "mfa"])
        oidc.sign_in(client, "amina")
        assert client.get("/desk/").status_code == 200

    def test_a_name_of_the_settings_counts_too(self, oidc, client, set_up):
        oidc.has("amina", "plenipo-security", acr="gold")
        oidc.sign_in(client, "amina")
        assert client.get("/desk/")["Location"] == "/accounts/2fa/"
        set_up(oidc.environment(SSO_SECOND_FACTOR="silver gold"))
        other = browser()
        oidc.sign_in(other, "amina")
        assert other.get("/desk/").status_code == 200

    def test_who_has_shown_none_sets_one_up_here(self, oidc, client):
        oidc.has("amina", "plenipo-security", amr=["pwd"])
        oidc.sign_in(client, "amina")
        assert client.get("/desk/")["Location"] == "/accounts/2fa/"


class TestConfirmation:
    NEW = "/desk/staff/new/"

    @pytest.fixture
    def secretary(self, oidc, client):
        oidc.has("amina", "plenipo-secretariat", amr=["pwd", "mfa"])
        oidc.change = at(auth_time=int(time.time()) - 3600)  # the provider asked an hour ago, and not for us
        oidc.sign_in(client, "amina")
        oidc.change = None
        return client

    def test_it_goes_by_the_provider_which_asks_anew(self, oidc, secretary):
        answer = secretary.post(self.NEW, {"name": "Typed"})
        begin = answer["Location"]
        assert begin == "/accounts/provider/openid_connect/confirm/?next=%2Faccounts%2Fcontinue%2F"
        session = secretary.session.session_key
        done = oidc.sign_in(secretary, "amina", begin)
        assert (oidc.asked["prompt"], oidc.asked["max_age"]) == ("login", "0")
        assert done["Location"] == "/accounts/continue/"
        assert "Typed" in secretary.get("/accounts/continue/").content.decode()
        assert secretary.post(self.NEW, {}).status_code == 422
        assert secretary.session.session_key == session

    def test_a_provider_that_did_not_ask_anew_confirms_nothing(self, oidc, secretary):
        begin = secretary.post(self.NEW, {})["Location"]
        oidc.change = at(auth_time=int(time.time()) - 3600)
        answer = oidc.sign_in(secretary, "amina", begin)
        assert "did not ask you again who you are" in answer.content.decode()
        assert secretary.post(self.NEW, {}).status_code == 302
        oidc.change = without("auth_time")
        assert oidc.sign_in(secretary, "amina", begin).status_code == 403
        assert secretary.post(self.NEW, {}).status_code == 302

    def test_the_accounts_own_pages_go_by_the_provider_too(self, secretary):
        answer = secretary.get("/accounts/reauthenticate/?next=/accounts/2fa/")
        assert answer["Location"] == "/accounts/provider/openid_connect/confirm/?next=%2Faccounts%2F2fa%2F"

    def test_somebody_else_confirms_nothing(self, oidc, secretary):
        oidc.has("bob", "plenipo-secretariat", amr=["mfa"])
        oidc.sign_in(browser(), "bob")
        begin = secretary.post(self.NEW, {})["Location"]
        answer = oidc.sign_in(secretary, "bob", begin)
        assert "as somebody else" in answer.content.decode()
        assert secretary.post(self.NEW, {}).status_code == 302

    def test_who_was_asked_just_now_need_not_confirm(self, oidc, client):
        oidc.has("amina", "plenipo-secretariat", amr=["mfa"])
        oidc.sign_in(client, "amina")
        assert client.post(self.NEW, {}).status_code == 422


def test_the_code_goes_back_to_the_registered_address(oidc, client):
    query = parse_qs(urlsplit(client.get(BEGIN)["Location"]).query)
    assert query["redirect_uri"] == ["http://conference.example/accounts/oidc/callback/"]
