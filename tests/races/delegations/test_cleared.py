"""An accreditation against an entry of the watch list, an objection, or an undo at the same moment: no one slips in between."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import NotPossible
from conference.correspondence.models import Message
from conference.db import guards
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, Hold, WatchMatch
from delegations.accreditation.review.actions import decisions
from delegations.accreditation.review.actions.undoing import undo_decision
from delegations.accreditation.watchlist import actions as watchlist
from delegations.registration.models import Delegate
from tests.accreditation.kit import as_actor, officer, security
from tests.people import make_conference, make_focal_point, make_tables
from tests.races.delegations.test_accreditation import ROUNDS, vetted
from tests.races.threads import attack, kinds
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
GUARD = ["registration_delegate_cleared"]


@pytest.fixture
def scene():
    make_conference()
    make_tables()
    make_focal_point("KEN", email="one@mission.example")


def number(verb: str, subject: object = None) -> int:
    found = AuditEntry.objects.filter(verb=verb)
    return (found.filter(subject_id=str(subject)) if subject else found).latest("number").number


def test_whoever_is_accredited_beside_a_new_entry_was_accredited_before_it(scene):
    linh, phuc = as_actor(officer()), as_actor(security())
    for n in range(ROUNDS):
        member = vetted(family_name=f"Chekhov{'ab'[n % 2] * n}", given_names="Anton")
        values = {"name": f"Anton {member.family_name}", "why": "x"}
        entered, decided = attack(
            [
                lambda values=values: watchlist.enter_watch(actor=phuc, values=values),
                lambda member=member: decisions.accredit(actor=linh, delegate=member),
            ]
        )
        assert WatchMatch.objects.filter(entry=entered, delegate=member).count() == 1
        if isinstance(decided, NotPossible):
            assert Delegate.objects.get(pk=member.pk).state == "vetted"
        else:
            assert isinstance(decided, Badge), decided
            assert number("delegate.accredited", member.pk) < number("watch.entered", entered.pk)
        watchlist.end_watch(actor=phuc, entry=entered, expected_version=1)
    assert list(find_faults()) == []


def test_whoever_is_accredited_beside_an_objection_was_accredited_before_it(scene):
    linh, phuc = as_actor(officer()), as_actor(security())
    for _ in range(ROUNDS):
        member = vetted()
        mine, theirs = (Delegate.objects.get(pk=member.pk) for _ in range(2))
        placed, decided = attack(
            [
                lambda mine=mine: holds.place_hold(actor=phuc, delegate=mine, why="x"),
                lambda theirs=theirs: decisions.accredit(actor=linh, delegate=theirs),
            ]
        )
        assert isinstance(placed, Hold), placed
        if isinstance(decided, NotPossible):
            assert Delegate.objects.get(pk=member.pk).state == "vetted"
        else:
            assert number("delegate.accredited", member.pk) < number("hold.placed", placed.pk)
    assert list(find_faults()) == []


def past_the_action(member: Delegate, who: int, ready: threading.Barrier | None = None) -> str:
    """Accredit as code that forgets the rule would; with `ready`, after the other has written and before it commits."""

    waits = [ready] if ready else []

    @lifecycle.use_case
    def alone() -> None:
        # Once: after a deadlock with the other it is tried again, when the other has long gone on.
        if waits:
            waits.pop().wait(20)
        row = Delegate.objects.get(pk=member.pk)
        lifecycle.move(row, "accredited", actor=SYSTEM, verb="delegate.accredited", decided_by_id=who)
        badge = Badge(
            delegate=row, live_for=row.pk, serial=f"{row.pk:032x}", number=f"Z{row.pk}", queued_at=row.vetted_at
        )
        lifecycle.create(badge, actor=SYSTEM, verb="badge.queued")

    alone()
    return "accredited"


def _blocks_somebody() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def test_the_guard_waits_for_an_entry_in_the_making_whatever_code_accredits(scene):
    """And the control: without the guard the same attack gets a listed person in."""
    phuc, who = as_actor(security()), officer().pk

    def attacked() -> tuple[Delegate, list]:
        member, ready = vetted(family_name="Chekhov", given_names="Anton"), threading.Barrier(2)
        over = threading.Event()

        def accredit() -> str:
            try:
                return past_the_action(member, who, ready)
            finally:
                over.set()

        def enter() -> str:
            with transaction.atomic():
                watchlist.enter_watch(actor=phuc, values={"name": "Anton Chekhov", "why": "x"})
                ready.wait(20)
                # The entry commits once the other waits for it, or was accredited without waiting.
                until(lambda: over.is_set() or _blocks_somebody(), "the other waits or is done")
            return "entered"

        return member, attack([enter, accredit])

    member, results = attacked()
    assert results[0] == "entered"
    assert isinstance(results[1], IntegrityError), results[1]
    assert "nobody has compared" in str(results[1])
    guards.uninstall(names=GUARD)
    try:
        watchlist.end_watch(actor=phuc, entry=WatchMatch.objects.get().entry, expected_version=1)
        member, results = attacked()
        assert results == ["entered", "accredited"]
        assert WatchMatch.objects.filter(delegate=member, aside_at=None).exists()
    finally:
        guards.install(names=GUARD)


def test_two_clicks_on_undo_undo_once(scene):
    linh = as_actor(officer())
    for _ in range(ROUNDS):
        member = vetted()
        decisions.accredit(actor=linh, delegate=member)
        seen, copies = member.version, [Delegate.objects.get(pk=member.pk) for _ in range(2)]
        results = attack(
            [
                lambda one=one, seen=seen: undo_decision(
                    actor=linh, act="accredit", delegate=one, expected_version=seen
                )
                for one in copies
            ]
        )
        assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
        assert Message.objects.filter(subject_id=str(member.pk), state="queued").count() == 0
        assert decisions.accredit(actor=linh, delegate=Delegate.objects.get(pk=member.pk)).copy == 1
    connection.check_constraints()
    assert list(find_faults()) == []
