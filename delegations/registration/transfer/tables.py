"""A table of members as rows of known columns: a workbook, or a CSV in UTF-8 with `,`, `;` or tab; headings in any order and language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core.errors import UserError
from conference.files import spreadsheets, workbooks
from conference.look.lists import sentences
from delegations.registration.transfer import headings
from delegations.registration.transfer.headings import COLUMNS, DAYS, ID, LABELS, MOMENTS

__all__ = ["COLUMNS", "MOST_ROWS", "REQUIRED", "Problem", "Row", "TableRefused", "read", "refuse_large"]

REQUIRED = ("family_name", "capacity", "category")  # of a new member; one named by its reference has them
MOST_ROWS = 10_000
# Bounds that are checked before anything is compared: what a heading nearly means costs a comparison with every column of each language.
MOST_COLUMNS = workbooks.MOST_COLUMNS
MOST_CELLS = 20_000  # of a line, empty ones too; spreadsheets write up to 16,384
LONGEST_HEADING = 200
LONGEST_CELL = 1_000  # characters; no field takes more
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Problem:
    """What is wrong where: `row` as a spreadsheet counts it (1 is the heading; 0: the file itself), `column` by its name, `reason`."""

    row: int
    column: str
    reason: str
    code: str = ""

    @property
    def label(self) -> str:
        """Return the column's heading in the reader's language, or the heading found when it is unknown."""
        return str(LABELS.get(self.column, self.column))

    @property
    def words(self) -> str:
        """Return the whole for a page, with the column as its reader knows it."""
        return self._at(self.label)

    def __str__(self) -> str:
        return self._at(self.column)

    def _at(self, column: str) -> str:
        if not self.row:
            return self.reason
        words = _("row %(row)s, %(column)s: %(reason)s")
        return words % {"row": self.row, "column": column or "-", "reason": self.reason}


class TableRefused(UserError):
    """A file of which nothing was imported, with all `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        more = len(self.problems) - 1
        text = str(self.problems[0])
        if more:
            rest = ngettext("(and %(count)s problem more)", "(and %(count)s problems more)", more) % {"count": more}
            text = pgettext("a text and its brackets", "{} {}").format(text, rest)
        super().__init__(text)


@dataclass(frozen=True)
class Row:
    """A row that isn't empty: its number as a spreadsheet shows it, its values by column name, and what is wrong with its cells."""

    number: int
    values: dict[str, str]
    problems: list[Problem] = field(default_factory=list)


type Cells = tuple[int, list[workbooks.ReadCell]]


def refuse_large(size: int) -> None:
    if size > settings.UPLOAD_LIMIT:
        sizes = {"size": f"{size / 1048576:.1f}", "most": settings.UPLOAD_LIMIT // 1048576}
        raise TableRefused([Problem(0, "", _("The file is %(size)s MB in size; the limit is %(most)s MB.") % sizes)])


def read(body: bytes) -> list[Row]:
    """Return the rows of a table that are not empty.

    Raises:
        TableRefused: For neither a workbook nor a CSV in UTF-8, no heading row, unknown, double or missing columns, no rows or more than
            MOST_ROWS.
    """
    refuse_large(len(body))
    lines = _of_workbook(body) if body.startswith((workbooks.BEGINS, workbooks.OLD_OR_LOCKED)) else _of_csv(body)
    first, heading = next(lines, (1, []))
    rows = list(_rows(lines, _columns(first, [cell.text for cell in heading])))
    if not rows:
        raise TableRefused([Problem(0, "", _("There is no row below the heading."))])
    return rows


def _of_workbook(body: bytes) -> Iterator[Cells]:
    try:
        yield from workbooks.rows(body)
    except workbooks.UnreadableWorkbook as problem:
        raise TableRefused([Problem(0, "", str(problem))]) from problem


def _of_csv(body: bytes) -> Iterator[Cells]:
    """Yield rows with their numbers; not lines, since a cell may have line ends."""
    lines = csv.reader(io.StringIO(_text(body), newline=""), delimiter=_delimiter(body), strict=True)
    try:
        for number, cells in enumerate(lines, 1):
            yield number, [workbooks.ReadCell(cell.strip()) for cell in _bounded(number, cells)]
    except csv.Error as problem:
        words = _("The file is not valid CSV: %(what)s.") % {"what": problem}
        raise TableRefused([Problem(lines.line_num, "", words)]) from problem


def _bounded(number: int, cells: list[str]) -> list[str]:
    """Return a line's cells up to its last filled one. Raise TableRefused for more than MOST_COLUMNS."""
    if len(cells) <= MOST_CELLS:
        while cells and not cells[-1].strip():
            cells.pop()
    if len(cells) > MOST_COLUMNS:
        words = _("Row %(row)s has more than %(most)s columns. Delete what does not belong to the table.")
        raise TableRefused([Problem(number, "", words % {"row": number, "most": MOST_COLUMNS})])
    return cells


def _text(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        row = body.count(b"\n", 0, problem.start) + 1
        words = _("The file is not in UTF-8. Save it as “CSV UTF-8” or as .xlsx and upload that file.")
        raise TableRefused([Problem(row, "", words)]) from problem
    if "\0" in text:
        words = _("This is not a table. Save it as “CSV UTF-8” or as .xlsx and upload that file.")
        raise TableRefused([Problem(0, "", words)])
    return text


def _delimiter(body: bytes) -> str:
    heading = body.split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(DELIMITERS, key=heading.count)


def _columns(row: int, heading: list[str]) -> list[str]:
    if long := [cell for cell in heading if len(cell) > LONGEST_HEADING]:
        words = _("A heading has %(length)s characters; no column is called so. Take the template and fill it in.")
        raise TableRefused([Problem(row, long[0][:60], words % {"length": len(long[0])})])
    found = [headings.meant(cell) for cell in heading]
    problems, free = [], [name for name in headings.COLUMNS if name not in found]
    for cell, name in zip(heading, found, strict=True):
        if not name:
            remedy = headings.suggestion(cell) or headings.known(cell, free)
            reason = sentences([_("There is no such column."), remedy])
            problems.append(Problem(row, cell.strip()[:60], reason))
        elif found.count(name) > 1:
            problems.append(Problem(row, name, _("This column appears twice.")))
    if not any(found) and not any(headings.suggestion(cell) for cell in heading):
        words = _("The first row contains none of the column headings. Please use the template.")
        raise TableRefused([Problem(row, "", words)])
    if ID not in found:
        problems += [Problem(row, name, _("This column is missing.")) for name in REQUIRED if name not in found]
    if problems:
        raise TableRefused(problems)
    return found


def _rows(lines: Iterable[Cells], columns: list[str]) -> Iterator[Row]:
    count = 0
    for number, cells in lines:
        if not any(cell.text or cell.problem for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            words = _("The file has more than %(most)s rows. Please upload it in parts.") % {"most": MOST_ROWS}
            raise TableRefused([Problem(number, "", words)])
        if any(cell.text or cell.problem for cell in cells[len(columns) :]):
            words = _("There are more cells than columns. A name with a comma must be in quotation marks.")
            raise TableRefused([Problem(number, "", words)])
        yield _row(number, columns, cells)


def _row(number: int, columns: list[str], cells: list[workbooks.ReadCell]) -> Row:
    problems, values = [], {}
    for name, cell in zip(columns, cells, strict=False):
        if len(cell.text) > LONGEST_CELL:
            words = _("This cell has %(length)s characters; at most %(most)s are taken.")
            problems.append(Problem(number, name, words % {"length": len(cell.text), "most": LONGEST_CELL}))
            continue
        values[name] = spreadsheets.plain(cell.text)
        if cell.problem:
            problems.append(Problem(number, name, cell.problem))
        elif cell.is_date and name not in (*DAYS, *MOMENTS):
            words = _("The spreadsheet turned this into a date (%(date)s). Format the cell as text and type it again.")
            problems.append(Problem(number, name, words % {"date": cell.text}))
    for name in columns[len(cells) :]:
        values[name] = ""
    return Row(number, values, problems)
