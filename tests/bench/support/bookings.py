"""A load of requests for bilateral meetings and their answers, each call kept with its start, end and outcome.

`python -m tests.bench.support.bookings FILE`, with the arguments of `measure` as JSON in FILE, prints the calls as JSON.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class Call:
    """One call of a recorded history.

    Attributes:
        client: Its number.
        what: `ask` or `answer`.
        slot: Whose time is asked for and which.
        began: In s, on one clock for all clients.
        ended: In s.
        status: Of HTTP, or the name of the error of the connection.
        won: The request or the answer was taken: the site leads on to the meeting.
    """

    client: int
    what: str
    slot: str
    began: float
    ended: float
    status: str
    won: bool


def measure(
    port: int,
    clients: Sequence[Sequence[Mapping[str, Any]]],
    seconds: float,
    *,
    every: float = 0.0,
    host: str = "127.0.0.1",
) -> list[Call]:
    """Let all clients begin together and work through their lists until these or `seconds` are over.

    Args:
        clients: For each what it does: `slot`, and `ask`, a form with its `path`, `session` (a cookie) and `values`. With `answer`,
            a form too, a request that was taken is answered; `{meeting}` in its path is the meeting's id.
        every: s from one call of a client to its next, from when a call is timed even if the one before took longer. 0: at once.
    """
    calls: list[Call] = []
    together = threading.Barrier(len(clients))
    ends: list[float] = []

    def one(number: int, steps: Sequence[Mapping[str, Any]]) -> None:
        own: list[Call] = []

        def send(what: str, step: Mapping[str, Any], path: str) -> tuple[Call, str]:
            due = ends[0] - seconds + every * (number / len(clients) + len(own)) if every else 0.0
            time.sleep(max(0.0, due - time.perf_counter()))
            call, location = _send(connection, number, what, step["slot"], step[what], path, due)
            own.append(call)
            return call, location

        connection = HTTPConnection(host, port, timeout=60)
        if together.wait(60) == 0:
            ends.append(time.perf_counter() + seconds)
        together.wait(60)
        for step in steps:
            if time.perf_counter() >= ends[0]:
                break
            call, location = send("ask", step, step["ask"]["path"])
            if call.won and "answer" in step:
                send(
                    "answer", step, step["answer"]["path"].replace("{meeting}", location.rstrip("/").rpartition("/")[2])
                )
        connection.close()
        calls.extend(own)

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(calls, key=lambda call: call.began)


def _send(
    connection: HTTPConnection, client: int, what: str, slot: str, form: Mapping[str, Any], path: str, due: float
) -> tuple[Call, str]:
    token = secrets.token_hex(16)
    headers = {
        "Cookie": f"{form['session']}; csrftoken={token}",
        "X-CSRFToken": token,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    location, began = "", due or time.perf_counter()
    try:
        connection.request("POST", path, urlencode(form["values"]), headers)
        answer = connection.getresponse()
        answer.read()
        status, location = str(answer.status), answer.headers.get("Location", "")
    except (OSError, HTTPException) as problem:
        connection.close()
        status = type(problem).__name__
    return Call(client, what, slot, began, time.perf_counter(), status, status == "302"), location


if __name__ == "__main__":
    print(json.dumps([asdict(call) for call in measure(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))]))
