"""Many who read and act at once: one entry each, whole chains, and no daily reader waits for another."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from conference.audit import access_chain, person_keys
from conference.audit.chain import Draft, digest, find_faults, link
from conference.audit.models import GENESIS, AccessLogEntry, AccessLogHead, AuditEntry, Head
from conference.audit.verify import all_faults, one_moment
from conference.core import access_log as core_access_log
from conference.core import lifecycle
from conference.core.access import Actor, Role
from delegations.registration.delegations import access_log as delegations_access_log
from delegations.registration.models import Delegate
from tests.people import actor, make_conference, make_member, make_tables, make_user
from tests.races.threads import attack
from tests.registration.members.test_races import overlap

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 15
CONFIDENCE = "delegate.followed"
# ms; how long a statement waits for a lock before the test says that it does.
PATIENCE = 500


@pytest.fixture
def member() -> Delegate:
    make_conference()
    make_tables()
    return make_member("KEN", state="submitted")


def read(officer: Actor, member: Delegate) -> None:
    page = "accreditation:queue"
    core_access_log.log_read(
        actor=officer, of=member, verb=delegations_access_log.PERSON, right=delegations_access_log.RIGHT, page=page
    )


def read_in_confidence(officer: Actor, member: Delegate) -> None:
    core_access_log.log_read(actor=officer, of=member, verb=CONFIDENCE, right="gates.follow")


@lifecycle.use_case
def act(officer: Actor, member: Delegate) -> None:
    for _each in range(2):
        lifecycle.log(member, actor=officer, verb="delegation.reordered")


@lifecycle.use_case
def act_once(officer: Actor, member: Delegate) -> None:
    lifecycle.log(member, actor=officer, verb="delegation.reordered")
    transaction.on_commit(lambda: told.append(not connection.in_atomic_block))


told: list[bool] = []


def test_what_is_linked_last_is_committed_by_then_and_what_waits_for_the_commit_is_done(member):
    """On PostgreSQL by the message that links it: nobody waits for the head while this process waits for its turn."""
    told.clear()
    before = AuditEntry.objects.count()
    act_once(actor(make_user(None, Role.ACCREDITATION)), member)
    assert told == [True]
    assert AuditEntry.objects.count() == before + 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        act_once(actor(make_user(None, Role.ACCREDITATION)), member)
        raise ZeroDivisionError
    # Inside another's transaction it is not committed before that is.
    assert AuditEntry.objects.count() == before + 1
    assert list(find_faults()) == []


def test_without_the_head_nothing_is_kept(member):
    head = Head.objects.get()
    head.delete()
    try:
        with pytest.raises(RuntimeError, match="no head row"):
            act_once(actor(make_user(None, Role.ACCREDITATION)), member)
        assert not AuditEntry.objects.filter(verb="delegation.reordered").exists()
    finally:
        Head.objects.create(number=head.number, hash=head.hash)


def again(job: Any, officer: Actor, member: Delegate) -> None:
    for _each in range(TIMES):
        job(officer, member)


def test_readers_and_actors_at_once_leave_one_chain(member):
    officers = [actor(make_user(None, Role.ACCREDITATION)) for _each in range(4)]
    before = AuditEntry.objects.count()
    jobs = [partial(again, job, one, member) for one in officers for job in (read_in_confidence, act)]
    assert attack(jobs) == [None] * 8
    assert AuditEntry.objects.filter(verb=CONFIDENCE).count() == 4 * TIMES
    assert AuditEntry.objects.count() == before + 4 * TIMES + 4 * 2 * TIMES == Head.objects.get().number
    assert list(find_faults()) == []


def test_daily_readers_and_actors_at_once_leave_whole_chains(member):
    """Each of four reads in two windows at once, while all of them act."""
    officers = [actor(make_user(None, Role.ACCREDITATION)) for _each in range(4)]
    before = AuditEntry.objects.count()
    jobs = [partial(again, job, one, member) for one in officers for job in (read, read, act)]
    assert attack(jobs) == [None] * 12
    assert AccessLogEntry.objects.filter(verb=delegations_access_log.PERSON).count() == 2 * 4 * TIMES
    assert AuditEntry.objects.count() == before + 4 * 2 * TIMES == Head.objects.get().number
    assert [*find_faults(), *access_chain.find_faults()] == []


def careless(drafts: list[Draft]) -> None:
    """As `append`, but read the head without holding it."""
    [draft] = drafts
    values = draft.sealed(person_keys.load(draft.persons))
    head, own = Head.objects.get(pk=1), digest(values)
    number, hash_ = head.number + 1, link(head.hash, head.number + 1, own)
    AuditEntry.objects.create(number=number, digest=own, hash=hash_, **values)
    Head.objects.filter(pk=1).update(number=number, hash=hash_)


def two_read(member: Delegate) -> list[Any]:
    one, other = (actor(make_user(None, role)) for role in (Role.SECURITY, Role.ACCREDITATION))
    return overlap(lambda: read_in_confidence(one, member), lambda: read_in_confidence(other, member))


def test_the_second_waits_for_the_head(member):
    assert two_read(member) == [None, None]
    assert list(find_faults()) == []


def test_control_without_the_head_s_lock_a_read_is_lost(member, monkeypatch):
    monkeypatch.setattr(lifecycle, "append_drafts", careless)
    assert isinstance(two_read(member)[1], IntegrityError)
    assert AuditEntry.objects.filter(verb=CONFIDENCE).count() == 1


def careless_daily(draft: Draft) -> None:
    """As `access_chain.append_read`, but read the reader's head without holding it."""
    values = {name: getattr(draft, name) for name in access_chain.FIELDS}
    own, after = digest(values), Head.objects.get(pk=1).number
    with transaction.atomic():
        head = AccessLogHead.objects.filter(reader=draft.actor_id).first()
        number, before = (head.number + 1, head.hash) if head else (1, GENESIS)
        hash_ = access_chain.link(before, number, after, own)
        AccessLogHead.objects.update_or_create(reader=draft.actor_id, defaults={"number": number, "hash": hash_})
        AccessLogEntry.objects.create(
            reader=draft.actor_id, number=number, after=after, digest=own, hash=hash_, **values
        )


