"""Write tables as CSV and workbooks, row by row, no cell of which is ever a formula.

A spreadsheet calculates what begins with = + - @ (also fullwidth), or with these after a tab or line end. In a CSV such a cell gets an
apostrophe, which `plain` removes; in a workbook it is typed as text.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from typing import IO, Any

import xlsxwriter.app
import xlsxwriter.packager
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language_bidi

from conference.core import clock

CSV, XLSX = "csv", "xlsx"
KINDS = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MARK = "\ufeff"  # without it spreadsheets read UTF-8 as something else
SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
# A cell begins at its start, and after what some spreadsheets take for the end of the cell before.
_LIVE = re.compile(rf"\A(?='*[\t\r\n])|((?:\A|[;\t\r\n])[ \u3000]*)(?='*[{SIGNS}])")
_INERT = re.compile(rf"\A'(?='*[\t\r\n])|((?:\A|[;\t\r\n])[ \u3000]*)'(?='*[{SIGNS}])")
_SUSPECT = re.compile(rf"\A[ \u3000]*'*[{SIGNS}]|[;\t\r\n]")
# The same for a row whose cells are joined by a unit separator: one search suffices for most rows.
_SUSPECT_ROW = re.compile(rf"(?:\A|\x1f)[ \u3000]*'*[{SIGNS}]|[;\t\r\n]")
FIRST_DATE = date(1900, 3, 1)  # before it workbooks count 29 February 1900, which did not exist
ROWS_AT_ONCE = 500

NAME = "Plenipo"  # the only name in what is made here


class _Application(xlsxwriter.app.App):
    def _write_application(self) -> None:
        self._xml_data_element("Application", NAME)


xlsxwriter.packager.App = _Application  # the library says that Excel made it


type Cell = str | int | date | datetime | None


def inert(text: str) -> str:
    """Return CSV text, with an apostrophe before what would be calculated."""
    return _LIVE.sub(r"\1'", text) if _SUSPECT.search(text) else text


def plain(text: str) -> str:
    """Undo `inert`."""
    return _INERT.sub(r"\1", text) if "'" in text else text


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the CSV in UTF-8 with a byte order mark, ROWS_AT_ONCE rows a piece. Dates are ISO, moments in their zone."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write(MARK)
    writer.writerow([inert(cell) for cell in head])
    for some in batched(rows, ROWS_AT_ONCE):
        writer.writerows(map(_inert_row, some))
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    if rest := out.getvalue():
        yield rest.encode()


def _inert_row(row: Sequence[Cell]) -> list[str]:
    texts = [cell if isinstance(cell, str) else _text(cell) for cell in row]
    return [inert(text) for text in texts] if _SUSPECT_ROW.search("\x1f".join(texts)) else texts


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)


@dataclass(frozen=True)
class Column:
    """A column of a workbook: of the kind `text`, `date`, `moment` or `number`, with its width in characters, and a note at the heading.

    `choices` are cells of another sheet to choose from: `=Name!$A$2:$A$9`.
    """

    title: str
    kind: str = "text"
    width: int = 18
    note: str = ""
    choices: str = ""


class Workbook:
    """A workbook written row by row into `file`, in constant memory. Use as a context manager."""

    def __init__(self, file: IO[bytes], *, lasting: bool = True) -> None:
        self._folder = (
            tempfile.TemporaryDirectory()
        )  # of the library's own files, which stay behind when the disk is full
        options = {
            "tmpdir": self._folder.name,
            "constant_memory": lasting,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        }
        self._book = xlsxwriter.Workbook(file, options)
        # Without it the file would contain the machine's local time.
        self._book.set_properties({"author": NAME, "created": clock.now().replace(tzinfo=None, microsecond=0)})
        form = self._book.add_format
        self._forms = {
            "text": form({"num_format": "@"}),
            "quoted": form({"num_format": "@", "quote_prefix": True}),
            "date": form({"num_format": "yyyy-mm-dd"}),
            "moment": form({"num_format": "yyyy-mm-dd hh:mm"}),
            "number": form({"num_format": "0"}),
            "head": form({"bold": True, "num_format": "@", "bottom": 1}),
        }

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *problem: object) -> None:
        with self._folder:
            self._book.close()

    def sheet(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
        sheet = self._book.add_worksheet(_sheet_name(name))
        if get_language_bidi():
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, self._forms[column.kind])
            if column.choices:
                rule = {"validate": "list", "source": column.choices, "error_type": "information"}
                sheet.data_validation(1, place, 10_000, place, rule)
            if column.note:
                sheet.write_comment(0, place, column.note, {"x_scale": 2})
            sheet.write_string(0, place, column.title, self._forms["head"])
        number = 0
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if cell is not None and cell != "":
                    self._write(sheet, number, place, cell, columns[place].kind)
        return number

    def _write(self, sheet: Any, row: int, place: int, cell: Cell, kind: str) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, place, cell, self._forms["quoted" if _SUSPECT.match(cell) else "text"])
        elif isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            if day < FIRST_DATE:
                sheet.write_string(row, place, _text(cell), self._forms["text"])
            else:
                form = "moment" if isinstance(cell, datetime) and kind != "date" else "date"
                sheet.write_datetime(row, place, cell, self._forms[form])
        else:
            sheet.write_number(row, place, cell, self._forms["number"])


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "1"


def sheet_reference(name: str, column: int, rows: int) -> str:
    """Return the cells below the heading of a column (from 0), as for `Column.choices`."""
    from xlsxwriter.utility import xl_col_to_name

    letter = xl_col_to_name(column)
    return f"='{_sheet_name(name)}'!${letter}$2:${letter}${rows + 1}"


def download(
    kind: str, name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> HttpResponseBase:
    """Return the table as a download, never whole in memory: a CSV is streamed, a workbook (XLSX) sent from disk. `name` has no ending."""
    if kind == CSV:
        lines = csv_lines([column.title for column in columns], rows)
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return StreamingHttpResponse(lines, content_type=KINDS[CSV], headers=headers)
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    with Workbook(file) as book:
        book.sheet(title, columns, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=KINDS[XLSX])
