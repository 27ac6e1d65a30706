"""Read a table of members into rows: a workbook, or a CSV in UTF-8 with `,`, `;` or tab; headings in any order and language.

Titles above the headings, a second line of headings and notes among the rows are told from them (`mapping.py`).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from conference.core.errors import UserError
from conference.files import spreadsheets, workbooks
from conference.files.workbooks import HEADING_ROWS
from conference.look.lists import join_facts, join_sentences
from delegations.registration.transfer import headings, mapping
from delegations.registration.transfer.headings import COLUMNS, DAYS, ID, LABELS, MOMENTS, PARTS
from delegations.registration.transfer.mapping import SKIPPED, Line, SheetColumn
from delegations.registration.transfer.reading import cells as composing

__all__ = [
    "COLUMNS",
    "MOST_ROWS",
    "REQUIRED",
    "MemberRow",
    "TableProblem",
    "TableRefused",
    "read",
    "read_sheet",
    "refuse_large",
]

REQUIRED = ("family_name", "capacity", "category")  # of a new member; a known one has them
MOST_ROWS = 10_000
# Limits that are checked first, since an unknown heading is compared with every column in each language.
MOST_COLUMNS = workbooks.MOST_COLUMNS
MOST_CELLS = 20_000  # of a line, empty ones too; spreadsheets write up to 16,384
LONGEST_CELL = 1_000  # characters; no field takes more
NO_HEADING = gettext_lazy("The first row contains none of the column headings. Please use the template.")
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
        return str({**LABELS, **PARTS}.get(self.column, self.column))

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


def _refusal(reason: str | Promise, row: int = 0, column: str = "") -> TableRefused:
    return TableRefused([TableProblem(row, column, str(reason))])


@dataclass(frozen=True)
class MemberRow:
    """A row that is not empty: its number as a spreadsheet shows it, its values by column, and the problems of its cells.

    `note` is its text if that seems to be a note or a title: such a row is left out unless its sender wants it.
    """

    number: int
    values: dict[str, str]
    problems: list[TableProblem] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class MemberTable:
    """A table as it was read; without `rows` while a column is in doubt."""

    heading_row: int
    columns: list[SheetColumn]
    rows: list[MemberRow]

    @property
    def is_unclear(self) -> bool:
        return bool(self.doubts) or not mapping.family_name_is_known(self.columns)

    @property
    def by_doubt(self) -> list[SheetColumn]:
        """Return the columns, those in doubt first."""
        return sorted(self.columns, key=lambda column: not column.doubt)

    @property
    def doubts(self) -> list[SheetColumn]:
        return [column for column in self.columns if column.doubt]

    @property
    def not_imported(self) -> list[str]:
        """Return the headings of the columns that hold something and are not imported, other than numbers of rows."""
        return [
            column.heading
            for column in self.columns
            if column.name == SKIPPED
            and column.heading
            and column.samples
            and headings.find_column(column.heading) != headings.NUMBERING
        ]

    @property
    def losses(self) -> str:
        """Return a sentence that names them; empty for none."""
        return _("Not imported: %(columns)s.") % {"columns": join_facts(self.not_imported)} if self.not_imported else ""


def refuse_large(size: int) -> None:
    if size > settings.UPLOAD_LIMIT:
        sizes = {"size": f"{size / 1048576:.1f}", "most": settings.UPLOAD_LIMIT // 1048576}
        raise _refusal(_("The file is %(size)s MB in size; the limit is %(most)s MB.") % sizes)


def read(body: bytes, columns: Mapping[str, str] | None = None, near: date | None = None) -> list[MemberRow]:
    """Return the rows of a table that are not empty; arguments as of `read_sheet`.

    Raises TableRefused as that does, and for unknown, double or missing columns.
    """
    sheet = read_sheet(body, columns, near)
    refuse_doubts(sheet)
    return sheet.rows


def read_sheet(body: bytes, columns: Mapping[str, str] | None = None, near: date | None = None) -> MemberTable:
    """Return what a table holds, and what its columns were taken for.

    Args:
        columns: What its sender says that columns are, by `SheetColumn.key`.
        near: The conference's first day, near which days of travel without a year are.

    Raises TableRefused for neither a workbook nor a CSV in UTF-8, for no or too many rows.
    """
    refuse_large(len(body))
    lines = _of_workbook(body) if body.startswith((workbooks.BEGINS, workbooks.OLD_OR_LOCKED)) else _of_csv(body)
    lines = ((number, cells) for number, cells in lines if any(cell.text or cell.problem for cell in cells))
    head = list(islice(lines, HEADING_ROWS))
    if not head:
        raise _refusal(NO_HEADING, 1)
    place = mapping.find_heading(head)
    number, texts = head[place][0], mapping.get_headings(head, place)
    if long := [text for text in texts if len(text) > headings.LONGEST_HEADING]:
        message = _("A heading has %(length)s characters; no column is called so. Take the template and fill it in.")
        raise _refusal(message % {"length": len(long[0])}, number, long[0][:60])
    below = head[place + 1 :]
    if below and mapping.is_second_heading(below[0][1]):
        del below[0]
    members = [line for line in below if not mapping.is_section(line[1])]
    below_each = [_texts(members, column) for column in range(len(texts))]
    sheet_columns = mapping.map_columns(texts, below_each, columns or {})
    sheet = MemberTable(number, sheet_columns, [])
    if not sheet.is_unclear:
        sheet.rows.extend(_rows(chain(below, lines), sheet_columns, near))
    if not (below if sheet.is_unclear else sheet.rows):
        raise _refusal(_("There is no row below the heading."))
    return sheet


def refuse_doubts(sheet: MemberTable) -> None:
    """Raise TableRefused with a problem for each column that is in doubt or missing."""
    problems, names = [], [column.name for column in sheet.columns]
    free = [name for name in COLUMNS if name not in names]
    if all(column.doubt and not column.name for column in sheet.columns):
        raise _refusal(NO_HEADING, sheet.heading_row)
    for column in sheet.doubts:
        reason = column.doubt
        is_exchange = headings.find_column(column.heading) in (mapping.NUMBER, *DAYS)
        if not is_exchange and (names.count(column.name) < 2 or not column.name):
            remedy = headings.suggestion(column.heading) or headings.list_nearest(column.heading, free)
            reason = join_sentences([_("There is no such column."), remedy])
        problems.append(TableProblem(sheet.heading_row, column.heading[:60], reason))
    if not mapping.family_name_is_known(sheet.columns):
        problems.append(TableProblem(sheet.heading_row, "family_name", _("This column is missing.")))
    if problems:
        raise TableRefused(problems)


def _texts(lines: Sequence[Line], column: int) -> list[str]:
    texts = (cells[column].text[:60] for _number, cells in lines if column < len(cells))
    return [text for text in dict.fromkeys(texts) if text]


def _of_workbook(body: bytes) -> Iterator[Line]:
    try:
        yield from workbooks.read_rows(body)
    except workbooks.UnreadableWorkbook as error:
        raise _refusal(str(error)) from error


def _of_csv(body: bytes) -> Iterator[Line]:
    """Yield rows with their numbers; not lines, since a cell may have line ends."""
    text = _text(body)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
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


def _delimiter(text: str) -> str:
    """Return what divides the cells of one of the first lines into the most: a title above the headings has none, or a comma."""
    lines = list(islice(io.StringIO(text), HEADING_ROWS))
    return max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


def _rows(lines: Iterable[Line], columns: Sequence[SheetColumn], near: date | None) -> Iterator[MemberRow]:
    names = [column.name for column in columns]
    numbering = [headings.find_column(column.heading) == headings.NUMBERING for column in columns]
    for count, (number, cells) in enumerate(lines, 1):
        if count > MOST_ROWS:
            message = _("The file has more than %(most)s rows. Please upload it in parts.")
            raise _refusal(message % {"most": MOST_ROWS}, number)
        row = _row(number, names, cells, near)
        if any(row.values.values()) or row.problems:
            yield replace(row, note=_note(names, cells))
        elif title := _title_among_numbers(numbering, cells):
            yield replace(row, note=title)


def _title_among_numbers(numbering: Sequence[bool], cells: Sequence[workbooks.ReadCell]) -> str:
    """Return the title of a section that stands in the column of the numbers, else nothing."""
    texts = (cell.text for is_numbering, cell in zip(numbering, cells, strict=False) if is_numbering)
    return next((text for text in texts if any(map(str.isalpha, text))), "")


def _note(names: Sequence[str], cells: Sequence[workbooks.ReadCell]) -> str:
    """Return the text of a line that holds one only, where members have several; empty for a member."""
    imported = [(name, cell.text) for name, cell in zip(names, cells, strict=False) if name != SKIPPED and cell.text]
    texts = {text for _name, text in imported}
    is_note = len(texts) == 1 and ID not in dict(imported) and len([name for name in names if name != SKIPPED]) > 3
    return texts.pop() if is_note or mapping.is_section(cells) else ""


def _row(number: int, names: list[str], cells: list[workbooks.ReadCell], near: date | None) -> MemberRow:
    values = dict.fromkeys((name for name in names[len(cells) :] if name != SKIPPED), "")
    row = MemberRow(number, values)
    if any(cell.text or cell.problem for cell in cells[len(names) :]):
        message = _("There are more cells than columns. A name with a comma must be in quotation marks.")
        row.problems.append(TableProblem(number, "", message))
    for name, cell in zip(names, cells, strict=False):
        if name == SKIPPED:
            continue
        reason = cell.problem
        if len(cell.text) > LONGEST_CELL:
            reason = too_long(cell.text)
        else:
            values[name] = spreadsheets.plain(cell.text)
            if not reason and cell.is_date and name not in (*DAYS, *MOMENTS):
                reason = _(
                    "The spreadsheet turned this into a date (%(date)s). Format the cell as text and type it again."
                ) % {"date": cell.text}
        if reason:
            row.problems.append(TableProblem(number, name, reason))
    return replace(row, values=composing.compose(values, near))


def too_long(text: str) -> str:
    sizes = {"length": len(text), "most": LONGEST_CELL}
    return _("This cell has %(length)s characters; at most %(most)s are taken.") % sizes
