"""`./run bench` without any service: what can runs on SQLite, the rest says what it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
NEEDS = "The bench large needs PostgreSQL, set DATABASE_URL=postgres://user:password@host/name: SQLite has one writer at a time."


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


def test_without_services_benches_run_on_sqlite(tmp_path):
    done = bench(tmp_path / "never" / "made")
    assert done.returncode == 0, done.stderr
    assert [line.split()[:4] for line in done.stdout.splitlines() if line.startswith("small")] == [
        ["small", "parties", "2", "rows"],
        ["small", "healthz", "200", "status"],
    ]
    assert "large" not in done.stdout
    assert f"{NEEDS} It is left out.\n" in done.stderr
    assert list(tmp_path.glob("never/made/test-*")) == [], "its database is dropped"


def test_one_that_needs_more_says_so_in_a_line(tmp_path):
    done = bench(tmp_path, "small", "large")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"plenipo: {NEEDS}\n")


def test_a_database_that_does_not_answer_is_a_line_too(tmp_path):
    done = bench(tmp_path, "small", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("plenipo: The database does not answer: ")
    assert done.stderr.count("\n") == 1


def test_an_unknown_one_is_a_line_that_names_those_there_are(tmp_path):
    done = bench(tmp_path, "nothing")
    assert (done.returncode, done.stderr) == (2, "plenipo: There is no bench nothing; there are large, small.\n")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the others run on SQLite")
def test_where_postgresql_is_all_run(tmp_path):
    done = bench(tmp_path, "large", DATABASE_URL=os.environ["DATABASE_URL"])
    assert done.returncode == 0, done.stderr
    assert "large  postgresql  1 database" in done.stdout
