"""The tests' databases are copies of one that was migrated before, since migrating takes longer than most files of tests.

The one that is copied is made when there is none for the migrations and libraries as they are now; its name says which these are. What
follows a migration (`post_migrate`: content types, permissions, guards) is done on each copy, so that it is always that of the code.

`python -m tests.prepared_database` makes the one that is copied ahead of the tests, whose processes would all wait for it.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import django
import psycopg
import pytest
from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "test"
GIVEN = str(settings.DATABASES["default"]["NAME"])


def state_of_the_migrations() -> str:
    """Return a name for the migrations and libraries as they are now, 12 hexadecimal digits."""
    files = [
        path for app in ("conference", "delegations", "schedule") for path in (ROOT / app).rglob("migrations/*.py")
    ]
    digest = hashlib.sha256()
    for path in (*sorted(files), ROOT / "requirements.lock", Path(__file__)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process of this checkout makes or copies the migrated database."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(database: BaseDatabaseWrapper, name: str) -> None:
    """Make the database `name` by Django's own way, then leave it."""
    test, given = database.settings_dict["TEST"], database.settings_dict["NAME"]
    before = test["NAME"]
    test["NAME"] = name
    try:
        database.creation.create_test_db(verbosity=0, autoclobber=True)
        database.close()
    finally:
        test["NAME"], database.settings_dict["NAME"] = before, given
        settings.DATABASES[database.alias]["NAME"] = given


def prepare() -> str:
    """Migrate a database unless that was done, drop those of other migrations, and return its name."""
    # Not the wrapper's own name, which is that of the copy once there is one.
    prefix = f"test_{GIVEN}_migrated_"
    source = prefix + state_of_the_migrations()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        names = {name for (name,) in cursor.fetchall()}
    if source in names:
        return source
    _migrate(connection, f"{prefix}now")
    _leave_unanalyzed(f"{prefix}now")
    with connection._nodb_cursor() as cursor:
        for name in names:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'ALTER DATABASE "{prefix}now" RENAME TO "{source}"')
    return source


def _leave_unanalyzed(name: str) -> None:
    """Keep autovacuum off the tables.

    Between two tests it finds them empty and says so to the planner, who then takes a join of a thousand rows for one of none: a statement
    of the seeds took minutes.
    """
    with psycopg.connect(database_url(name), autocommit=True) as tables:
        names = tables.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
        for (table,) in names:
            tables.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")


def make_copy(name: str) -> None:
    """Make the database `name` as the migrations leave one, in the place of one that is there."""
    with alone():
        source = prepare()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')


def database_url(name: str = "") -> str:
    """Return the address of a database beside the one that this process is connected to, or of that one."""
    values = connection.settings_dict
    user, password, host = (quote(values[name], safe="") for name in ("USER", "PASSWORD", "HOST"))
    port = f":{values['PORT']}" if values["PORT"] else ""
    return f"postgres://{user}{':' + password if password else ''}@{host}{port}/{name or values['NAME']}"


def take_a_copy() -> None:
    """Make this process's test database and connect to it."""
    name = str(connection.creation._get_test_db_name())
    connection.close()
    make_copy(name)
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


@contextmanager
def copied_database() -> Iterator[None]:
    """Connect to a copy, which is dropped at the end."""
    take_a_copy()
    try:
        yield
    finally:
        connection.creation.destroy_test_db(GIVEN, verbosity=0)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment, django_db_blocker, django_db_modify_db_settings
) -> Iterator[None]:
    """Give this process a copy; pytest-django's fixture of this name would migrate a database for each process."""
    with django_db_blocker.unblock():
        take_a_copy()
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(GIVEN, verbosity=0)


if __name__ == "__main__":
    django.setup()
    with alone():
        prepare()
