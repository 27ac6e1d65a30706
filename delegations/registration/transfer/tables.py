"""Read a table of members into rows: a workbook, or a CSV in UTF-8 with `,`, `;` or tab; headings in any order and language."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core.errors import UserError
from conference.files import spreadsheets, workbooks
from conference.look.lists import join_sentences
from delegations.registration.transfer import headings
from delegations.registration.transfer.headings import COLUMNS, DAYS, ID, LABELS, MOMENTS

__all__ = ["COLUMNS", "MOST_ROWS", "REQUIRED", "MemberRow", "TableProblem", "TableRefused", "read", "refuse_large"]

REQUIRED = ("family_name", "capacity", "category")  # of a new member; a known one has them
MOST_ROWS = 10_000
# Limits that are checked first, since an unknown heading is compared with every column in each language.
MOST_COLUMNS = workbooks.MOST_COLUMNS
MOST_CELLS = 20_000  # of a line, empty ones too; spreadsheets write up to 16,384
LONGEST_HEADING = 200
LONGEST_CELL = 1_000  # characters; no field takes more
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class TableProblem:
    """A problem in a `row` (1 is the heading, 0 the file itself) and a `column`, by its name or its unknown heading."""

    row: int
    column: str
    reason: str
    code: str = ""

    @property
    def label(self) -> str:
        """Return the column's heading in the reader's language."""
        return str(LABELS.get(self.column, self.column))

    @property
    def text(self) -> str:
        """Return the whole text for a page, with the column in the reader's language."""
        return self._format(self.label)

    def __str__(self) -> str:
        return self._format(self.column)

    def _format(self, column: str) -> str:
        if not self.row:
            return self.reason
        message = _("row %(row)s, %(column)s: %(reason)s")
        return message % {"row": self.row, "column": column or "-", "reason": self.reason}


class TableRefused(UserError):
    """A file of which nothing was imported, with all `problems`."""

    def __init__(self, problems: Sequence[TableProblem]) -> None:
        self.problems = list(problems)
        count = len(self.problems) - 1
        text = str(self.problems[0])
        if count:
            rest = ngettext("(and %(count)s problem more)", "(and %(count)s problems more)", count) % {"count": count}
            text = pgettext("a text and its brackets", "{} {}").format(text, rest)
        super().__init__(text)


def _refusal(reason: str, row: int = 0, column: str = "") -> TableRefused:
    return TableRefused([TableProblem(row, column, reason)])


@dataclass(frozen=True)
class MemberRow:
    """A row that is not empty: its number as a spreadsheet shows it, its values by column, and the problems of its cells."""

    number: int
    values: dict[str, str]
    problems: list[TableProblem] = field(default_factory=list)


type Cells = tuple[int, list[workbooks.ReadCell]]


