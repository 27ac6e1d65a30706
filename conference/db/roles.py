"""What the application's role may do in the database, where another role owns it.

With OWNER_DATABASE_URL `./run migrate` works as the owner, and after it gives the role of DATABASE_URL what the application does: it reads
and writes rows, and owns nothing. So it can neither switch off a guard nor change or remove an entry of the audit log, whoever takes it
over: the owner's password is in no process that serves or works.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from conference.core.registry import Registry

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
# The rights on tables that are not all of EVERYTHING, by table; `guards.append_only` adds its own.
narrower: Registry[str] = Registry("rights of the application's role")
narrower.add(MigrationRecorder.Migration._meta.db_table, "SELECT")


def connect_as_owner() -> None:
    """Work as the owner from now on, in this process; do nothing without OWNER_DATABASE_URL."""
    if owner := settings.OWNER_DATABASE:
        connection.close()
        rights = {name: owner[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
        connection.settings_dict = {**connection.settings_dict, **rights}


def after_migrate(using: str, **kwargs: Any) -> None:
    if settings.APPLICATION_ROLE:
        grant(settings.APPLICATION_ROLE, using)


def grant(role: str, using: str = "default") -> None:
    """Give the role its rights on all that the connected role owns in the schema, and on tables that it makes later; take away others.

    One transaction, in which the rights of sessions at work never fall short. Functions need nothing: EXECUTE is PUBLIC's.
    """
    quote = connections[using].ops.quote_name
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema, to = quote(cursor.fetchone()[0]), quote(role)
        cursor.execute(
            "SELECT relname, relkind FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
            " AND relowner = current_user::regrole AND relkind IN ('r', 'p', 'S')"
        )
        statements = [
            f"GRANT USAGE ON SCHEMA {schema} TO {to}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {EVERYTHING} ON TABLES TO {to}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {to}",
        ]
        for name, kind in cursor.fetchall():
            what = f"SEQUENCE {quote(name)}" if kind == "S" else quote(name)
            rights = "USAGE, SELECT" if kind == "S" else narrower.get(name, EVERYTHING)
            statements += [f"REVOKE ALL ON {what} FROM {to}", f"GRANT {rights} ON {what} TO {to}"]
        cursor.execute("; ".join(statements))


_WHAT_IT_MAY = """
SELECT r.rolsuper, r.rolreplication OR r.rolbypassrls OR r.rolcreaterole,
    has_schema_privilege(current_schema(), 'CREATE'),
    has_parameter_privilege('session_replication_role', 'SET'),
    (SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace
        AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'MEMBER')),
    (SELECT coalesce(string_agg(lower(right_) || ' ' || name, ', ' ORDER BY name, right_), '')
        FROM unnest(%s::text[], %s::text[]) AS narrower (name, rights), unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS right_
        WHERE to_regclass(name) IS NOT NULL AND strpos(rights, right_) = 0 AND has_table_privilege(to_regclass(name), right_))
FROM pg_roles r WHERE r.rolname = current_user"""


def check_role(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where the application's role could undo what the database holds against it (`check --deploy`)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_WHAT_IT_MAY, [list(narrower), list(narrower.values())])
            faults = list(_faults(cursor.fetchone()))
    except DatabaseError as problem:
        return [checks.Warning(f"The rights of the database's role cannot be checked: {problem}", id="plenipo.W002")]
    hint = "docs/operating.md, “Two roles of the database”, has the statements."
    message = f"The application's role {settings.DATABASES['default']['USER']!r} {'; '.join(faults)}."
    return [checks.Warning(message, hint=hint, id="plenipo.W001")] if faults else []


def _faults(rights: Sequence[Any]) -> Iterator[str]:
    superuser, administers, creates, sets_replication, owned, unguarded = rights
    if superuser:
        yield "is a superuser, whom nothing stops"
        return
    if administers:
        yield "may make roles or replicate"
    if creates:
        yield "may make tables"
    if sets_replication:
        yield "may switch off all triggers (session_replication_role)"
    if owned:
        yield f"owns {owned} tables, whose triggers it may switch off"
    elif unguarded:
        yield f"may {unguarded}"
