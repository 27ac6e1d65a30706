"""Read workbooks (.xlsx): check them, then read row by row with openpyxl.

5 MB of zipped XML can unfold to gigabytes. So a parser that builds nothing counts the elements first: a file that is too large, too deep
or has entities is refused in bounded memory and time.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pyexpat import ExpatError, ParserCreate
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core.errors import UserError

BEGINS = b"PK\x03\x04"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password
MOST_PARTS = 500
MOST_UNFOLDED = 48 * 1024 * 1024  # bytes of all parts together; 10,000 full rows have about 20 MB
MOST_OF_A_PART = {"xl/sharedStrings.xml": 16 * 1024 * 1024, "xl/styles.xml": 8 * 1024 * 1024}
MOST_ELEMENTS = 1_500_000
MOST_IN_A_ROW = 50_000  # elements
MOST_OUTSIDE_ROWS = 400_000  # elements; shared texts are among them
MOST_DEPTH = 40
MOST_COLUMNS = 100
LAST_ROW = 50_000  # a row below it is a gap that somebody made
HEADING_ROWS = 30  # among which the headings of a table are sought
MOST_MERGES = 5_000
PIECE = 64 * 1024
MACROS = ("vbaproject.bin", "vbadata.xml", "xl/macrosheets/", "xl/activex/")
EXACT = 10**15  # workbooks keep 15 digits of a number
DAMAGED = gettext_lazy(
    "The workbook is damaged. Open it, save it again as “Excel workbook (.xlsx)” and upload the new file."
)
TOO_LARGE = gettext_lazy(
    "This workbook is too large when unpacked. Copy only the table of members into a new workbook."
)


def _broken() -> tuple[type[Exception], ...]:
    """Return what openpyxl and its libraries raise for a broken or forged file."""
    from openpyxl.utils.exceptions import InvalidFileException

    return (
        *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError),
        *(SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error, ExpatError, InvalidFileException),
    )  # fmt: skip


class UnreadableWorkbook(UserError):
    status = 422


@dataclass(frozen=True)
class ReadCell:
    """A cell. `text` as shown; `problem`: why it can't be taken; `is_date`: a real date; `is_repeated`: merged with one to its left."""

    text: str = ""
    problem: str = ""
    is_date: bool = False
    is_repeated: bool = False


NOTHING = ReadCell()


def read_rows(body: bytes) -> Iterator[tuple[int, list[ReadCell]]]:
    """Yield the nonempty rows of the first visible sheet, numbered from 1, up to the last filled cell.

    A formula reads as a problem, merged cells as one text in each row (MergedCells). Raises UnreadableWorkbook.
    """
    from openpyxl import load_workbook  # late: it brings numpy, and few processes read a workbook

    counter = _look_through(body)
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            raise UnreadableWorkbook(_("The workbook has no sheet with a table."))
        if sheet._worksheet_path not in counter.merges:
            raise UnreadableWorkbook(DAMAGED)
        sheet.reset_dimensions()
        merges = MergedCells(counter.merges.get(sheet._worksheet_path, []))
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
            if number > LAST_ROW:
                message = _(
                    "The sheet has content below row %(most)s. Delete the rows that do not belong to the table."
                )
                raise UnreadableWorkbook(message % {"most": LAST_ROW})
            row = [_read(cell) for cell in cells]
            while row and row[-1] is NOTHING:
                row.pop()
            if len(row) > MOST_COLUMNS:
                message = _("Row %(row)s has more than %(most)s columns. Delete what does not belong to the table.")
                raise UnreadableWorkbook(message % {"row": number, "most": MOST_COLUMNS})
            if row:
                yield number, merges.fill(number, row)
    except _broken() as problem:
        raise UnreadableWorkbook(DAMAGED) from problem


def _read(cell: Any) -> ReadCell:
    value, kind = cell.value, cell.data_type
    if value is None or value == "":
        return NOTHING
    if isinstance(value, time):
        return ReadCell(f"{value:%H:%M}")
    if kind == "f" or not isinstance(value, str | int | float | date | timedelta):
        message = _("This cell contains a formula. Copy the cell and paste its value (“Paste special, values”).")
        return ReadCell(problem=message)
    if kind == "e":
        message = _("This cell contains “%(error)s”. Type the value itself.")
        return ReadCell(problem=message % {"error": str(value)[:20]})
    if isinstance(value, bool):
        return ReadCell("TRUE" if value else "FALSE")
    if isinstance(value, datetime):
        whole = value if value.microsecond < 500_000 else value + timedelta(seconds=1)
        whole = whole.replace(microsecond=0)
        return ReadCell(whole.strftime("%Y-%m-%d" if whole.time() == time() else "%Y-%m-%d %H:%M"), is_date=True)
    if isinstance(value, date):
        return ReadCell(value.isoformat(), is_date=True)
    if isinstance(value, int | float):
        if abs(value) >= EXACT:
            message = _("Digits of this long number were lost. Format the cell as text and type the number again.")
            return ReadCell(problem=message)
        return ReadCell(str(int(value)) if value == int(value) else repr(value))
    from openpyxl.utils.escape import unescape

    text = unescape(str(value)).strip()
    return ReadCell(text) if text else NOTHING