def test_two_windows_of_one_reader_wait_for_each_other(member):
    one = actor(make_user(None, Role.SECURITY))
    read(one, member)
    assert overlap(lambda: read(one, member), lambda: read(one, member)) == [None, None]
    assert AccessLogEntry.objects.count() == 3
    assert list(access_chain.find_faults()) == []


def test_the_first_reads_of_one_reader_at_once_wait_for_each_other(member):
    one = actor(make_user(None, Role.SECURITY))
    assert overlap(lambda: read(one, member), lambda: read(one, member)) == [None, None]
    assert AccessLogEntry.objects.count() == 2
    assert list(access_chain.find_faults()) == []


def test_control_without_the_reader_s_lock_a_read_is_lost(member, monkeypatch):
    one = actor(make_user(None, Role.SECURITY))
    read(one, member)
    monkeypatch.setattr(access_chain, "append_read", careless_daily)
    assert isinstance(overlap(lambda: read(one, member), lambda: read(one, member))[1], IntegrityError)
    assert AccessLogEntry.objects.count() == 2


def impatient(job: Any) -> Any:
    """Do `job` in a connection that gives up when it has to wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {PATIENCE}")
    return job()


def while_one_is_open(job: Any, others: list[Any]) -> list[Any]:
    """Do the `others` at once while a transaction in which `job` was done is open.

    It ends only when all of them have ended, so whoever has to wait for it gives up.
    """
    done, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                job()
                done.set()
                assert over.wait(60)
        finally:
            done.set()
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert done.wait(20)
        return attack([partial(impatient, one) for one in others])
    finally:
        over.set()
        holder.join(20)
        assert not holder.is_alive()


def test_seven_readers_do_not_wait_for_the_eighth(member):
    first, *others = (actor(make_user(None, Role.ACCREDITATION)) for _each in range(8))
    assert while_one_is_open(partial(read, first, member), [partial(read, one, member) for one in others]) == [None] * 7
    assert AccessLogEntry.objects.count() == 8
    assert list(access_chain.find_faults()) == []


def test_readers_do_not_wait_for_who_acts_nor_the_other_way(member):
    first, *others = (actor(make_user(None, Role.ACCREDITATION)) for _each in range(4))
    assert while_one_is_open(partial(act, first, member), [partial(read, one, member) for one in others]) == [None] * 3
    assert while_one_is_open(partial(read, first, member), [partial(act, others[0], member), access_chain.seal]) == [
        None,
        3,
    ]
    assert [*find_faults(), *access_chain.find_faults()] == []


def test_control_among_the_acts_all_seven_wait(member):
    """Each read is an entry of the one chain."""
    first, *others = (actor(make_user(None, Role.ACCREDITATION)) for _each in range(8))
    with mock.patch.object(core_access_log, "is_daily", return_value=False):
        found = while_one_is_open(partial(read, first, member), [partial(read, one, member) for one in others])
    assert [type(one) for one in found] == [OperationalError] * 7
    assert all("lock timeout" in str(one) for one in found)
    assert AuditEntry.objects.filter(verb=delegations_access_log.PERSON).count() == 1


def somebody_reads_while_heads_are_compared(member: Delegate, monkeypatch) -> None:
    """Open a page after the heads were looked at and before the reads are."""
    officer, seals = actor(make_user(None, Role.SECURITY)), access_chain.seals

    def meanwhile() -> Any:
        assert attack([partial(read, officer, member), partial(act, officer, member)]) == [None, None]
        return seals()

    monkeypatch.setattr(access_chain, "seals", meanwhile)


def test_who_reads_while_the_record_is_verified_is_no_fault(member, monkeypatch):
    somebody_reads_while_heads_are_compared(member, monkeypatch)
    with one_moment():
        assert list(all_faults()) == []
    assert AccessLogEntry.objects.count() == 1


def test_control_without_one_moment_who_reads_meanwhile_looks_like_a_fault(member, monkeypatch):
    somebody_reads_while_heads_are_compared(member, monkeypatch)
    assert [fault.number for fault in all_faults()] == [1]
