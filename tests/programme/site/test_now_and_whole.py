from __future__ import annotations

import re
from datetime import UTC

import pytest

from conference.core import clock
from schedule.programme.releases import page_cache
from tests.calendar.places import at
from tests.people import make_world
from tests.programme.draft import add, publish

NOW, WHOLE = "/programme/now/", "/programme/print/"


def keys(html: str) -> list[str]:
    return re.findall(r"/programme/session/([\w-]+)/", html)


def make_programme():
    make_world()
    add(key="opening", starts="09:00", ends="10:00")
    add("Debate", key="debate", starts="10:00", ends="12:00")
    add("Later", key="later", starts="14:00", ends="15:00")
    add("Roundtable", key="rt", room="CR1", starts="09:30", ends="10:30")
    add("Exhibition", key="booths", room="CR2", starts="08:00", ends="18:00", all_day=True)
    add("Closing", key="closing", day=26, starts="16:00", ends="17:00")
    return publish()


@pytest.fixture
def programme(keeper):
    return keeper(make_programme)


def parts(client, moment) -> tuple[list[str], list[str]]:
    with clock.standing(moment.astimezone(UTC)):
        html = client.get(NOW).content.decode()
    first, _sep, second = html.partition('id="following"')
    return keys(first), keys(second)


@pytest.mark.parametrize(
    ("day", "time", "running", "following"),
    [
        (25, "07:00", [], ["opening", "rt"]),
        (25, "09:00", ["opening"], ["rt", "debate"]),
        (25, "09:59", ["opening", "rt"], ["debate"]),
        (25, "10:00", ["rt", "debate"], ["later"]),  # what ends at 10:00 is over
        (25, "12:30", [], ["later"]),
        (25, "15:00", [], ["closing"]),
        (26, "17:00", [], []),
    ],
)
def test_now_and_the_next_of_each_room(programme, client, day, time, running, following):
    assert parts(client, at(time, day)) == (running, following)


def test_the_page_is_kept_until_something_begins_or_ends(programme, client, django_assert_num_queries):
    parts(client, at("09:31"))
    with django_assert_num_queries(0):
        parts(client, at("09:59"))
    assert parts(client, at("10:00"))[0] == ["rt", "debate"]


def test_the_next_day_is_named(programme, client):
    with clock.standing(at("15:00").astimezone(UTC)):
        assert "Sunday 26 October 2025" in client.get(NOW).content.decode()


def test_the_whole_has_every_day_and_session_once_in_order(programme, client):
    html = client.get(WHOLE).content.decode()
    assert keys(html) == ["booths", "opening", "rt", "debate", "later", "closing"]
    assert re.findall(r"<h2 id=\"d-(\d+)\"", html) == ["20251025", "20251026"]
    assert "Hanoi time, UTC+7" in html


def test_the_whole_in_the_readers_language(programme, client):
    html = client.get(WHOLE, {"lang": "ar"}).content.decode()
    assert 'dir="rtl"' in html
    assert "افتتاح المؤتمر" in html


@pytest.mark.parametrize("url", [NOW, WHOLE])
def test_made_with_the_same_number_of_queries_for_six_and_for_eight(programme, client, url, django_assert_num_queries):
    for _more in range(2):
        page_cache.forget()
        page_cache.current()
        with django_assert_num_queries(2):  # the conference, the pages in the menu
            client.get(url)
        add("Eight", key="eight", room="MEDIA") if _more else add("Seven", key="seven", room="B-1")
        publish()


@pytest.mark.parametrize("url", [NOW, WHOLE])
def test_before_the_first_release(world, client, url):
    assert "not yet released" in client.get(url).content.decode()
