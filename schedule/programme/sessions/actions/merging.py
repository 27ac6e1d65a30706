"""Two editors of one session: what the first saved and what the second typed are put together, field by field, under the draft's lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import Actor, require
from conference.core.errors import AlreadyDecided
from conference.translated import FALLBACK
from schedule.calendar.models import Room
from schedule.programme.models import Session
from schedule.programme.sessions.actions.editing import edit, hold_draft, lock, move
from schedule.programme.sessions.content import Content, content_of
from schedule.programme.sessions.snapshot import data_of

# What stands in the data and nobody edits.
NOT_EDITED = ("key", "version")
TEXTS = ("title", "description")
PLACE = ("starts", "ends", "room")


@dataclass(frozen=True)
class ForeignChange:
    """A field that only the other one changed: `name`, as the form has it; `who` changed it last."""

    name: str
    who: str


class EditConflict(AlreadyDecided):
    """Both changed the same fields to other values. `both`, those; `taken`, what only the other one changed; `row`, as it now is."""

    def __init__(self, row: Session, both: Sequence[ForeignChange], taken: Sequence[ForeignChange]) -> None:
        self.row, self.both, self.taken = row, list(both), list(taken)
        words = {"what": row, "who": self.both[0].who}
        super().__init__(_("%(what)s: already changed by %(who)s. Nothing was changed.") % words)


@lifecycle.use_case
def edit_merged(
    *, actor: Actor, session: Session, content: Content, expected_version: int, despite: str = ""
) -> tuple[Session, list[ForeignChange]]:
    """As `edit`, when somebody else may have saved since: their fields are kept where the actor left them alone.

    Returns the session as it now is, and what was kept of the others.
    Raises Overtaken when both changed one field, each to something else: then nothing is saved. Otherwise as `edit`.
    """
    require(actor, "programme.edit")
    hold_draft()
    row = lock(session, None)
    if row.version == expected_version:
        return edit(actor=actor, session=row, content=content, expected_version=expected_version, despite=despite), []
    authors, base = _since(row, expected_version)
    now, was, mine = fields_of(data_of(row)), fields_of(base), fields_of(content.data(row))
    # What neither has a value for, such as a title in a language that nobody typed, is the same nothing.
    theirs = [name for name in sorted({*now, *was, *mine}) if (now.get(name) or None) != (was.get(name) or None)]
    both, taken = [], []
    for name in theirs:
        one = ForeignChange(name, authors[_data_name(name)])
        if (mine.get(name) or None) == (was.get(name) or None):
            taken.append(one)
        elif (mine.get(name) or None) != (now.get(name) or None):
            both.append(one)
    if both:
        raise EditConflict(row, both, taken)
    merged = _laid_on(content, content_of(row), [one.name for one in taken])
    return edit(actor=actor, session=row, content=merged, expected_version=row.version, despite=despite), taken


@lifecycle.use_case
def move_merged(
    *,
    actor: Actor,
    session: Session,
    expected_version: int,
    starts: datetime,
    ends: datetime,
    room: Room,
    despite: str = "",
) -> Session:
    """As `move`; what others have changed since, besides time and room, stays. Raises AlreadyDecided when they moved it too."""
    require(actor, "programme.edit")
    hold_draft()
    row = lock(session, None)
    if row.version != expected_version and set(_since(row, expected_version)[0]) & set(PLACE):
        lock(session, expected_version)  # says by whom
    return move(
        actor=actor, session=row, expected_version=row.version, starts=starts, ends=ends, room=room, despite=despite
    )


def _since(row: Session, expected_version: int) -> tuple[dict[str, str], dict[str, Any]]:
    """Who changed which of the data after version `seen`, and the data as they were then. One query."""
    later = AuditEntry.objects.filter(
        subject_type=row._meta.label_lower, subject_id=str(row.pk), verb="session.changed"
    )
    authors: dict[str, str] = {}
    base = data_of(row)
    for who, details in later.order_by("number").values_list("actor_label", "details"):
        if details.get("version", 0) <= expected_version:
            continue
        for name, (before, _after) in details["changed"].items():
            if name not in authors:
                base[name] = before
            authors[name] = who
    return authors, base


def fields_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data by the names of the form's fields: a title in French is `title_fr`; rooms, parties and delegates by what names them."""
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
    """The name in the data of a field of the form."""
    kind = name.partition("_")[0]
    return "open" if name == "is_open" else kind if kind in TEXTS else name


def _laid_on(mine: Content, now: Content, names: Sequence[str]) -> Content:
    """What the actor typed, with `names` as they now are."""
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
