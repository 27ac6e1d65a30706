"""Declare what the database itself refuses, on PostgreSQL and SQLite: triggers and exclusion constraints.

Django's migrations know neither triggers nor, on SQLite, exclusion, and remaking a SQLite table drops its triggers. So guards are
declared in each app's `guards.py`, and after each migrate `install` makes, replaces or drops what differs, in one transaction. Tests
remove one by `uninstall` to show that the attack it stops succeeds.

While migrations run on PostgreSQL, the former guards stand, and a migration's data keep to them. One whose data cannot says in its
transaction `ALTER TABLE t DISABLE TRIGGER USER`, which makes other writers of the table wait, and at its end `SET CONSTRAINTS ALL
IMMEDIATE` and `ALTER TABLE t ENABLE TRIGGER USER`; `install` switches on what is left off. On SQLite no guard stands while migrating
(`before_migrate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from conference.core.registry import Registry
from conference.db import guards_postgresql
from conference.db.guards_postgresql import Key, Part


@dataclass(frozen=True)
class Guard:
    """An object in the database to make and to take away.

    Args:
        name: Unique.
        table: Without which it is not made.
        sqlite: CREATE TRIGGER statements by the trigger's name.
        postgresql: Its parts there, in the order of making.
    """

    name: str
    table: str
    sqlite: Mapping[str, str] = field(default_factory=dict)
    postgresql: Sequence[Part] = ()


declared: Registry[Guard] = Registry("guards")


def declare(guard: Guard) -> None:
    declared.add(guard.name, guard)


def trigger(name: str, table: str, when: str, sqlite_body: str, postgresql_body: str) -> Guard:
    """Return a row trigger on both databases.

    Args:
        when: Such as `BEFORE UPDATE OF state`.
        postgresql_body: PL/pgSQL that ends in a RETURN.
    """
    return Guard(
        name,
        table,
        sqlite={name: f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW BEGIN {sqlite_body} END"},
        postgresql=_trigger_parts(name, table, f"{when} ON {table} FOR EACH ROW", postgresql_body),
    )


def _trigger_parts(name: str, table: str, when: str, body: str) -> tuple[Part, Part]:
    function = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    return (
        Part(Key("FUNCTION", name, ""), (function,)),
        Part(Key("TRIGGER", name, table), (f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {name}()",)),
    )


def append_only(model: type[models.Model], *, unless: str = "") -> None:
    """Refuse deleting rows of `model`, and changing them unless OLD and NEW fulfil the condition `unless`."""
    table = model._meta.db_table
    says = f"{table} is append-only"
    sqlite, postgresql = (
        f"SELECT RAISE(ABORT, '{says}')",
        f"RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation';",
    )
    bodies = dict.fromkeys(("UPDATE", "DELETE"), (f"{sqlite};", postgresql))
    if unless:
        some = f"IF NOT ({unless}) THEN {postgresql} END IF; RETURN NEW;"
        bodies["UPDATE"] = (f"{sqlite} WHERE NOT ({unless});", some)
    for verb, body in bodies.items():
        declare(trigger(f"{table}_no_{verb.lower()}", table, f"BEFORE {verb}", *body))
    name = f"{table}_no_truncate"
    when = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    declare(Guard(name, table, postgresql=_trigger_parts(name, table, when, postgresql)))


def _graph_guard(model: type[models.Model], graph: dict[str, Iterable[str]], audited: bool) -> Guard:
    """Return the guard that state moves only along `graph`, and an audited row's version and entry change together."""
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


def all_guards(connection: BaseDatabaseWrapper, names: Iterable[str] | None = None) -> Iterator[Guard]:
    """Yield declared guards and one a model with a GRAPH, or those in `names`, whose tables exist."""
    tables = set(connection.introspection.table_names())
    wanted = None if names is None else set(names)
    graphs = ((model, getattr(model, "GRAPH", None)) for model in apps.get_models())
    found = [
        *declared.values(),
        *(_graph_guard(model, graph, getattr(model, "AUDITED", True)) for model, graph in graphs if graph is not None),
    ]
    yield from (guard for guard in found if guard.table in tables and (wanted is None or guard.name in wanted))


def install(using: str = "default", names: Iterable[str] | None = None) -> None:
    """Make or replace guards that are missing or differ, and drop undeclared ones, in one transaction.

    Args:
        using: The alias of the database.
        names: Only these, and none is dropped.
    """
    connection = connections[using]
    guards = list(all_guards(connection, names))
    if connection.vendor == "postgresql":
        parts = [part for guard in guards for part in guard.postgresql]
        ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        guards_postgresql.install(connection, parts, prune=names is None, tables=ours)
        return
    wanted = {name: statement for guard in guards for name, statement in guard.sqlite.items()}
    with transaction.atomic(using=using), connection.cursor() as cursor:
        standing = _sqlite_triggers(cursor)
        for name, statement in standing.items():
            if wanted[name] != statement if name in wanted else names is None:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        for name, statement in wanted.items():
            if standing.get(name) != statement:
                cursor.execute(statement)


def uninstall(using: str = "default", names: Iterable[str] | None = None) -> None:
    """Drop all guards, or those in `names`, for tests' controls and emptying a test database."""
    connection = connections[using]
    guards = list(all_guards(connection, names))
    if connection.vendor == "postgresql":
        guards_postgresql.uninstall(connection, [part for guard in guards for part in guard.postgresql])
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name in (name for guard in guards for name in guard.sqlite):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _sqlite_triggers(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return dict(cursor.fetchall())


def before_migrate(using: str, plan: Iterable[Any] = (), **kwargs: Any) -> None:
    """On SQLite drop every trigger if there is something to migrate (`pre_migrate`).

    A table that gets a column is remade and renamed, which SQLite refuses while any other table's trigger names it. Only one process uses a
    SQLite database; PostgreSQL's guards stand all through.
    """
    connection = connections[using]
    if not plan or connection.vendor != "sqlite":
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name in _sqlite_triggers(cursor):
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")


def after_migrate(using: str, **kwargs: Any) -> None:
    from conference.audit.models import Head
    from conference.models import Reference

    install(using)
    tables = connections[using].introspection.table_names()
    for model in (Head, Reference):  # each is one row, which must be there
        if model._meta.db_table in tables:
            model._base_manager.using(using).get_or_create(pk=1)
