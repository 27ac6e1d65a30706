"""Cells that a spreadsheet would calculate are inert in every table that goes out, and come back unchanged."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from conference.core import clock
from conference.files import spreadsheets
from conference.files.spreadsheets import Column, Workbook, inert, plain

LIVE = [
    "=1+1",
    "+254 20",
    "-2",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\t=1",
    "\r=1",
    "\n@x",
    "  =1",
    "'=1",
    "Tel;=1",
    "a\n=b",
]
CALM = ["Wario", "O'Brien", "'Abd al-Rahman", "Jean-Luc", "a=b", "1 + 1", "d'Arc; d'Eu", "x@mission.example", ""]


def read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", LIVE)
def test_what_would_be_calculated_is_inert(text):
    shown = inert(text)
    assert shown != text
    assert shown.lstrip(" ")[0] not in "=+-@＝＋－＠\t\r\n"
    assert plain(shown) == text


@pytest.mark.parametrize("text", CALM)
def test_what_is_calm_stays_as_it_is(text):
    assert inert(text) == text
    assert plain(text) == text


@given(st.text(alphabet="'=+-@＝\t\r\n; xé", max_size=12))
def test_whatever_it_is_comes_back(text):
    shown = inert(text)
    assert plain(shown) == text
    assert shown.lstrip(" \u3000")[:1] not in {*"=+-@＝＋－＠"}
    assert shown[:1] not in {"\t", "\r", "\n"}


def test_a_csv_is_made_piece_by_piece():
    pieces = list(spreadsheets.csv_lines(["Name", "=Head"], ([f"=n{n}", n] for n in range(1100))))
    assert len(pieces) == 3
    rows = read_csv(b"".join(pieces))
    assert rows[0] == ["Name", "'=Head"]
    assert rows[1] == ["'=n0", "0"]
    assert rows[-1] == ["'=n1099", "1099"]
    assert pieces[0].startswith(b"\xef\xbb\xbf")


def test_a_csv_without_rows_is_its_heading():
    assert b"".join(spreadsheets.csv_lines(["A", "B"], [])) == b"\xef\xbb\xbfA,B\r\n"


def test_a_csv_writes_days_and_moments_by_iso():
    [line] = spreadsheets.csv_lines(["a", "b", "c"], [[date(2025, 10, 25), datetime(2025, 10, 25, 0, 30), None]])
    assert read_csv(line)[1] == ["2025-10-25", "2025-10-25 00:30", ""]


@pytest.mark.parametrize("text", [*LIVE, *CALM, "https://mission.example", "0012345"])
def test_a_workbook_has_texts_and_no_formula(text):
    out = io.BytesIO()
    with spreadsheets.Workbook(out) as book:
        assert book.sheet("S", [Column("a")], [[text], ["after"]]) == 2
    sheet = openpyxl.load_workbook(out)["S"]
    cell = sheet["A2"]
    assert unescape(cell.value or "") == text
    assert cell.data_type == ("s" if text else "n")  # an empty cell has no type of its own
    assert cell.hyperlink is None


def test_a_workbook_marks_what_would_be_calculated_when_it_is_typed_again():
    out = io.BytesIO()
    with spreadsheets.Workbook(out) as book:
        book.sheet("S", [Column("a")], [["=1+1"], ["Wario"]])
    sheet = openpyxl.load_workbook(out)["S"]
    assert [sheet["A2"].quotePrefix, sheet["A2"].number_format] == [True, "@"]
    assert [bool(sheet["A3"].quotePrefix), sheet["A3"].number_format] == [False, "@"]


def test_a_workbook_has_real_days_but_for_those_that_it_would_shift():
    out = io.BytesIO()
    columns = [Column("day", "date"), Column("moment", "moment")]
    with spreadsheets.Workbook(out) as book:
        book.sheet("S", columns, [[date(1970, 1, 2), datetime(2025, 10, 25, 0, 30)], [date(1899, 5, 1), None]])
    sheet = openpyxl.load_workbook(out)["S"]
    assert sheet["A2"].value == datetime(1970, 1, 2)
    assert sheet["B2"].value == datetime(2025, 10, 25, 0, 30)
    assert sheet["A3"].value == "1899-05-01"


def test_a_day_in_a_column_of_texts_has_no_hour():
    out = io.BytesIO()
    with spreadsheets.Workbook(out) as book:
        book.sheet("S", [Column("day")], [[date(2025, 10, 1)], [datetime(2025, 10, 1, 9, 30)]])
    sheet = openpyxl.load_workbook(out)["S"]
    assert [sheet[cell].number_format for cell in ("A2", "A3")] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


def test_names_of_sheets_are_made_fit():
    out = io.BytesIO()
    with spreadsheets.Workbook(out) as book:
        book.sheet("Arrivals: [Sat] 25/10 of a very long name indeed", [Column("a")], [])
    assert openpyxl.load_workbook(out).sheetnames == ["Arrivals   Sat  25 10 of a very"]


def test_a_workbook_names_us_and_the_hour_of_the_conference():
    """Neither another program nor the machine's clock, which in the demo is another one."""
    file = io.BytesIO()
    with clock.standing(datetime(2025, 10, 25, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))), Workbook(file) as book:
        book.sheet("Members", [Column("Name", note="As in the passport")], [["Anna"]])
    with zipfile.ZipFile(file) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        core, app = parts.read("docProps/core.xml").decode(), parts.read("docProps/app.xml").decode()
        every = b"".join(parts.read(name) for name in parts.namelist())
    assert "<dc:creator>Plenipo</dc:creator><cp:lastModifiedBy>Plenipo</cp:lastModifiedBy>" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2025-10-25T02:30:00Z"}
    assert "<Application>Plenipo</Application>" in app
    assert not re.search(rb"(?i)microsoft excel|xlsxwriter", every)
