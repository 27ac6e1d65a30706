"""Parse numbers and moments from addresses, forms and JSON, within the limits of database and calendar; and JSON itself."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

LARGEST_KEY = 2**63 - 1  # the largest key of a table
# Between these, a moment can be moved to any zone and by any length of a meeting without leaving the calendar.
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def number(text: str | None, most: int = LARGEST_KEY) -> int | None:
    """Return the whole number from 0 to `most` in ASCII digits; None for anything else, such as `²`."""
    if not text or not text.isascii() or not text.isdecimal() or len(text) > len(str(most)):
        return None
    value = int(text)
    return value if value <= most else None


def whole(value: Any, most: int = LARGEST_KEY) -> int | None:
    """Return the whole number from 0 to `most` that JSON wrote as 5 or 5.0; None for anything else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 <= value <= most else None


def moment(text: str | None) -> datetime | None:
    """Return the moment of an ISO text with its offset; None if invalid or outside FIRST to LAST."""
    try:
        value = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return value if value.tzinfo is not None and FIRST <= value < LAST else None


def day(text: str | None) -> date | None:
    """Return the day of an ISO text; None if invalid or outside FIRST to LAST."""
    try:
        value = date.fromisoformat(text or "")
    except ValueError:
        return None
    return value if FIRST.date() <= value < LAST.date() else None


def public_id(text: str | None) -> UUID | None:
    """Return the UUID; None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


class RepeatedKeyError(ValueError):
    """An object in JSON names a key twice. Parsers differ in which of the values counts (RFC 8259, section 4)."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = "".join(c for c in key if c.isprintable())[:60]


def read_json(text: bytes | str) -> Any:
    """Return what the JSON holds. Raises RepeatedKeyError; ValueError if it is none, or nested too deeply."""
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in pairs:  # once, since a stranger may send a megabyte of keys
        if key in members:
            raise RepeatedKeyError(key)
        members[key] = value
    return members
