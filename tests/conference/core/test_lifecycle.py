"""A state moves along its graph alone, with one entry; the database holds it too."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import guards
from delegations.accreditation.models import Badge
from delegations.registration.models import Delegate
from tests.people import actor, make_member, make_user


@lifecycle.use_case
def submit(member: Delegate, who=SYSTEM, **kwargs):
    return lifecycle.move(member, "submitted", actor=who, verb="delegate.submitted", **kwargs)


def test_a_move_writes_state_version_and_one_entry(world):
    member = make_member()
    submit(member, reason="all there")
    member.refresh_from_db()
    entry = AuditEntry.objects.get(ref=member.record_id)
    assert (member.state, member.version) == ("submitted", 2)
    assert (entry.verb, entry.came_from, entry.went_to, entry.reason) == (
        "delegate.submitted",
        "draft",
        "submitted",
        "all there",
    )
    assert (entry.scope, entry.subject_version) == ("KEN", 2)
    assert AuditEntry.objects.filter(subject_id=str(member.pk)).count() == 2


def test_a_move_off_the_graph_says_so_and_writes_nothing(world):
    member = make_member(family_name="Mokoena", given_names="Thandeka")

    @lifecycle.use_case
    def jump():
        lifecycle.move(member, "accredited", actor=SYSTEM, verb="delegate.accredited")

    with pytest.raises(NotPossible, match="Thandeka Mokoena is draft and cannot become accredited"):
        jump()
    member.refresh_from_db()
    assert (member.state, member.version, AuditEntry.objects.filter(subject_id=str(member.pk)).count()) == (
        "draft",
        1,
        1,
    )


def test_the_slower_of_two_learns_who_was_faster(world):
    member = make_member(family_name="Mokoena", given_names="Thandeka")
    stale = Delegate.objects.get(pk=member.pk)
    submit(member, actor(make_user(name="Johan Steenkamp")))
    with pytest.raises(AlreadyDecided, match="Thandeka Mokoena: already submitted by Johan Steenkamp"):
        submit(stale, expected_version=stale.version)


def test_a_right_is_asked_for(world):
    with pytest.raises(NotAllowed):
        submit(make_member(), actor(make_user()), right="accreditation.decide")


def test_secret_values_stay_out_of_the_record(world):
    member = make_member()

    @lifecycle.use_case
    def edit():
        lifecycle.change(
            member, actor=SYSTEM, verb="delegate.changed", document_number="X999", functional_title="Minister"
        )

    edit()
    details = AuditEntry.objects.get(ref=member.record_id).details
    assert details["changed"] == {"document_number": "changed", "functional_title": ["Counsellor", "Minister"]}


def test_an_inner_use_case_that_fails_leaves_no_entry(world):
    first, second = make_member(), make_member()

    @lifecycle.use_case
    def both():
        submit(first)
        with pytest.raises(NotPossible):
            submit_twice(second)

    @lifecycle.use_case
    def submit_twice(member):
        submit(member)
        submit(member)

    both()
    assert AuditEntry.objects.filter(verb="delegate.submitted").count() == 1
    assert Delegate.objects.get(pk=second.pk).state == "draft"


def test_lived_rows_change_only_inside_a_use_case(world):
    member = make_member()
    with pytest.raises(RuntimeError, match="use case"):
        lifecycle.move(member, "submitted", actor=SYSTEM, verb="x")


class TestTheDatabaseItself:
    def test_refuses_a_move_off_the_graph(self, world):
        member = make_member()
        with pytest.raises(DatabaseError, match="no such move"), transaction.atomic():
            Delegate.objects.filter(pk=member.pk).update(state="vetted")

    def test_refuses_a_move_without_an_entry(self, world):
        member = make_member()
        with pytest.raises(DatabaseError, match="without an entry"), transaction.atomic():
            Delegate.objects.filter(pk=member.pk).update(state="submitted")

    def test_refuses_an_entry_that_does_not_exist(self, world):
        import uuid

        member = make_member()
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegate.objects.filter(pk=member.pk).update(state="submitted", version=2, record_id=uuid.uuid4())
            connection.check_constraints()

    def test_refuses_to_change_or_delete_the_record(self, world):
        make_member()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEntry.objects.update(actor_label="nobody")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            AuditEntry.objects.all()._raw_delete("default")

    def test_control_without_the_guard_all_of_it_happens(self, world):
        member = make_member()
        names = ["registration_delegate_graph", "audit_entry_no_update"]
        guards.uninstall(names=names)
        try:
            Delegate.objects.filter(pk=member.pk).update(state="vetted")
            assert AuditEntry.objects.update(actor_label="nobody") > 0
        finally:
            guards.install(names=names)


class TestLiveBadgeIfAndOnlyIfAccredited:
    def test_an_accredited_bearer_must_have_a_badge(self, world):
        member = make_member(state="accredited")
        badge = Badge.objects.get(delegate=member)

        @lifecycle.use_case
        def revoke_alone():
            lifecycle.move(badge, "revoked", actor=SYSTEM, verb="badge.revoked", live_for=None)

        with pytest.raises(IntegrityError), transaction.atomic():
            revoke_alone()
            connection.check_constraints()

    def test_a_badge_must_have_an_accredited_bearer(self, world):
        from django.utils import timezone

        member = make_member(state="vetted")

        @lifecycle.use_case
        def sneak():
            badge = Badge(delegate=member, live_for=member.pk, serial="ab" * 16, number="X-1", queued_at=timezone.now())
            lifecycle.create(badge, actor=SYSTEM, verb="badge.queued")

        with pytest.raises(DatabaseError, match="accredited bearer"), transaction.atomic():
            sneak()

    def test_nobody_leaves_accredited_with_a_live_badge(self, world):
        member = make_member(state="accredited")

        @lifecycle.use_case
        def withdraw():
            lifecycle.move(member, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

        with pytest.raises(DatabaseError, match="live badge still"), transaction.atomic():
            withdraw()

    def test_badge_and_bearer_leave_together(self, world):
        member = make_member(state="accredited")
        badge = Badge.objects.get(delegate=member)

        @lifecycle.use_case
        def withdraw():
            lifecycle.move(badge, "revoked", actor=SYSTEM, verb="badge.revoked", live_for=None)
            lifecycle.move(member, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

        withdraw()
        connection.check_constraints()
        assert Delegate.objects.get(pk=member.pk).state == "withdrawn"
