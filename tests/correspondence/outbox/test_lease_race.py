"""Many workers get the same messages at once: each leaves once. The control takes the condition away."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import OperationalError, connection
from django.db.models import Q
from django.utils import timezone

from conference.correspondence.models import Attempt, Message
from conference.correspondence.outbox import delivery, leases
from conference.correspondence.outbox.leases import Lease
from conference.correspondence.outbox.smtp_connection import SmtpConnection
from conference.db import guards
from conference.models import current_conference
from tests.correspondence.conftest import write
from tests.people import make_conference
from tests.waiting import until

pytestmark = pytest.mark.slow

WORKERS, MESSAGES = 6, 20


@pytest.fixture
def ids(transactional_db, trial) -> list[int]:
    make_conference()
    return [row.pk for row in write(*[f"r{n}@x.example" for n in range(MESSAGES)])]


def all_at_once(work: Callable[[], None]) -> list[BaseException]:
    together, problems = threading.Barrier(WORKERS), []

    def run() -> None:
        try:
            together.wait(timeout=20)
            work()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return problems


def test_each_message_reaches_the_server_exactly_once(ids, sink):
    assert all_at_once(lambda: delivery.deliver(ids)) == []
    assert Counter(sink.ids) == Counter(Message.objects.values_list("message_id", flat=True))
    assert len(sink.ids) == MESSAGES
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert Attempt.objects.count() == MESSAGES


def send_all_of(lease: Lease) -> None:
    with SmtpConnection() as line:
        for message in lease.rows:
            assert lease.holds(message)
            assert delivery.send_message(message, current_conference(), line).outcome == "sent"


def test_what_one_has_leased_no_other_sends(ids, sink):
    lease = Lease(ids)
    assert all_at_once(lambda: delivery.deliver(ids)) == []
    assert sink.ids == []
    send_all_of(lease)
    assert len(sink.ids) == len(set(sink.ids)) == MESSAGES


def test_control_without_the_condition_they_go_out_twice(ids, sink, monkeypatch):
    lease = Lease(ids)
    assert all(row.sealed for row in lease.rows), "read now: who sends first empties it"
    monkeypatch.setattr(leases, "due", lambda now: Q())
    guards.uninstall(names=["correspondence_message_graph"])
    try:
        assert all_at_once(lambda: delivery.deliver(ids)) == []
    finally:
        guards.install(names=["correspondence_message_graph"])
    send_all_of(lease)
    assert len(set(sink.ids)) == MESSAGES
    assert len(sink.ids) >= 2 * MESSAGES


def test_a_lapsed_lease_is_taken_up_by_one(ids, sink):
    assert len(Lease(ids).rows) == MESSAGES
    Message.objects.update(lease_until="2020-01-01T00:00:00Z")
    assert all_at_once(lambda: delivery.deliver(ids)) == []
    assert len(sink.ids) == len(set(sink.ids)) == MESSAGES


class SlowServer:
    def __init__(self, sink) -> None:
        self.has_it, self.answers = threading.Event(), threading.Event()
        sink.after_each = self._wait

    def _wait(self, count: int) -> None:
        self.has_it.set()
        assert self.answers.wait(60)


@contextmanager
def slowly_delivered(ids: list[int], sink) -> Iterator[SlowServer]:
    server = SlowServer(sink)

    def work() -> None:
        try:
            delivery.deliver(ids)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        assert server.has_it.wait(20)
        yield server
    finally:
        server.answers.set()
        worker.join(60)
        assert not worker.is_alive()


def lease_until(pk: int) -> datetime:
    found = Message.objects.values_list("lease_until", flat=True).get(pk=pk)
    assert found is not None
    return found


@pytest.fixture
def short(settings):
    settings.OUTBOX_LEASE = 2


def test_a_lease_lasts_as_long_as_its_worker_sends(ids, sink, short):
    first, later = ids[:2]
    with slowly_delivered([first, later], sink):
        begun = lease_until(first)
        until(lambda: timezone.now() > begun, "the lease of the beginning is over")
        assert lease_until(first) > timezone.now()
        assert Lease([first, later]).rows == []
        assert delivery.hand_over(lambda batch: None) == MESSAGES - 2
    assert Counter(sink.ids) == Counter(
        Message.objects.filter(pk__in=[first, later]).values_list("message_id", flat=True)
    )
    assert set(Message.objects.filter(pk__in=[first, later]).values_list("state", "attempts")) == {("sent", 1)}


def test_control_without_renewing_another_sends_it_too(ids, sink, short, monkeypatch):
    monkeypatch.setattr(leases, "RENEWALS", 0.001)  # one in half an hour
    first = ids[0]
    with slowly_delivered([first], sink):
        begun = lease_until(first)
        until(lambda: timezone.now() > begun, "the lease of the beginning is over")
        again = Lease([first])
        assert [row.pk for row in again.rows] == [first]
    send_all_of(again)
    assert len(sink.ids) == 2
    assert len(set(sink.ids)) == 1


def test_who_loses_the_lease_breaks_off_before_the_message_is_out(ids, server, sink, short):
    """What the server makes of the message is not known; nothing more goes over that line."""
    first, later = ids[:2]
    with slowly_delivered([first, later], sink) as slow:
        Message.objects.filter(pk=later).update(lease=uuid.uuid4())
        until(lambda: Attempt.objects.filter(message=first).exists(), "the worker has broken off")
        assert Attempt.objects.get(message=first).outcome == "timeout"
        slow.answers.set()
    assert not Attempt.objects.filter(message=later).exists()
    assert len(sink.ids) == 1


def test_who_cannot_renew_breaks_off_before_the_lease_ends(ids, sink, short, monkeypatch):
    """Only the renewing thread has lost the database."""
    hold = Lease.extend_lease

    def away(self, rows, **values):
        if threading.current_thread().name == "renew the lease":
            raise OperationalError("the server closed the connection")
        return hold(self, rows, **values)

    monkeypatch.setattr(Lease, "extend_lease", away)
    (first, *_others) = ids
    with slowly_delivered([first], sink):
        ends = lease_until(first)
        until(lambda: Attempt.objects.filter(message=first).exists(), "the worker has broken off")
        assert Attempt.objects.get(message=first).at < ends
    assert Message.objects.get(pk=first).state == "queued"
