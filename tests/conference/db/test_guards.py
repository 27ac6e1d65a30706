"""Guards are as declared: altered ones are replaced, others dropped."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from conference.db import guards
from conference.db.guard_objects import Key, Part
from conference.models import Rank

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = Rank._meta.db_table
SAYS = "ranks stay"
BARRED = guards.Guard(
    "rank_apart",
    TABLE,
    [
        Part(
            Key("CONSTRAINT", "rank_apart", TABLE),
            (
                "CREATE EXTENSION IF NOT EXISTS btree_gist",
                f"ALTER TABLE {TABLE} ADD CONSTRAINT rank_apart EXCLUDE USING gist (id WITH =)",
            ),
            in_place=False,
        )
    ],
)


def standing() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'TRIGGER ' || tgname FROM pg_trigger WHERE NOT tgisinternal"
            " UNION ALL SELECT 'FUNCTION ' || proname FROM pg_proc p"
            " WHERE pronamespace = current_schema()::regnamespace AND proname LIKE '%%rank%%'"
            " UNION ALL SELECT 'CONSTRAINT ' || conname FROM pg_constraint WHERE contype = 'x'"
        )
        return {name for (name,) in cursor.fetchall()}


def versions() -> set[tuple]:
    """Return the catalogue's rows of the guards, each with the transaction that wrote it."""
    query = (
        "SELECT oid, xmin::text FROM pg_trigger WHERE NOT tgisinternal"
        " UNION ALL SELECT oid, xmin::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
        " UNION ALL SELECT oid, xmin::text FROM pg_constraint WHERE contype = 'x'"
        " UNION ALL SELECT oid, xmin::text FROM pg_class WHERE relkind = 'i' AND relname LIKE '%%trigrams'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return set(cursor.fetchall())


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def undeclare():
    """Leave guards of an older version; called, they are declared no longer."""
    with ExitStack() as stack:
        stack.enter_context(guards.declared.override())
        guards.refuse("rank_stays", TABLE, "BEFORE DELETE", "true", says=SAYS)
        guards.declare(BARRED)
        guards.install()
        yield stack.close
    guards.install()


class TestDeclaredNoLonger:
    def test_the_next_migrate_drops_it_and_nothing_else(self, undeclare):
        rank = Rank.objects.create(code="x", name={"en": "X"}, position=99, tie_group=9)
        with pytest.raises(DatabaseError, match=SAYS):
            rank.delete()
        older = standing()
        undeclare()
        call_command("migrate", verbosity=0)
        assert older - standing() == {"TRIGGER rank_stays", "FUNCTION rank_stays", "CONSTRAINT rank_apart"}
        assert standing() < older
        rank.delete()
        assert not Rank.objects.filter(code="x").exists()

    def test_control_as_long_as_it_is_declared_it_stays(self, undeclare):
        older = standing()
        call_command("migrate", verbosity=0)
        assert standing() == older

    def test_an_install_of_some_drops_none(self, undeclare):
        older = standing()
        undeclare()
        guards.install(names=["audit_entry_no_delete"])
        assert standing() == older

    def test_a_strangers_stays(self, undeclare):
        execute(
            "CREATE FUNCTION strangers_rank() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
            f"CREATE TRIGGER strangers BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION strangers_rank()",
        )
        try:
            undeclare()
            call_command("migrate", verbosity=0)
            assert standing() & {"TRIGGER rank_stays", "FUNCTION rank_stays"} == set()
            assert {"TRIGGER strangers", "FUNCTION strangers_rank"} < standing()
        finally:
            execute("DROP FUNCTION strangers_rank CASCADE")


class TestAsItIsDeclared:
    def test_what_stands_already_is_not_touched(self):
        before = versions()
        assert len(before) > 90
        call_command("migrate", verbosity=0)
        assert versions() == before

    def test_what_was_altered_by_hand_is_put_right(self, undeclare):
        before = standing()
        execute(
            "CREATE OR REPLACE FUNCTION rank_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
            f"ALTER TABLE {TABLE} DROP CONSTRAINT rank_apart",
        )
        Rank.objects.create(code="x", name={"en": "X"}, position=99, tie_group=9).delete()
        guards.install()
        with pytest.raises(DatabaseError, match=SAYS):
            Rank.objects.create(code="y", name={"en": "Y"}, position=98, tie_group=9).delete()
        assert standing() == before

    def test_what_was_switched_off_is_switched_on(self, undeclare):
        execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER rank_stays")
        Rank.objects.create(code="x", name={"en": "X"}, position=99, tie_group=9).delete()
        guards.install()
        with pytest.raises(DatabaseError, match=SAYS):
            Rank.objects.create(code="y", name={"en": "Y"}, position=98, tie_group=9).delete()

    def test_one_that_cannot_be_made_leaves_all_as_they_were(self, undeclare):
        before = versions()
        others = {name: guard for name, guard in guards.declared.items() if name != "rank_stays"}
        with guards.declared.override(others):
            guards.trigger("broken", TABLE, "BEFORE NOTHING", "SELECT 1;")
            with pytest.raises(DatabaseError, match="NOTHING"):
                guards.install()
        assert versions() == before
