"""What the logs may say. The address of a personal link opens something, so its secret is no more written there than to the database."""

from __future__ import annotations

import logging
import re

# A part of a path as long as a link's secret or a key for a new password. Names of objects (UUID) are none, and stay readable.
SECRET = re.compile(r"/(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w:.~-]))[\w:.~-]{32,}")


class WithoutSecrets(logging.Filter):
    """A handler's filter that masks whatever stands in a path where a secret could."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Writes the message anew; never drops one."""
        said = record.getMessage()
        masked = SECRET.sub("/…", said)
        if masked != said:
            record.msg, record.args = masked, None
        return True
