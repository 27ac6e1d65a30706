"""Staff reach nothing before the second factor."""

from __future__ import annotations

import contextlib
import threading

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models.signals import pre_delete
from django.test import Client
from django.urls import reverse

from conference.accounts.models import RoleGrant
from conference.accounts.sign_in import second_factor
from conference.accounts.sign_in.middleware import TO_SET_UP_FACTOR
from conference.core.access import Role
from conference.core.errors import NotPossible
from tests.accounts.tools import PASSWORD, Passkey, code_now, enter_code, sign_in, signed_in_as
from tests.people import give_totp, make_user

pytestmark = pytest.mark.django_db
LAST = "You need a second factor. Add another one first, then remove this one."
SET_UP, SHOW = "/accounts/2fa/", "/accounts/2fa/reauthenticate/"


def by_password(client: Client, user) -> Client:
    sign_in(client, user)
    assert signed_in_as(client) == user.pk
    return client


def test_without_an_authenticator_everything_leads_to_setting_one_up(client):
    by_password(client, make_user(None, Role.SECRETARIAT))
    for url in ("/desk/", "/desk/messages/", "/me/", "/", "/programme/", "/admin/", "/accounts/2fa/recovery-codes/"):
        assert (client.get(url).status_code, client.get(url).url) == (302, SET_UP), url
    assert client.post("/desk/messages/again/").url == SET_UP
    page = client.get(SET_UP)
    assert page.status_code == 200
    words = [str(m) for m in page.context["messages"]]
    assert words.count("Staff sign in with a second factor. Set up an authenticator app or a passkey to continue.") == 1


def test_what_sets_one_up_is_open_and_so_are_language_and_the_way_out(client):
    by_password(client, make_user(None, Role.SECRETARIAT))
    for name in sorted(TO_SET_UP_FACTOR - {"account_confirm_email", "account_set_password"}):
        assert client.get(reverse(name)).status_code == 200, name
    assert client.post("/language/", {"language": "fr", "next": SET_UP}).url == SET_UP
    assert client.post(reverse("account_logout")).status_code == 302
    assert signed_in_as(client) is None


