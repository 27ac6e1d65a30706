"""A load of forms: each client signed in, sending one form after another on a kept-alive connection, never the same person twice.

`python -m tests.bench._posts JSON`, with the arguments of `measure` as JSON, prints JSON as `_load` does.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

WARM = 0.5  # s at the start that are not counted


def measure(port: int, clients: list[dict[str, str]], values: dict[str, str], seconds: float) -> dict[str, Any]:
    """Sends the form until `seconds` are over.

    Arguments: clients, for each its `path` and `cookies`; values, the form's, in which `{n}` becomes another text each time.
    Returns rate (answers/s), statuses, p50 and p95 in ms.
    """
    statuses: Counter[str] = Counter()
    times: list[float] = []
    lock = threading.Lock()
    begins = time.perf_counter() + WARM
    ends = begins + seconds

    def client(path: str, session: str) -> None:
        token = secrets.token_hex(16)
        headers = {
            "Cookie": f"{session}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        mine: list[float] = []
        seen: Counter[str] = Counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while (start := time.perf_counter()) < ends:
            mark = secrets.token_hex(5)
            body = urlencode({name: value.replace("{n}", mark) for name, value in values.items()})
            try:
                connection.request("POST", path, body, headers)
                answer = connection.getresponse()
                answer.read()
                status = str(answer.status)
            except (OSError, HTTPException) as problem:
                connection.close()
                status = type(problem).__name__
            if start >= begins:
                mine.append(time.perf_counter() - start)
                seen[status] += 1
        connection.close()
        with lock:
            times.extend(mine)
            statuses.update(seen)

    threads = [threading.Thread(target=client, args=(one["path"], one["session"])) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return {
        "rate": len(times) / seconds,
        "statuses": dict(statuses),
        "p50": 1000 * times[len(times) // 2],
        "p95": 1000 * times[int(len(times) * 0.95)],
    }


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(sys.argv[1]))))
