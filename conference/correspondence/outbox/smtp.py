"""Django's SMTP backend, which also tells whether a connection was lost before or after the message was handed over."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class OutcomeUnknown(Exception):
    """The connection was lost or silent while the server had the message: it may have taken it or not."""


class _OutcomeAware:
    """Common to SMTP and SMTP_SSL: after DATA, silence is no plain loss."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the message; raise OutcomeUnknown when no answer came."""
        try:
            return super().data(msg)  # type: ignore[misc, no-any-return]
        except smtplib.SMTPServerDisconnected as problem:  # what smtplib makes of every lost or silent connection
            raise OutcomeUnknown(str(problem)) from problem


class _Plain(_OutcomeAware, smtplib.SMTP):
    """SMTP."""


class _Encrypted(_OutcomeAware, smtplib.SMTP_SSL):
    """SMTP inside TLS."""


class SmtpBackend(EmailBackend):
    """Send as Django does; raise OutcomeUnknown besides what that raises."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain
