"""The desk's pages of notifications, the public list with its documents, and what the public status marks as provisional."""

from __future__ import annotations

import io
import re
from datetime import date

import pikepdf
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.core.registry import name_of
from conference.desk import registry
from conference.web import page_cache
from schedule.signing.models import Notification
from schedule.signing.notifications import actions, desk_tasks
from tests.people import make_user, sign_in
from tests.signing.kit import deposit, words_of
from tests.signing.notifications.kit import check, drafted, drafter, issued
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db
DESK, PUBLIC = "/desk/notifications/", "/treaty/notifications/"


@pytest.fixture(autouse=True)
def november(world):
    page_cache.forget()
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
        yield
    page_cache.forget()


@pytest.fixture
def treaty():
    made = hanoi()
    deposit(made, "KEN", date(2026, 11, 12))
    return made


def officer(client, name: str):
    return sign_in(client, make_user(f"{name}@desk.example", Role.SECRETARIAT, name=name))


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_from_the_list_to_the_issued_notification(client, treaty, settings):
    settings.UNDO_SECONDS = 0
    officer(client, "Lan")
    page = client.get(DESK).content.decode()
    fields = {name: hidden(page, name) for name in ("group_key", "fingerprint")}
    answer = client.post(f"{DESK}new/", fields, follow=True)
    assert "The notification is drafted. Another person checks it now." in words_of(answer)
    draft = Notification.objects.get()
    page = words_of(client.get(f"{DESK}{draft.public_id}/"))
    assert "You drafted this notification; another person must check it." in page
    assert "Confirm and issue" not in page
    assert "L’instrument d’adhésion a été déposé le 12 novembre 2026." in page
    again = client.post(f"{DESK}new/", fields)
    assert (again.status_code, Notification.objects.count()) == (409, 1)

    officer(client, "Thu")
    page = words_of(client.get(f"{DESK}{draft.public_id}/"))
    assert "Confirm and issue" in page
    assert "An issued notification is never changed; a further one corrects it." in page
    assert client.post(f"{DESK}{draft.public_id}/check/", {"version": 1}).status_code == 302
    assert "C.N.1.2026.TREATIES-XVIII.16" in words_of(client.get(DESK))
    stale = client.post(f"{DESK}{draft.public_id}/check/", {"version": 1})
    assert stale.status_code == 409


def test_an_officer_changes_the_wording_of_a_draft_in_a_language_and_another_person_checks_it(client, treaty, settings):
    settings.UNDO_SECONDS = 0
    draft = drafted(treaty, drafter("Minh"))
    thu = officer(client, "Thu")
    url = f"{DESK}{draft.public_id}/"
    french = draft.content["fr"]["sentences"]
    values = {
        "version": 1,
        "language": "en",
        "sentences": "Deposited\n\non 12 November 2026.",
        "remarks": "See article 65.",
    }
    assert thu.post(f"{url}wording/", {**values, "sentences": " "}).status_code == 422
    assert thu.post(f"{url}wording/", {**values, "language": "de"}).status_code == 409
    assert "The wording is changed." in words_of(thu.post(f"{url}wording/", values, follow=True))
    draft.refresh_from_db()
    assert draft.content["en"]["sentences"] == ["Deposited", "on 12 November 2026."]
    assert (draft.content["en"]["remarks"], draft.content["fr"]["sentences"]) == (["See article 65."], french)
    assert thu.post(f"{url}wording/", values).status_code == 409  # what was seen is no more
    # Who worded it does not check it; who drafted it first now may.
    assert "You drafted this notification" in words_of(thu.post(f"{url}check/", {"version": 2}))
    check(draft, drafter("Minh"))
    assert "on 12 November 2026. See article 65." in words_of(thu.get(f"{PUBLIC}2026/1/"))
    draft.refresh_from_db()
    with pytest.raises(NotPossible, match="Only a draft is reworded"):
        actions.reword(
            actor=drafter(),
            notification=draft,
            language="en",
            sentences=["x"],
            remarks=[],
            expected_version=draft.version,
        )


