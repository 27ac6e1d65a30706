"""Signing in by password, for staff with a second step, or by a passkey alone."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from conference.accounts.models import User
from conference.core.access import Role
from tests.accounts.tools import (
    LOGIN,
    MISMATCH,
    WRONG_CODE,
    Passkey,
    code_now,
    enter_code,
    give_recovery_codes,
    sign_in,
    signed_in_as,
)
from tests.people import give_totp, make_user

pytestmark = pytest.mark.django_db


def test_a_focal_point_signs_in_with_address_and_password(client):
    user = make_user("focal.ken@mission.example")
    response = sign_in(client, "Focal.KEN@mission.example")
    assert (response.status_code, response.url) == (302, "/me/")
    assert signed_in_as(client) == user.pk


@pytest.mark.parametrize("email", ["focal.ken@mission.example", "nobody@mission.example"])
def test_a_wrong_password_and_an_unknown_address_read_the_same(client, email):
    make_user("focal.ken@mission.example")
    response = sign_in(client, email, "wrong")
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [MISMATCH]
    assert signed_in_as(client) is None


def test_nobody_signs_up(client):
    fields = {"email": "new@mission.example", "password1": "correct horse battery"}
    for response in (client.get(reverse("account_signup")), client.post(reverse("account_signup"), fields)):
        assert response.status_code == 200
        assert "account/signup_closed.html" in [t.name for t in response.templates]
    assert not User.objects.exists()


def test_the_house_s_users_have_a_proved_address():
    user = make_user("Focal.KEN@Mission.example")
    address = user.emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == ("focal.ken@mission.example", True, True)


def test_users_made_in_bulk_are_let_in_once_their_addresses_are_noted(client):
    user = User(email="focal.bra@mission.example")
    user.set_password("correct horse battery")
    users = User.objects.bulk_create([user])
    User.objects.prove_addresses(users)
    User.objects.prove_addresses(users)
    assert sign_in(client, user).url == "/me/"


def test_staff_with_an_authenticator_are_not_signed_in_by_the_password(client):
    user = make_user(None, Role.SECURITY)
    give_totp(user)
    response = sign_in(client, user)
    assert response.url == reverse("mfa_authenticate")
    assert signed_in_as(client) is None
    assert enter_code(client, code_now()).url == "/me/"
    assert signed_in_as(client) == user.pk
    assert client.get("/desk/").status_code == 200


def test_a_wrong_code_is_refused(client):
    user = make_user(None, Role.SECURITY)
    give_totp(user)
    sign_in(client, user)
    response = enter_code(client, "000000")
    assert response.context["form"].errors["code"] == [WRONG_CODE]
    assert signed_in_as(client) is None


def test_a_code_opens_once_even_when_the_cache_forgets_it(client, client_two):
    from django.core.cache import cache

    user = make_user(None, Role.SECURITY)
    give_totp(user)
    code = code_now()
    sign_in(client, user)
    enter_code(client, code)
    assert signed_in_as(client) == user.pk
    cache.clear()
    sign_in(client_two, user)
    assert enter_code(client_two, code).context["form"].errors["code"] == [WRONG_CODE]
    # An older one within the tolerance is worth nothing either, the next one is.
    assert enter_code(client_two, code_now(steps=-1)).context["form"].errors["code"] == [WRONG_CODE]
    assert enter_code(client_two, code_now(steps=1)).url == "/me/"


def test_a_recovery_code_counts_once(client, client_two):
    user = make_user(None, Role.SECURITY)
    give_totp(user)
    code = give_recovery_codes(user)[3]
    sign_in(client, user)
    assert enter_code(client, code).url == "/me/"
    assert client.get("/desk/").status_code == 200
    sign_in(client_two, user)
    assert enter_code(client_two, code).context["form"].errors["code"] == [WRONG_CODE]


def test_a_passkey_signs_staff_in_by_itself_and_is_both_steps(client, client_two):
    user = make_user(None, Role.SECURITY)
    client.force_login(user)
    key = Passkey(user)
    assert key.add_to(client).status_code == 302
    assert key.sign_in(client_two).url == "/me/"
    assert signed_in_as(client_two) == user.pk
    assert client_two.get("/desk/").status_code == 200


def test_a_key_that_did_not_verify_its_user_does_not_sign_in_alone(client, client_two):
    user = make_user(None, Role.SECURITY)
    client.force_login(user)
    key = Passkey(user)
    key.add_to(client)
    key.verifies = False
    assert key.sign_in(client_two).url == LOGIN
    assert signed_in_as(client_two) is None


def test_the_secrets_of_authenticators_are_encrypted():
    from tests.people import TOTP_SECRET

    user = make_user()
    totp = give_totp(user)
    give_recovery_codes(user)
    stored = [row.data for row in user.authenticator_set.all()]
    assert totp.data["secret"].startswith("f1.")
    assert all(TOTP_SECRET not in str(data) for data in stored)
    assert stored[1]["seed"].startswith("f1.")


def test_a_closed_account_is_signed_out_at_its_next_request(client):
    user = make_user(None, Role.SECURITY)
    client.force_login(user)
    assert client.get("/desk/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/desk/").url == f"{LOGIN}?next=/desk/"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client):
    address = reverse("programme:publish")
    from_desk = client.post(address, {"version": "1"}, headers={"referer": "http://testserver/desk/programme/?only=1"})
    assert from_desk.url == f"{LOGIN}?next=http%3A//testserver/desk/programme/%3Fonly%3D1"
    user = make_user("focal.ken@mission.example")
    signed_in = client.post(from_desk.url, {"login": user.email, "password": "correct horse battery"})
    assert signed_in.url == "http://testserver/desk/programme/?only=1"
    client.logout()
    for came_from in ("https://evil.example/", ""):
        assert client.post(address, headers={"referer": came_from}).url == f"{LOGIN}?next=/"


def test_signing_out_leaves_nothing_behind(client):
    user = make_user(None, Role.SECURITY)
    client.force_login(user)
    assert client.post(reverse("account_logout")).status_code == 302
    assert signed_in_as(client) is None
    assert "account_authentication_methods" not in client.session


def test_no_step_sends_mail_within_the_request(client):
    user = make_user(None, Role.SECURITY)
    give_totp(user)
    client.post(reverse("account_reset_password"), {"email": user.email})
    sign_in(client, user)
    enter_code(client, code_now())
    assert mail.outbox == []
