"""The pages of the second step say what a button does, ask before what cannot be undone, and speak as the site does."""

from __future__ import annotations

import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from conference.accounts.models import User
from conference.core.access import Role
from conference.correspondence.models import Message
from tests.accounts.tools import Passkey, code_now, enter_code, give_recovery_codes, sign_in
from tests.people import give_totp, make_user
from tests.registration.kit import text_of

pytestmark = pytest.mark.django_db
LAST = "You need a second factor. Add another one first, then remove this one."
# How allauth's own pages, forms and messages say it.
FOREIGN = (
    "Authenticator App",
    "Authenticator secret",
    "Security Key",
    "Activate",
    "Deactivate",
    "Generate",
    "Passwordless",
    "Are you sure",
    "two-factor",
    "authenticator code",
    "Master key",
)


def verified(user: User) -> User:
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
    return user


def entered(client: Client, user: User) -> User:
    """Sign in by password, and by code where an app is set up."""
    sign_in(client, user)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        enter_code(client, code_now())
    return user


@pytest.fixture
def focal(client) -> User:
    user = verified(make_user())
    give_totp(user)
    return entered(client, user)


@pytest.fixture
def officer(client) -> User:
    user = verified(make_user(None, Role.SECRETARIAT))
    give_totp(user)
    return entered(client, user)


def test_no_page_speaks_as_the_library_does(client, officer):
    key = Passkey(officer).stored()
    give_recovery_codes(officer)
    for name, args in (
        ("mfa_index", []),
        ("mfa_deactivate_totp", []),
        ("mfa_view_recovery_codes", []),
        ("mfa_generate_recovery_codes", []),
        ("mfa_list_webauthn", []),
        ("mfa_add_webauthn", []),
        ("mfa_edit_webauthn", [key.pk]),
        ("mfa_remove_webauthn", [key.pk]),
        ("mfa_reauthenticate", []),
        ("mfa_reauthenticate_webauthn", []),
        ("account_reauthenticate", []),
    ):
        body = client.get(reverse(name, args=args)).content.decode()
        assert [words for words in FOREIGN if words in body] == [], name
        assert "placeholder=" not in body, name
        assert len(re.findall(r"<h1[ >]", body)) == 1, name


class TestSettingUp:
    @pytest.mark.django_db(transaction=True)
    def test_it_says_what_comes_and_leads_on_to_the_codes_and_to_work(self, client):
        user = entered(client, verified(make_user(None, Role.SECRETARIAT)))
        page = client.get(reverse("mfa_activate_totp"))
        said = text_of(page)
        assert "From then on, signing in takes your password and the code that the app shows." in said
        assert "Next you see your recovery codes." in said
        secret = page.context["form"].secret
        assert secret in said
        assert f'href="otpauth://totp/{user.email.replace("@", "%40")}?secret={secret}' in page.content.decode()
        wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
        assert "This code is wrong or was used before. Enter the one that the app shows now." in text_of(wrong)
        done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)}, follow=True)
        assert done.redirect_chain == [(reverse("mfa_view_recovery_codes"), 302)]
        body = done.content.decode()
        assert "The app is set up. Signing in now takes its code." in body
        assert len(re.findall(r"<li>[0-9a-f]{8}</li>|<li>\w{4,}</li>", body)) == 10
        assert f'href="{reverse("home-for-me")}"' in body
        assert client.get(reverse("desk:home")).status_code == 200

    def test_an_address_that_is_not_confirmed_yet_keeps_nobody_from_it(self, client):
        user = entered(client, verified(make_user(None, Role.SECRETARIAT)))
        EmailAddress.objects.create(user=user, email="new@host.example", verified=False)
        assert client.get(reverse("mfa_activate_totp")).status_code == 200


