"""Clients that go on asking while something is away, and keep what each request was answered."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count


@dataclass
class Answers:
    """What clients were answered.

    Attributes:
        statuses: How often each; 0 is no answer at all.
        acknowledged: The bodies of the answers 200.
        unavailable: Moments of the monotonic clock at which 503 was answered.
        served: Those of 200.
        without_retry: How many 503 did not say when to come again.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    unavailable: list[float] = field(default_factory=list)
    served: list[float] = field(default_factory=list)
    without_retry: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, status: int, body: str, retry: str | None) -> None:
        with self.lock:
            self.statuses[status] += 1
            if status == 200:
                self.acknowledged.append(body)
                self.served.append(time.monotonic())
            elif status == 503:
                self.unavailable.append(time.monotonic())
                self.without_retry += not (retry or "").isdecimal()


@contextmanager
def asking(port: int, clients: int = 3, pause: float = 0.02) -> Iterator[Answers]:
    """Ask `POST /confirm/` for one confirmation after another during the block.

    Args:
        pause: s between two requests of a client.
    """
    answers, over, numbers = Answers(), threading.Event(), count()

    def ask() -> None:
        while not over.is_set():
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("POST", f"/confirm/?to=r{next(numbers)}@x.example")
                answer = connection.getresponse()
                answers.add(answer.status, answer.read().decode(), answer.headers.get("Retry-After"))
            except (OSError, HTTPException):
                answers.add(0, "", None)
            over.wait(pause)

    threads = [threading.Thread(target=ask) for _client in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        over.set()
        for thread in threads:
            thread.join()
