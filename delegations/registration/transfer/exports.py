"""Tables of members to download: the empty one, and a delegation's own, which the import reads back unchanged."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from conference.files import spreadsheets
from conference.files.spreadsheets import Cell, Column
from delegations.registration.members.choices import LISTED, YES_NO, Choices
from delegations.registration.models import LIVE_STATES, Delegation
from delegations.registration.transfer.headings import COLUMNS, DAYS, KEYS, MOMENTS, asked
from delegations.registration.transfer.tables import REQUIRED

CHOSEN = ("capacity", "category", "protocol_rank", "document_type", "sex", "visa_support")
WIDE = ("functional_title", "email", "emergency_contact")


def columns(choices: Choices, *, keys: bool) -> list[Column]:
    """Return the columns of a table of members for a workbook, with notes and lists to choose from.

    Args:
        keys: True to include the columns that identify an existing member.
    """
    names = [*(KEYS if keys else ()), *asked(choices.conference)]
    lists = _lists(choices)
    sheet, places = allowed_title(), {name: place for place, name in enumerate(lists)}
    found = []
    for name in names:
        kind = "date" if name in DAYS else "moment" if name in MOMENTS else "text"
        source = spreadsheets.sheet_reference(sheet, places[name], len(lists[name])) if lists.get(name) else ""
        found.append(Column(label(name), kind, 26 if name in WIDE else 18, _note(name, choices), source))
    return found


def _lists(choices: Choices) -> dict[str, list[str]]:
    names = asked(choices.conference)
    return {name: choices.named(name) for name in [*CHOSEN, "nationality"] if name in names}


def label(name: str) -> str:
    return str(KEYS.get(name) or COLUMNS[name])


def allowed_title() -> str:
    return _("Allowed values")


def _note(name: str, choices: Choices) -> str:
    if name in KEYS:
        return _("From the export; it identifies the member. Leave it unchanged. For a new member leave it empty.")
    needed = _("Required.") if name in REQUIRED else ""
    what = choices.allowed(name) if name not in CHOSEN else _("One of the values on the second sheet.")
    return " ".join(filter(None, (needed, what)))


def blank_csv(choices: Choices) -> bytes:
    """Return the empty table, headings in the active language, for spreadsheets (UTF-8 with a BOM)."""
    return b"".join(spreadsheets.csv_lines([str(text) for text in asked(choices.conference).values()], []))


def blank_workbook(choices: Choices) -> bytes:
    return _workbook(choices, keys=False, rows=[])


def workbook(delegation: Delegation, choices: Choices) -> bytes:
    return _workbook(choices, keys=True, rows=own_rows(delegation, choices))


def _workbook(choices: Choices, *, keys: bool, rows: Iterable[list[Cell]]) -> bytes:
    out = io.BytesIO()
    with spreadsheets.Workbook(out) as book:
        book.sheet(_("Members"), columns(choices, keys=keys), rows)
        lists = _lists(choices)
        longest = max(map(len, lists.values()))
        allowed = [[(values[n] if n < len(values) else None) for values in lists.values()] for n in range(longest)]
        book.sheet(allowed_title(), [Column(label(name), "text", 34) for name in lists], allowed)
    return out.getvalue()


def own_csv(delegation: Delegation, choices: Choices) -> Iterator[bytes]:
    head = [label(name) for name in (*KEYS, *asked(choices.conference))]
    return spreadsheets.csv_lines(head, own_rows(delegation, choices))


def own_rows(delegation: Delegation, choices: Choices) -> Iterator[list[Cell]]:
    """Yield the cells of the living members in the delegation's own order."""
    members = delegation.members.filter(state__in=LIVE_STATES).order_by("position", "pk")
    written = written_by(choices)
    names = ["public_id", "version", *asked(choices.conference)]
    keys = [
        "category_id" if name == "category" else "protocol_rank_id" if name == "protocol_rank" else name
        for name in names
    ]
    for row in members.values_list(*keys).iterator(chunk_size=500):
        yield [written(name, value) for name, value in zip(names, row, strict=True)]


def written_by(choices: Choices) -> Any:
    """Return a function of a column's name and its stored value that gives the cell."""
    zone = choices.zone

    @lru_cache(maxsize=500)
    def chosen(name: str, value: str) -> str:
        if name in LISTED:
            return choices.spelt(name, [str(LISTED[name](value).label)], value)
        if name == "visa_support":
            answer = "yes" if value == str(True) else "no"
            return choices.spelt(name, [str(dict(YES_NO)[answer])], answer)
        if name == "protocol_rank":
            rank = choices.ranks[int(value)]
            return choices.spelt(name, [str(rank), rank.code], value)
        return _category(choices, int(value))

    def written(name: str, value: Any) -> Cell:
        if value is None or value == "":
            return None
        if name in CHOSEN:
            return chosen(name, str(value))
        if name == "date_of_birth":
            return date.fromisoformat(value)
        if name in MOMENTS:
            return value.astimezone(zone).replace(tzinfo=None)  # type: ignore[no-any-return]
        return value if isinstance(value, str | date) else str(value)

    return written


def _category(choices: Choices, key: int) -> str:
    found = choices.every_category[key]
    # A category no longer open to the party is matched by its name as long as the member has it.
    return next((text for text in (str(found), found.code) if choices.meant("category", text) == str(key)), str(found))
