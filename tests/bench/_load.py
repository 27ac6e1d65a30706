"""A small load generator: some clients, each on one kept-alive connection, for some seconds. Runs as a process of its own.

`python -m tests.bench._load JSON`, with the arguments of `measure` as JSON, prints JSON: the rate, how many answers of which status, the
bytes of one, and the times of all answers in ms at the 50th and 95th percentile.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from typing import Any

WARM = 0.5  # s at the start that are not counted


def measure(port: int, path: str, clients: int, seconds: float, headers: dict[str, str]) -> dict[str, Any]:
    """Asks for `path` over and over. Returns rate (answers/s), statuses, bytes of one answer, p50 and p95 in ms."""
    statuses: Counter[str] = Counter()
    times: list[float] = []
    sizes: list[int] = []
    lock = threading.Lock()
    begins = time.perf_counter() + WARM
    ends = begins + seconds

    def client() -> None:
        mine: list[float] = []
        seen: Counter[str] = Counter()
        size = 0
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while (start := time.perf_counter()) < ends:
            try:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                size = len(answer.read())
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
            sizes.append(size)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return {
        "rate": len(times) / seconds,
        "statuses": dict(statuses),
        "bytes": max(sizes),
        "p50": 1000 * times[len(times) // 2],
        "p95": 1000 * times[int(len(times) * 0.95)],
    }


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(sys.argv[1]))))
