"""The admin: for admins with a proved second factor alone, under the strict policy."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from conference.accounts.admin_site import ReadMostlyAdmin
from conference.accounts.models import RoleGrant, User
from conference.audit.models import AuditEntry
from conference.core.access import Role
from tests.accounts.tools import PASSWORD, sign_in, signed_in_as
from tests.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    user = make_user("admin@hanoi2025.example", name="Admin")
    user.is_admin = user.is_superuser = True
    user.save()
    return user


def test_anonymous_go_to_the_house_s_sign_in(client):
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").url == "/accounts/login/?next=%2Fadmin%2F"


def test_its_own_sign_in_takes_no_password(client, chief):
    response = client.post("/admin/login/", {"username": chief.email, "password": PASSWORD})
    assert response.url.startswith("/accounts/login/")
    assert signed_in_as(client) is None
    client.force_login(chief)
    other = make_user("other@hanoi2025.example")
    other.is_admin = True
    other.save()
    assert client.post("/admin/login/", {"username": other.email, "password": PASSWORD}).url == "/admin/"
    assert signed_in_as(client) == chief.pk


@pytest.mark.parametrize("role", [None, *Role])
def test_for_others_there_is_nothing(client, role):
    client.force_login(make_user(None, *([role] if role else [])))
    for url in ("/admin/", "/admin/accounts/user/", "/admin/jsi18n/", "/admin/nothing/"):
        assert client.get(url).status_code == 404, url
    assert client.get("/admin/login/").status_code == 403


def test_django_s_own_rights_open_nothing(client):
    user = make_user()
    user.is_superuser = True
    user.save()
    client.force_login(user)
    assert client.get("/admin/").status_code == 404


def test_an_admin_sees_it_after_the_second_factor(client, chief):
    sign_in(client, chief)
    assert client.get("/admin/").url == "/accounts/2fa/"
    client.force_login(chief)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert {model["object_name"] for app in page.context["app_list"] for model in app["models"]} >= {
        "User",
        "RoleGrant",
    }


def test_only_the_house_s_models_are_registered():
    registered = {model._meta.label_lower: site for model, site in admin.site._registry.items()}
    assert all(isinstance(site, ReadMostlyAdmin) for site in registered.values())
    for label in ("mfa.authenticator", "account.emailaddress", "auth.group"):
        assert label not in registered
        assert apps.get_model(label)


def test_a_user_is_edited_in_what_may_change_and_recorded(client, chief):
    user = make_user("phuc@hanoi2025.example", Role.SECURITY, name="Phuc")
    client.force_login(chief)
    url = reverse("admin:accounts_user_change", args=[user.pk])
    page = client.get(url)
    assert list(page.context["adminform"].form.fields) == ["name", "language", "is_active"]
    fields = {"name": "Tạ Văn Phúc", "language": "vi", "email": "evil@example.org", "is_admin": "on"}
    prefix = {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"}
    assert client.post(url, fields | prefix).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.language, user.is_active) == ("Tạ Văn Phúc", "vi", False)
    assert (user.email, user.is_admin) == ("phuc@hanoi2025.example", False)
    entry = AuditEntry.objects.get(verb="account.changed")
    assert (entry.actor_label, entry.details["changed"]["name"]) == ("Admin", ["Phuc", "Tạ Văn Phúc"])


def test_users_are_neither_added_nor_deleted_there(client, chief):
    client.force_login(chief)
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert client.post(f"/admin/accounts/user/{chief.pk}/delete/", {"post": "yes"}).status_code == 403


def test_roles_are_shown_there_and_given_on_the_desk_alone(client, chief):
    grant = make_user("phuc@hanoi2025.example", Role.PROTOCOL).grants.get()
    client.force_login(chief)
    assert client.get(f"/admin/accounts/rolegrant/{grant.pk}/change/").status_code == 200
    assert client.post("/admin/accounts/rolegrant/add/", {"user": chief.pk, "role": "security"}).status_code == 403
    assert client.post(f"/admin/accounts/rolegrant/{grant.pk}/delete/", {"post": "yes"}).status_code == 403
    assert list(RoleGrant.objects.all()) == [grant]


def test_a_password_is_changed_at_the_account_s_own_page(client, chief):
    client.force_login(chief)
    assert client.get("/admin/password_change/").url == reverse("account_change_password")


def test_its_pages_hold_to_the_strict_policy(client, chief):
    """No inline script, style or handler, which the policy would stop."""
    client.force_login(chief)
    user = make_user(None, Role.SECURITY)
    pages = [
        "/admin/",
        "/admin/accounts/user/",
        "/admin/accounts/user/?is_active__exact=1",
        f"/admin/accounts/user/{user.pk}/change/",
        f"/admin/accounts/user/{user.pk}/history/",
        "/admin/accounts/rolegrant/",
        f"/admin/accounts/rolegrant/{user.grants.get().pk}/change/",
    ]
    for url in pages:
        page = client.get(url)
        assert page.status_code == 200, url
        policy = page["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "script-src 'self';" in policy
        text = page.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text), url
        assert "<style" not in text, url
        assert "js/admin" in text, url
        assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", text), url
