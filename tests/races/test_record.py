"""Many who read and act at once: each has one entry, and the chain stays whole."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection

from conference import lifecycle, reads
from conference.access import Actor, Role
from conference.audit.chain import FIELDS, Draft, faults, link
from conference.audit.models import Entry, Head
from delegations.registration import traces
from delegations.registration.models import Delegate
from tests.people import actor, make_conference, make_member, make_tables, make_user
from tests.races.threads import attack
from tests.registration.test_races import overlap

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 15
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


@pytest.fixture
def member() -> Delegate:
    make_conference()
    make_tables()
    return make_member("KEN", state="submitted")


def read(officer: Actor, member: Delegate) -> None:
    """Opens one person."""
    page = "accreditation:queue"
    reads.note(actor=officer, of=member, verb=traces.PERSON, right=traces.RIGHT, page=page)


@lifecycle.use_case
def act(officer: Actor, member: Delegate) -> None:
    """Two entries in one transaction."""
    for _each in range(2):
        lifecycle.record(member, actor=officer, verb="delegation.reordered")


def again(job: Any, officer: Actor, member: Delegate) -> None:
    for _each in range(TIMES):
        job(officer, member)


def test_readers_and_actors_at_once_leave_one_chain(member):
    officers = [actor(make_user(None, Role.ACCREDITATION)) for _each in range(4)]
    before = Entry.objects.count()
    jobs = [partial(again, job, one, member) for one in officers for job in (read, act)]
    assert attack(jobs) == [None] * 8
    assert Entry.objects.filter(verb=traces.PERSON).count() == 4 * TIMES
    assert Entry.objects.count() == before + 4 * TIMES + 4 * 2 * TIMES == Head.objects.get().number
    assert list(faults()) == []


def careless(draft: Draft) -> None:
    """As `append_alone`, and reads the head without holding it."""
    head, own = Head.objects.get(pk=1), draft.digest()
    number, hash_ = head.number + 1, link(head.hash, head.number + 1, own)
    Entry.objects.create(number=number, digest=own, hash=hash_, **{name: getattr(draft, name) for name in FIELDS})
    Head.objects.filter(pk=1).update(number=number, hash=hash_)


def two_read(member: Delegate) -> list[Any]:
    one, other = (actor(make_user(None, role)) for role in (Role.SECURITY, Role.ACCREDITATION))
    return overlap(lambda: read(one, member), lambda: read(other, member))


@only_postgresql
def test_the_second_waits_for_the_head(member):
    assert two_read(member) == [None, None]
    assert list(faults()) == []


@only_postgresql
def test_control_without_the_head_s_lock_a_read_is_lost(member, monkeypatch):
    monkeypatch.setattr(lifecycle, "append_alone", careless)
    assert isinstance(two_read(member)[1], IntegrityError)
    assert Entry.objects.filter(verb=traces.PERSON).count() == 1
