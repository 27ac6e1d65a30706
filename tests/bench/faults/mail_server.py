"""A mail server that has faults when told to: answers 451, hangs, takes a mail and says nothing, or is away."""

from __future__ import annotations

import asyncio
import email
import email.policy
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from tests.correspondence.sink import free_port

NEVER = "never"  # recipients who begin so are refused with 550
HANGS = 60  # s


class FaultyServer:
    """Runs at `port`.

    Attributes:
        fault: What it has now: "", "451", "hang" or "close".
        taken: How often it took each Message-ID.
        unacknowledged: How often it took one and closed without an answer.
        at: When it took a mail last, of the monotonic clock.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.fault = ""
        self.taken: Counter[str] = Counter()
        self.unacknowledged: Counter[str] = Counter()
        self.faults_had = 0
        self.at = 0.0
        self._controller: Controller | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith(NEVER):
            return "550 5.1.1 no such user"
        if self.fault == "451":
            self.faults_had += 1
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.fault == "hang":
            self.faults_had += 1
            await asyncio.sleep(HANGS)
            return "451 4.3.0 too late"
        message_id = str(email.message_from_bytes(envelope.content, policy=email.policy.default)["Message-ID"])
        self.taken[message_id] += 1
        self.at = time.monotonic()
        if self.fault == "close":
            self.faults_had += 1
            self.unacknowledged[message_id] += 1
            server.transport.abort()
        return "250 taken"

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @contextmanager
    def running(self) -> Iterator[FaultyServer]:
        self.start()
        try:
            yield self
        finally:
            self.stop()
