"""Two at once on one person or badge: one wins, the other learns who, one entry is written."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils import timezone

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import AlreadyDecided
from conference.correspondence.models import Message
from conference.db import guards
from delegations.accreditation.badges.actions import batches, issuing
from delegations.accreditation.badges.contents import BadgeChoice
from delegations.accreditation.collection import actions as collection_actions
from delegations.accreditation.models import Badge, PrintJob, WatchMatch
from delegations.accreditation.review.actions import decisions
from delegations.accreditation.watchlist import actions as watchlist_actions
from delegations.registration.models import Delegate
from delegations.registration.signals import accreditation_ending
from tests.accreditation.kit import accredited, as_actor, officer, printer, security
from tests.accreditation.review.test_bulk_decisions import whole
from tests.people import make_conference, make_focal_point, make_member, make_tables
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6
# What keeps audit entries and live badges right in the database for these two tables.
GUARDS = [
    "registration_delegate_graph",
    "registration_delegate_standing_insert",
    "registration_delegate_standing_update",
    "registration_delegate_standing_ends",
    "accreditation_badge_bearer_insert",
    "accreditation_badge_bearer_update",
]


@pytest.fixture
def scene():
    make_conference()
    make_tables()
    make_focal_point("KEN", email="one@mission.example")


def vetted(**fields) -> Delegate:
    member = make_member("KEN", state="submitted", **fields)
    decisions.vet(actor=as_actor(security()), delegate=member)
    return Delegate.objects.get(pk=member.pk)


def test_approve_against_refuse_has_one_winner(scene):
    linh, bao = as_actor(officer()), as_actor(officer("Lương Gia Bảo"))
    for _ in range(ROUNDS):
        member = vetted(family_name="Mokoena", given_names="Thandeka")
        expected_version = member.version
        mine, theirs = Delegate.objects.get(pk=member.pk), Delegate.objects.get(pk=member.pk)
        results = attack(
            [
                lambda mine=mine, expected_version=expected_version: decisions.accredit(
                    actor=linh, delegate=mine, expected_version=expected_version
                ),
                lambda theirs=theirs, expected_version=expected_version: decisions.refuse_accreditation(
                    actor=bao, delegate=theirs, code="not_named", expected_version=expected_version
                ),
            ]
        )
        assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
        member.refresh_from_db()
        won, who = ("accredited", "Đặng Thuỳ Linh") if member.state == "accredited" else ("refused", "Lương Gia Bảo")
        late = next(result for result in results if isinstance(result, AlreadyDecided))
        assert str(late) == f"Thandeka Mokoena: already {won} by {who}. Nothing was changed."
        # One entry for the version that both wanted to write, one letter, and a badge only for the accredited.
        about = AuditEntry.objects.filter(subject_type="registration.delegate", subject_id=str(member.pk))
        assert list(about.filter(subject_version=expected_version + 1).values_list("went_to", flat=True)) == [won]
        letters = Message.objects.filter(subject_id=str(member.pk)).values_list("kind", flat=True)
        assert list(letters) == [f"accreditation.{won}"]
        assert Badge.objects.filter(delegate=member).count() == (1 if won == "accredited" else 0)
    assert list(find_faults()) == []


def test_the_control_without_lock_version_and_guards_a_refused_person_has_a_live_badge(scene):
    """Both look before either writes; the database's guards are taken away."""
    member = vetted()
    approved = threading.Event()

    def approve():
        assert Delegate.objects.get(pk=member.pk).state == "vetted"
        together.wait(20)
        Delegate.objects.filter(pk=member.pk).update(state="accredited", decided_by=bao.pk)
        badge = Badge(
            delegate=member, live_for=member.pk, serial="ab" * 16, number="X1-00001", queued_at=timezone.now()
        )
        lifecycle.use_case(lambda: lifecycle.create(badge, actor=SYSTEM, verb="badge.queued"))()
        approved.set()
        return "accredited"

    def refuse():
        assert Delegate.objects.get(pk=member.pk).state == "vetted"
        together.wait(20)
        assert approved.wait(20)
        Delegate.objects.filter(pk=member.pk).update(state="refused")
        return "refused"

    bao, together = officer("Lương Gia Bảo"), threading.Barrier(2)
    guards.uninstall(names=GUARDS)
    try:
        assert attack([approve, refuse]) == ["accredited", "refused"]
        # Both were told that they had decided, and somebody who was refused holds a badge that opens views.
        assert Delegate.objects.get(pk=member.pk).state == "refused"
        assert Badge.objects.get(delegate=member).is_live
    finally:
        Badge.objects.all().delete()
        guards.install(names=GUARDS)


