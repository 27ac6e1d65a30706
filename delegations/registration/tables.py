"""A CSV as rows of known columns: UTF-8 with or without a mark, `,`, `;` or tab, headings in any order and any of the house's languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.errors import UserError
from conference.parties.models import sort_key

# The columns of an import with their labels, in the order of the template (a public interface; see docs and CHANGELOG).
COLUMNS = {
    "family_name": gettext_lazy("Family name"),
    "given_names": gettext_lazy("Given names"),
    "name_on_badge": gettext_lazy("Name on the badge"),
    "name_native": gettext_lazy("Name in the own script"),
    "honorific": gettext_lazy("Honorific"),
    "functional_title": gettext_lazy("Functional title"),
    "protocol_rank": gettext_lazy("Protocol rank"),
    "capacity": gettext_lazy("Capacity"),
    "category": gettext_lazy("Category"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "nationality": gettext_lazy("Nationality"),
    "document_type": gettext_lazy("Type of document"),
    "document_number": gettext_lazy("Document number"),
    "document_expiry": gettext_lazy("Expiry date"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Telephone"),
    "languages": gettext_lazy("Languages"),
    "diet": gettext_lazy("Diet"),
    "accessibility": gettext_lazy("Accessibility"),
    "arrival": gettext_lazy("Arrival"),
    "arrival_flight": gettext_lazy("Flight of arrival"),
    "departure": gettext_lazy("Departure"),
    "departure_flight": gettext_lazy("Flight of departure"),
    "hotel": gettext_lazy("Hotel"),
    "emergency_contact": gettext_lazy("Emergency contact"),
}
REQUIRED = ("family_name", "capacity", "category")
MOST_ROWS = 5000
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Problem:
    """What is wrong where: `row` as a spreadsheet counts it (1 is the heading; 0: the file itself), `column` by its name, `reason`."""

    row: int
    column: str
    reason: str

    @property
    def label(self) -> str:
        """The column's heading in the reader's language, or what stands there when it is none of the table's."""
        return str(COLUMNS.get(self.column, self.column))

    def __str__(self) -> str:
        if not self.row:
            return self.reason
        return _("row %(row)s, %(column)s: %(reason)s") % {
            "row": self.row,
            "column": self.column or "-",
            "reason": self.reason,
        }


class Refused(UserError):
    """A file of which nothing was imported. `problems` are all that was found, in the order of the rows."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        more = len(self.problems) - 1
        text = str(self.problems[0])
        if more:
            text += " " + ngettext("(and %(count)s problem more)", "(and %(count)s problems more)", more) % {
                "count": more
            }
        super().__init__(text)


def read(body: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV, each with its number as a spreadsheet shows it, its values by column name, stripped; empty rows are left out.

    Raises Refused when it is no UTF-8, has no heading row, unknown or double or missing columns, no rows or more than MOST_ROWS.
    """
    lines = csv.reader(io.StringIO(_text(body), newline=""), delimiter=_delimiter(body), strict=True)
    try:
        columns = _columns(next(lines, []))
        rows = list(_rows(lines, columns))
    except csv.Error as problem:
        words = _("The file is no proper CSV: %(what)s.") % {"what": problem}
        raise Refused([Problem(lines.line_num, "", words)]) from problem
    if not rows:
        raise Refused([Problem(0, "", _("There is no row below the heading."))])
    return rows


def _text(body: bytes) -> str:
    if body.startswith(b"PK\x03\x04"):
        raise Refused([Problem(0, "", _("This is a workbook. Save it as “CSV UTF-8” and send that."))])
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = body.count(b"\n", 0, problem.start) + 1
        words = _("The file is not in UTF-8. Save it as “CSV UTF-8” and send that.")
        raise Refused([Problem(row, "", words)]) from problem
    if "\0" in text:
        raise Refused([Problem(0, "", _("This is no CSV file. Save the table as “CSV UTF-8” and send that."))])
    return text


def _delimiter(body: bytes) -> str:
    """Whatever stands most often in the heading."""
    heading = body.split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(DELIMITERS, key=heading.count)


def _columns(heading: list[str]) -> list[str]:
    known = _labels()
    found = [known.get(_fold(cell), "") for cell in heading]
    while heading and not heading[-1].strip():
        heading, found = heading[:-1], found[:-1]
    if not any(found):
        words = _("The first row names none of the columns. Take the template and fill it in.")
        raise Refused([Problem(1, "", words)])
    problems = []
    for cell, name in zip(heading, found, strict=True):
        if not name:
            problems.append(Problem(1, cell.strip()[:60], _("There is no such column.")))
        elif found.count(name) > 1:
            problems.append(Problem(1, name, _("This column stands there twice.")))
    problems += [Problem(1, name, _("This column is missing.")) for name in REQUIRED if name not in found]
    if problems:
        raise Refused(problems)
    return found


def _rows(lines: Iterator[list[str]], columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Numbers rows, not lines: a cell may hold line ends."""
    count = 0
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            words = _("More than %(most)s rows; send the file in parts.") % {"most": MOST_ROWS}
            raise Refused([Problem(number, "", words)])
        if any(cell.strip() for cell in cells[len(columns) :]):
            words = _("There are more cells than columns; a name with a comma needs quotation marks.")
            raise Refused([Problem(number, "", words)])
        yield number, {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}


def _fold(text: str) -> str:
    return " ".join(sort_key(text).replace("_", " ").replace("-", " ").replace("*", " ").split())


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """Column names by every heading that means them: the name itself, and the label in each language."""
    found = {_fold(name): name for name in COLUMNS}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found |= {_fold(str(label)): name for name, label in COLUMNS.items()}
    return found


def template() -> bytes:
    """The empty table to fill in: the columns under their labels in the active language, for spreadsheets (UTF-8 with a mark)."""
    out = io.StringIO()
    csv.writer(out).writerow(str(label) for label in COLUMNS.values())
    return ("\ufeff" + out.getvalue()).encode()
