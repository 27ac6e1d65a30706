"""A whole site: `./run demo` in a folder of its own, with a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser

from tests.browser.walker import Walker
from tests.look.pages import browser
from tests.prepared_database import GIVEN, database_url, make_copy

ROOT = Path(__file__).resolve().parents[2]
UP = 300  # seconds that a busy machine may take
MEMBERS = "400"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_database() -> Iterator[str]:
    """Make a migrated database and yield its address; drop it at the end.

    Its name is this run's alone, so that two runs on one server leave each other's demo standing.
    """
    name = f"{GIVEN}_story_{os.getpid()}"
    make_copy(name)
    try:
        yield database_url(name)
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def story_database(django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock(), own_database() as url:
        yield url


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, story_database: str) -> Iterator[tuple[str, Path]]:
    home, port = tmp_path_factory.mktemp("demo"), _free_port()
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PLENIPO_", "DJANGO_"))}
    env |= {"PLENIPO_HOME": str(home), "DATABASE_URL": story_database}
    # Long enough for a click; the mails of a decision wait as long, and a few seconds more.
    env["UNDO_SECONDS"] = "12"
    log = home / "demo.log"
    command = [sys.executable, "manage.py", "demo", "--port", str(port), "--delegates", MEMBERS]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield url, home
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        left = _living_processes(process.pid)
        assert not left, "the demo left processes behind:\n" + "\n".join(left)


def _living_processes(session: int) -> list[str]:
    """Return the processes of a session, without those that ended: where no init collects them, they stay listed."""
    command = ["ps", "-o", "stat=,pid=,args=", "-g", str(session)]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [line for line in listed.splitlines() if not line.startswith("Z")]


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + UP
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the demo ended:\n{log.read_text()}"
        try:
            if urllib.request.urlopen(f"{url}/healthz", timeout=2).status == 200:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the demo was not up after {UP} s:\n{log.read_text()}")


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with browser() as shared:
        yield shared


@pytest.fixture
def walk(
    request: pytest.FixtureRequest, demo: tuple[str, Path], story_database: str, chromium: Browser
) -> Iterator[Walker]:
    if "PYTEST_XDIST_WORKER" in os.environ:  # else each process would start a demo
        assert request.node.nodeid.endswith("@browser"), (
            "pytest-xdist lost its groups (see pytest's range in pyproject.toml)"
        )
    walker = Walker(chromium, *demo, story_database)
    yield walker
    walker.close()
    walker.must_be_clean()
