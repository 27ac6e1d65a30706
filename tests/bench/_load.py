"""A small load generator: some clients, each on one kept-alive connection, for some seconds. Runs as a process of its own.

`python -m tests.bench._load JSON`, with the arguments of `measure` as JSON, prints JSON: the rate, how many answers of which status, the
bytes of one, and the times of all answers in ms at the 50th and 95th percentile.
"""

from __future__ import annotations

import json
import sys
from itertools import repeat
from typing import Any

from tests.bench._clients import Request, run


def measure(port: int, path: str, clients: int, seconds: float, headers: dict[str, str]) -> dict[str, Any]:
    """Asks for `path` over and over. Returns rate (answers/s), statuses, bytes of one answer, p50 and p95 in ms."""
    found = run(port, [repeat(Request(path, headers)) for _ in range(clients)], seconds, seen=len)
    return {**found.figures(), "bytes": max(found.seen, default=0)}


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(sys.argv[1]))))
