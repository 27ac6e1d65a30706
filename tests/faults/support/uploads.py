"""Clients that hand in notes verbales, and what is left of them afterwards."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pikepdf

from delegations.registration.models import NoteVerbale
from tests.faults.support.disk import files_in

CLIENTS = 4


class Uploads:
    """Clients that hand in one note verbale after another, until there are `most` each or they get no answer.

    Args:
        ports: Each client's web server, in turn.
        session: The key of a focal point of Kenya.

    Attributes:
        numbers: Of the notes that were acknowledged.
        refused: What others were answered.
    """

    def __init__(self, ports: Sequence[int], session: str, most: int = 10_000) -> None:
        self.ports, self.most = ports, most
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
        for n in range(self.most):
            number = f"MFA/{client}/{n}"
            try:
                connection = HTTPConnection("127.0.0.1", self.ports[client % len(self.ports)], timeout=60)
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


def find_broken(folder: Path, numbers: Sequence[str]) -> list[str]:
    """Return the acknowledged notes that are not stored, the files that rows name and that are missing, and those that are not whole."""
    notes = {note.file.name: note.number for note in NoteVerbale.objects.all()}
    stored = {name for name in files_in(folder) if name.endswith(".pdf")}
    broken = sorted(set(numbers) - set(notes.values())) + sorted(set(notes) - stored)
    for name in stored:
        try:
            with pikepdf.open(folder / name) as document:
                whole = len(document.pages) == 1
        except pikepdf.PdfError:
            whole = False
        broken += [] if whole else [name]
    return broken
