"""`./run bench` from the command line, with and without services."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.prepared_database import database_url

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


def bench(home: Path, *names: str, **more: str) -> subprocess.CompletedProcess[str]:
    """With nothing set and no folder of data."""
    ours = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL")
    bare = {k: v for k, v in os.environ.items() if k not in ours and not k.startswith(("PLENIPO", "DJANGO"))}
    known = {
        **bare,
        "PLENIPO_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.conference.ops.benches._settings",
        **more,
    }
    command = [sys.executable, "manage.py", "bench", *names]
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, timeout=600, check=False)


def test_without_services_benches_run_on_a_server_of_their_own(tmp_path):
    done = bench(tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[:4] for line in done.stdout.splitlines() if line.startswith("small")] == [
        ["small", "parties", "2", "rows"],
        ["small", "healthz", "200", "status"],
    ]


def test_they_run_on_the_server_of_database_url_and_drop_their_database(tmp_path, transactional_db):
    done = bench(tmp_path, "small", DATABASE_URL=database_url())
    assert done.returncode == 0, done.stderr
    assert "small  parties  2 rows" in done.stdout
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_database WHERE datname = %s", [f"test_{connection.settings_dict['NAME']}"]
        )
        assert cursor.fetchone() == (0,)


def test_a_database_that_does_not_answer_is_a_line_too(tmp_path):
    done = bench(tmp_path, "small", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("plenipo: The database does not answer: ")
    assert done.stderr.count("\n") == 1


def test_an_unknown_one_is_a_line_that_names_those_there_are(tmp_path):
    done = bench(tmp_path, "nothing")
    assert (done.returncode, done.stderr) == (2, "plenipo: There is no bench nothing; there are small.\n")
