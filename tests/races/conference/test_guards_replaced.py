"""Writing while guards are replaced: no forbidden move succeeds, and who may write is not stopped."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from conference.audit.models import AuditEntry
from conference.db import guards
from conference.db.guard_objects import PREFIX
from delegations.registration.models import Delegate
from schedule.calendar.models import Engagement
from tests.calendar.places import at, make_room, take
from tests.people import make_conference, make_member, make_tables
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
# What each of the writer's moves runs into.
GUARDS = {
    "off the graph": "registration_delegate_graph",
    "an entry deleted": "audit_entry_no_delete",
    "two in a room": "calendar_engagement_room_id_free",
}


class Succeeded(Exception):
    """A forbidden move was made; raised so that it is rolled back."""


@pytest.fixture
def moves() -> dict[str, Callable[[], object]]:
    """Forbidden moves, on a member, the audit log and a room that is taken."""
    make_conference()
    make_tables()
    member = make_member("KEN", state="submitted")
    take(member.delegation.party, "09:00", "10:00", rooms=[make_room()])
    taken = Engagement.objects.get()

    def overlap() -> None:
        taken.pk = None
        taken._state.adding = True
        taken.starts, taken.ends = at("09:30"), at("10:30")
        taken.save()

    return {
        "off the graph": lambda: Delegate.objects.filter(pk=member.pk).update(state="vetted"),
        "an entry deleted": lambda: AuditEntry.objects.all()._raw_delete("default"),
        "two in a room": overlap,
    }


class Writer:
    """Makes the moves over and over on a connection of its own until told to stop."""

    def __init__(self, moves: dict[str, Callable[[], object]]) -> None:
        self.moves = moves
        self.rounds = 0
        self.succeeded: Counter[str] = Counter()
        self.problems: list[Exception] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                for name, move in self.moves.items():
                    self._try(name, move)
                self.rounds += 1
        except Exception as problem:
            self.problems.append(problem)
        finally:
            connection.close()

    def _try(self, name: str, move: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                move()
                raise Succeeded
        except IntegrityError:
            pass
        except Succeeded:
            self.succeeded[name] += 1

    def goes_round(self) -> None:
        """Waits until every move was tried again."""
        before = self.rounds
        until(lambda: self.rounds > before + 1 or bool(self.problems), "the writer goes round")


@contextmanager
def writing(moves: dict[str, Callable[[], object]]) -> Iterator[Writer]:
    writer = Writer(moves)
    thread = threading.Thread(target=writer.run)
    thread.start()
    try:
        writer.goes_round()
        yield writer
        writer.goes_round()
    finally:
        writer.stopping.set()
        thread.join(30)
    assert writer.problems == []


def outdate() -> None:
    """Make every guard one of unknown making: without its mark."""
    with transaction.atomic(), connection.cursor() as cursor:
        for guard in guards.all_guards(connection):
            for part in guard.parts:
                cursor.execute(f"COMMENT ON {part.key.full_name} IS NULL")


def outdated() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_description WHERE description LIKE %s", [f"{PREFIX}%"])
        return sum(len(guard.parts) for guard in guards.all_guards(connection)) - cursor.fetchone()[0]


def test_all_through_several_migrates_no_forbidden_move_succeeds(moves):
    with writing(moves) as writer:
        for _ in range(4):
            outdate()
            assert outdated() > 90
            call_command("migrate", verbosity=0)
            assert outdated() == 0
    assert writer.succeeded == {}


def test_nor_while_a_guarded_table_gets_a_column(moves):
    table = Delegate._meta.db_table
    with writing(moves) as writer, connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN further integer")
        outdate()
        call_command("migrate", verbosity=0)
        cursor.execute(f"ALTER TABLE {table} DROP COLUMN further")
    assert writer.succeeded == {}


def test_control_dropped_and_made_one_by_one_each_lets_its_move_succeed(moves):
    with writing(moves) as writer:
        for name in GUARDS.values():
            guards.uninstall(names=[name])
            writer.goes_round()
            guards.install(names=[name])
    assert set(writer.succeeded) == set(GUARDS)


def test_a_migration_that_switches_guards_off_in_its_transaction_lets_nobody_write_unguarded_beside_it(moves):
    table = Delegate._meta.db_table
    with writing(moves) as writer, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert Delegate.objects.update(state="draft") == 1
        until(lambda: waiting_for(table) == 1, "the writer waits")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert writer.succeeded == {}
    assert Delegate.objects.get().state == "draft"


def test_control_switched_off_in_one_transaction_and_on_in_another_the_move_succeeds(moves):
    table = Delegate._meta.db_table
    with writing(moves) as writer, connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        writer.goes_round()
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert set(writer.succeeded) == {"off the graph"}


def test_a_migrate_gives_way_to_one_who_holds_what_it_needs_and_needs_what_it_holds(moves):
    """Tables are locked in order: the engagements' before the members', which the other has written already."""
    first, second = Engagement._meta.db_table, Delegate._meta.db_table
    outdate()
    migrating = threading.Thread(target=migrate_and_close)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {second} IN ROW EXCLUSIVE MODE")
        migrating.start()
        # It gives way after 0.9 s and tries again: on a busy machine that may fall between two looks.
        until(
            lambda: waiting_for(second) == 1 and held(first) > 0,
            "it waits for the members and holds the engagements meanwhile",
        )
        cursor.execute(f"LOCK TABLE {first} IN ROW EXCLUSIVE MODE")
    migrating.join(60)
    assert outdated() == 0


def test_a_migrate_that_changes_no_guard_waits_for_nobody(moves):
    migrating = threading.Thread(target=migrate_and_close)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in {guard.table for guard in guards.all_guards(connection)}:
            cursor.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")
        migrating.start()
        migrating.join(60)
        assert not migrating.is_alive()


def migrate_and_close() -> None:
    try:
        call_command("migrate", verbosity=0)
    finally:
        connection.close()


def waiting_for(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
        return cursor.fetchone()[0]


def held(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE granted AND relation = %s::regclass", [table])
        return cursor.fetchone()[0]
