"""Behind a pooler of transactions: a real PgBouncer, between whose transactions the server's connection is another."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, connections
from django.db.utils import Error

from conference.db import pooler, prepared
from conference.db.postgresql.base import DatabaseWrapper
from conference.models import Rank
from tests.people import make_tables

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("pgbouncer") is None, reason="needs PgBouncer: apt-get install pgbouncer"),
]
INI = """[databases]
pooled = {server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listens}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
max_prepared_statements = 0
ignore_startup_parameters = options
"""


@pytest.fixture
def port(tmp_path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listens = free.getsockname()[1]
    names = {"HOST": "host", "PORT": "port", "NAME": "dbname", "USER": "user", "PASSWORD": "password"}
    server = " ".join(
        f"{name}={connection.settings_dict[key]}" for key, name in names.items() if connection.settings_dict[key]
    )
    ini = tmp_path / "pgbouncer.ini"
    ini.write_text(INI.format(listens=listens, server=server))
    as_nobody = ["--user", "nobody"] if os.geteuid() == 0 else []  # it does not run as root
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    process = subprocess.Popen(["pgbouncer", *as_nobody, str(ini)], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "process up" in line:
            break
    assert process.poll() is None, said
    yield listens
    process.terminate()
    process.wait(10)
    process.stderr.close()


@contextmanager
def through(port: int, *, for_transactions: bool) -> Iterator[None]:
    """Go to the database by the pooler, with the settings for one or without."""
    direct = connections["default"]
    settings = {**direct.settings_dict, "HOST": "127.0.0.1", "PORT": port, "NAME": "pooled", "PASSWORD": "x"}
    connections["default"] = DatabaseWrapper(pooler.for_transactions(settings) if for_transactions else settings)
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = direct


@contextmanager
def somebody_else(port: int) -> Iterator[None]:
    """Hold the connection to the server that was used last, by a transaction of another client."""
    user = connection.settings_dict["USER"]
    with psycopg.connect(host="127.0.0.1", port=port, dbname="pooled", user=user, prepare_threshold=None) as other:
        other.execute("SELECT 1")
        yield


def read_long(port: int) -> list[str]:
    ranks = Rank.objects.order_by("position").values_list("code", flat=True).iterator(chunk_size=1)
    first = next(ranks)
    with somebody_else(port):
        return [first, *ranks]


def read_prepared(port: int) -> list[object]:
    def ask() -> object:
        with prepared.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM conference_rank WHERE position > %s", [0])
            return cursor.fetchone()[0]

    first = ask()
    with somebody_else(port):
        return [first, ask()]


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (read_long, ["head-of-state", "head-of-government", "minister", "other"]),
        (read_prepared, [4, 4]),
    ],
)
def test_with_its_settings_nothing_hangs_on_a_connection(port, read, expected):
    make_tables()
    with through(port, for_transactions=True):
        assert read(port) == expected


@pytest.mark.parametrize("read", [read_long, read_prepared])
def test_without_them_it_breaks_off(port, read):
    """The control: this is what `DATABASE_POOLER=transaction` is for."""
    make_tables()
    with through(port, for_transactions=False), pytest.raises((Error, psycopg.Error), match="does not exist"):
        read(port)
