"""What of the outbox waits for a person: failures, and what waits longer than five minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conference.core.access import SYSTEM, Role
from conference.correspondence.models import Message
from conference.correspondence.outbox import delivery, queries
from conference.db import together
from conference.desk import desk_tasks
from conference.desk.registry import tasks_for
from tests.correspondence.conftest import write
from tests.correspondence.test_desk import failed
from tests.people import actor, make_user


@pytest.fixture(autouse=True)
def _world(world, trial):
    pass


def late(**fields) -> None:
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=6), **fields)


def test_nothing_waits_in_a_quiet_house():
    write()
    assert together.results_of(desk_tasks.outbox(SYSTEM)) == []
    assert together.results_of(desk_tasks.outbox_health())[0].word == "Outbox"


def test_failures_are_one_matter_for_each_kind_and_domain():
    failed("a@mission.example", "b@mission.example", "c@other.example")
    two, one = together.results_of(desk_tasks.outbox(SYSTEM))
    assert two.title == "2 messages to mission.example failed: News of the trial"
    assert one.title == "1 message to other.example failed: News of the trial"
    assert "550 5.1.1 no such user" in str(two.why)
    assert two.url == "/desk/messages/?state=failed&kind=trial.news&domain=mission.example"
    [health] = together.results_of(desk_tasks.outbox_health())
    assert (health.tone, health.text) == ("no", "0 sent, 0 waiting, 3 failed")


def test_what_waits_for_five_minutes_because_nobody_takes_it():
    write("a@x.example", "b@x.example")
    late(not_before=timezone.now() - timedelta(minutes=6))
    (matter,) = together.results_of(desk_tasks.outbox(SYSTEM))
    assert matter.title == "2 messages have waited for more than five minutes"
    assert "they will be sent when one is running again" in str(matter.why)


def test_what_waits_because_the_server_puts_it_off_says_why(sink):
    (message,) = write("later@x.example")
    delivery.deliver([message.pk])
    late()
    (matter,) = together.results_of(desk_tasks.outbox(SYSTEM))
    assert matter.why == "The mail server replied: 450 4.2.1 mailbox busy"


def test_what_staff_sent_again_a_moment_ago_is_old_but_not_late():
    from conference.correspondence.outbox import actions

    (message,) = failed("a@x.example")
    late()
    actions.send_again(actor=SYSTEM, ids=[message.pk])
    assert together.results_of(desk_tasks.outbox(SYSTEM)) == []


def test_the_desk_shows_it_to_those_who_may_see_messages():
    failed("a@x.example")
    assert "outbox.failed.trial.news.x.example" in [m.key for m in tasks_for(actor(make_user(None, Role.SECRETARIAT)))]
    assert not any(m.key.startswith("outbox") for m in tasks_for(actor(make_user(None, Role.PRINT_ROOM))))


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_one_query_however_much_there_is(count, django_assert_num_queries):
    failed(*[f"a@x{n}.example" for n in range(count)])
    with django_assert_num_queries(1):
        assert len(together.results_of(desk_tasks.outbox(SYSTEM))) == count


def test_a_domain_is_what_follows_the_at_sign():
    failed("a@mission.example")
    assert [found.domain for found in queries.group_failures(queries.failure_rows())] == ["mission.example"]
