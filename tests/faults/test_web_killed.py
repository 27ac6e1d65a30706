"""The web server is killed while files come in: no half of one stands under a name, and what was acknowledged is there whole."""

from __future__ import annotations

import io
import threading
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pikepdf
import pytest
from django.test import Client

from delegations.registration.models import NoteVerbale
from tests.faults.disk import files_in
from tests.faults.processes import Web
from tests.people import make_focal_point, make_world
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
CLIENTS = 4


class Uploads:
    """Clients that hand in one note verbale after another until they get no answer."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = f"sessionid={session}; csrftoken={'t' * 32}"
        self.numbers: list[str] = []
        self.refused: list[tuple[int, bytes]] = []
        self.threads = [threading.Thread(target=self._hand_in, args=(client,)) for client in range(CLIENTS)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def join(self) -> None:
        for thread in self.threads:
            thread.join()

    def _hand_in(self, client: int) -> None:
        for n in range(10_000):
            number = f"MFA/{client}/{n}"
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
                kind = {"Content-Type": "multipart/form-data; boundary=X", "X-CSRFToken": "t" * 32}
                connection.request("POST", "/portal/ken/notes/", _form(number), {"Cookie": self.cookies, **kind})
                answer = connection.getresponse()
            except (OSError, HTTPException):
                return
            if answer.status != 302:
                self.refused.append((answer.status, answer.read()[-3000:]))
                return
            self.numbers.append(number)


def _form(number: str) -> bytes:
    text = f'--X\r\nContent-Disposition: form-data; name="number"\r\n\r\n{number}\r\n'
    text += '--X\r\nContent-Disposition: form-data; name="file"; filename="note.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    return text.encode() + _paper() + b"\r\n--X--\r\n"


def _paper() -> bytes:
    body = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.Root.Filler = document.make_stream(b"%" * 2_000_000)
        document.save(body, compress_streams=False)
    return body.getvalue()


def assert_whole(folder: Path, numbers: list[str]) -> None:
    """Each file that a row names can be read to its end, and so can each other that has a name of its own."""
    notes = {note.file.name: note.number for note in NoteVerbale.objects.all()}
    assert set(numbers) <= set(notes.values())
    stored = files_in(folder)
    assert set(notes) <= stored
    for name in stored:
        if name.endswith(".pdf"):
            with pikepdf.open(folder / name) as document:
                assert len(document.pages) == 1


def test_in_the_middle_of_uploads(db, tmp_path):
    make_world()
    folder = tmp_path / "store"
    client = Client()
    client.force_login(make_focal_point("KEN"))
    web = Web("redis://127.0.0.1:9/0", "none", tmp_path, MEDIA_ROOT=str(folder))
    try:
        web.wait_until_ready()
        uploads = Uploads(web.port, client.cookies["sessionid"].value)
        uploads.start()
        until(lambda: len(uploads.numbers) >= 8 or uploads.refused, "some have come in", seconds=120)
    finally:
        web.kill()
    uploads.join()
    assert uploads.refused == [], web.log.read_text()
    assert_whole(folder, uploads.numbers)
