"""Two runs on one server: neither drops the other's demo, and nothing is left behind."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.browser.conftest import own_database

GIVEN = os.environ.get("DATABASE_URL", "")
pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not GIVEN.startswith("postgres"), reason="SQLite's file lies in the run's own folder"),
]
SERVER = urlunsplit(urlsplit(GIVEN)._replace(path="/postgres"))
ALL = "SELECT datname FROM pg_database WHERE datname LIKE %s"


def test_another_runs_database_stays_and_ones_own_is_dropped_at_the_end(django_db_blocker):
    base = f"{urlsplit(GIVEN).path.strip('/')}_story"
    own, other = f"{base}_{os.getpid()}", f"{base}_{os.getpid()}_other"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{other}"')
        try:
            with psycopg.connect(urlunsplit(urlsplit(GIVEN)._replace(path=f"/{other}"))) as others:
                with django_db_blocker.unblock(), own_database(GIVEN) as url:
                    assert urlsplit(url).path == f"/{own}"
                    assert {name for (name,) in server.execute(ALL, [f"{base}_{os.getpid()}%"])} == {own, other}
                assert others.execute("SELECT 1").fetchone() == (1,)
            assert [name for (name,) in server.execute(ALL, [f"{base}_{os.getpid()}%"])] == [other]
        finally:
            server.execute(f'DROP DATABASE "{other}" WITH (FORCE)')


def test_sqlite_needs_none():
    with own_database("") as url:
        assert url == ""
