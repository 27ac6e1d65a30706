"""Two beats at once, by mistake or while one replaces the other, and a broker that forgets: each message still leaves once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import F
from redis import Redis

from conference.correspondence.models import Message
from tests.correspondence.conftest import write
from tests.faults.support.processes import Worker
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
MESSAGES = 300


def test_each_message_leaves_once(mail_server, broker, queue_name, tmp_path):
    rows = write(*[f"r{n}@x.example" for n in range(MESSAGES)])
    sink = mail_server.sink
    workers = [
        Worker(broker.url, queue_name, mail_server.port, tmp_path, "threads", FAULTS_OWN_WAITS="yes") for _ in "ab"
    ]
    logs = [worker.log for worker in workers]
    try:
        until(lambda: len(sink.ids) > 50 or not all(w.alive for w in workers), "they have begun", seconds=120)
        Redis.from_url(broker.url).flushall()
        # What was in the broker is handed over again after a minute, which has passed.
        Message.objects.filter(state="queued").update(
            handed_at=F("handed_at") - timedelta(seconds=settings.OUTBOX_HANDED)
        )
        until(lambda: not Message.objects.exclude(state="sent").exists(), "every message is sent", seconds=240)
    finally:
        for worker in workers:
            worker.kill()
    assert sorted(sink.ids) == sorted(row.message_id for row in rows), [log.read_text() for log in logs]
