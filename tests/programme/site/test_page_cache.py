"""Pages kept as bytes: nothing personal, nothing stale, nothing without bound."""

from __future__ import annotations

import gzip
import re

import pytest
import time_machine
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import Client

from conference.core.access import Role
from conference.models import Conference
from conference.web import page_cache as web_cache
from conference.web.page_cache import CachedPage, PageCache
from schedule.programme.releases import page_cache
from tests.calendar.places import at
from tests.people import make_user, make_world
from tests.programme.draft import add, publish

SAT = "/programme/2025-10-25/"
URLS = [
    SAT,
    "/programme/",
    "/programme/session/opening/",
    "/programme/changes/",
    "/programme.ics",
    "/programme/session/opening.ics",
    "/programme/schedule.json",
    "/programme/schedule.xml",
    f"{SAT}order-of-the-day.pdf",
]


def make_opening():
    make_world()
    add(key="opening")
    return publish()


@pytest.fixture
def opening(keeper):
    return keeper(make_opening)


@pytest.mark.parametrize("url", URLS)
class TestUnchanged:
    def test_is_answered_304_without_a_body(self, opening, client, url):
        first = client.get(url)
        again = client.get(url, headers={"if-none-match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        assert again["ETag"] == first["ETag"]
        assert client.get(url, headers={"if-none-match": 'W/"other"'}).status_code == 200

    def test_must_be_asked_for_again(self, opening, client, url):
        page = client.get(url)
        assert page["Cache-Control"] == "no-cache"
        assert {"Accept-Language", "Cookie"} <= {part.strip() for part in page["Vary"].split(",")}

    def test_takes_no_query_and_no_session(self, opening, client, url, django_assert_num_queries):
        client.get(url)
        with django_assert_num_queries(0):
            page = client.get(url)
        assert not page.cookies


def test_packed_for_those_who_can_unpack(opening, client):
    plain, packed = client.get(SAT), client.get(SAT, headers={"accept-encoding": "br, gzip"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert packed["ETag"] == plain["ETag"]


def test_head_is_answered_without_a_body(opening, client):
    length = len(client.get(SAT).content)
    head = client.head(SAT)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(length))


def test_only_reading_is_allowed(opening, client):
    assert client.post(SAT).status_code == 405


def test_nothing_of_whoever_asked_first_is_kept(opening):
    """The first to ask is signed in and has a message waiting."""
    first = Client()
    user = make_user("secret.person@mission.example", Role.PROGRAMME, name="Secret Person")
    first.force_login(user)
    # As django.contrib.messages keeps a message that waits for the next page.
    waiting = [Message(messages.SUCCESS, "A message for Secret Person alone")]
    first.cookies[CookieStorage.cookie_name] = CookieStorage(HttpRequest())._encode(waiting)
    for url in URLS[:4]:
        for page in (first.get(url), Client().get(url)):
            body = page.content.decode()
            assert "Secret Person" not in body
            assert "secret.person" not in body
            assert "csrf" not in body.lower()
            assert not re.search(r"sessionid|[A-Za-z0-9]{64}", body)
            assert "Set-Cookie" not in page
    # The message still waits for him.
    assert "A message for Secret Person alone" in first.get("/desk/programme/").content.decode()


class TestStale:
    def test_a_publication_is_seen_at_once_in_the_same_process(
        self, opening, client, django_capture_on_commit_callbacks
    ):
        from schedule.programme.releases import actions
        from tests.programme.draft import organiser

        before = client.get(SAT)
        add("Extra", room="CR1")
        with django_capture_on_commit_callbacks(execute=True):
            actions.publish(actor=organiser())
        after = client.get(SAT, headers={"if-none-match": before["ETag"]})
        assert after.status_code == 200
        assert b"Extra" in after.content
        assert b"Extra" not in before.content

    def test_other_processes_see_it_within_a_second(self, opening, client, monkeypatch):
        """Another process has no signal of ours: it asks again after a second."""
        client.get(SAT)
        known = page_cache.current()
        add("Extra", room="CR1")
        publish()
        monkeypatch.setattr(page_cache, "_current", known)
        assert b"Extra" not in client.get(SAT).content
        aged = page_cache.CurrentRelease(known.release, known.outline, known.asked_at - page_cache.ASK_EVERY)
        monkeypatch.setattr(page_cache, "_current", aged)
        assert b"Extra" in client.get(SAT).content

    def test_the_number_is_asked_once_a_second_at_most(self, opening, django_assert_num_queries):
        page_cache.current()
        with django_assert_num_queries(0):
            page_cache.current()

    def test_what_comes_from_elsewhere_is_taken_anew_after_a_minute(self, opening, client, monkeypatch):
        client.get(SAT)
        Conference.objects.update(contact_email="other@hanoi2025.example")
        assert b"other@hanoi2025" not in client.get(SAT).content
        monkeypatch.setattr(web_cache, "KEEP", -1)
        assert b"other@hanoi2025" in client.get(SAT).content

    def test_another_stretch_of_time_is_another_page(self, opening, client):
        etags = set()
        for moment in ("08:00", "08:30", "09:10", "09:30", "10:00"):
            with time_machine.travel(at(moment), tick=False):
                etags.add(client.get(SAT)["ETag"])
        assert len(etags) == 2  # it runs, or it does not


class TestBounds:
    def page(self, size: int) -> CachedPage:
        import time

        return CachedPage("x", b"x" * size, "application/pdf", time.monotonic())

    def test_the_page_not_asked_for_longest_goes_first(self):
        shelf = PageCache(most_pages=2, most_bytes=1000)
        shelf.put("a", self.page(1))
        shelf.put("b", self.page(1))
        assert shelf.get("a")
        shelf.put("c", self.page(1))
        assert (shelf.get("a") is not None, shelf.get("b"), shelf.get("c") is not None) == (True, None, True)

    def test_bytes_are_bounded_too(self):
        shelf = PageCache(most_pages=100, most_bytes=100)
        for number in range(10):
            shelf.put(number, self.page(30))
        assert (len(shelf), shelf.bytes) == (3, 90)
        shelf.put(9, self.page(10))
        assert shelf.bytes == 70
        shelf.clear()
        assert (len(shelf), shelf.bytes) == (0, 0)

    def test_addresses_that_differ_in_what_means_nothing_share_a_page(self, opening, client):
        for query in ("", "?x=1", "?room=NOWHERE", "?view=grid", "?open=2", "?type=party&utm=7"):
            client.get(SAT + query)
        assert len(page_cache.page_cache) == 1
