from __future__ import annotations

from dataclasses import replace

import pytest
import time_machine

from schedule.programme.releases import page_cache
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from schedule.programme.sessions.content import DocumentContent, PanelSeat
from tests.calendar.places import at
from tests.people import make_member, make_party
from tests.programme.draft import add, organiser, publish
from tests.programme.site.test_day_page import text


def test_says_all_that_everybody_may_know(world, client):
    add(
        key="opening",
        type="roundtable",
        number=2,
        description={"en": "Be seated <early>."},
        agenda=[{"en": "First & foremost", "fr": "D'abord"}, {"en": "Closing"}],
        interpretation=["fr", "ar"],
        organisers=[make_party("KEN"), make_party("BRA")],
        chair=make_member("FRA", name_on_badge="Anne Roy", capacity="deputy_head", functional_title="Judge"),
    )
    publish()
    read = text(client.get("/programme/session/opening/"))
    for said in (
        "Round table 2 Opening of the Conference",
        "Saturday 25 October 2025, 09:00–09:50 (Hanoi time, UTC+7)",
        "Plenary Hall",
        "Interpretation Arabic, French",
        "Chair Anne Roy, Judge, France",
        "Organized by Brazil and Kenya",
        "Be seated &lt;early&gt;.",
        "First &amp; foremost Closing",
    ):
        assert said in read


def test_in_another_language(world, client):
    add(key="opening", agenda=[{"en": "First", "fr": "D’abord"}])
    publish()
    read = text(client.get("/programme/session/opening/", headers={"accept-language": "fr"}))
    assert "Ouverture de la Conférence" in read
    assert "D’abord" in read


def test_past_midnight_names_the_day_of_the_end(world, client):
    add("Banquet", key="banquet", room="BANQUET", starts="19:00", ends="+00:30")
    publish()
    assert "19:00–00:30 (Sun 26 Oct)" in text(client.get("/programme/session/banquet/"))


def test_says_what_changed(world, client):
    session = add(key="opening")
    publish()
    moved = replace(get_content(session), starts=at("09:15"), ends=at("10:05"))
    editing.edit_session(actor=organiser(), session=session, content=moved, expected_version=1)
    publish()
    assert "Opening of the Conference has a new time: 09:15, was 09:00." in text(
        client.get("/programme/session/opening/")
    )


@pytest.mark.parametrize("key", ["nothing", "opening"])
def test_a_session_that_is_not_released_is_404(world, client, key):
    add("Other", key="other")
    publish()
    add(key="opening", room="CR1")
    assert client.get(f"/programme/session/{key}/").status_code == 404


def test_before_the_first_release_it_is_404(world, client):
    add(key="opening")
    assert client.get("/programme/session/opening/").status_code == 404


def test_the_same_number_of_queries_however_much_it_says(world, client, django_assert_num_queries):
    add(key="a")
    add("More", key="b", room="CR1", organisers=[make_party("KEN"), make_party("BRA"), make_party("FRA")])
    publish()
    page_cache.current()
    client.get("/programme/changes/")
    for key in "ab":
        with django_assert_num_queries(
            5
        ):  # the session, what the releases changed, its list of speakers, the conference, the pages in the menu
            client.get(f"/programme/session/{key}/")


FULL = {
    "panel": [
        PanelSeat(name="Ada Byron", function="Professor", role="moderator"),
        PanelSeat(name="Grace Hopper", function="Admiral"),
    ],
    "documents": [
        DocumentContent(title="Rules of procedure", language="fr", symbol="A/CONF.1/2", link="https://docs.example/2")
    ],
    "webcast": True,
    "webcast_url": "https://webcast.example/live",
}


def page(client) -> tuple[str, str]:
    response = client.get("/programme/session/debate/")
    return response.content.decode(), text(response)


def test_names_the_panel_the_papers_and_where_to_watch(world, client):
    add(key="debate", **FULL)
    publish()
    html, read = page(client)
    assert "Panel Ada Byron, Professor (Moderator) Grace Hopper, Admiral (" in read
    assert '<a href="https://docs.example/2">A/CONF.1/2, Rules of procedure (French)</a>' in html
    assert 'href="https://webcast.example/live"' in html
    assert '/programme/session/debate.ics"' in html


def test_a_closed_meeting_names_neither_panel_nor_papers(world, client):
    add(key="debate", is_open=False, **FULL)
    publish()
    html = client.get("/programme/session/debate/").content.decode()
    for hidden in ("Byron", "Hopper", "Rules of procedure"):
        assert hidden not in html


def test_keeps_what_earlier_releases_changed_each_with_its_hour(world, client):
    session = add(key="opening")
    with time_machine.travel(at("08:00", 24), tick=False):
        publish()
    for number, (starts, hour) in enumerate((("09:15", "18:30"), ("09:20", "19:45")), 1):
        moved = replace(get_content(session), starts=at(starts), ends=at("10:05"))
        editing.edit_session(actor=organiser(), session=session, content=moved, expected_version=number)
        with time_machine.travel(at(hour, 24), tick=False):
            publish()
    read = text(client.get("/programme/session/opening/"))
    _before, _title, history = read.partition("What changed")
    assert history.index("As at 19:45") < history.index("As at 18:30")
    assert "As at 18:30" in history
    assert "As at 19:45" in history
    assert "Hanoi time, UTC+7" in history


def test_what_was_not_translated_reads_in_the_other_language_marked_with_it_and_its_direction(world, client):
    add(
        {"en": "Opening"},
        key="opening",
        description={"ar": "افتتاح", "en": ""},
        agenda=[{"en": "Welcome"}],
    )
    publish()
    arabic = client.get("/programme/session/opening/", headers={"accept-language": "ar"}).content.decode()
    assert '<h1><bdi lang="en" dir="ltr">Opening</bdi></h1>' in arabic
    assert '<li lang="en" dir="ltr">Welcome</li>' in arabic
    english = client.get("/programme/session/opening/", headers={"accept-language": "en"}).content.decode()
    assert '<p class="lead-serif" lang="ar" dir="rtl">افتتاح</p>' in english
