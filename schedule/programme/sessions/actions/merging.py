"""Merge two editors' changes of one session field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conference.core import concurrency
from conference.core.concurrency import Change, EditConflict, FieldChange
from conference.translated import FALLBACK
from schedule.programme.models import Session
from schedule.programme.sessions.content import SessionContent, get_content
from schedule.programme.sessions.snapshot import data_of

# Data that nobody edits.
NOT_EDITED = ("key", "version")
TEXTS = ("title", "description")


def merge_content(
    session: Session, content: SessionContent, expected_version: int
) -> tuple[SessionContent, list[FieldChange]]:
    """Apply `content`, made from `expected_version`, to the locked session as it now is.

    Returns what to save, and the changes that it keeps, of fields that the actor left alone. Raises EditConflict if both changed one field
    differently.
    """
    changes = changes_since(session, expected_version)
    before = {name: change.before for name, change in changes.items()}
    present = data_of(session)
    sides = [fields_of(data) for data in ({**present, **before}, present, content.data(session))]
    # A side may lack a field, such as a title in a language that nobody typed.
    names = sorted({name for side in sides for name in side})
    base, theirs, mine = ({name: side.get(name) for name in names} for side in sides)
    authors = {name: changes[_data_name(name)].who for name in names if _data_name(name) in changes}
    merge = concurrency.merge(base, theirs, mine, authors)
    if merge.conflicts:
        raise EditConflict(session, merge)
    return _apply_fields(content, get_content(session), [change.name for change in merge.theirs]), merge.theirs


def changes_since(session: Session, expected_version: int) -> dict[str, Change]:
    return concurrency.changes_since(session, expected_version, verb="session.changed")


def fields_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data by form field: a French title is `title_fr`; rooms, parties, delegates as the form names them."""
    fields = {name: value for name, value in data.items() if name not in NOT_EDITED}
    for name in TEXTS:
        texts = fields.pop(name)
        fields |= {name if code == FALLBACK else f"{name}_{code}": text for code, text in texts.items()}
    fields["room"] = data["room"]["code"]
    fields["chair"] = data["chair"]["id"] if data["chair"] else None
    fields["organisers"] = sorted(party["code"] for party in data["organisers"])
    fields["is_open"] = fields.pop("open")
    fields["panel"] = [
        (panellist["role"], panellist["id"], *(() if panellist["id"] else (panellist["name"], panellist["function"])))
        for panellist in data.get("panel", [])
    ]
    return fields


def _data_name(name: str) -> str:
    kind = name.partition("_")[0]
    return "open" if name == "is_open" else kind if kind in TEXTS else name


def _apply_fields(mine: SessionContent, now: SessionContent, names: Sequence[str]) -> SessionContent:
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
