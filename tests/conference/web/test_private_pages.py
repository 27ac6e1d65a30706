"""What browsers and proxies may keep, what a secret's page tells others, and the health check."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError, connection
from django.test import Client

from conference.core.access import SYSTEM, Role
from conference.core.links import hash_of
from delegations.registration.focal_points.actions import invitations as registration
from schedule.receptions.guest_list import actions as guest_list
from tests.people import make_focal_point, make_member, make_party, make_user
from tests.programme.draft import add, publish
from tests.receptions.scene import make_reception

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "page",
    [
        *["/desk/", "/desk/accreditation/", "/desk/delegations/ken/", "/desk/record/", "/desk/nothing/"],
        *["/portal/ken/", "/portal/ken/members/new/", "/me/", "/accounts/email/", "/accounts/2fa/"],
    ],
)
def test_what_a_signed_in_person_sees_is_kept_by_nobody(world, client, page):
    make_member("KEN", state="submitted")
    client.force_login(make_user(None, *Role))
    assert "no-store" in client.get(page)["Cache-Control"]


def test_a_focal_point_s_refusal_is_not_kept_either(world, client):
    make_member("KEN")
    client.force_login(make_focal_point("BRA"))
    page = client.get("/portal/ken/")
    assert (page.status_code, page["Cache-Control"]) == (404, "private, no-store")


def test_the_public_programme_may_be_kept_and_asked_about(world, client):
    add()
    publish()
    client.force_login(make_user(None, Role.PROGRAMME))
    assert client.get("/programme/")["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/desk/bilaterals/", "http://testserver/desk/bilaterals/"),
        ("https://evil.example/desk/", "/"),
        ("javascript:alert(1)", "/"),
        ("//evil.example/", "/"),
        (None, "/"),
    ],
)
def test_a_refusal_leads_back_to_this_site_alone(world, client, came_from, back):
    client.force_login(make_user(None, Role.SECURITY))
    page = client.get("/desk/record/", headers={"referer": came_from} if came_from else {})
    assert page.status_code == 403
    assert re.findall(r'<a class="btn btn-primary" href="([^"]*)"', page.content.decode()) == [back]


def test_the_page_of_a_secret_tells_no_other_page_of_it(world, client):
    make_member("KEN", state="submitted", capacity="head")
    reception = make_reception()
    guest_list.invite(actor=SYSTEM, reception=reception)
    reception.invitations.update(secret_hash=hash_of("s" * 43))
    invitation = registration.invite(actor=SYSTEM, party=make_party("BRA"), email="new@mission.example", name="New")
    invitation.secret_hash = hash_of("i" * 43)
    invitation.save()
    for url in (f"/invited/{'s' * 43}/", f"/invitation/{'i' * 43}/"):
        page = client.get(url)
        assert page.status_code == 200
        assert page["Referrer-Policy"] == "strict-origin"
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in page["Cache-Control"]


def test_a_form_of_such_a_page_still_passes_the_check_of_its_origin(world):
    """Over https Django wants to know a form's origin; with `no-referrer` the browser would say nothing."""
    client = Client(enforce_csrf_checks=True, headers={"referer": "https://testserver/"})
    token = client.get("/accounts/login/", secure=True).cookies["csrftoken"].value
    sent = {"csrfmiddlewaretoken": token, "login": "x@mission.example", "password": "wrong"}
    assert client.post("/accounts/login/", sent, secure=True).status_code == 200
    assert client.post("/accounts/login/", sent, secure=True, headers={"referer": ""}).status_code == 403


class TestHealth:
    def test_it_is_answered_by_whatever_name_the_machine_is_asked(self, client, settings):
        settings.ALLOWED_HOSTS = ["hanoi2025.example"]
        settings.SECURE_SSL_REDIRECT = True
        answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert client.get("/programme/", headers={"host": "10.0.0.7:8000"}).status_code == 400

    def test_a_database_that_does_not_answer_is_said_plainly(self, client):
        def gone(*args):
            raise OperationalError("connection refused")

        with connection.execute_wrapper(gone):
            answer = client.get("/healthz")
        assert (answer.status_code, answer.json()) == (503, {"status": "no database"})
