"""The web server of production on the bench's database, and a load generator, each a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from conference.core.errors import UserError
from tests.bench.support.clients import WARM
from tests.prepared_database import database_url

ROOT = Path(__file__).resolve().parents[3]
WORKERS, THREADS, CLIENTS = 2, 4, 8
WORKER = "conference.ops.web_worker.Worker"
SECONDS = 3.0
MADE = 3.0  # s until each process has made a page that it keeps
READY = 90.0  # s; a busy machine takes long to load two workers


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(**environment: str) -> Iterator[int]:
    """Serve the project and the bare view of `site`; yield the port."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as home:
        command = [
            *(sys.executable, "-m", "gunicorn", "tests.bench.support.site:application", "--bind", f"127.0.0.1:{port}"),
            *("--workers", str(WORKERS), "--threads", str(THREADS), "--worker-class", WORKER, "--reuse-port"),
            *("--log-level", "error", "--no-control-socket"),
        ]
        known = {
            **os.environ,
            "PLENIPO_MODE": "local",
            "PLENIPO_HOME": home,
            "DATABASE_URL": database_url(),
            **environment,
        }
        server = subprocess.Popen(command, cwd=ROOT, env=known, stderr=subprocess.DEVNULL)
        try:
            _wait(port, server)
            yield port
        finally:
            server.terminate()
            try:
                server.wait(READY)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def processor(port: int) -> float:
    """Return s of processor time that the server at that port has taken so far, all its processes together."""
    own = (stat for stat in Path("/proc").glob("[0-9]*/stat") if f"127.0.0.1:{port}\0" in _command(stat.parent))
    # After the name in brackets, which may hold blanks: state, ten more, then what was spent in the process and in the system.
    spent = [stat.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13] for stat in own]
    return sum(int(ticks) for pair in spent for ticks in pair) / os.sysconf("SC_CLK_TCK")


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # ended meanwhile


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY
    while time.monotonic() < until and server.poll() is None:
        try:
            asked = HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/bare")
            if asked.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise UserError(f"The bench's web server did not answer within {READY:.0f} s; is the machine busy?")


def load(
    port: int, path: str, expected: int = 200, cookies: Sequence[str] = (), warm: float = WARM, **headers: str
) -> dict[str, Any]:
    """Measure `path`; a status other than `expected` raises RuntimeError: a load of errors looks fast.

    Args:
        cookies: one for each client.
        warm: s at the start that are not counted.
    """
    asked: dict[str, Any] = {"port": port, "path": path, "clients": CLIENTS, "seconds": SECONDS, "headers": headers}
    asked |= {"cookies": list(cookies), "warm": warm}
    command = [sys.executable, "-m", "tests.bench.support.load", json.dumps(asked)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if set(found["statuses"]) != {str(expected)}:
        raise RuntimeError(f"{path}: expected {expected} alone, got {found['statuses']}")
    return found
