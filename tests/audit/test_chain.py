"""The audit log shows every tampering: a changed value, a missing entry, a cut tail, an unlogged state."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry, Head
from conference.audit.verify import all_faults
from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.db import guards
from delegations.registration.models import Delegate
from tests.people import make_member

GUARDS = ("audit_entry_no_update", "audit_entry_no_delete", "registration_delegate_graph")


@lifecycle.use_case
def rename(member):
    lifecycle.change(member, actor=SYSTEM, verb="delegate.changed", functional_title="Minister")


@lifecycle.use_case
def note(member):
    lifecycle.log(member, actor=SYSTEM, verb="delegate.read")


@pytest.fixture
def unguarded(world):
    members = [make_member(), make_member(state="submitted"), make_member(state="accredited")]
    rename(members[1])  # so that entry 2 is no longer the one its row points at: a foreign key keeps those
    note(members[0])
    guards.uninstall(names=GUARDS)
    yield members
    guards.install(names=GUARDS)


def said() -> list[tuple[int, str]]:
    return [(fault.number, fault.description) for fault in all_faults()]


def test_an_honest_record_is_whole(world):
    make_member()
    make_member(state="accredited")
    assert said() == []
    head = Head.objects.get()
    assert head.number == AuditEntry.objects.count() == 3
    assert head.hash == AuditEntry.objects.get(number=3).hash


def test_single_and_many_link_alike(world):
    @lifecycle.use_case
    def both(*members):
        for member in members:
            lifecycle.move(member, "submitted", actor=SYSTEM, verb="delegate.submitted")

    one, two, three = make_member(), make_member(), make_member()
    both(one)
    both(two, three)
    assert list(find_faults()) == []
    assert list(AuditEntry.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_label", "Somebody Else"),
        ("reason", "because"),
        ("went_to", "refused"),
        ("details", {"a": 1}),
        ("scope", "BRA"),
    ],
)
def test_a_changed_value_is_seen(unguarded, column, value):
    AuditEntry.objects.filter(number=2).update(**{column: value})
    assert (2, "a value of the entry was changed") in said()


def test_a_changed_value_with_its_digest_is_seen(unguarded):
    AuditEntry.objects.filter(number=2).update(digest="0" * 64)
    assert (2, "does not follow from the entry before it") in said()


def test_a_deleted_entry_is_seen(unguarded):
    AuditEntry.objects.filter(number=2)._raw_delete("default")
    assert (2, "entries 2 to 2 are missing") in said()


def test_a_cut_tail_is_seen(unguarded):
    last = Head.objects.get().number
    AuditEntry.objects.filter(number=last)._raw_delete("default")
    found = [what for _, what in said()]
    assert f"the head speaks of {last} entries and there are {last - 1}, or ends in another hash" in found


def test_the_entry_that_a_row_points_at_cannot_go_even_without_guards(unguarded):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.filter(ref=unguarded[0].record_id)._raw_delete("default")
        connection.check_constraints()


def test_a_state_that_no_entry_tells_of_is_seen(unguarded):
    member = unguarded[0]
    Delegate.objects.filter(pk=member.pk).update(state="vetted")
    assert any(what.endswith("is vetted (version 1); the record tells draft (version 1)") for _, what in said())


def test_the_command_says_how_many_and_the_last_hash(world):
    make_member()
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().strip() == f"The record is whole: 1 entries, the last with hash {Head.objects.get().hash}."


def test_the_command_ends_with_1_on_a_fault(unguarded):
    AuditEntry.objects.filter(number=1).update(actor_label="nobody")
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stdout=out)
    assert ended.value.code == 1
    assert "entry 1: a value of the entry was changed" in out.getvalue()
