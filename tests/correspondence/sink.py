"""A real SMTP server whose answer depends on the recipient: `later@` gets 450, `never@` 550, `busy@` 421 and so on."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class ReceivedMail:
    to: str
    mail: EmailMessage
    raw: bytes

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])


@dataclass
class Sink:
    taken: list[ReceivedMail] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    connections: int = 0
    after_each: Callable[[int], None] = lambda count: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.asked.append(address)
        kind = address.partition("@")[0]
        if kind == "later":
            return "450 4.2.1 mailbox busy"
        if kind == "never":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        to = envelope.rcpt_tos[0]
        kind = to.partition("@")[0]
        if kind == "spam":
            return "554 5.7.1 refused as spam"
        if kind == "full":
            return "452 4.3.1 no room"
        if kind == "drop":
            server.transport.abort()
            return "250 never heard"
        if kind == "stall":
            await asyncio.sleep(30)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.lock:
            self.taken.append(ReceivedMail(to, mail, envelope.content))
            count = len(self.taken)
        self.after_each(count)
        return "250 taken"

    @property
    def ids(self) -> list[str]:
        with self.lock:
            return [one.message_id for one in self.taken]


class Server:
    """Runs a Sink on a free port: `with Server() as server: server.sink, server.port`."""

    def __init__(self) -> None:
        self.sink = Sink()

    def __enter__(self) -> Server:
        self.port = free_port()
        self._controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._controller.stop()

    @property
    def mailers(self) -> dict[str, Any]:
        return mailers(self.port)


def mailers(port: int, timeout: float = 5) -> dict[str, Any]:
    options = {"host": "127.0.0.1", "port": port, "timeout": timeout}
    return {"default": {"BACKEND": "conference.correspondence.outbox.smtp.SmtpBackend", "OPTIONS": options}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