class TestRemoving:
    def test_staff_read_that_the_last_one_stays_and_what_to_do_instead_of_a_button(self, client, officer):
        page = client.get(reverse("mfa_deactivate_totp"))
        assert LAST in text_of(page)
        assert "For a new telephone: add a key first" in text_of(page)
        assert "btn-danger-line" not in page.content.decode()
        assert f'href="{reverse("mfa_add_webauthn")}"' in page.content.decode()
        refused = client.post(reverse("mfa_deactivate_totp"))
        assert (refused.status_code, LAST in text_of(refused)) == (200, True)
        assert Authenticator.objects.filter(user=officer).count() == 1

    def test_the_last_key_likewise(self, client):
        user = verified(make_user(None, Role.SECRETARIAT))
        passkey = Passkey(user)
        key = passkey.stored()
        passkey.sign_in(client)
        page = client.get(reverse("mfa_remove_webauthn", args=[key.pk]))
        assert LAST in text_of(page)
        assert "btn-danger-line" not in page.content.decode()

    def test_with_another_one_it_goes_and_the_page_says_that_the_other_stays(self, client, officer):
        key = Passkey(officer).stored()
        page = client.get(reverse("mfa_remove_webauthn", args=[key.pk]))
        assert "Remove the key “Stored key”?" in text_of(page)
        assert "The other ones that you have stay, and so do your recovery codes." in text_of(page)
        done = client.post(reverse("mfa_remove_webauthn", args=[key.pk]), follow=True)
        assert "The key is removed." in text_of(done)
        assert not Authenticator.objects.filter(pk=key.pk).exists()

    def test_a_focal_point_reads_that_the_password_alone_will_open_the_account(self, client, focal):
        give_recovery_codes(focal)
        said = text_of(client.get(reverse("mfa_deactivate_totp")))
        assert "the password alone then opens your account, and your recovery codes end." in said
        done = client.post(reverse("mfa_deactivate_totp"), follow=True)
        assert "The app is removed." in text_of(done)
        assert not Authenticator.objects.filter(user=focal).exists()


class TestRecoveryCodes:
    @pytest.mark.django_db(transaction=True)
    def test_new_ones_are_asked_about_first_with_what_they_end(self, client, focal):
        old = give_recovery_codes(focal)
        page = client.get(reverse("mfa_generate_recovery_codes"))
        assert "The 10 codes that you have stop working at once." in text_of(page)
        assert "Keep the codes that I have" in text_of(page)
        kept = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
        assert kept == old
        done = client.post(reverse("mfa_generate_recovery_codes"), follow=True)
        assert not set(done.context["unused_codes"]) & set(old)
        assert "These are your new recovery codes. Keep them now." in text_of(done)

    def test_the_file_says_whose_codes_they_are(self, client, focal):
        codes = give_recovery_codes(focal)
        first, _what, empty, *rest = client.get(reverse("mfa_download_recovery_codes")).content.decode().splitlines()
        assert first.startswith(f"Recovery codes: {focal.email}")
        assert (empty, rest) == ("", codes)

    def test_without_an_app_or_a_key_there_are_none(self, client):
        entered(client, verified(make_user()))
        done = client.post(reverse("mfa_generate_recovery_codes"))
        assert "Recovery codes go with an app or a key. Set one of them up first." in text_of(done)


def test_keys_are_named_and_renamed_in_plain_words(client, focal):
    page = client.get(reverse("mfa_add_webauthn"))
    assert page.context["form"]["name"].value() == "Key 1"
    assert "Sign in with this key alone, without the password (a passkey)" in text_of(page)
    key = Passkey(focal).stored()
    assert client.get(reverse("mfa_add_webauthn")).context["form"]["name"].value() == "Key 2"
    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "Office computer"})
    assert "Office computer" in text_of(client.get(reverse("mfa_list_webauthn")))


def test_with_a_second_step_the_address_is_changed_too(client, officer):
    """All staff have one: they could never change their address."""
    client.post(reverse("account_email"), {"action_add": "", "email": "new@host.example"})
    assert EmailAddress.objects.filter(user=officer, email="new@host.example", verified=False).exists()
    letter = Message.objects.get(recipient="new@host.example")
    client.post(json.loads(letter.sealed)["url"].removeprefix("http://127.0.0.1:8000"))
    client.post(reverse("account_email"), {"action_primary": "", "email": "new@host.example"})
    officer.refresh_from_db()
    assert officer.email == "new@host.example"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "L’adresse électronique ou le mot de passe est incorrect."),
        ("es", "La dirección de correo o la contraseña no es correcta."),
        ("ar", "عنوان البريد الإلكتروني أو كلمة المرور غير صحيحة."),
        ("ru", "Неверный адрес электронной почты или пароль."),
        ("zh-hans", "电子邮件地址或密码不正确。"),
        ("vi", "Địa chỉ thư điện tử hoặc mật khẩu không đúng."),
    ],
)
def test_a_wrong_password_is_answered_in_the_readers_language(client, language, words):
    make_user()
    said = text_of(sign_in(client, "nobody@ken.example", "wrong horse battery", headers={"accept-language": language}))
    assert words in said
    assert "Forgot" not in said
