"""Gunicorn's own log, `--logger-class conference.ops.web_log.Log`: what it writes of requests that never reach Django tells no secret."""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

from conference.web.logs import WithoutSecrets

# What it repeats of a request that is none: half an address, which nobody knows for one any more.
REPEATED = re.compile("[\"'].*", re.DOTALL)


class WithoutRequest(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if message.startswith("Invalid request"):
            record.msg, record.args = REPEATED.sub("…", message), None
        return True


class Log(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.addFilter(WithoutRequest())
            handler.addFilter(WithoutSecrets())
