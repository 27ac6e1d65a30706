"""The demo's mail server: a folder with one `.eml` file a message, the newest last by name."""

import email
import email.parser
import email.policy
import os
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as Parsed
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from conference.correspondence.letters.letter import shown

NAME = re.compile(r"\d{20}-[0-9a-f]{8}\Z")
HEADERS = email.parser.BytesHeaderParser(policy=email.policy.default)
# The addresses of a demo, which may stand at another port than when the letter was written.
OF_A_DEMO = re.compile(r"http://127\.0\.0\.1:\d+(?=/)")


class MailboxBackend(BaseEmailBackend):
    """Deliver into a folder, made when missing. Files are written atomically."""

    def __init__(self, alias: str | None = None, folder: str = "", **kwargs: Any) -> None:
        super().__init__(alias=alias, **kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many were written; raise OSError when the folder isn't writable."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            built = message.message(policy=email.policy.SMTP)
            name = f"{_sorting(str(built['Date']))}-{uuid.uuid4().hex[:8]}"
            half = self.folder / f".{name}"
            half.write_bytes(built.as_bytes())
            half.rename(self.folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    name: str
    sender: str
    to: str
    subject: str
    date: datetime | None
    text: str = ""
    html: str = ""


def folder() -> Path | None:
    mailer: Any = settings.MAILERS["default"]
    here = mailer["BACKEND"] == f"{MailboxBackend.__module__}.{MailboxBackend.__qualname__}"
    return Path(mailer["OPTIONS"]["folder"]) if here else None


def read_letters(place: Path, *, to: str = "", before: str = "") -> Iterator[Letter]:
    """Yield the mails in `place`, the newest first, by their headers alone.

    Args:
        to: A part of the recipient's address or name, or of the subject.
        before: The name of the mail after which to go on.
    """
    try:
        names = sorted((entry.name for entry in os.scandir(place) if entry.name.endswith(".eml")), reverse=True)
    except FileNotFoundError:
        return
    for name in names:
        stem = name.removesuffix(".eml")
        if before and stem >= before:
            continue
        with (place / name).open("rb") as file:
            letter = _headers(stem, HEADERS.parse(file))
        if to.casefold() in f"{letter.to}\n{letter.subject}".casefold():
            yield letter


def read(place: Path, name: str) -> Letter | None:
    """Return the mail of that name, its links leading to this site, or None."""
    path = place / f"{name}.eml"
    if not NAME.match(name) or not path.exists():
        return None
    with path.open("rb") as file:
        parsed = email.message_from_binary_file(file, policy=email.policy.default)
    head = _headers(name, parsed)
    return Letter(name, head.sender, head.to, head.subject, head.date, _part(parsed, "plain"), _part(parsed, "html"))


def _sorting(date: str) -> str:
    """Return 20 digits by which mails are sorted: by the date that they show, in seconds, and within one by when they came."""
    return f"{int(parsedate_to_datetime(date).timestamp()):010d}{time.time_ns() // 10_000 % 10**10:010d}"


def _headers(name: str, parsed: Message) -> Letter:
    date = parsedate_to_datetime(str(parsed["Date"])) if parsed["Date"] else None
    sender, to = shown(str(parsed["From"] or "")), shown(str(parsed["To"] or ""))
    return Letter(name, sender, to, str(parsed["Subject"] or ""), date)


def _part(parsed: Parsed, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    text = str(part.get_content()) if part is not None else ""
    return OF_A_DEMO.sub(lambda _address: settings.PUBLIC_URL, text)
