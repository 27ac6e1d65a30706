"""The public pages beside the programme: written at the desk in each language, in the menu when there is something to read."""

from __future__ import annotations

import pytest

from conference.core.access import Role
from schedule.programme.models import PublicPages
from schedule.programme.releases import page_cache
from tests.people import make_member, make_user
from tests.programme.site.test_day_page import text

DESK = "/desk/public-pages/"
ENGLISH = "# Getting there\nBus 7 stops\nat the gate.\n\nMore at https://hanoi.example/bus"


@pytest.fixture
def desk(world, client):
    client.force_login(make_user("chau@hanoi2025.example", Role.PROGRAMME))
    return client


def given(**more) -> dict:
    return {"version": 0, "participants": "none", "practical_en": ENGLISH, **more}


def test_what_organisers_write_is_read_in_each_language_else_in_english(desk):
    saved = desk.post(DESK, given(practical_fr="# Accès\nLe bus 7."), follow=True)
    assert "The public pages are saved" in text(saved)
    page = desk.get("/practical-information/").content.decode()
    assert "<h2>Getting there</h2>" in page
    assert "<p>Bus 7 stops<br>at the gate.</p>" in page
    assert '<a href="https://hanoi.example/bus"' in page
    assert "<h2>Accès</h2>" in desk.get("/practical-information/?lang=fr").content.decode()
    assert "Getting there" in desk.get("/practical-information/?lang=vi").content.decode()


def test_a_page_stands_in_the_menu_once_there_is_something_on_it(desk, django_capture_on_commit_callbacks):
    """At once: the page of the programme that was kept before is made anew, and the organiser reads that it is so."""
    from tests.programme.draft import add, publish

    add()
    publish()
    assert "/practical-information/" not in desk.get("/programme/").content.decode()
    assert desk.get("/practical-information/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        said = desk.post(DESK, given(press_en="Badges at the Press Centre."))
    assert "The public pages are saved, and everybody sees them now." in text(desk.get(said.url))
    page = desk.get("/programme/").content.decode()
    assert 'href="/practical-information/"' in page
    assert 'href="/press/"' in page
    assert 'href="/participants/"' not in page
    assert "Badges at the Press Centre." in text(desk.get("/press/"))


def test_another_process_learns_of_the_menu_when_it_next_asks_which_release_is_the_latest(desk, monkeypatch):
    """A second at most: what was written elsewhere has not told this process to ask."""
    from tests.programme.draft import add, publish

    add()
    publish()
    assert 'href="/participants/"' not in desk.get("/programme/").content.decode()
    PublicPages.objects.update_or_create(pk=1, defaults={"participants": "people", "version": 7})
    assert 'href="/participants/"' not in desk.get("/programme/").content.decode()
    monkeypatch.setattr(page_cache, "ASK_EVERY", 0)
    assert 'href="/participants/"' in desk.get("/programme/").content.decode()
    PublicPages.objects.update(participants="none", version=8)
    assert 'href="/participants/"' not in desk.get("/programme/").content.decode()
    assert desk.get("/participants/").status_code == 404


def test_participants_are_public_as_the_setting_says(desk):
    make_member("KEN", state="accredited", category="D", family_name="Mohamed", given_names="Amina", capacity="head")
    make_member("KEN", state="accredited", category="D", family_name="Guard", given_names="Otto", capacity="security")
    assert desk.get("/participants/").status_code == 404
    # Before it is saved the page says that saving makes it public, and the button does.
    assert "The public sees what you save here at once." in text(desk.get(DESK))
    assert "Save and make public" in text(desk.get(DESK))
    desk.post(DESK, given(participants="parties"))
    page_cache.forget()
    read = text(desk.get("/participants/"))
    assert "Kenya" in read
    assert "Mohamed" not in read
    desk.post(DESK, given(participants="people", version=1))
    page_cache.forget()
    read = text(desk.get("/participants/"))
    assert "Mohamed" in read
    assert "Guard" not in read
    desk.post(DESK, given(participants="none", version=2))
    page_cache.forget()
    assert desk.get("/participants/").status_code == 404


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(desk):
    desk.post(DESK, given())
    page = desk.post(DESK, given(practical_en="Mine"))
    assert page.status_code == 409
    assert "already changed by" in text(page)
    assert "Mine" in page.content.decode()
    assert PublicPages.objects.get().practical["en"] == ENGLISH


def test_another_language_alone_is_refused_at_the_field(desk):
    page = desk.post(DESK, given(practical_en="", practical_fr="Le bus 7."))
    assert page.status_code == 422
    assert "In English it is required" in text(page)
    assert not PublicPages.objects.exists()


def test_what_is_typed_is_text(desk):
    desk.post(DESK, given(practical_en="<script>alert(1)</script>"))
    assert "<script>alert" not in desk.get("/practical-information/").content.decode()
