"""The web server's own log tells no secret of a link."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conference.core.links import new_secret
from conference.ops import supervisor

ROOT = Path(__file__).resolve().parents[3]
READY = 30.0  # seconds
SITE = """
def application(environ, answer):
    answer("200 OK", [("Content-Length", "0")])
    return []
"""
CONFIGURATION = """
bind = "127.0.0.1:0"
control_socket_disable = True
def when_ready(server):
    print("port", server.LISTENERS[0].sock.getsockname()[1], flush=True)
"""


@contextmanager
def served(folder: Path, logger: str) -> Iterator[tuple[int, Path]]:
    """Serve a site that says nothing; yield its port and its log, with a line for each request."""
    (folder / "quiet_conf.py").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "quiet_site.py").write_text(SITE, encoding="utf-8")
    log = folder / "log"
    command = [
        *(sys.executable, "-m", "gunicorn", "quiet_site:application", "--config", str(folder / "quiet_conf.py")),
        *("--logger-class", logger, "--access-logfile", str(log), "--error-logfile", str(log)),
        *("--pythonpath", f"{folder},."),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            first = next((line for line in server.stdout if line.startswith("port ")), "")
            assert first, log.read_text(encoding="utf-8")
            yield int(first.split()[1]), log
        finally:
            server.terminate()


def logged(folder: Path, logger: str, lines: list[str]) -> str:
    with served(folder, logger) as (port, log):
        for line in lines:
            with socket.create_connection(("127.0.0.1", port), timeout=READY) as sender:
                sender.sendall(f"{line}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                assert b"".join(iter(lambda sender=sender: sender.recv(4096), b"")).startswith(b"HTTP/1.1 ")
    return log.read_text(encoding="utf-8")


@pytest.mark.parametrize("logger", ["conference.ops.web_log.Log", "gunicorn.glogging.Logger"])
def test_its_own_log_of_a_broken_address_tells_no_secret(tmp_path, logger):
    """Such a request reaches no view, and gunicorn writes its first line as it came (the control: its own logger)."""
    secret, _hashed = new_secret()
    said = logged(
        tmp_path,
        logger,
        [
            f"GET /invitation/ {secret}/ HTTP/1.1",
            f"GET /invitation/{secret[:20]} {secret[20:]}/ HTTP/1.1",
            f"GET /invitation/%20{secret}/ HTTP/1.1",
        ],
    )
    assert "Invalid HTTP Version" in said
    assert re.search(r'"GET /invitation/.* HTTP/1.1" 200 ', said)
    told = [piece for piece in (secret, secret[:20], secret[20:]) if piece in said]
    assert bool(told) == (logger == "gunicorn.glogging.Logger")


def test_its_answers_name_no_version(tmp_path):
    with (
        served(tmp_path, "conference.ops.web_log.Log") as (port, _log),
        socket.create_connection(("127.0.0.1", port), timeout=READY) as sender,
    ):
        sender.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: sender.recv(4096), b""))
    assert re.findall(rb"(?im)^(?:server|x-powered-by|via):.*", answer) == [b"Server: gunicorn\r"]


@pytest.mark.parametrize(
    "headers", ["Content-Length: 4\r\nTransfer-Encoding: chunked", "Content-Length: 4\r\nContent-Length: 5"]
)
def test_a_request_whose_end_is_ambiguous_is_refused(tmp_path, headers):
    with (
        served(tmp_path, "conference.ops.web_log.Log") as (port, _log),
        socket.create_connection(("127.0.0.1", port), timeout=READY) as sender,
    ):
        sender.sendall(f"POST / HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n".encode())
        answers = b"".join(iter(lambda: sender.recv(4096), b""))
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"400"]


def test_the_demo_and_the_guide_start_it_so(tmp_path):
    web = next(child for child in supervisor.children(8000, tmp_path, tmp_path) if child.name == "web")
    wanted = "--worker-class conference.ops.web_worker.Worker --logger-class conference.ops.web_log.Log"
    assert wanted in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert set(wanted.split()) <= set(web.command)