class MergedCells:
    """Repeat a text that stands in merged cells: in each row of its column, and among the headings in each column too."""

    def __init__(self, references: Sequence[str]) -> None:
        from openpyxl.utils.cell import range_boundaries

        self._starts: dict[int, list[tuple[int, int, int]]] = {}
        for reference in references:
            first, row, last, last_row = range_boundaries(reference)
            self._starts.setdefault(row, []).append((first, min(last, MOST_COLUMNS), last_row))
        self._open: list[tuple[int, int, int, ReadCell]] = []

    def fill(self, number: int, row: list[ReadCell]) -> list[ReadCell]:
        """Return the row with the texts of the merges that it is part of; those above began in earlier calls."""
        self._open = [merge for merge in self._open if merge[2] >= number]
        for first, last, last_row in self._starts.get(number, [])[: MOST_COLUMNS - len(self._open)]:
            if first <= len(row):
                self._open.append((first, last, last_row, row[first - 1]))
        for first, last, _last_row, cell in self._open:
            for column in range(first, (last if number <= HEADING_ROWS else first) + 1):
                row += [NOTHING] * (column - len(row))
                if row[column - 1] is NOTHING:
                    row[column - 1] = replace(cell, is_repeated=column > first)
        return row


def _look_through(body: bytes) -> "ElementCounter":
    if body.startswith(OLD_OR_LOCKED):
        raise UnreadableWorkbook(
            _("This workbook has a password or an old format. Save it as “Excel workbook (.xlsx)” without a password.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            _check_parts(parts.infolist())
            counter = ElementCounter()
            for part in parts.infolist():
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    counter.count(parts, part)
            # openpyxl finds parts by what other parts say, whatever their names: none is read that was not counted.
            if counter.declared & set(parts.namelist()) - counter.merges.keys():
                raise UnreadableWorkbook(DAMAGED)
            return counter
    except _broken() as problem:
        raise UnreadableWorkbook(DAMAGED) from problem


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if any(name.endswith(MACROS[:2]) or name.startswith(MACROS[2:]) for name in names):
        raise UnreadableWorkbook(_("This workbook has macros. Save it as “Excel workbook (.xlsx)”, which has none."))
    if "xl/workbook.xml" not in names or len(names) != len(set(names)):
        raise UnreadableWorkbook(
            _("This is not an Excel workbook. Save the table as .xlsx or as “CSV UTF-8” and upload that file.")
        )
    # A part cannot unfold beyond its declared size: zipfile stops there, and its checksum fails.
    large = any(part.file_size > MOST_OF_A_PART.get(part.filename, MOST_UNFOLDED) for part in parts)
    if large or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNFOLDED:
        raise UnreadableWorkbook(TOO_LARGE)


class ElementCounter:
    """Count the elements of all parts, and list the merged cells of each. Raises UnreadableWorkbook above the limits."""

    def __init__(self) -> None:
        self.all = self.outside = 0
        self.merges: dict[str, list[str]] = {}
        self.declared: set[str] = set()  # the parts that are XML, as the list of contents says

    def count(self, parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        self.depth = self.in_row = 0
        self.references = self.merges.setdefault(part.filename, [])
        self.row_depth: int | None = None
        # UTF-8 only: openpyxl's parser must not read another text than this one.
        parser = ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        with parts.open(part) as stream:
            while piece := stream.read(PIECE):
                parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.all += 1
        self.depth += 1
        if self.row_depth is None and (name == "row" or name.endswith(":row")):
            self.row_depth, self.in_row = self.depth, 0
        if self.row_depth is None:
            self.outside += 1
            if name.endswith("Override") and attributes.get("ContentType", "").endswith("xml"):
                self.declared.add(attributes.get("PartName", "").lstrip("/"))
            if name.endswith("mergeCell") and len(self.references) < MOST_MERGES:
                self.references.append(attributes.get("ref", ""))
        else:
            self.in_row += 1
        if (
            self.depth > MOST_DEPTH
            or self.all > MOST_ELEMENTS
            or self.in_row > MOST_IN_A_ROW
            or self.outside > MOST_OUTSIDE_ROWS
        ):
            raise UnreadableWorkbook(TOO_LARGE)

    def _end(self, name: str) -> None:
        if self.depth == self.row_depth:
            self.row_depth = None
        self.depth -= 1

    def _doctype(self, *args: object) -> None:
        raise UnreadableWorkbook(DAMAGED)