def test_htmx_gets_the_whole_page_sent_away(client):
    by_password(client, make_user(None, Role.SECRETARIAT))
    response = client.get("/desk/", headers={"hx-request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, SET_UP)


def test_an_admin_without_a_role_is_staff_in_this(client):
    user = make_user()
    user.is_admin = True
    user.save()
    by_password(client, user)
    assert client.get("/admin/").url == SET_UP


def test_a_focal_point_needs_none(client):
    by_password(client, make_user())
    assert client.get("/accounts/email/").status_code == 200
    assert client.get("/desk/").status_code == 404


def test_a_role_counts_from_the_next_request_on(client):
    user = make_user()
    by_password(client, user)
    assert client.get("/accounts/email/").status_code == 200
    assert client.get("/me/").url != SET_UP
    RoleGrant.objects.create(user=user, role=Role.SECURITY)
    assert client.get("/me/").url == SET_UP


def test_a_role_with_an_authenticator_that_this_session_did_not_show(client):
    user = make_user()
    by_password(client, user)
    give_totp(user)
    RoleGrant.objects.create(user=user, role=Role.SECURITY)
    assert client.get("/desk/?day=2").url == f"{SHOW}?next=%2Fdesk%2F%3Fday%3D2"
    # Adding another one from here would get round the first.
    for name in sorted(TO_SET_UP_FACTOR):
        url = reverse(name, args=["x"]) if name == "account_confirm_email" else reverse(name)
        assert client.get(url).url.startswith(SHOW), name
        assert client.post(url).url.startswith(SHOW), name
    response = client.post(f"{SHOW}?next=/desk/", {"code": code_now(), "next": "/desk/"})
    assert response.url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_session_from_before_the_first_authenticator_must_show_it(client, client_two):
    """A thief who knows the password may sign in before the owner has set one up."""
    user = make_user(None, Role.SECURITY)
    by_password(client, user)
    by_password(client_two, user)
    Passkey(user).add_to(client)
    assert client.get("/desk/").status_code == 200
    assert client_two.get("/desk/").status_code == 302
    assert client_two.get(reverse("mfa_activate_totp")).url.startswith(SHOW)
    assert client_two.get(reverse("mfa_view_recovery_codes")).url.startswith(SHOW)


def test_who_has_a_key_alone_is_asked_for_the_key(client):
    user = make_user()
    by_password(client, user)
    Passkey(user).add_to(client)
    Authenticator.objects.filter(user=user, type="recovery_codes").delete()
    other = by_password_before(user)
    RoleGrant.objects.create(user=user, role=Role.SECURITY)
    assert other.get("/desk/").url == reverse("mfa_reauthenticate_webauthn") + "?next=%2Fdesk%2F"


def by_password_before(user) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session.pop("account_authentication_methods", None)
    session.save()
    return client


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_first_one_is_showing_it(client):
    user = make_user(None, Role.SECURITY)
    by_password(client, user)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200, "not asked for the password again a minute after typing it"
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    assert client.get(response.url).status_code == 200
    assert client.get("/desk/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_new_recovery_codes_can_be_read_by_who_came_in_with_an_old_one(client):
    from tests.accounts.tools import give_recovery_codes

    user = make_user(None, Role.SECURITY)
    give_totp(user)
    sign_in(client, user)
    enter_code(client, give_recovery_codes(user)[0])
    response = client.post(reverse("mfa_generate_recovery_codes"))
    assert response.url == reverse("mfa_view_recovery_codes")
    page = client.get(response.url)
    assert len(page.context["unused_codes"]) == 10
    assert client.get("/desk/").status_code == 200


def test_what_is_taken_away_proves_nothing_any_more(client):
    """Without its authenticator an old session does not come back to life with the next one."""
    user = make_user(None, Role.SECURITY)
    client.force_login(user)
    assert client.get("/desk/").status_code == 200
    Authenticator.objects.filter(user=user).delete()
    assert client.get("/desk/").url == SET_UP
    give_totp(user)
    assert client.get("/desk/").url.startswith(SHOW)


def test_another_user_s_proof_is_not_one_s_own(client):
    first, second = make_user(None, Role.SECURITY), make_user(None, Role.SECURITY)
    client.force_login(first)
    give_totp(second)
    session = client.session
    session["_auth_user_id"] = str(second.pk)
    session["_auth_user_hash"] = second.get_session_auth_hash()
    session.save()
    assert client.get("/desk/").url.startswith(SHOW)


def test_the_demo_s_mark_means_nothing_outside_the_demo(client, settings):
    user = make_user(None, Role.SECURITY)
    by_password(client, user)
    session = client.session
    session[second_factor.DEMO_FLAG] = user.pk
    session.save()
    assert client.get("/desk/").url == SET_UP
    settings.DEMO = True
    assert client.get("/desk/").status_code == 200


class TestTheLastOneStays:
    def test_the_app_s_page_says_why(self, client):
        user = make_user(None, Role.SECURITY)
        client.force_login(user)
        reauthenticated(client)
        page = client.post(reverse("mfa_deactivate_totp"))
        assert page.status_code == 200
        assert page.context["form"].non_field_errors() == [LAST]
        assert Authenticator.objects.filter(user=user, type="totp").exists()

    @pytest.mark.django_db(transaction=True)
    def test_the_key_s_page_refuses(self, client):
        user = make_user(None, Role.SECURITY)
        by_password(client, user)
        Passkey(user).add_to(client)
        key = Authenticator.objects.get(user=user, type="webauthn")
        response = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
        assert response.status_code == 409
        assert response.context["reason"] == ("You need a second factor. Add another one first, then remove this one.")
        assert Authenticator.objects.filter(pk=key.pk).exists()

    def test_of_two_one_may_go(self, client):
        user = make_user(None, Role.SECURITY)
        client.force_login(user)
        reauthenticated(client)
        Passkey(user).add_to(client)
        assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
        assert list(Authenticator.objects.filter(user=user).exclude(type="recovery_codes").values_list("type")) == [
            ("webauthn",)
        ]

    def test_a_focal_point_may_remove_it(self, client):
        user = make_user()
        by_password(client, user)
        give_totp(user)
        assert client.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
        assert not Authenticator.objects.filter(user=user).exists()

    def test_a_user_can_be_deleted_with_all_of_them(self):
        user = make_user(None, Role.SECURITY)
        give_totp(user)
        user.delete()
        assert not Authenticator.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_two_removals_at_once_leave_one(self, monkeypatch):
        user = two_factors()
        both_have_looked = threading.Barrier(2, timeout=1)
        plain = second_factor.may_remove

        def look_and_wait(authenticator):
            found = plain(authenticator)
            with contextlib.suppress(threading.BrokenBarrierError):
                both_have_looked.wait()
            return found

        # Without the lock both get through the barrier together, each having counted on the other's key.
        monkeypatch.setattr(second_factor, "may_remove", look_and_wait)
        assert remove_both(user) == 1

    @pytest.mark.django_db(transaction=True)
    def test_control_without_the_guard_none_is_left(self):
        user = two_factors()
        pre_delete.disconnect(sender=Authenticator, dispatch_uid="accounts.keep_the_last")
        try:
            assert remove_both(user) == 0
        finally:
            pre_delete.connect(second_factor.keep_the_last, sender=Authenticator, dispatch_uid="accounts.keep_the_last")


def two_factors():
    user = make_user(None, Role.SECURITY)
    give_totp(user)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "key"})
    return user


def reauthenticated(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def remove_both(user) -> int:
    def remove(row):
        try:
            with contextlib.suppress(NotPossible):
                row.delete()
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=[row]) for row in Authenticator.objects.filter(user=user)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Authenticator.objects.filter(user=user).count()
