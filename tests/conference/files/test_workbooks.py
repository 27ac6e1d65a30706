"""Workbooks come in as what stands in them; what costs memory, calculates or is broken is refused before."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.workbook.protection import WorkbookProtection

from conference.files import workbooks
from conference.files.workbooks import UnreadableWorkbook, read_rows

DAMAGED = "The workbook is damaged. Open it, save it again as “Excel workbook (.xlsx)” and upload the new file."
NO_WORKBOOK = "This is not an Excel workbook. Save the table as .xlsx or as “CSV UTF-8” and upload that file."
TOO_LARGE = "This workbook is too large when unpacked. Copy only the table of members into a new workbook."


def workbook(*lines, **sheets) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for line in more:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(body: bytes, name: str, content: bytes | None) -> bytes:
    """The same with one part changed, added, or left out (None)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        if content is not None:
            new.writestr(name, content)
    return out.getvalue()


def peak_mb(call) -> float:
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1] / 1048576
    finally:
        tracemalloc.stop()


SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_of(inner: bytes | str, before: str = "") -> bytes:
    inner = inner.encode() if isinstance(inner, str) else inner
    body = f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet {NS}><sheetData>'.encode()
    return with_part(workbook(["a"]), SHEET, body + inner + b"</sheetData></worksheet>")


def texts(body: bytes) -> list[tuple[int, list[str]]]:
    return [(number, [cell.text for cell in cells]) for number, cells in read_rows(body)]


def refusal(body: bytes) -> str:
    with pytest.raises(UnreadableWorkbook) as refused:
        list(read_rows(body))
    return str(refused.value)


class TestWhatIsRead:
    def test_texts_numbers_days_and_moments(self):
        line = [" Wario ", 12345678, 1.5, 2.0, True, date(1984, 3, 2), datetime(2025, 10, 24, 18, 40), None, "'=1"]
        assert texts(workbook(line)) == [
            (1, ["Wario", "12345678", "1.5", "2", "TRUE", "1984-03-02", "2025-10-24 18:40", "", "'=1"])
        ]

    def test_days_say_that_they_are_real_ones(self):
        [(_number, cells)] = read_rows(workbook([date(1984, 3, 2), "1984-03-02"]))
        assert [cell.is_date for cell in cells] == [True, False]

    def test_empty_rows_are_left_out_and_the_others_keep_their_numbers(self):
        assert texts(workbook(["a"], [], [None, " "], ["b"])) == [(1, ["a"]), (4, ["b"])]

    def test_the_first_visible_sheet_is_meant(self):
        book = openpyxl.Workbook()
        book.active.append(["hidden"])
        book.create_sheet("Members").append(["seen"])
        book.active.sheet_state = "hidden"
        out = io.BytesIO()
        book.save(out)
        assert texts(out.getvalue()) == [(1, ["seen"])]

    @pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x.example","y")', "=A1"])
    def test_a_formula_is_read_as_nothing_and_its_cell_says_so(self, formula):
        [(_number, cells)] = read_rows(workbook(["x", formula]))
        assert cells[1].text == ""
        assert cells[1].problem == (
            "This cell contains a formula. Copy the cell and paste its value (“Paste special, values”)."
        )

    def test_an_array_formula_too(self):
        book = openpyxl.Workbook()
        book.active["A1"] = openpyxl.worksheet.formula.ArrayFormula("A1:A2", "=SUM(B1:B2)")
        out = io.BytesIO()
        book.save(out)
        [(_number, cells)] = read_rows(out.getvalue())
        assert (cells[0].text, cells[0].problem[:22]) == ("", "This cell contains a f")

    def test_an_error_of_the_spreadsheet(self):
        [(_number, cells)] = read_rows(workbook(["#N/A"]))
        assert (cells[0].text, cells[0].problem) == ("", "This cell contains “#N/A”. Type the value itself.")

    def test_a_number_that_lost_its_last_figures(self):
        [(_number, cells)] = read_rows(workbook([1234567890123456789]))
        words = "Digits of this long number were lost. Format the cell as text and type the number again."
        assert (cells[0].text, cells[0].problem) == ("", words)

    def test_a_sheet_whose_size_is_a_lie(self):
        body = workbook(["a"], ["b"])
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            sheet = parts.read(SHEET)
        lie = sheet.replace(b'<dimension ref="A1:A2"/>', b'<dimension ref="A1:XFD1048576"/>')
        assert lie != sheet
        assert texts(with_part(body, SHEET, lie)) == [(1, ["a"]), (2, ["b"])]


