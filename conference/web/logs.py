import logging
import re

# Where a link's own secret comes next, and nothing else does (a test compares them with the addresses).
OPENED_BY_SECRET = ("invitation", "invited", "member", "calendar", "bilateral")
_UUID = r"(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w:.~-]))"
# A part of a path as long as a link's secret or a key for a new password. UUIDs, which name objects, stay readable.
_PART = re.compile(rf"/{_UUID}(?:[\w:.~-]|%[0-9A-Fa-f]{{2}}){{32,}}")
# The same that no slash precedes, since the address is malformed. Words of one case without a digit are names of the program.
_ALONE = re.compile(
    rf"(?<![\w:~%-]){_UUID}(?=[\w:~%-]*?(?:\d|[a-z][\w:~%-]*?[A-Z]|[A-Z][\w:~%-]*?[a-z]))[\w:~%-]{{32,}}"
)
# What follows those addresses in any other form than a masked secret, as far as the message or its quoted request goes.
_REST = re.compile(rf"(?<![\w.-])(/(?:{'|'.join(OPENED_BY_SECRET)})/)(?!…|\"|$| HTTP/)[^\"\n]*")


class WithoutSecrets(logging.Filter):
    """Mask whatever could be the secret of a personal link, in messages and in the faults below them."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = _REST.sub(r"\1…", _ALONE.sub("…", _PART.sub("/…", message)))
        if masked != message:
            record.msg, record.args = masked, None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            # In a traceback long names are the program's.
            record.exc_text = _REST.sub(r"\1…", _PART.sub("/…", record.exc_text))
        return True


def settings(level: str) -> dict[str, object]:
    """Return LOGGING: one line for each record from `level` on, on standard error, without secrets."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "filters": {"without secrets": {"()": "conference.web.logs.WithoutSecrets"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without secrets"]}
        },
        "root": {"handlers": ["console"], "level": level},
        # It greets at every start of every process.
        "loggers": {"pikepdf": {"level": "WARNING"}},
    }
