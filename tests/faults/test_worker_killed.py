"""A worker is killed in the middle of a thousand messages, and another takes over: none is lost."""

from __future__ import annotations

import pytest

from conference.correspondence.models import Message
from tests.correspondence.conftest import write
from tests.faults.conftest import Worker
from tests.waiting import until

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
MESSAGES = 1000
# Each of the two processes may have been killed between sending a message and writing that it was sent.
PROCESSES = 2


@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_none_of_a_thousand_is_lost(mail_server, redis_url, queue_name, tmp_path, pool):
    rows = write(*[f"r{n}@x.example" for n in range(MESSAGES)])
    wanted = {row.message_id for row in rows}
    sink = mail_server.sink
    first = Worker(redis_url, queue_name, mail_server.port, tmp_path, pool)
    try:
        until(lambda: len(sink.ids) >= 300 or not first.alive, "three hundred have arrived", seconds=120)
    finally:
        first.kill()
    assert 300 <= len(sink.ids) < MESSAGES, first.log.read_text()
    left = Message.objects.exclude(state="sent").count()
    assert left > 0

    second = Worker(redis_url, queue_name, mail_server.port, tmp_path, pool)
    try:
        until(lambda: not Message.objects.exclude(state="sent").exists(), "every message is sent", seconds=180)
    finally:
        second.kill()
    assert set(sink.ids) == wanted
    assert len(sink.ids) <= MESSAGES + PROCESSES
    assert {row.sealed for row in Message.objects.only("sealed")} == {""}
