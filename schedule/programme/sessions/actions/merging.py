"""What two editors of one session typed, merged field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conference.core import concurrency
from conference.core.concurrency import Change, EditConflict, FieldChange
from conference.translated import FALLBACK
from schedule.programme.models import Session
from schedule.programme.sessions.content import Content, content_of
from schedule.programme.sessions.snapshot import data_of

# What stands in the data and nobody edits.
NOT_EDITED = ("key", "version")
TEXTS = ("title", "description")


def merged(row: Session, content: Content, expected_version: int) -> tuple[Content, list[FieldChange]]:
    """Lay `content` on the session as it now is.

    Args:
        row: Locked.
        expected_version: The version that the actor changed.

    Returns:
        What to save, and what it keeps of others, who changed fields that the actor left alone.

    Raises EditConflict if both changed one field differently.
    """
    changes = changes_since(row, expected_version)
    before = {name: change.before for name, change in changes.items()}
    present = data_of(row)
    sides = [fields_of(data) for data in ({**present, **before}, present, content.data(row))]
    # What a side has no value for, such as a title in a language that nobody typed, is nothing.
    names = sorted({name for side in sides for name in side})
    base, theirs, mine = ({name: side.get(name) for name in names} for side in sides)
    authors = {name: changes[_data_name(name)].who for name in names if _data_name(name) in changes}
    found = concurrency.merge(base, theirs, mine, authors)
    if found.conflicts:
        raise EditConflict(row, found)
    return _laid_on(content, content_of(row), [one.name for one in found.theirs]), found.theirs


def changes_since(row: Session, expected_version: int) -> dict[str, Change]:
    return concurrency.changes_since(row, expected_version, verb="session.changed")


def fields_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data by form field: a French title is `title_fr`; rooms, parties, delegates as the form names them."""
    found = {name: value for name, value in data.items() if name not in NOT_EDITED}
    for name in TEXTS:
        texts = found.pop(name)
        found |= {name if code == FALLBACK else f"{name}_{code}": text for code, text in texts.items()}
    found["room"] = data["room"]["code"]
    found["chair"] = data["chair"]["id"] if data["chair"] else None
    found["organisers"] = sorted(party["code"] for party in data["organisers"])
    found["is_open"] = found.pop("open")
    found["panel"] = [
        (one["role"], one["id"], *(() if one["id"] else (one["name"], one["function"])))
        for one in data.get("panel", [])
    ]
    return found


def _data_name(name: str) -> str:
    kind = name.partition("_")[0]
    return "open" if name == "is_open" else kind if kind in TEXTS else name


def _laid_on(mine: Content, now: Content, names: Sequence[str]) -> Content:
    values: dict[str, Any] = {}
    for name in names:
        kind, _underscore, code = name.partition("_")
        if kind in TEXTS:
            texts = dict(values.get(kind, getattr(mine, kind)))
            texts[code or FALLBACK] = getattr(now, kind).get(code or FALLBACK, "")
            values[kind] = texts
        else:
            values[name] = getattr(now, name)
    return replace(mine, **values)
