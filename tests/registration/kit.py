from __future__ import annotations

import html
import io
import re
import struct
import zlib
from datetime import UTC, date, datetime, timedelta

from PIL import Image

from conference.core import clock
from conference.core.access import SYSTEM, Actor
from conference.correspondence.models import Message
from conference.files.documents import Document
from conference.models import Category
from conference.translated import Translated
from delegations.registration.late import actions
from delegations.registration.models import Deadline, Delegate, LateRequest

ENDS = date(2025, 10, 26)


def values(letter: str = "D", **more) -> dict:
    return {
        "honorific": "Ms.",
        "family_name": "Wario",
        "given_names": "Halima",
        "functional_title": "Interpreter, French and English",
        "capacity": "delegate",
        "category": Category.objects.get(letter=letter),
        "date_of_birth": "1984-03-02",
        "nationality": "KE",
        "document_type": "ordinary",
        "document_number": "BK0417726",
        "document_expiry": date(2029, 6, 30),
        **more,
    }


def post(letter: str = "D", **more) -> dict:
    plain = values(letter, **more)
    plain["category"] = str(plain["category"].pk) if hasattr(plain["category"], "pk") else plain["category"]
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in plain.items()}


def firearm(**more) -> dict:
    own = {"kind": "firearm", "make": "Glock", "type": "Pistol", "calibre": "9 × 19 mm", "rounds": 30}
    return {**own, "serial": "BXK 417", **_BROUGHT, **more}


def radio(**more) -> dict:
    own = {"kind": "radio", "make": "Motorola", "model": "DP4800", "frequency": "430 MHz", "power": "4 W"}
    return {**own, "serial": "871TPD0042", **_BROUGHT, **more}


_BROUGHT = {"checkpoint": "Nội Bài", "starts_on": date(2025, 10, 23), "ends_on": date(2025, 10, 27)}


def picture(width: int = 600, height: int = 800, kind: str = "JPEG", name: str = "halima.jpg") -> io.BytesIO:
    body = io.BytesIO()
    Image.new("RGB", (width, height), "#8a6a4f").save(body, kind)
    body.seek(0)
    body.name = name
    return body


def make_deadline(code: str = "confirmation", at: datetime = datetime(2025, 10, 15, 11, tzinfo=UTC)) -> Deadline:
    return Deadline.objects.create(code=code, name=Translated(en=code.replace("_", " ").capitalize()), at=at)


def late_request(*members: Delegate, who: Actor = SYSTEM, number: str = "MFA/131") -> LateRequest:
    """A late request after a deadline, which is made when there is none."""
    if not Deadline.objects.filter(code="confirmation").exists():
        make_deadline(at=clock.now() - timedelta(hours=1))
    given = {"document": Document("note.pdf", "pdf", b"%PDF-1.7\n"), "number": number, "dated": date(2025, 10, 16)}
    return actions.ask_late(
        actor=who, delegation=members[0].delegation, members=members, words="Appointed on Monday.", **given
    )


def letters(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=f"registration.{kind}").order_by("pk"))


def text_of(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    body = re.sub(r"<(template|script)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    body = re.sub(r"</bdi>(?=[?.,:;])", "", body)  # the mark of a sentence follows its name at once
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def named(body: bytes) -> io.BytesIO:
    file = io.BytesIO(body)
    file.name = "photo.jpg"
    return file


def damaged() -> io.BytesIO:
    whole = picture(900, 1200).getvalue()
    return named(whole[: len(whole) // 2])


def bomb(width: int, height: int) -> io.BytesIO:
    """A PNG that states its size and then ends: whoever decodes it finds out."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    data = b"IDAT" + zlib.compress(bytes(100))
    return named(
        b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    )