def test_whoever_checked_reads_when_it_is_issued_and_takes_it_back(client, treaty):
    draft = drafted(treaty, drafter("Minh"))
    officer(client, "Thu")
    url = f"{DESK}{draft.public_id}/"
    client.post(f"{url}check/", {"version": 1})
    page = words_of(client.get(url))
    assert "It is issued at: Fri 20 Nov 2026, 09:10" in page
    assert "It is issued at 09:10; until then the check can be taken back." in page
    assert "Take back the check" in page
    client.post(f"{url}take-back/", {"version": 2})
    draft.refresh_from_db()
    assert draft.state == "drafted"


def test_the_desk_asks_for_drafts_and_for_checks(client, treaty):
    officer(client, "Lan")
    assert "1 depositary notification to be drafted" in words_of(client.get("/desk/"))
    drafted(treaty, drafter("Minh"))
    page = words_of(client.get("/desk/"))
    assert "Depositary notification to be checked: Kenya: Accession" in page
    assert "to be drafted" not in page


def test_comparing_the_acts_adds_few_trips_to_the_desk(client, treaty):
    """They go along with what the page reads anyway: the acts, their parties' names, and what refers to them."""
    officer(client, "Lan")
    client.get("/desk/")
    deposit(treaty, "BRA", date(2026, 11, 13))
    with CaptureQueriesContext(connection) as with_acts:
        assert "2 depositary notifications to be drafted" in words_of(client.get("/desk/"))
    source = name_of(desk_tasks.acts_to_notify)
    others = {name: entry for name, entry in registry.sources.items() if name != source}
    with registry.sources.override(others), CaptureQueriesContext(connection) as without:
        assert "to be drafted" not in words_of(client.get("/desk/"))
    assert len(with_acts) - len(without) <= 6


def test_everybody_reads_what_was_issued_and_nothing_else(client, treaty):
    assert "No notification has been issued yet." in words_of(client.get(PUBLIC))
    draft = drafted(treaty)
    for address in ("2026/1/", "2026/1.pdf", "99999999999/99999999999/"):
        assert client.get(f"{PUBLIC}{address}").status_code == 404
    check(draft)
    page_cache.forget()
    assert "No notification has been issued yet." in words_of(client.get(PUBLIC))


def test_an_issued_notification_has_a_page_and_a_document_in_its_languages(client, treaty):
    notification = issued(treaty)
    page = client.get(PUBLIC).content.decode()
    assert f'href="{PUBLIC}2026/1/"' in page
    assert f'href="{PUBLIC}2026/1.pdf"' in page
    assert "Kenya: Accession" in page
    english = words_of(client.get(f"{PUBLIC}2026/1/"))
    assert "The instrument of accession was deposited on 12 November 2026." in english
    french = words_of(client.get(f"{PUBLIC}2026/1/", {"lang": "fr"}))
    assert "L’instrument d’adhésion a été déposé le 12 novembre 2026." in french
    vietnamese = client.get(f"{PUBLIC}2026/1/", {"lang": "vi"}).content.decode()
    assert '<article class="notification" lang="en" dir="ltr">' in vietnamese
    response = client.get(f"{PUBLIC}2026/1.pdf", {"lang": "ar"})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{notification.reference}-ar.pdf"'
    with pikepdf.open(io.BytesIO(response.content)) as paper:
        assert (len(paper.pages), str(paper.Root.Lang)) == (1, "ar")
    again = client.get(PUBLIC, headers={"if-none-match": client.get(PUBLIC)["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "no-cache")


def test_the_public_list_has_the_latest_first(client, treaty):
    issued(treaty)
    deposit(treaty, "FRA", date(2026, 11, 13))
    issued(treaty)
    page = client.get(PUBLIC).content.decode()
    assert page.index(f'href="{PUBLIC}2026/2/"') < page.index(f'href="{PUBLIC}2026/1/"')


def test_what_is_not_notified_is_provisional_on_the_public_status(client, treaty):
    deposit(treaty, "FRA", date(2026, 11, 13))
    table = client.get("/treaty/", {"view": "table"}).content.decode()
    assert table.count('<span class="provisional">provisional</span>') == 2
    sentence = "What is marked as provisional has been recorded; the depositary has not issued its notification yet."
    assert sentence in words_of(client.get("/treaty/"))
    issued(treaty)
    page_cache.forget()
    rows = client.get("/treaty/treaty.json").json()["participants"]
    assert {row["code"]: row["provisional"] for row in rows} == {"KEN": False, "FRA": True}
    issued(treaty)
    page_cache.forget()
    assert "provisional" not in client.get("/treaty/").content.decode()
