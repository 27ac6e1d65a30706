from __future__ import annotations

import logging
import re

# A part of a path as long as a link's secret or a key for a new password. UUIDs, which name objects, stay readable.
SECRET = re.compile(r"/(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w:.~-]))[\w:.~-]{32,}")


class WithoutSecrets(logging.Filter):
    """Mask path parts that could be the secret of a personal link."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        masked = SECRET.sub("/…", said)
        if masked != said:
            record.msg, record.args = masked, None
        return True
