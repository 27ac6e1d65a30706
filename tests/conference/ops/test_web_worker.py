"""The web server hangs up on whoever sends a request's headers slowly, and serves the others meanwhile."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.waiting import until

pytestmark = pytest.mark.slow

SITE = """
def application(environ, answer):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    answer("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body) + 2))])
    return [b"ok" + body]
"""
THREADS, LIMIT = 2, 1.0
# The worker with a shorter limit, so that nobody waits ten seconds.
SHORT = f"""
from conference.ops import web_worker
web_worker.HEADERS_WITHIN = {LIMIT}
class Worker(web_worker.Worker): pass
"""


@contextmanager
def served(home, worker: str) -> Iterator[int]:
    (home / "slow_site.py").write_text(SITE)
    (home / "short_worker.py").write_text(SHORT)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "slow_site:application", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", worker, "--workers", "1", "--threads", str(THREADS), "--no-control-socket"),
        *("--pythonpath", f"{home},.", "--log-level", "error"),
    ]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until(lambda: answers(port), "the server answers")
        yield port
    finally:
        server.kill()
        server.wait()


def answers(port: int, body: bytes = b"", timeout: float = 5.0) -> bool:
    """Whether a client that is in a hurry is served."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=timeout) as client:
            client.sendall(
                b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
            )
            return b"ok" + body in b"".join(iter(lambda: client.recv(4096), b""))
    except OSError:
        return False


def trickling(port: int) -> socket.socket:
    """A client whose headers never end."""
    client = socket.create_connection(("127.0.0.1", port), timeout=5)
    client.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
    return client


def is_cut(client: socket.socket) -> bool:
    try:
        client.sendall(b"a")
        client.settimeout(0.05)
        return client.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


@pytest.mark.parametrize("worker", ["short_worker.Worker", "gthread"])
def test_slow_clients_hold_no_thread_for_long(tmp_path, worker):
    """Each sends a byte again and again. Control: the worker that gunicorn brings, which they hold whole."""
    with served(tmp_path, worker) as port:
        slow = [trickling(port) for _n in range(THREADS)]
        ends, cut = time.monotonic() + 4 * LIMIT, [False]
        while time.monotonic() < ends and not all(cut):
            cut = [is_cut(client) for client in slow]  # a byte of each
        ours = worker != "gthread"
        assert cut == [ours] * THREADS
        assert answers(port, timeout=2.0) is ours
        for client in slow:
            client.close()


def test_a_body_may_take_longer_than_the_headers_may_and_the_next_request_has_its_own_time(tmp_path):
    with served(tmp_path, "short_worker.Worker") as port, socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(10)
        for _turn in range(2):  # the second request has its own time
            client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
            paused = time.monotonic() + 1.5 * LIMIT
            until(lambda paused=paused: time.monotonic() > paused, "longer than the headers may take")
            client.sendall(b"cd")
            said = b""
            while not said.endswith(b"okabcd"):
                said += client.recv(4096)
            assert said.startswith(b"HTTP/1.1 200")
