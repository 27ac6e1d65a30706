"""A small load generator, a process of its own: clients on one kept-alive connection each.

`python -m tests.bench.support.load JSON`, with the arguments of `measure` as JSON, prints what it returns as JSON.
"""

from __future__ import annotations

import json
import sys
from itertools import repeat
from typing import Any

from tests.bench.support.clients import Request, run


def measure(
    port: int, path: str, clients: int, seconds: float, warm: float, headers: dict[str, str], cookies: list[str]
) -> dict[str, Any]:
    """Ask for `path` over and over.

    Args:
        cookies: one for each client, or none at all.

    Returns:
        Rate (answers/s), statuses, bytes of one answer, p50 and p95 in ms, answers with the warming up (`all`).
    """
    own = [{**headers, "Cookie": cookie} for cookie in cookies] or [headers] * clients
    found = run(port, [repeat(Request(path, each)) for each in own], seconds, seen=len, warm=warm)
    return {**found.figures(), "bytes": max(found.seen, default=0), "all": sum(found.seen.values())}


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(sys.argv[1]))))
