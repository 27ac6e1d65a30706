"""Long tables over several sheets: none ends with a row alone on its last sheet, and each sheet repeats the heads."""

from __future__ import annotations

import pytest

from conference.printing.documents import typeset
from tests.printing.readback import open_pdf, words

TABLE = """
#import "lib.typ": *
#let d = input()
#show: paper.with(d)
#set page(paper: "a4", margin: (x: 15mm, top: 13mm, bottom: 18mm))
#heading(level: 1, S(18pt, d.title))
#with-last-rows(wide: 180mm, high: 266mm, top: 13mm, rows => table(columns: (1fr, 1fr), inset: (x: 1mm, y: 2mm),
  table.header([Delegation], [Members]), ..rows.flatten()), d.rows.map(row => (T(9pt, row), T(9pt, "12"))),
  after: if d.signed { block(inset: (top: 12mm), [Registrar]) })
"""


@pytest.fixture
def sheets_of(tmp_path):
    (tmp_path / "lib.typ").write_bytes((typeset.templates_folder() / "lib.typ").read_bytes())
    (tmp_path / "table.typ").write_text(TABLE)

    def made(count, signed=False):
        rows = [f"Party-{number:03d}." for number in range(count)]
        data = {"title": "Results", "lang": "en", "rows": rows, "signed": signed}
        paper = typeset.compile("table.typ", data, root=tmp_path)
        return rows, [words(sheet) for sheet in open_pdf(paper)]

    return made


@pytest.mark.slow
def test_the_last_sheet_has_three_rows_at_least_and_heads_of_its_own(sheets_of):
    on_last = set()
    for count in range(33, 84):
        rows, sheets = sheets_of(count)
        found = [[row for row in rows if row in sheet] for sheet in sheets]
        assert [row for some in found for row in some] == rows
        assert all("Delegation Members" in sheet for sheet in sheets)
        if len(sheets) > 1:
            on_last.add(len(found[-1]))
    assert min(on_last) == 3


@pytest.mark.slow
def test_those_who_sign_below_never_stand_on_a_sheet_without_a_row(sheets_of):
    for count in range(24, 42):
        rows, sheets = sheets_of(count, signed=True)
        found = [[row for row in rows if row in sheet] for sheet in sheets]
        assert [row for some in found for row in some] == rows
        assert ["Registrar" in sheet for sheet in sheets] == [False] * (len(sheets) - 1) + [True]
        assert len(found[-1]) >= 3, count
