"""Clients that ask one after another on kept-alive connections."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

WARM = 0.5  # s


@dataclass(frozen=True)
class Request:
    """What a client sends next; without a body a GET."""

    path: str
    headers: dict[str, str]
    body: str | None = None


@dataclass
class Answers:
    """Times in s and statuses of answers that count, and what each was judged as, with the warming up."""

    seconds: float
    times: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    seen: Counter[Any] = field(default_factory=Counter)

    def figures(self) -> dict[str, Any]:
        """Rate (answers/s), statuses, p50 and p95 in ms."""
        self.times.sort()
        return {
            "rate": len(self.times) / self.seconds,
            "statuses": dict(self.statuses),
            "p50": 1000 * self.times[len(self.times) // 2],
            "p95": 1000 * self.times[int(len(self.times) * 0.95)],
        }


def run(
    port: int,
    clients: Sequence[Iterator[Request]],
    seconds: float,
    seen: Callable[[bytes], Any] = lambda content: None,
    warm: float = WARM,
) -> Answers:
    """Let every client ask until `seconds` are over.

    Args:
        clients: endless iterators.
        seen: what to count of an answer's body; may raise ValueError.
        warm: s at the start that are not counted.
    """
    found = Answers(seconds)
    lock = threading.Lock()
    begins = time.perf_counter() + warm
    ends = begins + seconds

    def one(requests: Iterator[Request]) -> None:
        times: list[float] = []
        statuses, bodies = Counter[str](), Counter[Any]()
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while (start := time.perf_counter()) < ends:
            asked = next(requests)
            try:
                connection.request("GET" if asked.body is None else "POST", asked.path, asked.body, asked.headers)
                answer = connection.getresponse()
                content = answer.read()
                status = str(answer.status)
                bodies[seen(content)] += 1
            except (OSError, HTTPException, ValueError) as problem:
                connection.close()
                status = type(problem).__name__
            if start >= begins:
                times.append(time.perf_counter() - start)
                statuses[status] += 1
        connection.close()
        with lock:
            found.times.extend(times)
            found.statuses.update(statuses)
            found.seen.update(bodies)

    threads = [threading.Thread(target=one, args=(requests,)) for requests in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
