"""The outbox to a mail server on this machine: leased, written, sent, the outcome kept; beside smtplib alone."""

from __future__ import annotations

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import SMTP
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.test import override_settings

from conference.core import lifecycle
from conference.correspondence.letters import letter, registry
from conference.correspondence.models import Message
from conference.correspondence.outbox import delivery
from conference.correspondence.outbox.actions import Recipient, queue_messages
from conference.models import Conference, current_conference
from tests.bench import Figure
from tests.bench.support.crowd import settle
from tests.correspondence.sink import mailers
from tests.people import make_conference

ROOT = Path(__file__).resolve().parents[2]
KIND = "registration.submitted"


def run() -> list[Figure]:
    return outbox()


def outbox(count: int = 500) -> list[Figure]:
    """Measure one process in batches as the relay makes them; the limit is smtplib with the same mails, ready made."""
    if not Conference.objects.exists():
        make_conference()
    start = perf_counter()
    _queue(count)
    queued = count / (perf_counter() - start)
    settle()
    ready = [_bytes(message) for message in Message.objects.filter(kind=KIND).order_by("pk")[:count]]
    with _sink() as port, override_settings(MAILERS=mailers(port)):
        _plain(port, ready[:20])  # the server's first answers are its slowest
        start = perf_counter()
        _plain(port, ready)
        limit = count / (perf_counter() - start)
        batches: list[list[int]] = []
        start = perf_counter()
        delivery.hand_over(batches.append)
        sent = sum(delivery.deliver(batch) for batch in batches)
        whole = count / (perf_counter() - start)
        start = perf_counter()
        _written(port, count)
        written = count / (perf_counter() - start)
    assert sent == count, f"{sent} of {count} sent"
    size = round(sum(map(len, ready)) / count / 1024)
    note = f"one process; mails of {size} KB; limit: smtplib alone with the mails ready made"
    return [
        Figure(f"{count:,} messages from the outbox to a local mail server", whole, "messages/s", limit, note=note),
        Figure("the same, beside writing and sending without an outbox", whole, "messages/s", written),
        Figure(f"{count:,} messages queued in one transaction", queued, "messages/s"),
    ]


@lifecycle.use_case
def _queue(count: int) -> None:
    notice = registry.get_notice(KIND)
    to = [Recipient(f"focal{n}@mission{n % 110}.example", f"Focal Point {n}") for n in range(count)]
    queue_messages(notice, subject=current_conference(), to=to, context=notice.sample(), scope="KEN")


def _bytes(message: Message) -> bytes:
    return letter.compose(message, current_conference()).message(policy=SMTP).as_bytes()


def _plain(port: int, mails: list[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as line:
        for number, mail in enumerate(mails):
            line.sendmail(settings.DEFAULT_FROM_EMAIL, [f"focal{number}@mission.example"], mail)


def _written(port: int, count: int) -> None:
    """Render, compose and send as the outbox does; keep nothing."""
    conference = current_conference()
    rows = Message.objects.filter(kind=KIND).order_by("pk")[:count]
    with smtplib.SMTP("127.0.0.1", port) as line:
        for message in rows:
            message.html = ""
            mail = letter.compose(message, conference).message(policy=SMTP).as_bytes()
            line.sendmail(settings.DEFAULT_FROM_EMAIL, [message.recipient], mail)


@contextmanager
def _sink() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.support.sink"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            assert process.stdin is not None
            process.stdin.close()
