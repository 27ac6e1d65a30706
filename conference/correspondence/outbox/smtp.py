"""Django's SMTP backend, which also tells whether a connection was lost before or after handing over."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class OutcomeUnknown(Exception):
    """The connection was lost or silent after DATA: the server may have taken the message."""


class _OutcomeAware:
    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            return super().data(msg)  # type: ignore[misc, no-any-return]
        except smtplib.SMTPServerDisconnected as problem:  # what smtplib makes of every lost or silent connection
            raise OutcomeUnknown(str(problem)) from problem


class _Plain(_OutcomeAware, smtplib.SMTP):
    """SMTP."""


class _Encrypted(_OutcomeAware, smtplib.SMTP_SSL):
    """SMTP inside TLS."""


class SmtpBackend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain
