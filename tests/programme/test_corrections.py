"""A release holds data and never HTML: a corrected template or catalogue shows in releases of before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.utils.autoreload import file_changed

from conference.core import clock
from schedule.programme.models import Release, ReleasedSession
from schedule.programme.releases import page_cache
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import at
from tests.people import make_member
from tests.programme.draft import add, organiser, publish

ROWS = "public/programme/rows.html"
SAT = "/programme/2025-10-25/"
LISTS = [SAT, SAT + "?view=list", "/programme/search/?q=opening", "/programme/now/", "/programme/print/"]
CHANGES = "/programme/changes/"


@pytest.fixture
def released(world):
    session = add(key="opening", chair=make_member("BRA", name_on_badge="Ana Lima", capacity="head"))
    publish()
    moved = replace(get_content(session), starts=at("09:15"), ends=at("10:05"))
    editing.edit_session(actor=organiser(), session=session, content=moved, expected_version=session.version)
    return publish()


@pytest.fixture
def template(settings, tmp_path) -> Path:
    original = Path(settings.ROOT, "templates", ROWS)
    copy = tmp_path / ROWS
    copy.parent.mkdir(parents=True)
    copy.write_text(original.read_text(encoding="utf-8"), encoding="utf-8")
    engines = deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [tmp_path, *engines[0]["DIRS"]]
    settings.TEMPLATES = engines
    return copy


@pytest.fixture
def morning() -> Iterator[None]:
    with clock.standing(at("08:00").astimezone(UTC)):
        yield


def correct(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert "<h3>" in text
    template.write_text(text.replace("<h3>", "<h4>").replace("</h3>", "</h4>"), encoding="utf-8")


def begin_anew(settings) -> None:
    settings.TEMPLATES = deepcopy(settings.TEMPLATES)
    page_cache.forget()


def stored() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Release, ReleasedSession)]


def test_what_is_stored_holds_no_markup(released):
    text = json.dumps(stored(), default=str)
    assert "Opening of the Conference" in text
    assert "<" not in text


class TestTemplate:
    @pytest.mark.parametrize("url", LISTS)
    def test_a_corrected_one_shows_in_the_next_process(self, released, template, settings, client, morning, url):
        before, known = client.get(url), stored()
        assert b"<h4>" not in before.content
        correct(template)
        begin_anew(settings)
        after = client.get(url, headers={"if-none-match": before["ETag"]})
        assert after.status_code == 200
        assert after.content.count(b"<h4><a") == before.content.count(b"<h3><a") == 1
        assert b"<h3><a" not in after.content
        assert stored() == known

    def test_it_shows_at_once_under_a_server_that_says_that_a_file_has_changed(self, released, template, client):
        client.get(SAT)
        correct(template)
        assert b"<h4>" not in client.get(SAT).content  # the control: kept
        file_changed.send(sender=None, file_path=template)
        assert b"<h4>" in client.get(SAT).content


class TestTranslation:
    @pytest.fixture
    def catalogue(self, settings, tmp_path):
        """Let the site read, before its own, a French catalogue with these sentences."""

        def say(**sentences: str) -> None:
            folder = tmp_path / "fr" / "LC_MESSAGES"
            folder.mkdir(parents=True)
            found = Catalog(locale="fr")
            for sentence, corrected in sentences.items():
                found.add(sentence, corrected)
            with (folder / "django.mo").open("wb") as file:
                write_mo(file, found)
            settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
            page_cache.forget()

        return say

    def test_a_corrected_one_shows_in_the_rows(self, released, catalogue, client):
        before, known = client.get(SAT, {"lang": "fr"}), stored()
        assert "corrigé" not in before.content.decode()
        catalogue(
            **{"Chair: %(who)s": "Présidence, corrigé : %(who)s", "Changed: %(what)s": "Nouveau, corrigé : %(what)s"}
        )
        after = client.get(SAT, {"lang": "fr"}, headers={"if-none-match": before["ETag"]})
        assert "Présidence, corrigé : Ana Lima" in after.content.decode()
        assert "Nouveau, corrigé : 09:15" in after.content.decode()
        assert stored() == known

    def test_it_shows_in_the_changes_of_an_older_release(self, released, catalogue, client):
        add("Extra", room="CR1")
        publish()
        assert "corrigé" not in client.get(CHANGES, {"lang": "fr"}).content.decode()
        known = stored()
        catalogue(**{"{title} has a new time: {now}, was {was}.": "{title}, corrigé : {now}, avant {was}."})
        page = client.get(CHANGES, {"lang": "fr"}).content.decode()
        assert "<strong>Ouverture de la Conférence</strong>, corrigé : 09:15, avant 09:00." in page
        assert stored() == known
