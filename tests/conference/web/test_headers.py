"""What each answer tells the browser to refuse, and what no view serves."""

from __future__ import annotations

import pytest
from django.conf import settings as present
from django.test import Client

from conference.core.access import Role
from tests.people import make_focal_point, make_user

pytestmark = pytest.mark.django_db
PAGES = ("/desk/", "/portal/ken/", "/portal/ken/export.csv", "/accounts/email/", "/desk/nothing/")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_person_sees_is_opened_framed_and_embedded_by_this_site_alone(world, client, page):
    client.force_login(make_focal_point("KEN") if page.startswith("/portal/") else make_user(None, *Role))
    headers = client.get(page).headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(policy)


@pytest.mark.parametrize("page", ["/desk/", "/portal/ken/", "/accounts/email/", "/me/"])
def test_pages_that_ask_to_sign_in_have_the_way_out(world, client, page):
    client.force_login(make_focal_point("KEN") if page.startswith("/portal/") else make_user(None, *Role))
    assert '<form method="post" action="/accounts/logout/">' in client.get(page, follow=True).content.decode()


def test_signing_out_clears_the_browser_s_cache_and_leaves_its_storage(client):
    """In its storage the scanner of a gate has its list."""
    client.force_login(make_user(None, Role.SECURITY))
    assert "Clear-Site-Data" not in client.get("/accounts/logout/").headers
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.post("/accounts/login/").headers


class TestTrace:
    ADDRESSES = ("/", "/healthz", "/desk/", "/api/v1/openapi.json", "/static/js/theme.js")

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_it_is_refused(self, world, client, address):
        assert client.trace(address).status_code == 405

    def test_without_the_guard_a_view_answers_it(self, client, settings):
        """The control."""
        guard = "conference.web.middleware.UnservedMiddleware"
        settings.MIDDLEWARE = [name for name in present.MIDDLEWARE if name != guard]
        assert client.trace("/healthz").status_code == 200


def test_by_http_the_interface_refuses_and_pages_redirect(world, settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client(headers={"authorization": "Bearer of-a-machine"})
    for address in ("/api/v1/parties", "/api/v1/gate/bundle", "/api/v1/nothing"):
        answer = client.get(address)
        assert (answer.status_code, answer.get("Location")) == (400, None)
        assert answer["Content-Type"].startswith("application/")
    assert client.get("/programme/")["Location"] == "https://testserver/programme/"
    assert client.get("/api/v1/nothing", secure=True).status_code == 404
