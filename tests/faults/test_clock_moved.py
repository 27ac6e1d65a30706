"""The machine's clock jumps by an hour: mails still leave within seconds, and none twice but those that were leased."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from django.utils import timezone

from conference.correspondence.models import Message
from conference.correspondence.outbox import delivery
from tests.correspondence.conftest import write
from tests.faults.support.processes import Worker
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
HOUR = timedelta(hours=1)
TIMES = ("created_at", "not_before", "handed_at", "lease_until")


def set_clock(file: Path, ahead: str) -> None:
    """Put a clock's difference in place in one step: a process that read the file half written would end."""
    written = file.with_suffix(".new")
    written.write_text(ahead)
    written.replace(file)


@pytest.fixture
def clock_file(tmp_path) -> tuple[Path, dict[str, str]]:
    """A file that says how far a process's clock is ahead, and the environment that makes it look there.

    Skip visibly without Debian's libfaketime; in CI that is an error.
    """
    libraries = list(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    if not libraries and os.environ.get("CI"):
        pytest.fail("CI must have libfaketime")
    if not libraries:
        pytest.skip("needs libfaketime: apt-get install libfaketime")
    file = tmp_path / "clock"
    set_clock(file, "+0")
    environment = {
        "LD_PRELOAD": str(libraries[0]),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_RESET": "1",
    }
    return file, environment


@pytest.mark.parametrize("jump", ["-1h", "+1h"])
def test_beat_goes_on(mail_server, broker, queue_name, tmp_path, clock_file, jump):
    file, environment = clock_file
    sink = mail_server.sink
    worker = Worker(broker.url, queue_name, mail_server.port, tmp_path, "solo", **environment)
    try:
        write("before@x.example")
        until(lambda: len(sink.ids) == 1 or not worker.alive, "the clock is right and a mail leaves", seconds=120)
        set_clock(file, jump)
        hours = HOUR if jump == "+1h" else -HOUR
        # More than one: a relay that was asked for before may still run.
        for number in range(2, 6):
            write(f"r{number}@x.example")
            # Written by a process whose clock has jumped as well.
            Message.objects.filter(state="queued").update(not_before=F("not_before") + hours)
            until(lambda: len(sink.ids) == number or not worker.alive, "the next leaves too", seconds=60)  # noqa: B023
    finally:
        worker.kill()
    assert len(sink.ids) == 5, worker.log.read_text()


def move_rows(by: timedelta) -> None:
    """As if the machine's clock had jumped the other way."""
    Message.objects.update(**{name: F(name) + by for name in TIMES})


def hand_over() -> list[int]:
    handed: list[int] = []
    delivery.hand_over(handed.extend)
    return handed


def test_what_was_queued_handed_over_or_leased_before_it_was_set_back_is_taken_up(mail_server, settings):
    settings.MAILERS = mail_server.mailers
    queued, handed, leased, waiting = write(*[f"{name}@x.example" for name in ("queued", "handed", "leased", "waits")])
    now = timezone.now()
    Message.objects.filter(pk=handed.pk).update(handed_at=now)
    Message.objects.filter(pk=leased.pk).update(
        state="sending", lease="0d2cf6f5-7ee8-4d56-9a26-8d0a1ab74a42", lease_until=now + timedelta(seconds=60)
    )
    Message.objects.filter(pk=waiting.pk).update(not_before=now + timedelta(minutes=10))
    assert hand_over() == [queued.pk]
    move_rows(HOUR)
    assert sorted(hand_over()) == [queued.pk, handed.pk, leased.pk]
    assert hand_over() == []
    assert delivery.deliver([queued.pk, handed.pk, leased.pk, waiting.pk]) == 3
    assert sorted(mail_server.sink.ids) == sorted(row.message_id for row in (queued, handed, leased))


def test_control_a_little_ahead_is_another_machine_s_clock(mail_server):
    (leased,) = write("leased@x.example")
    Message.objects.update(
        state="sending",
        lease="0d2cf6f5-7ee8-4d56-9a26-8d0a1ab74a42",
        lease_until=timezone.now() + timedelta(seconds=90),
    )
    assert hand_over() == []
    assert delivery.deliver([leased.pk]) == 0
