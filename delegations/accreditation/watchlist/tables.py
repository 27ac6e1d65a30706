"""A pasted or uploaded list for the watch list, parsed into lines. Nothing here reads or writes entries."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.core.errors import UserError
from conference.files.pasted_tables import Cells
from conference.parties.spellings import fold
from delegations.accreditation.watchlist.forms import WatchForm
from delegations.registration.members.fields import DayField

COLUMNS = {
    "name": gettext_lazy("Name"),
    "aliases": gettext_lazy("Other names and spellings"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "document_number": gettext_lazy("Document number"),
    "why": gettext_lazy("Reason"),
    "valid_until": gettext_lazy("Valid until"),
}
MOST = 500  # lines
BETWEEN = "|"  # the other names in one cell; a cell may have lines too


class RowForm(WatchForm):
    """An entry as a line of a table: days as people write them."""

    date_of_birth = DayField(required=False)
    valid_until = DayField(required=False)


@dataclass
class WatchLine:
    """One line of the list: as written, checked (`values`), what is wrong (`problems`), what would happen (`will`).

    `listed_as` is the number of the entry in force that says the same: the line is left out then.
    """

    number: int
    written: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    will: str = ""
    listed_as: str = ""


class ListRefused(UserError):
    status = 422

    def __init__(self, lines: list[WatchLine]) -> None:
        self.lines = lines
        bad = sum(bool(line.problems) for line in lines)
        message = ngettext(
            "Nothing was entered: %(count)s line has to be corrected.",
            "Nothing was entered: %(count)s lines have to be corrected.",
            bad,
        )
        super().__init__(message % {"count": bad})


def parse_lines(rows: list[Cells]) -> list[WatchLine]:
    """Return what each row means. A first row that names columns is a heading, in any order; else they are in the order of COLUMNS."""
    heading = rows[0][1] if rows else []
    order, rows = _order(rows)
    first_lines: dict[tuple[str, str], int] = {}
    lines_read = []
    for number, row in rows:
        line = WatchLine(number, {name: cell for name, cell in zip(order, row, strict=False) if name})
        line.problems += [*_check(line), *_beyond(order, heading, row)]
        if not line.problems:
            same = (fold(line.values["name"]), line.values["document_number"])
            earlier = first_lines.setdefault(same, number)
            if earlier != number:
                line.problems.append(_("The same name and number are already in line %(line)s.") % {"line": earlier})
        lines_read.append(line)
    return lines_read


def _order(rows: list[Cells]) -> tuple[list[str], list[Cells]]:
    labels: dict[str, str] = {fold(name.replace("_", " ")): name for name in COLUMNS} | {"other names": "aliases"}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            labels |= {fold(str(label)): name for name, label in COLUMNS.items()} | {fold(_("Also known")): "aliases"}
    heading = [labels.get(fold(cell), "") for cell in rows[0][1]] if rows else []
    if "why" in heading and ({"name", "document_number"} & set(heading)):
        return heading, rows[1:]
    return list(COLUMNS), rows


def _check(line: WatchLine) -> Iterator[str]:
    names = line.written.get("aliases", "").replace(BETWEEN, "\n")
    form = RowForm({**line.written, "aliases": names})
    if form.is_valid():
        line.values = form.values()
        return
    for name, messages in form.errors.items():
        for message in messages:
            yield f"{COLUMNS[name]}: {message}" if name in COLUMNS else str(message)


def _beyond(order: list[str], heading: list[str], row: list[str]) -> Iterator[str]:
    if any(row[len(order) :]):
        yield _("There are more cells than columns. A name with a comma must be in quotation marks.")
    for place, name in enumerate(order):
        if not name and place < len(row) and row[place]:
            yield f"{heading[place]}: {_('There is no such column.')}"
