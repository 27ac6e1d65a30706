"""Two at once on one invitation, place, order, head or acceptance: one wins, the other learns so.

The first act is held open until the second waits for it. The controls take the lock away.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from conference.accounts.models import User
from conference.accounts.staff import actions as staff
from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core import concurrency
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotPossible
from delegations.registration.delegations import places
from delegations.registration.equipment import actions as equipment_actions
from delegations.registration.focal_points.actions import focal_points, invitations
from delegations.registration.focal_points.actions.invitations import InvitationOver
from delegations.registration.late import actions as late_actions
from delegations.registration.members.actions import editing, ordering, submission
from delegations.registration.models import (
    Delegate,
    Delegation,
    Equipment,
    FocalPoint,
    FocalPointInvitation,
    LateRequest,
    NoteVerbale,
)
from delegations.registration.notes import actions as notes_actions
from tests.people import (
    actor,
    make_conference,
    make_delegation,
    make_focal_point,
    make_member,
    make_tables,
    make_user,
)
from tests.races.threads import attack, kinds
from tests.registration.focal_points.test_invitation import EMAIL, GOOD, invite
from tests.registration.kit import late_request, radio, values
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def scene():
    make_conference()
    make_tables()
    make_focal_point("KEN")


def second_waits() -> bool:
    """Whether another connection waits for this one. (pg_stat_activity stands still within a transaction.)"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0] > 0


