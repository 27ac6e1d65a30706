"""Many workers are given the same messages at once: each message leaves the house once. The control takes the condition away."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Q

from conference import guards
from conference.correspondence import delivery, leases
from conference.correspondence.leases import Lease
from conference.correspondence.line import Line
from conference.correspondence.models import Attempt, Message
from conference.models import current_conference
from tests.correspondence.conftest import write
from tests.people import make_conference

WORKERS, MESSAGES = 6, 20


@pytest.fixture
def ids(transactional_db, trial) -> list[int]:
    """Messages that are due."""
    make_conference()
    return [row.pk for row in write(*[f"r{n}@x.example" for n in range(MESSAGES)])]


def all_at_once(work: Callable[[], None]) -> list[BaseException]:
    """Runs `work` in WORKERS threads that begin together. Returns what went wrong in them."""
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
    """What the holder of a lease does with it."""
    with Line() as line:
        for message in lease.rows:
            assert lease.holds(message)
            assert delivery._send(message, current_conference(), line).outcome == "sent"


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