def test_with_the_guards_the_same_attack_fails(scene):
    """The database itself refuses the second write."""
    member, _badge = accredited("KEN")

    def refuse():
        Delegate.objects.filter(pk=member.pk).update(state="refused")

    (result,) = attack([refuse])
    assert "no such move" in str(result)
    assert Delegate.objects.get(pk=member.pk).state == "accredited"


def test_several_at_once_against_one_of_them(scene):
    """Each person is decided on once, and the bulk names whom it left out and who was faster."""
    linh, bao = as_actor(officer()), as_actor(officer("Lương Gia Bảo"))
    for _ in range(ROUNDS):
        people = [whole(family_name=name) for name in ("Able", "Baker", "Charlie")]
        for member in people:
            decisions.vet(actor=as_actor(security()), delegate=member)
        people = [Delegate.objects.get(pk=member.pk) for member in people]
        expected_version = [(member.public_id, member.version) for member in people]
        middle = Delegate.objects.get(pk=people[1].pk)
        outcome, single = attack(
            [
                lambda expected_version=expected_version: decisions.decide_many(
                    actor=linh, act="accredit", expected_version=expected_version
                ),
                lambda one=middle: decisions.refuse_accreditation(
                    actor=bao, delegate=one, code="document", expected_version=one.version
                ),
            ]
        )
        states = [Delegate.objects.get(pk=member.pk).state for member in people]
        if isinstance(single, AlreadyDecided):
            assert (states, outcome.left_out) == (["accredited"] * 3, [])
            assert str(single) == "Given Baker: already accredited by Đặng Thuỳ Linh. Nothing was changed."
        else:
            assert states == ["accredited", "refused", "accredited"]
            assert [(str(one), why) for one, why in outcome.left_out] == [
                ("Given Baker", "Given Baker: already refused by Lương Gia Bảo. Nothing was changed.")
            ]
        assert Badge.objects.filter(delegate__in=people).count() == states.count("accredited")
    assert list(find_faults()) == []


def test_two_bulk_decisions_in_opposite_order_wait_for_each_other(scene):
    actors = [as_actor(security(name)) for name in ("Tạ Văn Phúc", "Lê Thị Hoa")]
    for _ in range(ROUNDS):
        people = [whole(family_name=name) for name in ("Able", "Baker", "Charlie", "Dog")]
        expected_version = [(member.public_id, member.version) for member in people]
        results = attack(
            [
                lambda expected_version=expected_version: decisions.decide_many(
                    actor=actors[0], act="vet", expected_version=expected_version
                ),
                lambda expected_version=expected_version: decisions.decide_many(
                    actor=actors[1], act="vet", expected_version=expected_version[::-1]
                ),
            ]
        )
        assert kinds(results) == {"done": 2}
        assert sorted(len(outcome.done) for outcome in results) == [0, 4]
        assert sorted(len(outcome.left_out) for outcome in results) == [0, 4]


WATCHED = {"name": "Антон Чехов", "why": "x"}


def submit_chekhov() -> Delegate:
    member = make_member("KEN", family_name="Chekhov", given_names="Anton")
    return lifecycle.use_case(lambda: lifecycle.move(member, "submitted", actor=SYSTEM, verb="delegate.submitted"))()


def test_a_person_who_comes_while_an_entry_is_made_is_flagged(scene):
    liaison = as_actor(security())
    for _ in range(ROUNDS):
        member, entry = attack([submit_chekhov, lambda: watchlist_actions.enter_watch(actor=liaison, values=WATCHED)])
        assert WatchMatch.objects.filter(delegate=member, entry=entry).count() == 1


