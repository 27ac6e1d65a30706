"""The file of a document stays while a draft, a release or an open form may name it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.storage import default_storage

from conference.core.access import Role
from conference.files.documents import Document
from schedule.programme.applications.actions import LateNote
from schedule.programme.models import Application, ReleasedSession, SessionDocument
from tests.files import WHOLE, age, check_files, in_store, purge
from tests.people import make_user
from tests.programme.draft import publish
from tests.programme.sessions.test_panel import NEW, PDF, TestUploads, given
from tests.programme.site.test_day_page import text

pytestmark = pytest.mark.django_db(transaction=True)
row = TestUploads().row
EDIT = "/desk/programme/session/debate/"


@pytest.fixture
def desk(world, client):
    client.force_login(make_user("chau@hanoi2025.example", Role.PROGRAMME, name="Đỗ Minh Châu"))
    return client


def without_it(desk):
    page = desk.get(EDIT)
    form = page.context["form"]
    kept = {f"documents-0-{name}": form.documents[0][name].value() for name in ("title", "language", "kept")}
    answer = desk.post(EDIT, given(version=str(form["version"].value()), **kept, **{"documents-0-gone": "on"}))
    assert answer.status_code == 302, text(answer)
    assert not SessionDocument.objects.exists()


def test_taken_out_before_it_was_released_it_goes_after_a_day(desk):
    desk.post(NEW, given(**row(PDF)))
    age(hours=23)
    assert purge() == "files that no row names: 0"
    without_it(desk)
    age(hours=23)
    assert (purge(), check_files()) == ("files that no row names: 0", WHOLE)
    age(hours=25)
    assert check_files()[0] == 2
    assert purge() == "files that no row names: 1"
    assert (in_store(), check_files()) == (set(), WHOLE)


def test_a_release_that_names_it_keeps_it_for_ever(desk, client):
    desk.post(NEW, given(**row(PDF)))
    publish()
    without_it(desk)
    age(hours=1000)
    assert purge() == "files that no row names: 0"
    assert purge() == "files that no row names: 0"
    assert b"".join(client.get("/programme/session/debate/paper-1.pdf").streaming_content) == PDF
    publish()
    age(hours=1000)
    assert (purge(), check_files()) == ("files that no row names: 0", WHOLE)


def test_one_that_a_release_names_and_that_is_gone_is_told(desk):
    desk.post(NEW, given(**row(PDF)))
    publish()
    without_it(desk)
    (name,) = in_store()
    default_storage.delete(name)
    assert check_files() == (2, [f"missing, of release 1, debate: {name}"])
    assert ReleasedSession.objects.count() == 1


def test_a_form_that_is_sent_when_its_file_is_gone_says_so(desk):
    page = desk.post(NEW, given(title="", **row(PDF)))
    kept = page.context["form"].documents[0]["kept"].value()
    rows = {"documents-0-title": "Note", "documents-0-language": "en", "documents-0-kept": kept}
    age(hours=25)
    purge()
    answer = desk.post(NEW, given(**rows))
    assert answer.status_code == 422
    assert "Give either an address or a file." in text(answer)
    assert not SessionDocument.objects.exists()


def test_one_that_is_sent_in_time_has_its_file(desk):
    page = desk.post(NEW, given(title="", **row(PDF)))
    kept = page.context["form"].documents[0]["kept"].value()
    rows = {"documents-0-title": "Note", "documents-0-language": "en", "documents-0-kept": kept}
    age(hours=25)
    assert desk.post(NEW, given(**rows)).status_code == 302
    purge()
    assert SessionDocument.objects.get().file.read() == PDF
    assert check_files() == WHOLE


def test_the_note_of_an_application_is_named_by_it(world):
    columns = LateNote(Document("note.pdf", "pdf", PDF), "MFA/131", date(2025, 10, 16)).columns()
    age()
    assert check_files() == (2, [f"no row names {columns['note_file']}"])
    assert purge() == "files that no row names: 1"
    assert not Application.objects.exists()