def refuse_large(size: int) -> None:
    if size > settings.UPLOAD_LIMIT:
        sizes = {"size": f"{size / 1048576:.1f}", "most": settings.UPLOAD_LIMIT // 1048576}
        raise _refusal(_("The file is %(size)s MB in size; the limit is %(most)s MB.") % sizes)


def read(body: bytes) -> list[MemberRow]:
    """Return the rows of a table that are not empty.

    Raises TableRefused for neither a workbook nor a CSV in UTF-8, for unknown, double or missing columns, for no or too many rows.
    """
    refuse_large(len(body))
    lines = _of_workbook(body) if body.startswith((workbooks.BEGINS, workbooks.OLD_OR_LOCKED)) else _of_csv(body)
    first, heading = next(lines, (1, []))
    rows = list(_rows(lines, _columns(first, [cell.text for cell in heading])))
    if not rows:
        raise _refusal(_("There is no row below the heading."))
    return rows


def _of_workbook(body: bytes) -> Iterator[Cells]:
    try:
        yield from workbooks.read_rows(body)
    except workbooks.UnreadableWorkbook as error:
        raise _refusal(str(error)) from error


def _of_csv(body: bytes) -> Iterator[Cells]:
    """Yield rows with their numbers; not lines, since a cell may have line ends."""
    lines = csv.reader(io.StringIO(_text(body), newline=""), delimiter=_delimiter(body), strict=True)
    try:
        for number, cells in enumerate(lines, 1):
            yield number, [workbooks.ReadCell(cell.strip()) for cell in _trim(number, cells)]
    except csv.Error as error:
        raise _refusal(_("The file is not valid CSV: %(what)s.") % {"what": error}, lines.line_num) from error


def _trim(number: int, cells: list[str]) -> list[str]:
    """Return a row's cells up to its last filled one. Raises TableRefused for more than MOST_COLUMNS."""
    if len(cells) <= MOST_CELLS:
        while cells and not cells[-1].strip():
            cells.pop()
    if len(cells) > MOST_COLUMNS:
        message = _("Row %(row)s has more than %(most)s columns. Delete what does not belong to the table.")
        raise _refusal(message % {"row": number, "most": MOST_COLUMNS}, number)
    return cells


def _text(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = body.count(b"\n", 0, error.start) + 1
        message = _("The file is not in UTF-8. Save it as “CSV UTF-8” or as .xlsx and upload that file.")
        raise _refusal(message, row) from error
    if "\0" in text:
        raise _refusal(_("This is not a table. Save it as “CSV UTF-8” or as .xlsx and upload that file."))
    return text


def _delimiter(body: bytes) -> str:
    heading = body.split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(DELIMITERS, key=heading.count)


def _columns(row: int, heading: list[str]) -> list[str]:
    if long := [cell for cell in heading if len(cell) > LONGEST_HEADING]:
        message = _("A heading has %(length)s characters; no column is called so. Take the template and fill it in.")
        raise _refusal(message % {"length": len(long[0])}, row, long[0][:60])
    columns = [headings.find_column(cell) for cell in heading]
    problems, free = [], [name for name in headings.COLUMNS if name not in columns]
    for cell, name in zip(heading, columns, strict=True):
        if not name:
            remedy = headings.suggestion(cell) or headings.list_nearest(cell, free)
            reason = join_sentences([_("There is no such column."), remedy])
            problems.append(TableProblem(row, cell.strip()[:60], reason))
        elif columns.count(name) > 1:
            problems.append(TableProblem(row, name, _("This column appears twice.")))
    if not any(columns) and not any(headings.suggestion(cell) for cell in heading):
        raise _refusal(_("The first row contains none of the column headings. Please use the template."), row)
    if ID not in columns:
        problems += [TableProblem(row, name, _("This column is missing.")) for name in REQUIRED if name not in columns]
    if problems:
        raise TableRefused(problems)
    return columns


def _rows(lines: Iterable[Cells], columns: list[str]) -> Iterator[MemberRow]:
    count = 0
    for number, cells in lines:
        if not any(cell.text or cell.problem for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            message = _("The file has more than %(most)s rows. Please upload it in parts.")
            raise _refusal(message % {"most": MOST_ROWS}, number)
        if any(cell.text or cell.problem for cell in cells[len(columns) :]):
            message = _("There are more cells than columns. A name with a comma must be in quotation marks.")
            raise _refusal(message, number)
        yield _row(number, columns, cells)


def _row(number: int, columns: list[str], cells: list[workbooks.ReadCell]) -> MemberRow:
    row = MemberRow(number, dict.fromkeys(columns[len(cells) :], ""))
    for name, cell in zip(columns, cells, strict=False):
        reason = cell.problem
        if len(cell.text) > LONGEST_CELL:
            sizes = {"length": len(cell.text), "most": LONGEST_CELL}
            reason = _("This cell has %(length)s characters; at most %(most)s are taken.") % sizes
        else:
            row.values[name] = spreadsheets.plain(cell.text)
            if not reason and cell.is_date and name not in (*DAYS, *MOMENTS):
                reason = _(
                    "The spreadsheet turned this into a date (%(date)s). Format the cell as text and type it again."
                ) % {"date": cell.text}
        if reason:
            row.problems.append(TableProblem(number, name, reason))
    return row
