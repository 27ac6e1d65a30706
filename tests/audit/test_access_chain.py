"""The access log shows every tampering with a daily read."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from conference.audit import access_chain
from conference.audit.access_chain import link
from conference.audit.models import GENESIS, AccessLogEntry, AccessLogHead, AuditEntry, Head
from conference.audit.tasks import seal_access_log
from conference.audit.verify import all_faults
from conference.core import access_log as core_access_log
from conference.core.access import SYSTEM, Role
from conference.db import guards
from delegations.registration.delegations import access_log as delegations_access_log
from tests.people import actor, make_member, make_user

TABLES = ("audit_accesslogentry", "audit_accessloghead")
GUARDS = [f"{table}_no_{verb}" for table in TABLES for verb in ("update", "delete", "truncate")]
# What a fault of the head says, in part.
ENDS = "or ends in another hash"


def opened(officer, member, times: int = 1) -> None:
    for _time in range(times):
        core_access_log.log_read(
            actor=actor(officer),
            of=member,
            verb=delegations_access_log.PERSON,
            right=delegations_access_log.RIGHT,
            page="gates:lost",
        )


@pytest.fixture
def log(world):
    member = make_member("KEN", state="submitted", family_name="Barasa")
    readers = [make_user(None, role) for role in (Role.SECURITY, Role.ACCREDITATION)]
    for _turn in range(3):
        for officer in readers:
            opened(officer, member)
    return [*readers, member]


@pytest.fixture
def unguarded(log):
    guards.uninstall(names=GUARDS)
    yield log
    guards.install(names=GUARDS)


def said() -> list[tuple[str, str]]:
    return [(fault.where, fault.description) for fault in all_faults()]


def lines_of(officer):
    return AccessLogEntry.objects.filter(reader=officer.pk)


def verified() -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_audit", stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_an_honest_log_is_whole_and_no_act(log):
    one, other, member = log
    assert said() == []
    assert AuditEntry.objects.count() == 1
    assert list(AccessLogEntry.objects.order_by("pk").values_list("reader", "number", "after")) == [
        (officer.pk, number, 1) for number in (1, 2, 3) for officer in (one, other)
    ]
    last = lines_of(one).get(number=3)
    assert AccessLogHead.objects.values_list("number", "hash", "sealed").get(reader=one.pk) == (3, last.hash, 0)
    assert (last.actor_id, last.subject_id, last.scope) == (one.pk, str(member.pk), "KEN")
    before = lines_of(one).get(number=2).hash
    assert last.hash == link(before, 3, 1, last.digest)


def test_a_read_without_an_account_has_a_chain_too(world):
    core_access_log.log_read(
        actor=SYSTEM, of=make_member(), verb=delegations_access_log.PERSON, right=delegations_access_log.RIGHT
    )
    assert AccessLogEntry.objects.values_list("reader", "actor", "number").get() == (0, None, 1)
    assert said() == []


def test_the_command_says_how_many_and_how_many_no_seal_tells_of(log):
    one, _other, member = log
    assert verified() == (0, f"{whole(1)}\nThe access log is whole: 6 reads of 2 readers, 6 not yet sealed.\n")
    assert seal_access_log() == 6
    assert verified() == (0, f"{whole(2)}\nThe access log is whole: 6 reads of 2 readers, 0 not yet sealed.\n")
    opened(one, member)
    assert verified()[1].endswith("7 reads of 2 readers, 1 not yet sealed.\n")


def whole(entries: int) -> str:
    return f"The record is whole: {entries} entries, the last with hash {Head.objects.get().hash}."


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_label", "Somebody Else"),
        ("subject_id", "0"),
        ("subject_label", "Another"),
        ("verb", delegations_access_log.PERSONS),
        ("scope", "BRA"),
        ("details", {"page": "elsewhere"}),
        ("actor", None),
        ("at", F("at") + timedelta(seconds=1)),
    ],
)
def test_a_changed_value_is_seen(unguarded, column, value):
    one = unguarded[0]
    lines_of(one).filter(number=2).update(**{column: value})
    assert said() == [(f"read {one.pk}/2", "a value of the read was changed")]
    code, printed = verified()
    assert (code, printed) == (1, f"read {one.pk}/2: a value of the read was changed\n1 faults.\n")


@pytest.mark.parametrize(("column", "value"), [("after", 0), ("digest", "0" * 64), ("hash", "0" * 64)])
def test_a_changed_link_is_seen(unguarded, column, value):
    one = unguarded[0]
    lines_of(one).filter(number=2).update(**{column: value})
    assert (f"read {one.pk}/2", "does not follow from the read before it") in said()


@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_read_is_seen(unguarded, number):
    one = unguarded[0]
    lines_of(one).filter(number=number)._raw_delete("default")
    assert said()[0] == (f"read {one.pk}/{number}", f"reads {number} to {number} are missing")
    assert verified()[0] == 1


def test_a_cut_end_is_seen(unguarded):
    one = unguarded[0]
    lines_of(one).filter(number=3)._raw_delete("default")
    assert said() == [(f"read {one.pk}/2", f"the head speaks of 3 reads and there are 2, {ENDS}")]


def test_a_reader_without_any_read_left_is_seen(unguarded):
    one = unguarded[0]
    lines_of(one)._raw_delete("default")
    assert said() == [(f"read {one.pk}/3", "the reader's head speaks of 3 reads and there are none")]


def test_a_removed_head_is_seen(unguarded):
    one = unguarded[0]
    AccessLogHead.objects.filter(reader=one.pk)._raw_delete("default")
    assert said() == [(f"read {one.pk}/3", f"the head speaks of 0 reads and there are 3, {ENDS}")]


def test_a_read_that_goes_to_another_reader_is_seen(unguarded):
    one, other, _member = unguarded
    lines_of(one).filter(number=3).update(reader=other.pk, number=4)
    assert {where for where, _what in said()} == {f"read {one.pk}/2", f"read {other.pk}/4"}


def test_an_inserted_read_is_seen_though_no_guard_hinders_it(log):
    """At the end, with everything right but the head."""
    one = log[0]
    last = lines_of(one).get(number=3)
    last.pk, last.number, last.hash = None, 4, link(last.hash, 4, last.after, last.digest)
    last.save(force_insert=True)
    assert said() == [(f"read {one.pk}/4", f"the head speaks of 3 reads and there are 4, {ENDS}")]
    # And the reader's next page cannot be noted, hence is not shown.
    with pytest.raises(IntegrityError), transaction.atomic():
        opened(one, log[2])


def test_a_read_inserted_in_between_is_seen(unguarded):
    one = unguarded[0]
    for number in (3, 2):
        lines_of(one).filter(number=number).update(number=number + 1)
    forged = lines_of(one).get(number=1)
    forged.pk, forged.number = None, 2
    forged.save(force_insert=True)
    assert (f"read {one.pk}/2", "does not follow from the read before it") in said()


def forge_away_the_last(officer) -> None:
    """Take the last read away and put the head back, as whoever can write every table could."""
    lines_of(officer).filter(number=3)._raw_delete("default")
    AccessLogHead.objects.filter(reader=officer.pk).update(number=2, hash=lines_of(officer).get(number=2).hash)


def test_a_chain_rewritten_with_its_head_is_seen_by_the_seal(unguarded):
    one = unguarded[0]
    access_chain.seal()
    forge_away_the_last(one)
    assert said() == [(f"read {one.pk}/3", "is not the read that entry 2 sealed")]


def test_a_whole_chain_taken_away_with_its_head_is_seen_by_the_seal(unguarded):
    one = unguarded[0]
    access_chain.seal()
    lines_of(one)._raw_delete("default")
    AccessLogHead.objects.filter(reader=one.pk)._raw_delete("default")
    assert said() == [(f"read {one.pk}/3", "is not the read that entry 2 sealed")]


def test_control_without_a_seal_the_rewriter_is_not_seen(unguarded):
    """What the seals are for; the chain of acts has this limit until its last hash is kept elsewhere."""
    forge_away_the_last(unguarded[0])
    assert said() == []


def test_a_seal_tells_of_the_heads_that_moved(log):
    one, other, member = log
    assert access_chain.seal() == 6
    assert access_chain.seal() == 0
    opened(other, member, 2)
    assert access_chain.seal() == 2
    first, second = (entry.details["heads"] for entry in AuditEntry.objects.filter(verb=access_chain.SEALED))
    assert set(first) == {str(one.pk), str(other.pk)}
    assert second == {str(other.pk): [5, lines_of(other).get(number=5).hash]}
    assert said() == []


def test_a_seal_given_twice_is_no_fault(log):
    access_chain.seal()
    guards.uninstall(names=GUARDS)
    AccessLogHead.objects.update(sealed=0)  # as when the sealer ended between its two steps
    guards.install(names=GUARDS)
    assert access_chain.seal() == 6
    assert said() == []


def test_a_read_goes_with_its_transaction(log):
    one, _other, member = log
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        opened(one, member)
        raise ZeroDivisionError
    opened(one, member)
    assert list(lines_of(one).order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert said() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: AccessLogEntry.objects.update(actor_label="Nobody"),
        lambda: AccessLogEntry.objects.all()._raw_delete("default"),
        lambda: AccessLogHead.objects.all()._raw_delete("default"),
        lambda: AccessLogHead.objects.update(number=F("number") - 1),
        lambda: AccessLogHead.objects.update(number=F("number") + 2),
        lambda: AccessLogHead.objects.update(hash=GENESIS),
        lambda: AccessLogHead.objects.update(sealed=F("number") + 1),
        lambda: AccessLogHead.objects.update(number=F("number") + 1, sealed=1),
        lambda: AccessLogHead.objects.filter(number=3).update(reader=F("reader") + 1000),
    ],
)
def test_the_database_refuses_to_change_or_to_forget(log, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert said() == []


def test_the_database_refuses_to_move_a_seal_back(log):
    access_chain.seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessLogHead.objects.update(sealed=1)


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_empty_the_tables(log, table):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table}")
