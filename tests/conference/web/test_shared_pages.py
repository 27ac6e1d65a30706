"""Pages that are the same for everybody: what they do without, and that nothing else differs from the long way."""

from __future__ import annotations

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conference.core.access import Role
from conference.web import shared_pages
from tests.people import make_user, sign_in
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world")
SHORT = "conference.web.shared_pages.SharedPagesMiddleware"
ADDRESSES = {
    *("/board/", "/board/now/"),
    *("/results/", "/results/results.csv", "/results/results.json"),
    *(
        "/treaty/",
        "/treaty/declarations/",
        "/treaty/notifications/",
        "/treaty/treaty.json",
        "/treaty/treaty.csv",
        "/treaty/treaty.ics",
    ),
}


@pytest.fixture
def long_way(settings):
    """A client of a site that answers everything the long way."""

    def client(**more) -> Client:
        settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != SHORT]
        return Client(**more)

    return client


def test_these_addresses_are_the_same_for_everybody_and_all_are_public():
    found = shared_pages.matches(settings.ROOT_URLCONF)
    assert set(found) == ADDRESSES
    assert {match.func.access for match in found.values()} == {"public"}


@pytest.mark.parametrize("path", sorted(ADDRESSES))
@pytest.mark.parametrize("method", ["get", "head"])
def test_the_answer_is_that_of_the_long_way(long_way, path, method):
    hanoi()
    with time_machine.travel(timezone.now(), tick=False):  # the hall's clock stands on the page
        short = getattr(Client(), method)(path)
        long = getattr(long_way(), method)(path)
    assert (short.status_code, short.content) == (long.status_code, long.content)
    differing = {name for name, value in (*short.items(), *long.items()) if short.get(name) != long.get(name)}
    assert differing <= {"Vary"}


def test_who_is_signed_in_costs_no_query_and_gets_no_cookie():
    hanoi()
    client = sign_in(Client(), make_user(None, Role.SECRETARIAT))
    client.get("/treaty/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = client.get("/treaty/")
    assert (again.status_code, len(asked), dict(again.cookies)) == (200, 0, {})


def test_the_language_is_that_of_the_cookie_then_that_of_the_browser():
    hanoi()
    client = Client(headers={"accept-language": "vi"})
    assert client.get("/treaty/")["Content-Language"] == "vi"
    chosen = client.get("/treaty/?lang=ar")
    assert (chosen["Content-Language"], 'dir="rtl"' in chosen.content.decode()) == ("ar", True)
    after = client.get("/treaty/")
    assert (after["Content-Language"], 'dir="rtl"' in after.content.decode()) == ("ar", True)


def test_what_the_site_refuses_is_refused_here_too():
    client = Client()
    assert client.get("/treaty/", headers={"host": "elsewhere.example"}).status_code == 400
    assert client.get("/treaty/?region=%00").status_code == 400
    assert client.post("/treaty/").status_code == 405
