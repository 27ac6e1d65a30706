"""Each end of a delivery against a real mail server: sent, later, never, unknown, our own mistake."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conference.correspondence.models import Attempt, Message, Outcome
from conference.correspondence.outbox import delivery
from conference.correspondence.outbox.leases import Lease
from conference.correspondence.outbox.smtp_connection import Verdict
from tests.correspondence.conftest import LINK, make_notice, write
from tests.correspondence.sink import free_port, mailers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(world, trial):
    pass


def again(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def tries(message: Message) -> list[tuple[str, str]]:
    return list(message.tries.values_list("outcome", "said"))


def make_due(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now())


def test_a_message_is_sent_once_and_kept_without_its_secret(sink):
    (message,) = write()
    assert delivery.deliver([message.pk]) == 1
    now = again(message)
    assert (now.state, now.attempts, now.sealed, now.last_error, now.lease, now.lease_until) == (
        "sent",
        1,
        "",
        "",
        None,
        None,
    )
    assert now.ended_at is not None
    assert now.subject_line == "Kenya: seven members received"
    assert "•••" in now.text
    assert LINK not in now.text + now.html
    assert sink.ids == [message.message_id]
    assert LINK in sink.taken[0].mail.get_body(("plain",)).get_content()
    assert tries(message) == [("sent", "")]
    assert delivery.deliver([message.pk]) == 0
    assert len(sink.taken) == 1


@pytest.mark.parametrize(
    ("to", "said"), [("later@x.example", "450 4.2.1 mailbox busy"), ("full@x.example", "452 4.3.1 no room")]
)
def test_not_now_is_tried_again_later_with_the_same_message_id(sink, to, said):
    (message,) = write(to)
    before = timezone.now()
    assert delivery.deliver([message.pk]) == 0
    now = again(message)
    assert (now.state, now.attempts, now.last_error, now.lease, now.handed_at) == ("queued", 1, said, None, None)
    assert timedelta(seconds=24) <= now.not_before - before <= timedelta(seconds=40)
    assert now.sealed != ""
    assert tries(message) == [("transient", said)]
    assert delivery.deliver([message.pk]) == 0
    assert len(sink.asked) == 1, "before its hour nobody is asked again"
    Message.objects.filter(pk=message.pk).update(recipient="well@x.example")
    make_due(message)
    assert delivery.deliver([message.pk]) == 1
    assert sink.ids == [message.message_id]
    assert [outcome for outcome, _said in tries(message)] == ["transient", "sent"]


@pytest.mark.parametrize(
    ("to", "said"), [("never@x.example", "550 5.1.1 no such user"), ("spam@x.example", "554 5.7.1 refused as spam")]
)
def test_a_refusal_is_final_at_once(sink, to, said):
    (message,) = write(to)
    assert delivery.deliver([message.pk]) == 0
    now = again(message)
    assert (now.state, now.attempts, now.last_error) == ("failed", 1, said)
    assert now.ended_at is not None
    assert LINK in now.sealed, "kept for sending again"
    assert tries(message) == [("rejected", said)]


def test_a_connection_lost_after_data_leaves_it_open_whether_it_arrived(sink):
    (message,) = write("drop@x.example")
    before = timezone.now()
    delivery.deliver([message.pk])
    now = again(message)
    assert (now.state, now.attempts) == ("queued", 1)
    assert now.not_before - before >= timedelta(minutes=4), "what may have arrived is not sent again at once"
    ((outcome, said),) = tries(message)
    assert outcome == "timeout"
    assert "closed" in said


def test_silence_after_data_is_the_same(server, settings):
    settings.MAILERS = mailers(server.port, timeout=0.5)
    stalled, well = write("stall@x.example", "well@x.example")
    assert delivery.deliver([stalled.pk, well.pk]) == 1
    assert [outcome for outcome, _said in tries(stalled)] == ["timeout"]
    assert again(stalled).state == "queued"
    assert again(well).state == "sent", "the next one has a new connection"


def test_a_server_that_refuses_costs_nobody_a_try_and_is_asked_once(settings):
    settings.MAILERS = mailers(free_port())
    rows = write(*[f"r{n}@x.example" for n in range(5)])
    before = timezone.now()
    assert delivery.deliver([row.pk for row in rows]) == 0
    found = list(Message.objects.order_by("pk"))
    assert [(row.state, row.attempts, row.lease, row.handed_at) for row in found] == [("queued", 0, None, None)] * 5
    assert all("refused" in row.last_error for row in found)
    assert all(timedelta(seconds=29) <= row.not_before - before <= timedelta(seconds=61) for row in found)
    ((outcome, said),) = Attempt.objects.values_list("outcome", "said")
    assert outcome == "transient"
    assert "refused" in said


def test_no_poison_stops_the_others(sink, settings):
    from conference.correspondence.letters import registry

    settings.OUTBOX_BATCH = 10
    with registry.notices.override():
        registry.register_notice(make_notice("trial.torn", "mail/trial/no_such_template"))
        torn = write("a@x.example", kind="trial.torn")
        odd = write(
            "drop@x.example",
            "nobody\u00e9@x.example",
            "never@x.example",
            "later@x.example",
            "w1@x.example",
            "w2@x.example",
        )
        ids = [row.pk for row in [*torn, *odd]]
        Message.objects.filter(pk=odd[4].pk).update(context={"party": "Kenya"})  # its text will name what it lacks
        assert delivery.deliver(ids) == 1
    states = list(Message.objects.order_by("pk").values_list("recipient", "state", "tries__outcome"))
    assert states == [
        ("a@x.example", "failed", "broken"),
        ("drop@x.example", "queued", "timeout"),
        ("nobody\u00e9@x.example", "failed", "rejected"),
        ("never@x.example", "failed", "rejected"),
        ("later@x.example", "queued", "transient"),
        ("w1@x.example", "failed", "broken"),
        ("w2@x.example", "sent", "sent"),
    ]
    assert again(torn[0]).last_error == "TemplateDoesNotExist: mail/trial/no_such_template.txt"
    assert again(odd[4]).last_error == "UnknownVariable: unknown variable words"


def test_a_kind_that_no_app_declares_any_more_fails_alone(sink):
    gone, well = write("a@x.example", "b@x.example")
    Message.objects.filter(pk=gone.pk).update(kind="trial.gone")
    assert delivery.deliver([gone.pk, well.pk]) == 1
    assert (again(gone).state, tries(gone)) == ("failed", [("broken", "KeyError: 'trial.gone'")])


def test_a_secret_whose_key_is_gone_fails_alone(sink, settings):
    (gone,) = write("a@x.example")
    settings.FIELD_KEYS = f"n2:{'B' * 43}="
    (well,) = write("b@x.example", version=2)
    assert delivery.deliver([gone.pk, well.pk]) == 1
    row = Message.objects.defer("sealed").get(pk=gone.pk)
    assert row.state == "failed"
    assert "not among FIELD_KEYS" in row.last_error


def test_after_so_many_tries_it_has_failed(sink, settings):
    settings.OUTBOX_TRIES = 3
    (message,) = write("later@x.example")
    states = []
    for _n in range(3):
        make_due(message)
        delivery.deliver([message.pk])
        states.append(again(message).state)
    assert states == ["queued", "queued", "failed"]
    assert len(tries(message)) == 3


def test_a_server_that_keeps_losing_connections_is_left_alone(sink):
    rows = write(*[f"drop@{n}.example" for n in range(6)])
    delivery.deliver([row.pk for row in rows])
    assert len(sink.asked) == delivery.ENOUGH_LOST
    found = list(Message.objects.order_by("pk").values_list("attempts", flat=True))
    assert found == [1, 1, 1, 0, 0, 0]
    assert all(row.not_before > timezone.now() for row in Message.objects.all())


def test_the_waits_double_and_never_pass_an_hour():
    def middle(outcome: str) -> list[int]:
        return [
            round(sum(delivery.retry_delay(n, outcome).total_seconds() for _ in range(400)) / 400 / 30)
            for n in range(1, 10)
        ]

    assert middle(Outcome.TRANSIENT)[:4] == [1, 2, 4, 8]
    assert delivery.retry_delay(60, Outcome.TRANSIENT) <= timedelta(hours=1.2)
    assert delivery.retry_delay(1, Outcome.TIMEOUT) >= timedelta(minutes=4)


def test_one_batch_goes_over_one_connection(sink):
    rows = write(*[f"r{n}@x.example" for n in range(8)])
    assert delivery.deliver([row.pk for row in rows]) == 8
    assert sink.connections == 1


class TestLeases:
    def test_nobody_leases_what_is_leased_waiting_or_over(self):
        leased, waiting, sent, cancelled = write("a@x.example", "b@x.example", "c@x.example", "d@x.example")
        delivery.record_verdict(Lease([sent.pk]), sent, Verdict(Outcome.SENT))
        Message.objects.filter(pk=cancelled.pk).update(state="cancelled")
        Message.objects.filter(pk=waiting.pk).update(not_before=timezone.now() + timedelta(minutes=1))
        ids = [leased.pk, waiting.pk, sent.pk, cancelled.pk]
        assert [row.pk for row in Lease(ids).rows] == [leased.pk]
        assert Lease(ids).rows == []

    def test_one_that_ran_out_meanwhile_writes_no_outcome(self):
        (message,) = write()
        mine = Lease([message.pk])
        Message.objects.update(lease_until=timezone.now())
        theirs = Lease([message.pk])
        assert len(theirs.rows) == 1
        delivery.record_verdict(mine, mine.rows[0], Verdict(Outcome.REJECTED, "550 too late"))
        now = again(message)
        assert (now.state, now.lease, now.attempts) == ("sending", theirs.token, 0)
        assert tries(message) == [("rejected", "550 too late")], "the try is told all the same"
        delivery.record_verdict(theirs, theirs.rows[0], Verdict(Outcome.SENT))
        assert again(message).state == "sent"

    def test_a_slow_batch_renews_it_and_leaves_what_another_took(self, settings):
        settings.OUTBOX_LEASE = 0  # half of it has passed at once
        first, second = write("a@x.example", "b@x.example")
        slow = Lease([first.pk, second.pk])
        other = Lease([second.pk])
        settings.OUTBOX_LEASE = 300
        assert [row.pk for row in other.rows] == [second.pk], "it had run out"
        assert slow.holds(slow.rows[0])
        assert again(first).lease_until > timezone.now() + timedelta(seconds=290)
        assert not slow.holds(slow.rows[1])
        assert again(second).lease == other.token

    def test_what_was_not_tried_is_given_back_as_it_was(self):
        rows = write("a@x.example", "b@x.example")
        before = [again(row).not_before for row in rows]
        lease = Lease([row.pk for row in rows])
        lease.end(lease.rows[0], state="sent")
        lease.give_back()
        assert again(rows[0]).state == "sent"
        now = again(rows[1])
        assert (now.state, now.lease, now.lease_until, now.not_before) == ("queued", None, None, before[1])


class TestHandingOver:
    def hand_over(self) -> list[list[int]]:
        given: list[list[int]] = []
        delivery.hand_over(given.append)
        return given

    def test_in_batches_oldest_first_and_only_once(self, settings):
        settings.OUTBOX_BATCH = 2
        ids = [row.pk for row in write(*[f"r{n}@x.example" for n in range(5)])]
        assert self.hand_over() == [ids[:2], ids[2:4], ids[4:]]
        assert self.hand_over() == []

    def test_again_when_nothing_came_of_it(self, settings):
        (message,) = write()
        assert self.hand_over() == [[message.pk]]
        Message.objects.update(handed_at=timezone.now() - timedelta(seconds=settings.OUTBOX_HANDED))
        assert self.hand_over() == [[message.pk]]

    def test_not_before_its_hour(self):
        (message,) = write()
        Message.objects.update(not_before=timezone.now() + timedelta(seconds=30))
        assert self.hand_over() == []
        make_due(message)
        assert self.hand_over() == [[message.pk]]

    def test_what_a_dead_worker_left_leased(self):
        (message,) = write()
        assert Lease([message.pk]).rows
        assert self.hand_over() == []
        Message.objects.update(lease_until=timezone.now())
        assert self.hand_over() == [[message.pk]]
        assert Lease([message.pk]).rows

    def test_what_the_broker_did_not_take_is_free_at_once(self, settings):
        settings.OUTBOX_BATCH = 1
        ids = [row.pk for row in write("a@x.example", "b@x.example", "c@x.example")]
        given = []

        def send(batch: list[int]) -> None:
            if len(given) == 1:
                raise ConnectionError("the broker went away")
            given.append(batch)

        with pytest.raises(ConnectionError):
            delivery.hand_over(send)
        assert given == [[ids[0]]]
        assert self.hand_over() == [[ids[1]], [ids[2]]]

    def test_queries_do_not_grow(self, django_assert_num_queries):
        write("a@x.example")
        with django_assert_num_queries(7):
            self.hand_over()
        Message.objects.update(handed_at=None)
        write("a@x.example", "b@x.example", version=2)
        with django_assert_num_queries(7):
            self.hand_over()
