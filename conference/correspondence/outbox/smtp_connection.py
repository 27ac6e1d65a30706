"""One connection to the mail server for a batch, and the meaning of its answers."""

from __future__ import annotations

import contextlib
import smtplib
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage, mailers

from conference.correspondence.letters.plain_text import one_line
from conference.correspondence.models import Outcome
from conference.correspondence.outbox.smtp import OutcomeUnknown

TOO_LARGE = 552


class Unreachable(Exception):
    """The server can't be used now: refused, silent, or no login. No message is to blame."""


@dataclass(frozen=True)
class Verdict:
    """How a try ended. `answer`: the server's; `lost`: the connection was lost."""

    outcome: Outcome
    answer: str = ""
    lost: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "answer", one_line(self.answer)[:300])


class SmtpConnection:
    """The connection of MAILERS["default"], opened when needed and again after a loss."""

    def __init__(self) -> None:
        self._backend: Any = mailers.default
        self._open = self._broken_off = False

    def __enter__(self) -> SmtpConnection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, mail: EmailMessage) -> Verdict:
        self._connect()
        if self._broken_off:  # while the connection was being opened
            return Verdict(Outcome.TRANSIENT, "broken off before it was sent", lost=True)
        try:
            self._backend.send_messages([mail])
        except Exception as problem:  # noqa: BLE001 (a message that breaks the backend must not stop the others)
            verdict = verdict_on(problem)
            if verdict.lost:
                self._close()
            return verdict
        return Verdict(Outcome.SENT)

    def break_off(self) -> None:
        """End what is being sent, from another thread, for good."""
        self._broken_off = True
        smtp = getattr(self._backend, "connection", None)
        if (sock := getattr(smtp, "sock", None)) is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> None:
        if self._open:
            return
        try:
            self._backend.open()
        except OSError as problem:  # smtplib's errors are OSErrors too
            self._close()
            raise Unreachable(_answer_of(problem)) from problem
        self._open = True

    def _close(self) -> None:
        self._open = False
        with contextlib.suppress(OSError):
            self._backend.close()


def verdict_on(problem: Exception) -> Verdict:
    """Return what an error while sending means for its message.

    4xx: later. 5xx for the recipient or the message: never. 5xx for the sender: later, since our settings are wrong, unless it is about the
    message's size. A lost connection: later; silence after handing over: later still, as it may have arrived.
    """
    if isinstance(problem, OutcomeUnknown):
        return Verdict(Outcome.TIMEOUT, str(problem), lost=True)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(problem.recipients.values()))
        return _by_code(code, answer)
    if isinstance(problem, smtplib.SMTPSenderRefused) and problem.smtp_code != TOO_LARGE:
        return Verdict(Outcome.TRANSIENT, _answer_of(problem), lost=problem.smtp_code == 421)
    if isinstance(problem, smtplib.SMTPResponseException):
        return _by_code(problem.smtp_code, problem.smtp_error)
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return Verdict(Outcome.REJECTED, _answer_of(problem))
    if isinstance(problem, TimeoutError):
        return Verdict(Outcome.TIMEOUT, _answer_of(problem), lost=True)
    if isinstance(problem, OSError):
        return Verdict(Outcome.TRANSIENT, _answer_of(problem), lost=True)
    return Verdict(Outcome.BROKEN, f"{type(problem).__name__}: {problem}")


def _by_code(code: int, answer: bytes | str) -> Verdict:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    outcome = Outcome.REJECTED if code >= 500 else Outcome.TRANSIENT
    return Verdict(outcome, f"{code} {text}", lost=code == 421)


def _answer_of(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return _by_code(problem.smtp_code, problem.smtp_error).answer
    return str(problem) or type(problem).__name__
