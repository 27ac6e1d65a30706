"""Finding sessions by words and filters together, without a script."""

from __future__ import annotations

import re

import pytest

from schedule.programme.releases import page_cache, rows
from schedule.programme.site import search
from tests.people import make_member, make_party, make_world
from tests.programme.draft import add, publish

URL = "/programme/search/"


def found(client, **given) -> list[str]:
    page = client.get(URL, given)
    assert page.status_code == 200
    return re.findall(r"/programme/session/([\w-]+)/", page.content.decode())


def make_programme():
    make_world()
    chair = make_member(family_name="Nguyễn", given_names="Thị Hà", capacity="head")
    add(
        {"en": "Opening ceremony", "fr": "Cérémonie d’ouverture", "ar": "حفل الافتتاح"},
        key="opening",
        type="opening",
        interpretation=["fr", "en"],
    )
    add("Evidence across borders", key="evidence", room="CR1", type="high_level", chair=chair, interpretation=["en"])
    add("Côte d’Ivoire’s experience", key="cote", room="CR2", type="side_event", organisers=[make_party("BRA")])
    add("Closing", key="closing", day=26, type="ceremony", description={"en": "Evidence of success"})
    add(
        "Consultation", key="closed", room="BANQUET", is_open=False, organisers=[make_party("BRA")], chair=chair, day=26
    )
    return publish()


@pytest.fixture
def programme(keeper):
    return keeper(make_programme)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("evidence", ["evidence", "closing"]),
        ("EVIDENCE borders", ["evidence"]),
        ("cote d'ivoire", ["cote"]),
        ("ceremonie", ["opening"]),
        ("الافتتاح", ["opening"]),
        ("nguyen thi", ["evidence"]),
        ("brazil", ["cote"]),
        ("nothing of the kind", []),
        ("borders\nEvidence", ["evidence"]),
    ],
)
def test_by_words_in_any_language_and_spelling(programme, client, typed, keys):
    assert found(client, q=typed) == keys


@pytest.mark.parametrize(
    ("typed", "keys", "instead"),
    [
        ("evidnce", ["evidence", "closing"], "evidence"),
        ("evidecne borders", ["evidence"], "evidence"),
        ("openning", ["opening"], "opening"),
        ("ceremnoie", ["opening"], "ceremonie"),
        ("brasil", ["cote"], "brazil"),
        ("nguyan", ["evidence"], "nguyen"),
        ("banqet", [], ""),  # the place of a closed meeting is not guessed either
        ("xylophone", [], ""),
        ("fog", [], ""),  # three letters are too easily like others
    ],
)
def test_a_misspelling_finds_what_is_nearest_and_says_so(programme, client, typed, keys, instead):
    assert found(client, q=typed) == keys
    read = client.get(URL, {"q": typed}).content.decode()
    assert (f"the results contain “{instead}”" in read) == bool(instead)


def test_words_and_filters_hold_together(programme, client):
    assert found(client, q="evidence", day="2025-10-26") == ["closing"]
    assert found(client, day="2025-10-25", interpretation="en") == ["opening", "evidence"]
    assert found(client, day="2025-10-25", interpretation="en", type="high_level") == ["evidence"]
    assert found(client, room="CR2", type="high_level") == []


def test_what_nobody_offers_chooses_nothing(programme, client):
    assert found(client, day="2030-01-01", room="nowhere", type="x") == []
    assert "sessions found" not in client.get(URL, {"day": "x"}).content.decode()


def test_says_how_many_and_keeps_what_was_typed(programme, client):
    page = client.get(URL, {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "0 sessions found" in page
    page = client.get(URL, {"q": "evidence"}).content.decode()
    assert "2 sessions found" in page
    assert 'value="evidence"' in page


def test_what_is_typed_is_bounded(programme, client):
    assert search.parse_query("a " * 500) == ["a"]
    assert len(search.parse_query(" ".join(f"w{n}" for n in range(500)))) == search.MOST_WORDS
    assert found(client, q="x" * 10_000) == []


def test_no_more_than_a_hundred_are_shown(world, client, monkeypatch):
    for number in range(3):
        add(f"Debate {number}", key=f"s{number}", starts=f"{9 + number:02d}:00", ends=f"{9 + number:02d}:30")
    publish()
    monkeypatch.setattr(search, "MOST_FOUND", 2)
    page = client.get(URL, {"q": "debate"}).content.decode()
    assert "3 sessions found" in page
    assert "1 more is not shown" in page


def test_nothing_of_it_is_kept_on_the_shelf(programme, client):
    client.get(URL, {"q": "evidence"})
    before = len(page_cache.page_cache)
    for number in range(5):
        client.get(URL, {"q": f"word{number}"})
    assert len(page_cache.page_cache) == before


def test_a_new_release_is_searched_at_once(programme, client):
    add("Cables", key="cables", room="MEDIA")
    assert found(client, q="cables") == []
    publish()
    assert found(client, q="cables") == ["cables"]


def test_unchanged_is_304(programme, client):
    first = client.get(URL, {"q": "evidence"})
    again = client.get(URL, {"q": "evidence"}, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_takes_the_same_number_of_queries_for_one_and_for_three(programme, client, django_assert_num_queries):
    client.get(URL, {"q": "evidence"})
    for typed in ("closing", "e"):
        rows.forget()
        with django_assert_num_queries(3):  # the rows, the conference, the pages in the menu
            client.get(URL, {"q": typed})
    with django_assert_num_queries(2):  # the conference and the menu: the process knows the rows
        client.get(URL, {"q": "evidence"})


def test_before_the_first_release(world, client):
    assert "not yet released" in client.get(URL).content.decode()