def test_the_control_without_turns_both_miss_each_other(scene, monkeypatch):
    """Each compares before the other has committed."""
    liaison, together, compare = as_actor(security()), threading.Barrier(2), watchlist_actions.compare_people

    def compare_together(*args):
        compare(*args)
        together.wait(20)

    monkeypatch.setattr(watchlist_actions, "_lock_list", lambda shared: None)
    monkeypatch.setattr(watchlist_actions, "compare_people", compare_together)
    member, entry = attack([submit_chekhov, lambda: watchlist_actions.enter_watch(actor=liaison, values=WATCHED)])
    assert (str(member), str(entry)[0]) == ("Anton Chekhov", "#")
    assert not WatchMatch.objects.exists()


def test_two_officers_accredit_one_person_once(scene):
    actors = [as_actor(officer(name)) for name in ("Đặng Thuỳ Linh", "Lương Gia Bảo", "Bùi Khánh Chi")]
    for _ in range(ROUNDS):
        member = vetted()
        copies = [Delegate.objects.get(pk=member.pk) for _ in actors]
        results = attack(
            [
                lambda who=who, copy=copy: decisions.accredit(actor=who, delegate=copy, expected_version=copy.version)
                for who, copy in zip(actors, copies, strict=True)
            ]
        )
        assert kinds(results) == {"done": 1, "AlreadyDecided": 2}
        assert Badge.objects.filter(delegate=member).count() == 1
        assert Message.objects.filter(subject_id=str(member.pk)).count() == 1


def test_two_desks_hand_out_one_badge_once(scene):
    actor = as_actor(printer())
    for _ in range(ROUNDS):
        _, badge = accredited("KEN")
        issuing.mark_printed(actor=actor, badges=[(badge.pk, 1)])
        copies = [Badge.objects.get(pk=badge.pk) for _ in range(2)]
        names = ("Trần Thu Hà", "Phạm Văn Minh")
        results = attack(
            [
                lambda copy=copy, name=name: collection_actions.hand_out(
                    actor=actor, badge=copy, to=name, expected_version=2
                )
                for copy, name in zip(copies, names, strict=True)
            ]
        )
        assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
        kept = AuditEntry.objects.get(subject_type="accreditation.badge", subject_id=str(badge.pk), subject_version=3)
        assert kept.details["to"] == Badge.objects.get(pk=badge.pk).collected_by_name


def test_print_against_withdrawal_never_marks_a_dead_badge(scene):
    actor = as_actor(printer())

    @lifecycle.use_case
    def withdraw(member):
        accreditation_ending.send(sender=Delegate, member=member, actor=SYSTEM, to="withdrawn")
        return lifecycle.move(member, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

    for _ in range(ROUNDS):
        member, badge = accredited("KEN")
        results = attack(
            [
                lambda pk=badge.pk: issuing.mark_printed(actor=actor, badges=[(pk, 1)]),
                lambda member=member: withdraw(member),
            ]
        )
        assert set(kinds(results)) <= {"done", "AlreadyDecided"}
        assert isinstance(results[1], Delegate), results
        badge.refresh_from_db()
        moves = list(
            AuditEntry.objects.filter(subject_type="accreditation.badge", subject_id=str(badge.pk))
            .order_by("number")
            .values_list("went_to", flat=True)
        )
        printed_first = not isinstance(results[0], AlreadyDecided)
        assert moves == (["queued", "printed", "revoked"] if printed_first else ["queued", "revoked"])
        assert badge.state == "revoked"
    connection.check_constraints()
    assert list(find_faults()) == []


def test_two_workers_on_one_batch(scene, settings, tmp_path):
    for _ in range(3):
        accredited("KEN")
    job = batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice())
    results = attack([lambda: batches.run_batch(job.pk) for _ in range(3)])
    assert sorted(map(str, results)) == ["False", "False", "True"]
    job = PrintJob.objects.get(pk=job.pk)
    assert (job.state, job.done, job.total) == ("ready", 3, 3)
    assert AuditEntry.objects.filter(verb="badge.printed").count() == 3
