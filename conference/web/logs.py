import logging
import re
from textwrap import indent

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
# Line breaks and other controls, and characters that turn text round: no line can be forged or hidden.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class WithoutSecrets(logging.Filter):
    """Mask whatever could be the secret of a personal link, in messages and in the faults below them.

    A message is one line, and each line of a fault is indented, whatever was typed. What an odd request raises (another host, a NUL) is no
    fault, and is its line alone.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info = None
        message = record.getMessage()
        masked = _encode(_REST.sub(r"\1…", _ALONE.sub("…", _PART.sub("/…", message))))
        if masked != message:
            record.msg, record.args = masked, None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            # In a traceback long names are the program's.
            masked = "\n".join(map(_encode, _REST.sub(r"\1…", _PART.sub("/…", record.exc_text)).splitlines()))
            record.exc_text = masked if masked.startswith("  ") else indent(masked, "  ", bool)
        return True


def _encode(line: str) -> str:
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), line)


def settings(level: str) -> dict[str, object]:
    """Return LOGGING: one line for each record from `level` on, on standard error, without secrets."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s", "datefmt": "%FT%T%z"}},
        "filters": {"without secrets": {"()": "conference.web.logs.WithoutSecrets"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without secrets"]}
        },
        "root": {"handlers": ["console"], "level": level},
        # It greets at every start of every process.
        "loggers": {"pikepdf": {"level": "WARNING"}},
    }
