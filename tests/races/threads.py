"""Threads that begin together, each on its own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

# Nobody waits longer for the others to be ready; a broken barrier is an error, not a hang.
TOGETHER = 30


def attack(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run `jobs` at once; return what each returned or raised, in their order."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(TOGETHER)
            return job()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def kinds(results: Sequence[Any]) -> dict[str, int]:
    """Count outcomes: the exception's name, or `done`."""
    found: dict[str, int] = {}
    for result in results:
        name = type(result).__name__ if isinstance(result, BaseException) else "done"
        found[name] = found.get(name, 0) + 1
    return found
