"""Bring the objects of guards into the database: in one transaction, replace what differs from what is declared.

Each object carries a comment: PREFIX, and a digest of the statements that made it and of PostgreSQL's description. So a migrate that
changes no guard takes no lock, an object altered or switched off by hand is restored, and one no longer declared is dropped.
"""

import hashlib
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import errors

PREFIX = "plenipo guard "
# Writers wait behind a migrate that waits for a lock. It gives way before PostgreSQL looks for a deadlock (after 1 s), which would end the
# writer's transaction instead, and tries again, for a minute in all.
GIVES_WAY_AFTER = 900  # ms
PAUSE = 0.3  # s
ATTEMPTS = 50
ONE_AT_A_TIME = 7_350_201  # the advisory lock of two migrates at once

type Kind = Literal["TRIGGER", "CONSTRAINT", "INDEX", "FUNCTION"]
# A trigger goes before the function that it calls.
DROPPED_IN_ORDER: list[Kind] = ["TRIGGER", "CONSTRAINT", "INDEX", "FUNCTION"]


class Key(NamedTuple):
    kind: Kind
    name: str
    table: str

    @property
    def full_name(self) -> str:
        on = f" ON {self.table}" if self.kind in ("TRIGGER", "CONSTRAINT") else ""
        return f"{self.kind} {self.name}{on}"

    @property
    def drop(self) -> str:
        if self.kind == "CONSTRAINT":
            return f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.name}"
        return f"DROP {self.full_name.replace(self.name, f'IF EXISTS {self.name}', 1)}"


@dataclass(frozen=True)
class Part:
    """An object that a guard consists of.

    Args:
        make: Statements that make it.
        in_place: Whether these replace an existing one; else it is dropped before, in the same transaction.
    """

    key: Key
    make: tuple[str, ...]
    in_place: bool = True

    def digest(self, definition: str) -> str:
        text = "\0".join((*self.make, definition))
        return PREFIX + hashlib.sha256(text.encode()).hexdigest()[:32]


class InstalledObject(NamedTuple):
    comment: str | None
    definition: str


def install(connection: BaseDatabaseWrapper, parts: Iterable[Part], *, prune: bool) -> None:
    """Make or replace the objects that differ from `parts`; other sessions never see one missing.

    Args:
        prune: Whether to drop those of ours that are not among `parts`.
    """
    wanted = {part.key: part for part in parts}

    def work(cursor: CursorWrapper) -> None:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        installed = _catalogue(cursor, None if prune else wanted)
        changed = [part for key, part in wanted.items() if not _is_current(installed.get(key), part)]
        dropped = {part.key for part in changed if part.key in installed and not part.in_place}
        if prune:
            dropped |= {key for key, guard in installed.items() if key not in wanted and _is_ours(guard)}
        _lock(cursor, changed, dropped)
        for key in sorted(dropped, key=lambda key: DROPPED_IN_ORDER.index(key.kind)):
            cursor.execute(key.drop)
        for part in changed:
            for statement in part.make:
                cursor.execute(statement)
        if changed:
            _mark(cursor, changed)

    _in_one_transaction(connection, work)


def uninstall(connection: BaseDatabaseWrapper, parts: Iterable[Part]) -> None:
    keys = sorted((part.key for part in parts), key=lambda key: DROPPED_IN_ORDER.index(key.kind))

    def work(cursor: CursorWrapper) -> None:
        _lock(cursor, [], keys)
        for key in keys:
            cursor.execute(key.drop)

    _in_one_transaction(connection, work)


def _in_one_transaction(connection: BaseDatabaseWrapper, work: Callable[[CursorWrapper], None]) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                return work(cursor)
        except OperationalError as problem:
            waited = isinstance(problem.__cause__, (errors.QueryCanceled, errors.DeadlockDetected))
            if not waited or attempt == ATTEMPTS or connection.in_atomic_block:
                raise
        time.sleep(PAUSE)
    return None


def _is_current(installed: InstalledObject | None, part: Part) -> bool:
    return installed is not None and installed.comment == part.digest(installed.definition)


def _is_ours(installed: InstalledObject) -> bool:
    return (installed.comment or "").startswith(PREFIX)


def _lock(cursor: CursorWrapper, changed: Iterable[Part], dropped: Collection[Key]) -> None:
    """Take all locks at once, in the order of the tables, or give way."""
    strong = {key.table for key in dropped} | {part.key.table for part in changed if part.key.kind == "CONSTRAINT"}
    weak = {part.key.table for part in changed} - strong
    cursor.execute(f"SET LOCAL statement_timeout = {GIVES_WAY_AFTER}")
    for mode, tables in (("ACCESS EXCLUSIVE", strong), ("SHARE ROW EXCLUSIVE", weak)):
        if named := sorted(tables - {""}):
            cursor.execute(f"LOCK TABLE {', '.join(named)} IN {mode} MODE")
    cursor.execute("SET LOCAL statement_timeout = DEFAULT")


def _mark(cursor: CursorWrapper, made: Collection[Part]) -> None:
    installed = _catalogue(cursor, [part.key for part in made])
    for part in made:
        cursor.execute(f"COMMENT ON {part.key.full_name} IS '{part.digest(installed[part.key].definition)}'")


def _catalogue(cursor: CursorWrapper, keys: Iterable[Key] | None = None) -> dict[Key, InstalledObject]:
    """Return the objects with the names of `keys`, or all: PostgreSQL takes 40 ms to write out the definitions of all."""
    if keys is None:
        cursor.execute(_CATALOGUE)
    else:
        cursor.execute(f"{_CATALOGUE} WHERE name = ANY(%s)", [[key.name for key in keys]])
    return {Key(kind, name, table): InstalledObject(*rest) for kind, name, table, *rest in cursor.fetchall()}


# Functions of extensions are left alone.
_CATALOGUE = """
WITH here AS (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
SELECT * FROM (
    SELECT 'TRIGGER', g.tgname::text, c.relname::text, obj_description(g.oid, 'pg_trigger'),
        g.tgenabled::text || pg_get_triggerdef(g.oid)
    FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN here ON here.oid = c.relnamespace
    WHERE NOT g.tgisinternal
    UNION ALL
    SELECT 'FUNCTION', p.proname::text, '', obj_description(p.oid, 'pg_proc'), pg_get_functiondef(p.oid)
    FROM pg_proc p JOIN here ON here.oid = p.pronamespace
    WHERE p.prokind = 'f' AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'CONSTRAINT', k.conname::text, c.relname::text, obj_description(k.oid, 'pg_constraint'), pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN here ON here.oid = c.relnamespace
    WHERE k.contype = 'x'
    UNION ALL
    SELECT 'INDEX', c.relname::text, t.relname::text, obj_description(c.oid, 'pg_class'),
        i.indisvalid::text || pg_get_indexdef(c.oid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN here ON here.oid = t.relnamespace
) AS objects (kind, name, on_table, comment, definition)
"""