class TestWhatIsRefused:
    def test_macros(self):
        words = "This workbook has macros. Save it as “Excel workbook (.xlsx)”, which has none."
        assert refusal(with_part(workbook(["a"]), "xl/vbaProject.bin", b"x")) == words
        assert refusal(with_part(workbook(["a"]), "xl/macrosheets/sheet1.xml", b"<a/>")) == words

    def test_a_password_or_an_old_format(self):
        words = "This workbook has a password or an old format. Save it as “Excel workbook (.xlsx)” without a password."
        assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == words

    def test_a_workbook_that_is_locked_against_changes_is_read(self):
        book = openpyxl.Workbook()
        book.active.append(["a"])
        book.security = WorkbookProtection(workbookPassword="x", lockStructure=True)
        out = io.BytesIO()
        book.save(out)
        assert texts(out.getvalue()) == [(1, ["a"])]

    @pytest.mark.parametrize(
        "body",
        [b"PK\x03\x04", b"PK\x03\x04" + bytes(200), workbook(["a"])[:-40], workbook(["a"])[:900]],
        ids=[
            "mark",
            "zeros",
            "without its end",
            "the beginning",
        ],  # of a workbook's bytes, two processes make different names
    )
    def test_what_is_cut_or_no_zip_at_all(self, body):
        assert refusal(body) == DAMAGED

    def test_a_zip_of_something_else(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as parts:
            parts.writestr("word/document.xml", "<a/>")
        words = "This is not an Excel workbook. Save the table as .xlsx or as “CSV UTF-8” and upload that file."
        assert refusal(out.getvalue()) == words

    @pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
    @pytest.mark.parametrize("content", [b"", b"<a>", b"<a/>", b"\xff\xfe<\0a\0/\0>\0", b"\0" * 50])
    def test_parts_that_are_no_proper_ones(self, part, content):
        try:
            found = texts(with_part(workbook(["a"]), part, content))
        except UnreadableWorkbook as refused:
            assert str(refused) in (DAMAGED, "The workbook has no sheet with a table.")  # noqa: PT017
        else:
            assert found in ([], [(1, ["a"])])

    def test_entities_are_not_declared(self):
        declared = "<!DOCTYPE worksheet [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
        assert refusal(sheet_of('<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>', declared)) == DAMAGED

    @pytest.mark.slow
    def test_a_row_far_below_the_others(self):
        words = "The sheet has content below row 50000. Delete the rows that do not belong to the table."
        assert refusal(sheet_of('<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>')) == words

    def test_more_than_100_columns(self):
        words = "Row 1 has more than 100 columns. Delete what does not belong to the table."
        assert refusal(workbook(["x"] * 101)) == words
        assert len(texts(workbook(["x"] * 100))[0][1]) == 100


BOMBS = {
    "cells": lambda: sheet_of(b"<row>" + b"<c/>" * 8_000_000 + b"</row>"),
    "rows": lambda: sheet_of(b"<row/>" * 1_600_000),
    "depth": lambda: sheet_of(b"<row>" * 3_000_000 + b"</row>" * 3_000_000),
    "texts": lambda: with_part(
        workbook(["a"]), "xl/sharedStrings.xml", f"<sst {NS}>".encode() + b"<si><t/></si>" * 1_000_000 + b"</sst>"
    ),
    "styles": lambda: with_part(
        workbook(["a"]),
        "xl/styles.xml",
        f"<styleSheet {NS}><cellXfs>".encode() + b"<xf/>" * 500_000 + b"</cellXfs></styleSheet>",
    ),
}


def renamed(body: bytes, part: str, other: str) -> bytes:
    """The same with that part under another name, in the lists of contents and relations too."""
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        content = parts.read(part)
        lists = {name: parts.read(name) for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")}
    body = with_part(with_part(body, part, None), other, content)
    for name, text in lists.items():
        body = with_part(body, name, text.replace(part.encode(), other.encode()))
    return body


def with_shared_text(text: str) -> bytes:
    """A workbook as spreadsheets write it, with its texts in a part of their own."""
    body = sheet_of('<row><c t="s"><v>0</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        contents = parts.read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    contents = contents.replace("</Types>", f'<Override PartName="/{TEXTS}" ContentType="{kind}"/></Types>')
    body = with_part(body, TEXTS, f"<sst {NS}><si><t>{text}</t></si></sst>".encode())
    return with_part(body, "[Content_Types].xml", contents.encode())


class TestPartsUnderOtherNames:
    """openpyxl finds a part by what others say of it. Only parts that were counted are read."""

    @pytest.mark.parametrize("part", [SHEET, TEXTS, "xl/workbook.xml"])
    def test_a_part_that_is_not_called_xml_is_not_read(self, part):
        body = with_shared_text("a")
        assert texts(body) == [(1, ["a"])]
        assert refusal(renamed(body, part, part.replace(".xml", ".dat"))) in (DAMAGED, NO_WORKBOOK)

    @pytest.mark.slow
    def test_so_a_bomb_is_none_under_another_name_either(self):
        body = renamed(BOMBS["cells"](), SHEET, "xl/worksheets/sheet1.dat")
        assert refusal(body) == DAMAGED
        assert peak_mb(lambda: refusal(body)) < 10

    def test_a_sheet_may_have_any_name_that_ends_so(self):
        assert texts(renamed(workbook(["a"]), SHEET, "xl/worksheets/Tabelle.xml")) == [(1, ["a"])]


@pytest.mark.slow
class TestBombs:
    """A few kilobytes that would be gigabytes: refused in less than 10 MB."""

    @pytest.mark.parametrize("name", list(BOMBS))
    def test_it_is_refused_in_bounded_memory_and_time(self, name):
        body = BOMBS[name]()
        start = time.process_time()
        assert refusal(body) == TOO_LARGE
        # Of the processor: how long that lasts depends on what else runs.
        assert time.process_time() - start < 5
        assert peak_mb(lambda: refusal(body)) < 10
        assert len(body) < 200_000

    def test_without_the_look_through_it_would_cost_memory(self, monkeypatch):
        """The control: nobody counts first."""
        body = sheet_of(b"<row>" + b"<c/>" * 200_000 + b"</row>")
        assert refusal(body) == TOO_LARGE
        assert peak_mb(lambda: refusal(body)) < 10
        monkeypatch.setattr(workbooks, "MOST_IN_A_ROW", 10**9)
        assert peak_mb(lambda: list(read_rows(body))) > 50

    def test_a_size_that_is_a_lie(self):
        """A part that declares few bytes and unfolds to more is not read beyond them."""
        body = bytearray(sheet_of(b" " * 3_000_000))
        with zipfile.ZipFile(io.BytesIO(bytes(body))) as parts:
            size = parts.getinfo(SHEET).file_size
        for place in range(len(body) - 4):
            if body[place : place + 4] == size.to_bytes(4, "little"):
                body[place : place + 4] = (400).to_bytes(4, "little")
        assert refusal(bytes(body)) == DAMAGED

    def test_10000_full_rows_are_no_bomb(self):
        body = sheet_of(b"<row>" + b'<c t="inlineStr"><is><t>a value</t></is></c>' * 27 + b"</row>")
        many = sheet_of((b"<row>" + b'<c t="inlineStr"><is><t>a value</t></is></c>' * 27 + b"</row>") * 10_001)
        assert texts(body) == [(1, ["a value"] * 27)]
        assert next(read_rows(many))[0] == 1
