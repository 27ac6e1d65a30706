"""A full disk: no part of a file stays, no row names one, and who is concerned is told."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from conference.core.access import Role
from conference.desk.desk_tasks import disk_health
from conference.files.disk import DiskFull
from conference.printing import tasks
from conference.printing.models import PaperJob
from delegations.registration.models import NoteVerbale
from schedule.calendar.itineraries import prints
from tests.faults.support.disk import BLOCK, files_in, full_disk
from tests.people import make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import picture

NOTES = "/portal/ken/notes/"
SAID = "The file could not be saved because the server’s disk is full. Inform the system administrator."


@pytest.fixture
def store(tmp_path, settings) -> Path:
    folder = tmp_path / "store"
    settings.MEDIA_ROOT = str(folder)
    return folder


def test_an_upload(client, world, store):
    portal = sign_in(client, make_focal_point("KEN"))
    with full_disk(store):
        answer = portal.post(NOTES, {"file": picture(900, 1200)})
        left = files_in(store)
    assert answer.status_code == 507
    page = answer.content.decode()
    assert SAID in page
    assert "Refused, nothing changed" in page
    assert (left, NoteVerbale.objects.count()) == (set(), 0)
    portal.post(NOTES, {"file": picture(900, 1200)})
    [note] = NoteVerbale.objects.all()
    assert files_in(store) == {note.file.name}


def test_control_djangos_own_storage_leaves_a_part(store):
    """Of 20 blocks one fits."""
    whole = ContentFile(os.urandom(20 * BLOCK))
    with full_disk(store):
        with pytest.raises(OSError, match=r"No space left|File too large"):
            FileSystemStorage(store).save("notes/a.pdf", whole)
        assert files_in(store) == {"notes/a.pdf"}
        (store / "notes" / "a.pdf").unlink()
        with pytest.raises(DiskFull):
            default_storage.save("notes/a.pdf", whole)
        assert files_in(store) == set()


@pytest.mark.parametrize("which", ["store", "temporary"])
def test_a_document_that_a_worker_makes(client, world, store, which, tmp_path, monkeypatch):
    monkeypatch.setattr(prints, "AT_ONCE", 2)
    for code in ("BRA", "FRA", "KEN"):
        make_member(code, state="submitted", capacity="head")
    user = make_user(None, Role.PROTOCOL)
    desk = sign_in(client, user)
    desk.post("/desk/papers/itinerary/by-worker/")
    [job] = PaperJob.objects.all()
    folder = store if which == "store" else tmp_path / "temporary"
    with full_disk(folder):
        if which == "temporary":
            monkeypatch.setattr(tempfile, "tempdir", str(folder))
        assert tasks.make_paper(job.pk) is True
        left = files_in(folder)
    monkeypatch.undo()
    job.refresh_from_db()
    assert (job.state, job.problem, job.file.name, left) == ("failed", SAID, "", set())
    # Whoever asked finds it on the desk.
    home = desk.get("/desk/").content.decode()
    assert "Your document could not be produced" in home
    assert SAID in home


def test_an_export(client, world, store, tmp_path, monkeypatch):
    make_member("KEN", state="accredited")
    desk = sign_in(client, make_user(None, Role.SECRETARIAT, Role.PROTOCOL))
    folder = tmp_path / "temporary"
    with full_disk(folder):
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        answer = desk.post("/desk/participants/", {"kind": "xlsx"})
        left = files_in(folder)
    monkeypatch.undo()
    assert (answer.status_code, left) == (507, set())
    assert SAID in answer.content.decode()
    assert desk.post("/desk/participants/", {"kind": "xlsx"}).status_code == 200


def test_the_desk_says_so_before_and_then(client, world, settings):
    desk = sign_in(client, make_user(None, Role.SECRETARIAT))
    assert disk_health() is None
    assert "disk" not in desk.get("/desk/").content.decode()
    settings.MEDIA_ROOT = "/proc"  # a file system without a free block, everywhere
    home = desk.get("/desk/").content.decode()
    assert "The server’s disk is full" in home
    assert "0 MB are left for uploaded files and documents. Inform the system administrator." in home
