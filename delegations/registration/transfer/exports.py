"""Tables of members to download: the empty one, and a delegation's own, which can be imported again unchanged."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from conference.files import spreadsheets
from conference.files.spreadsheets import Cell, Column
from delegations.registration.members.choices import LISTED, YES_NO, Choices
from delegations.registration.models import LIVE_STATES, Delegation
from delegations.registration.transfer.headings import DAYS, KEYS, LABELS, MOMENTS, get_columns
from delegations.registration.transfer.tables import REQUIRED

CHOSEN = ("capacity", "category", "protocol_rank", "document_type", "sex", "visa_support")
WIDE = ("functional_title", "email", "emergency_contact")


def _columns(choices: Choices, *, keys: bool) -> list[Column]:
    """Return the columns of a workbook, with notes and lists to choose from, and with `keys` those that identify a member."""
    lists = _lists(choices)
    positions = {name: position for position, name in enumerate(lists)}
    columns = []
    for name in (*(KEYS if keys else ()), *get_columns(choices.conference)):
        kind = "date" if name in DAYS else "moment" if name in MOMENTS else "text"
        source = ""
        if lists.get(name):
            source = spreadsheets.sheet_reference(_("Allowed values"), positions[name], len(lists[name]))
        columns.append(Column(str(LABELS[name]), kind, 26 if name in WIDE else 18, _note(name, choices), source))
    return columns


def _lists(choices: Choices) -> dict[str, list[str]]:
    names = get_columns(choices.conference)
    return {name: choices.named(name) for name in [*CHOSEN, "nationality"] if name in names}


def _note(name: str, choices: Choices) -> str:
    if name in KEYS:
        return _("From the export; it identifies the member. Leave it unchanged. For a new member leave it empty.")
    required = _("Required.") if name in REQUIRED else ""
    allowed = choices.allowed(name) if name not in CHOSEN else _("One of the values on the second sheet.")
    return " ".join(filter(None, (required, allowed)))


def blank_csv(choices: Choices) -> bytes:
    """Return the empty table, headings in the active language, for spreadsheets (UTF-8 with a BOM)."""
    return b"".join(spreadsheets.csv_lines([str(label) for label in get_columns(choices.conference).values()], []))


def workbook(choices: Choices, delegation: Delegation | None = None) -> bytes:
    """Return the workbook of the delegation's members, or an empty one."""
    out = io.BytesIO()
    with spreadsheets.Workbook(out) as book:
        rows = own_rows(delegation, choices) if delegation else ()
        book.sheet(_("Members"), _columns(choices, keys=delegation is not None), rows)
        lists = _lists(choices)
        book.sheet(
            _("Allowed values"),
            [Column(str(LABELS[name]), "text", 34) for name in lists],
            map(list, zip_longest(*lists.values())),
        )
    return out.getvalue()


def own_csv(delegation: Delegation, choices: Choices) -> Iterator[bytes]:
    head = [str(LABELS[name]) for name in (*KEYS, *get_columns(choices.conference))]
    return spreadsheets.csv_lines(head, own_rows(delegation, choices))


def own_rows(delegation: Delegation, choices: Choices) -> Iterator[list[Cell]]:
    """Yield the cells of the live members in the delegation's own order."""
    members = delegation.members.filter(state__in=LIVE_STATES).order_by("position", "pk")
    names = ["public_id", "version", *get_columns(choices.conference)]
    attributes = [f"{name}_id" if name in ("category", "protocol_rank") else name for name in names]
    get_cell = _cells_of(choices)
    for values in members.values_list(*attributes).iterator(chunk_size=500):
        yield [get_cell(name, value) for name, value in zip(names, values, strict=True)]


def _cells_of(choices: Choices) -> Callable[[str, Any], Cell]:
    """Return a function that gives the cell for the name of a column and its stored value."""
    zone = choices.zone

    @lru_cache(maxsize=500)
    def get_choice(name: str, value: str) -> str:
        if name in LISTED:
            return choices.find_spelling(name, [str(LISTED[name](value).label)], value)
        if name == "visa_support":
            answer = "yes" if value == str(True) else "no"
            return choices.find_spelling(name, [str(dict(YES_NO)[answer])], answer)
        if name == "protocol_rank":
            rank = choices.ranks[int(value)]
            return choices.find_spelling(name, [str(rank), rank.code], value)
        return _category(choices, int(value))

    def get_cell(name: str, value: Any) -> Cell:
        if value is None or value == "":
            return None
        if name in CHOSEN:
            return get_choice(name, str(value))
        if name == "date_of_birth":
            return date.fromisoformat(value)
        if name in MOMENTS:
            return value.astimezone(zone).replace(tzinfo=None)  # type: ignore[no-any-return]
        return value if isinstance(value, str | date) else str(value)

    return get_cell


def _category(choices: Choices, key: int) -> str:
    category = choices.every_category[key]
    # A category no longer open to the party is matched by its name as long as the member has it.
    names = (str(category), category.code)
    return next((text for text in names if choices.meant("category", text) == str(key)), str(category))
