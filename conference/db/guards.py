"""Declare what the database itself refuses: triggers, exclusion constraints, functions and indexes that Django's migrations do not know.

Each app declares its guards in `guards.py`. After each migrate `install` makes, replaces or drops what differs, in one transaction. Tests
remove a guard by `uninstall` to show that the attack it stops then succeeds.

While migrations run, the former guards are in force, and a migration's data keep to them. A migration whose data cannot says in its
transaction `ALTER TABLE t DISABLE TRIGGER USER`, which makes other writers of the table wait, and at its end `SET CONSTRAINTS ALL
IMMEDIATE` and `ALTER TABLE t ENABLE TRIGGER USER`; `install` switches on what is left off.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from conference.core.registry import Registry
from conference.db import guard_objects, roles
from conference.db.guard_objects import Key, Part


@dataclass(frozen=True)
class Guard:
    """Objects in the database that are made and taken away together.

    Args:
        name: Unique.
        table: Without which it is not made.
        parts: In the order of making.
    """

    name: str
    table: str
    parts: Sequence[Part]


declared: Registry[Guard] = Registry("guards")


def declare(guard: Guard) -> None:
    declared.add(guard.name, guard)


def trigger(name: str, table: str, when: str, body: str) -> None:
    """Declare a row trigger.

    Args:
        when: Such as `BEFORE UPDATE OF state`.
        body: PL/pgSQL that ends in a RETURN.
    """
    declare(_trigger(name, table, f"{when} ON {table} FOR EACH ROW", body))


def refuse(
    name: str, table: str, when: str, condition: str, *, says: str, code: str = "check_violation", first: str = ""
) -> None:
    """Declare a trigger that refuses a row for which `condition` holds.

    Args:
        when: Such as `BEFORE INSERT`.
        says: The message of the error.
        code: Its condition name in PostgreSQL; with check_violation Django raises IntegrityError.
        first: PL/pgSQL that runs before the condition is tested.
    """
    row = "OLD" if when == "BEFORE DELETE" else "NEW"
    trigger(name, table, when, f"{first} IF {condition} THEN {raising(says, code)} END IF; RETURN {row};")


def raising(says: str, code: str = "check_violation") -> str:
    return f"RAISE EXCEPTION '{says}' USING ERRCODE = '{code}';"


def _trigger(name: str, table: str, when: str, body: str) -> Guard:
    function = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    trigger = f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION {name}()"
    return Guard(
        name, table, [Part(Key("FUNCTION", name, ""), (function,)), Part(Key("TRIGGER", name, table), (trigger,))]
    )


def append_only(
    model: type[models.Model], *, unless: str = "", deleted_if: str = "", erasable: tuple[str, ...] = ()
) -> None:
    """Refuse changing rows of `model` unless OLD and NEW fulfil the condition `unless`, and deleting them unless `deleted_if`.

    The application's role has no right to do either, where there is no such condition (conference/db/roles.py).

    Args:
        erasable: Columns that an erasure of a person may write over (erasure/actions.py).
    """
    table = model._meta.db_table
    if erasable:
        besides = "".join(f" - '{column}'" for column in erasable)
        erased = f"coalesce(current_setting('plenipo.erasing', true), '') = 'yes' AND to_jsonb(NEW){besides} = to_jsonb(OLD){besides}"
        unless = f"({unless}) OR ({erased})" if unless else erased
    granted = ["SELECT", "INSERT", *(["UPDATE"] if unless else []), *(["DELETE"] if deleted_if else [])]
    roles.narrower.add(table, ", ".join(granted))
    refusal = raising(f"{table} is append-only", "restrict_violation")
    update = f"IF NOT ({unless}) THEN {refusal} END IF; RETURN NEW;" if unless else refusal
    trigger(f"{table}_no_update", table, "BEFORE UPDATE", update)
    delete = f"IF NOT ({deleted_if}) THEN {refusal} END IF; RETURN OLD;" if deleted_if else refusal
    trigger(f"{table}_no_delete", table, "BEFORE DELETE", delete)
    declare(_trigger(f"{table}_no_truncate", table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", refusal))


def _graph_guard(model: type[models.Model], graph: dict[str, Iterable[str]], audited: bool) -> Guard:
    """Return the guard that a state moves only along `graph`, and that an audited row's version and entry change together."""
    table = model._meta.db_table
    moves = [(a, b) for a, targets in graph.items() for b in targets]
    allowed = " OR ".join(f"(OLD.state = '{a}' AND NEW.state = '{b}')" for a, b in moves) or "false"
    body = f"IF OLD.state <> NEW.state AND NOT ({allowed}) THEN {raising(f'{table}: no such move')} END IF;"
    if audited:
        body += (
            " IF (OLD.state <> NEW.state OR OLD.version <> NEW.version OR OLD.record_id <> NEW.record_id)"
            " AND (NEW.version <> OLD.version + 1 OR NEW.record_id = OLD.record_id)"
            f" THEN {raising(f'{table}: a change without an entry in the record')} END IF;"
        )
    return _trigger(f"{table}_graph", table, f"BEFORE UPDATE ON {table} FOR EACH ROW", f"{body} RETURN NEW;")


def all_guards(connection: BaseDatabaseWrapper, names: Iterable[str] | None = None) -> Iterator[Guard]:
    """Yield the declared guards and one for each model with a GRAPH, or those in `names`, as far as their tables exist."""
    tables = set(connection.introspection.table_names())
    wanted = None if names is None else set(names)
    graphs = ((model, getattr(model, "GRAPH", None)) for model in apps.get_models())
    guards = [
        *declared.values(),
        *(_graph_guard(model, graph, getattr(model, "AUDITED", True)) for model, graph in graphs if graph is not None),
    ]
    yield from (guard for guard in guards if guard.table in tables and (wanted is None or guard.name in wanted))


def install(using: str = "default", names: Iterable[str] | None = None) -> None:
    """Make or replace guards that are missing or differ, and drop undeclared ones, in one transaction.

    Args:
        using: The alias of the database.
        names: Only these, and none is dropped.
    """
    connection = connections[using]
    parts = [part for guard in all_guards(connection, names) for part in guard.parts]
    guard_objects.install(connection, parts, prune=names is None)


def uninstall(using: str = "default", names: Iterable[str] | None = None) -> None:
    """Drop all guards, or those in `names`, for tests' controls and for emptying a database."""
    connection = connections[using]
    guard_objects.uninstall(connection, [part for guard in all_guards(connection, names) for part in guard.parts])


def after_migrate(using: str, **kwargs: Any) -> None:
    from conference.audit.models import Head
    from conference.models import Reference

    install(using)
    tables = connections[using].introspection.table_names()
    for model in (Head, Reference):  # each is one row, which must be there
        if model._meta.db_table in tables:
            model._base_manager.using(using).get_or_create(pk=1)
