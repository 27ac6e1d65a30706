"""Two runs on one server: neither drops the other's demo, and nothing is left behind."""

from __future__ import annotations

import os

import psycopg
import pytest
from django.db import connection

from tests.browser.conftest import own_database
from tests.prepared_database import GIVEN, database_url


def databases(beginning: str) -> set[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.slow
def test_another_runs_database_stays_and_ones_own_is_dropped_at_the_end(django_db_setup, django_db_blocker):
    own = f"{GIVEN}_story_{os.getpid()}"
    other = f"{own}_other"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{other}"')
        try:
            with psycopg.connect(database_url(other)) as others:
                with own_database() as url:
                    assert url == database_url(own)
                    assert databases(own) == {own, other}
                assert others.execute("SELECT 1").fetchone() == (1,)
            assert databases(own) == {other}
        finally:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{other}" WITH (FORCE)')
