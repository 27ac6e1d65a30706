"""What the database itself refuses, on PostgreSQL and on SQLite: triggers and exclusion constraints, made again after each migration.

Django's migrations know neither triggers nor, on SQLite, exclusion; and remaking a SQLite table drops its triggers. So guards
are declared here or by an app's `ready()`, and `install` makes them, idempotently, in `post_migrate`. Tests take one away with
`uninstall` to show that the attack it stops then succeeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    """Something to make and to take away again.

    Arguments: name, unique; table, without which it is not made; make and drop, SQL statements by vendor (`postgresql`, `sqlite`).
    """

    name: str
    table: str
    make: dict[str, list[str]]
    drop: dict[str, list[str]]


_declared: dict[str, Guard] = {}


def declare(guard: Guard) -> None:
    """Adds `guard` to those that `install` makes."""
    _declared[guard.name] = guard


def trigger(
    name: str, table: str, when: str, sqlite_body: str, postgresql_body: str, postgresql_extra: str = ""
) -> Guard:
    """A row trigger on both databases.

    Arguments: when, such as `BEFORE UPDATE OF state`; sqlite_body, its statements; postgresql_body, PL/pgSQL that ends in a RETURN;
    postgresql_extra, what stands behind the table's name there (`DEFERRABLE INITIALLY DEFERRED`, with `when` naming CONSTRAINT).
    """
    kind = "CONSTRAINT TRIGGER" if postgresql_extra else "TRIGGER"
    return Guard(
        name,
        table,
        make={
            "sqlite": [
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW BEGIN {sqlite_body} END",
            ],
            "postgresql": [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {postgresql_body} END $$",
                f"DROP TRIGGER IF EXISTS {name} ON {table}",
                f"CREATE {kind} {name} {when} ON {table} {postgresql_extra} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ],
        },
        drop={
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}"],
            "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}"],
        },
    )


def append_only(model: type[models.Model]) -> None:
    """Declares that rows of `model` are never changed and never deleted."""
    table = model._meta.db_table
    for verb in ("UPDATE", "DELETE"):
        says = f"{table} is append-only"
        declare(
            trigger(
                f"{table}_no_{verb.lower()}",
                table,
                f"BEFORE {verb}",
                f"SELECT RAISE(ABORT, '{says}');",
                f"RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation';",
            )
        )
    name = f"{table}_no_truncate"
    declare(
        Guard(
            name,
            table,
            make={
                "sqlite": [],
                "postgresql": [
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$",
                    f"DROP TRIGGER IF EXISTS {name} ON {table}",
                    f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
                ],
            },
            drop={"sqlite": [], "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}"]},
        )
    )


def _graph_guard(model: type[models.Model], graph: dict[str, Iterable[str]], audited: bool) -> Guard:
    """State moves only along `graph`; an audited row's version goes up by one and its record changes with every change of either."""
    table = model._meta.db_table
    moves = [(a, b) for a, targets in graph.items() for b in targets]
    allowed = " OR ".join(f"(OLD.state = '{a}' AND NEW.state = '{b}')" for a, b in moves) or "1 = 0"
    off_graph = f"OLD.state <> NEW.state AND NOT ({allowed})"
    unrecorded = (
        "(OLD.state <> NEW.state OR OLD.version <> NEW.version OR OLD.record_id <> NEW.record_id) "
        "AND (NEW.version <> OLD.version + 1 OR NEW.record_id = OLD.record_id)"
    )
    says, says_too = f"{table}: no such move", f"{table}: a change without an entry in the record"
    sqlite = f"SELECT RAISE(ABORT, '{says}') WHERE {off_graph};"
    plpgsql = f"IF {off_graph} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'check_violation'; END IF;"
    if audited:
        sqlite += f" SELECT RAISE(ABORT, '{says_too}') WHERE {unrecorded};"
        plpgsql += f" IF {unrecorded} THEN RAISE EXCEPTION '{says_too}' USING ERRCODE = 'check_violation'; END IF;"
    return trigger(f"{table}_graph", table, "BEFORE UPDATE", sqlite, plpgsql + " RETURN NEW;")


def _all() -> Iterator[Guard]:
    """The declared guards, and one a model with a GRAPH."""
    yield from _declared.values()
    for model in apps.get_models():
        graph: Any = getattr(model, "GRAPH", None)
        if graph is not None:
            yield _graph_guard(model, graph, getattr(model, "AUDITED", True))


def _run(connection: BaseDatabaseWrapper, which: str, names: Iterable[str] | None) -> None:
    tables = set(connection.introspection.table_names())
    wanted = None if names is None else set(names)
    with connection.cursor() as cursor:
        for guard in _all():
            if guard.table in tables and (wanted is None or guard.name in wanted):
                for statement in getattr(guard, which).get(connection.vendor, []):
                    cursor.execute(statement)


def install(using: str = "default", names: Iterable[str] | None = None) -> None:
    """Makes all guards, or those in `names`, on the database `using`."""
    _run(connections[using], "make", names)


def uninstall(using: str = "default", names: Iterable[str] | None = None) -> None:
    """Takes all guards away, or those in `names`. For tests' controls and for emptying a test database."""
    _run(connections[using], "drop", names)


def before_migrate(using: str, plan: Iterable[Any] = (), **kwargs: Any) -> None:
    """The `pre_migrate` receiver, connected for the first app only: on SQLite no guard stands while tables change.

    A table that gets a column is made anew under another name and renamed, and SQLite refuses that while a trigger of any other table
    speaks of it. Every trigger goes, also one that an older version made under a name that is no longer declared.
    """
    connection = connections[using]
    if not plan or connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")


def after_migrate(using: str, **kwargs: Any) -> None:
    """The `post_migrate` receiver, connected for the first app only: guards once a migration, when every table stands."""
    from conference.audit.models import Head
    from conference.models import Reference

    install(using)
    tables = connections[using].introspection.table_names()
    for model in (Head, Reference):  # each is one row, which must be there
        if model._meta.db_table in tables:
            model._base_manager.using(using).get_or_create(pk=1)