def overlap(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Hold the transaction of `first` open until `second`, on a connection of its own, waits for it or has ended.

    Returns what each returned or raised.
    """
    results: list[Any] = [None, None]
    begun, ended = threading.Event(), threading.Event()

    def run_second() -> None:
        try:
            begun.set()
            results[1] = second()
        except Exception as problem:
            results[1] = problem
        finally:
            connections.close_all()
            ended.set()

    thread = threading.Thread(target=run_second)
    with transaction.atomic():
        results[0] = first()
        thread.start()
        begun.wait(20)
        until(lambda: ended.is_set() or second_waits(), "the second waits for the first")
    thread.join(20)
    assert ended.is_set()
    return results


def unlocked(delegation: Delegation, user_id: int | None = None) -> Delegation:
    """As `places.lock_places`, without waiting."""
    held = Delegation.objects.select_related("party").get(pk=delegation.pk)
    held.is_mine = held.focal_points.filter(user_id=user_id, until__isnull=True).exists()
    return held


class TestTheLastPlace:
    def act(self) -> list[Any]:
        delegation = make_delegation("KEN")
        make_member("KEN", state="accredited", category="S", capacity="security")
        first, second = (make_member("KEN", category="S", capacity="security") for _each in range(2))
        return overlap(
            lambda: submission.submit_members(actor=SYSTEM, delegation=delegation, members=[first]),
            lambda: submission.submit_members(actor=SYSTEM, delegation=delegation, members=[second]),
        )

    def placed(self) -> int:
        return Delegate.objects.filter(category__letter="S", state__in=("submitted", "accredited")).count()

    def test_one_gets_it(self):
        results = self.act()
        assert isinstance(results[1], NotPossible)
        assert "Security officer: 1 requested, 2 allotted, of which 2 are taken" in str(results[1])
        assert self.placed() == 2
        assert list(find_faults()) == []

    def test_control_without_the_lock_both_do(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        assert kinds(self.act()) == {"done": 2}
        assert self.placed() == 3


class TestTheOrder:
    def act(self) -> list[Any]:
        delegation = make_delegation("KEN")
        members = [make_member("KEN", family_name=name, given_names="") for name in "ABC"]
        return overlap(
            lambda: ordering.reorder(
                actor=SYSTEM, delegation=delegation, member=members[2], place=1, expected_version=1
            ),
            lambda: ordering.reorder(
                actor=SYSTEM, delegation=delegation, member=members[0], place=3, expected_version=1
            ),
        )

    def test_one_moves(self):
        first, second = self.act()
        assert first == 2
        assert isinstance(second, AlreadyDecided)
        assert "".join(Delegate.objects.order_by("position").values_list("family_name", flat=True)) == "CAB"

    def test_control_without_the_lock_both_do(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        assert self.act() == [2, 2]


class TestTheHead:
    def test_there_is_one(self):
        delegation = make_delegation("KEN")
        head = values("H", capacity="head", document_number="A1000001")
        other = values("H", capacity="head", family_name="Ouma", document_number="A1000002")
        results = overlap(
            lambda: editing.enter_member(actor=SYSTEM, delegation=delegation, values=head),
            lambda: editing.enter_member(actor=SYSTEM, delegation=delegation, values=other),
        )
        assert kinds(results) == {"done": 1, "NotPossible": 1}
        assert Delegate.objects.filter(capacity="head").count() == 1

    def test_control_without_the_lock_the_constraint_still_holds(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        delegation = make_delegation("KEN")
        head = values("H", capacity="head", document_number="A1000001")
        other = values("H", capacity="head", family_name="Ouma", document_number="A1000002")
        results = overlap(
            lambda: editing.enter_member(actor=SYSTEM, delegation=delegation, values=head),
            lambda: editing.enter_member(actor=SYSTEM, delegation=delegation, values=other),
        )
        assert kinds(results) == {"done": 1, "IntegrityError": 1}


class TestAnInvitation:
    def secret(self) -> str:
        return invite().strip("/").split("/")[-1]

    def test_two_posts_make_one_account_and_one_focal_point(self):
        path = invite()
        answers = attack([lambda: Client().post(path, GOOD)] * 2)
        assert sorted(answer.status_code for answer in answers) == [302, 410]
        assert User.objects.filter(email=EMAIL).count() == 1
        assert FocalPoint.objects.filter(user__email=EMAIL).count() == 1

    def taken_twice(self) -> list[Any]:
        secret = self.secret()
        user = User.objects.create_user(EMAIL, "the old password, long", name="Achieng")
        return overlap(
            lambda: invitations.take_up_invitation(secret=secret, signed_in=user),
            lambda: invitations.take_up_invitation(secret=secret, signed_in=user),
        )

    def appointed(self) -> int:
        return AuditEntry.objects.filter(verb="focal_point.appointed").count()

    def test_it_is_taken_up_once(self):
        _first, second = self.taken_twice()
        assert isinstance(second, InvitationOver)
        assert second.why == "used"
        assert self.appointed() == 1
        assert FocalPointInvitation.objects.get().used_at is not None

    def test_control_without_the_lock_it_is_twice(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        assert kinds(self.taken_twice()) == {"done": 2}
        assert self.appointed() == 2

    def test_two_delegations_invite_one_address_at_once(self):
        secrets = [invite(code).strip("/").split("/")[-1] for code in ("KEN", "BRA")]
        results = overlap(
            lambda: invitations.take_up_invitation(secret=secrets[0], name="A", password=GOOD["password"]),
            lambda: invitations.take_up_invitation(secret=secrets[1], name="B", password="quite another password"),
        )
        assert kinds(results) == {"done": 1, "SignInFirst": 1}
        assert User.objects.get(email=EMAIL).check_password(GOOD["password"])

    def accepted_while_staff_open_the_account(self) -> list[Any]:
        secret, secretariat = self.secret(), actor(make_user(None, Role.SECRETARIAT))
        return overlap(
            lambda: invitations.take_up_invitation(secret=secret, name="A", password=GOOD["password"]),
            lambda: staff.add_staff(actor=secretariat, email=EMAIL, name="A", roles=[Role.PROTOCOL]),
        )

    def test_staff_who_open_an_account_of_the_address_meanwhile_give_it_the_role(self):
        assert kinds(self.accepted_while_staff_open_the_account()) == {"done": 2}
        user = User.objects.get(email=EMAIL)
        assert (user.roles, user.focal_for.count(), user.check_password(GOOD["password"])) == ({"protocol"}, 1, True)

    def test_control_without_waiting_for_who_opens_accounts_they_meet_an_error(self, monkeypatch):
        monkeypatch.setattr(concurrency, "enter_alone", lambda model: None)
        assert kinds(self.accepted_while_staff_open_the_account()) == {"done": 1, "IntegrityError": 1}


class TestTheLastFocalPoints:
    """Two who are alone withdraw each other at once: one stays."""

    def act(self) -> list[Any]:
        two = list(FocalPoint.objects.filter(delegation=make_delegation("KEN")).select_related("user"))
        two.append(make_focal_point("KEN").focal_for.get())
        return overlap(
            lambda: focal_points.withdraw_focal_point(actor=actor(two[0].user), focal_point=two[1]),
            lambda: focal_points.withdraw_focal_point(actor=actor(two[1].user), focal_point=two[0]),
        )

    def acting(self) -> int:
        return FocalPoint.objects.filter(delegation=make_delegation("KEN"), until__isnull=True).count()

    def test_one_stays(self):
        assert kinds(self.act()) == {"done": 1, "AccessEnded": 1}
        assert self.acting() == 1

    def test_control_without_the_lock_nobody_does(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        assert kinds(self.act()) == {"done": 2}
        assert self.acting() == 0


class TestTheSameRadio:
    """A form sent twice asks for one radio once."""

    def act(self) -> list[Any]:
        member = make_member("KEN", capacity="security")
        ask = partial(equipment_actions.ask_for_equipment, actor=SYSTEM, member=member, values=radio())
        return overlap(ask, ask)

    def test_it_is_listed_once(self):
        assert kinds(self.act()) == {"done": 1, "ListedAlready": 1}
        assert Equipment.objects.count() == 1

    def test_control_without_the_lock_it_is_listed_twice(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        assert kinds(self.act()) == {"done": 2}


class TestANoteVerbale:
    def act(self) -> list[Any]:
        note = NoteVerbale.objects.create(
            delegation=make_delegation("KEN"), number="1", file_name="n.pdf", received_at="2025-10-01T00:00:00Z"
        )
        return overlap(
            lambda: notes_actions.accept_note(actor=SYSTEM, note=note),
            lambda: notes_actions.accept_note(actor=SYSTEM, note=note),
        )

    def test_it_is_accepted_once(self):
        assert kinds(self.act()) == {"done": 1, "AlreadyDecided": 1}
        assert AuditEntry.objects.filter(verb="note.accepted").count() == 1


class TestALateRequest:
    def act(self) -> list[Any]:
        request = late_request(make_member("KEN"))
        stale = LateRequest.objects.get(pk=request.pk)
        return overlap(
            lambda: late_actions.grant_late(actor=SYSTEM, request=request),
            lambda: late_actions.decline_late(actor=SYSTEM, request=stale, reason="No."),
        )

    def decided(self) -> int:
        return AuditEntry.objects.filter(verb__in=("late.granted", "late.declined")).count()

    def test_it_is_decided_once(self):
        _first, second = self.act()
        assert isinstance(second, AlreadyDecided)
        assert "already granted by system" in str(second)
        assert (self.decided(), LateRequest.objects.get().state) == (1, "granted")
        assert list(find_faults()) == []

    def test_control_without_the_lock_the_database_still_holds(self, monkeypatch):
        """The slower one then gets a fault instead of a word."""
        monkeypatch.setattr(places, "lock_places", unlocked)
        monkeypatch.setattr(
            concurrency, "lock_row", lambda row, *_args, **_more: type(row)._base_manager.get(pk=row.pk)
        )
        assert kinds(self.act()) == {"done": 1, "IntegrityError": 1}
        assert self.decided() == 1


class TestTheSuccessor:
    def act(self) -> list[Any]:
        old = make_member("KEN", state="submitted")
        one, other = values(), values(family_name="Ouma", document_number="A1000002")
        return overlap(
            lambda: editing.replace_member(
                actor=SYSTEM, member=Delegate.objects.get(pk=old.pk), expected_version=1, values=one
            ),
            lambda: editing.replace_member(
                actor=SYSTEM, member=Delegate.objects.get(pk=old.pk), expected_version=1, values=other
            ),
        )

    def test_one_takes_the_place(self):
        assert kinds(self.act()) == {"done": 1, "NotPossible": 1}
        assert Delegate.objects.filter(replaces__isnull=False).count() == 1

    def test_control_without_the_lock_the_constraint_still_holds(self, monkeypatch):
        monkeypatch.setattr(places, "lock_places", unlocked)
        monkeypatch.setattr(
            concurrency, "lock_row", lambda row, *_args, **_more: type(row)._base_manager.get(pk=row.pk)
        )
        assert kinds(self.act()) == {"done": 1, "IntegrityError": 1}


def test_a_submission_against_a_withdrawal_has_one_end():
    jane = actor(make_focal_point("KEN"))
    delegation = make_delegation("KEN")
    member = make_member("KEN")
    results = overlap(
        lambda: editing.withdraw_member(actor=jane, member=Delegate.objects.get(pk=member.pk), expected_version=1),
        lambda: submission.submit_members(actor=jane, delegation=delegation, members=[member]),
    )
    assert kinds(results) == {"done": 1, "NotPossible": 1}
    member.refresh_from_db()
    assert member.state == "withdrawn"
