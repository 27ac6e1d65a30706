"""Merging what two editors of one session typed, field by field, under the draft's lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.audit.models import AuditEntry
from conference.core import concurrency, lifecycle, reasons
from conference.core.access import Actor, require
from conference.core.concurrency import Change, EditConflict, FieldChange
from conference.core.errors import NotPossible
from conference.translated import FALLBACK
from schedule.calendar.models import Room
from schedule.programme.models import Session
from schedule.programme.sessions.actions.editing import edit, hold_draft, lock, move
from schedule.programme.sessions.content import Content, content_of
from schedule.programme.sessions.snapshot import data_of

# What stands in the data and nobody edits.
NOT_EDITED = ("key", "version")
TEXTS = ("title", "description")
MOVE_UNDONE = "session.move_undone"
PLACE = ("starts", "ends", "room")
reasons.register({MOVE_UNDONE: gettext_lazy("Move undone")})


@lifecycle.use_case
def edit_merged(
    *, actor: Actor, session: Session, content: Content, expected_version: int, despite: str = ""
) -> tuple[Session, list[FieldChange]]:
    """Do as `edit`, keeping what others saved since in fields that the actor left alone.

    Returns:
        The session as it now is, and what was kept of the others.

    Raises:
        EditConflict: If both changed one field differently; nothing is saved. Otherwise as `edit`.
    """
    require(actor, "programme.edit")
    hold_draft()
    row = lock(session, None)
    if row.version == expected_version:
        return edit(actor=actor, session=row, content=content, expected_version=expected_version, despite=despite), []
    changes = _changes_since(row, expected_version)
    before = {name: change.before for name, change in changes.items()}
    present = data_of(row)
    sides = [fields_of(data) for data in ({**present, **before}, present, content.data(row))]
    # What a side has no value for, such as a title in a language that nobody typed, is nothing.
    names = sorted({name for side in sides for name in side})
    base, theirs, mine = ({name: side.get(name) for name in names} for side in sides)
    authors = {name: changes[_data_name(name)].who for name in names if _data_name(name) in changes}
    merged = concurrency.merge(base, theirs, mine, authors)
    if merged.both:
        raise EditConflict(row, merged)
    wanted = _laid_on(content, content_of(row), [one.name for one in merged.taken])
    return edit(actor=actor, session=row, content=wanted, expected_version=row.version, despite=despite), merged.taken


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
    """Do as `move`, keeping others' changes except of time and room. Raises AlreadyDecided if they moved it too."""
    require(actor, "programme.edit")
    hold_draft()
    row = lock(session, None)
    if row.version != expected_version and set(_changes_since(row, expected_version)) & set(PLACE):
        lock(session, expected_version)  # says by whom
    return move(
        actor=actor, session=row, expected_version=row.version, starts=starts, ends=ends, room=room, despite=despite
    )


@lifecycle.use_case
def move_back(*, actor: Actor, session: Session, expected_version: int) -> Session:
    """Undo the last move: the session has the time and room again that it had before.

    Raises NotAllowed; AlreadyDecided if it was changed since; NotPossible if its last change was no move; TimeTaken if the place is taken.
    """
    require(actor, "programme.edit")
    hold_draft()
    row = lock(session, expected_version)
    entries = AuditEntry.objects.filter(subject_type=Session._meta.label_lower, subject_id=str(row.pk))
    last = entries.filter(verb="session.changed").order_by("-number").first()
    changed = last.details.get("changed", {}) if last and last.details.get("version") == row.version else {}
    if not changed or set(changed) - set(PLACE):
        raise NotPossible(_("There is no move to undo; the session was changed otherwise since."))
    starts, ends = (
        datetime.fromisoformat(changed[name][0]) if name in changed else getattr(row, name) for name in PLACE[:2]
    )
    room = Room.objects.filter(code=changed["room"][0]["code"]).first() if "room" in changed else row.room
    if room is None:
        raise NotPossible(_("This room no longer exists. Open the programme again."))
    # Where it was, somebody has looked at it before.
    return move(
        actor=actor,
        session=row,
        expected_version=row.version,
        starts=starts,
        ends=ends,
        room=room,
        despite=MOVE_UNDONE,
    )


def _changes_since(row: Session, expected_version: int) -> dict[str, Change]:
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
