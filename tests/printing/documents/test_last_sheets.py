"""The last sheet of a paper never holds only what belongs to the rows and words before it, however many these are."""

from __future__ import annotations

import pytest

from conference.printing.documents import typeset
from tests.printing.readback import open_pdf, words


def sheets(template, data):
    paper = typeset.compile(template, {"title": "Paper", "author": "Secretariat", "lang": "en", **data})
    return [" ".join(words(sheet).split()) for sheet in open_pdf(paper)]


def note(number):
    return {"head": f"Note-{number:02d}.", "text": "The State declares. " * 12, "language": "en", "after": ""}


@pytest.mark.slow
def test_the_notes_below_a_table_of_a_treaty_end_with_three_on_one_sheet():
    table = {"treaty": "Convention", "as_at": "As at 28 October 2025", "printed": "13:05"}
    table |= {"columns": [{"head": "Party", "width": 1}], "rows": [["Kenya"]]}
    found = {}
    for count in range(3, 24):
        notes = [note(number) for number in range(count)]
        printed = sheets("treaty-table.typ", table | {"notes": notes})
        assert [sum(one["head"] in sheet for sheet in printed) for one in notes] == [1] * count
        found[count] = sum(one["head"] in printed[-1] for one in notes)
    assert {count: last for count, last in found.items() if last < 3} == {}


@pytest.mark.slow
def test_the_legend_of_an_itinerary_stands_below_rows_of_its_day():
    row = {"from": "09:00", "to": "", "kind": "", "where": "", "note": "", "strong": False, "changed": False}
    for count in range(1, 60):
        rows = [row | {"what": f"Row-{number:02d}."} for number in range(count)]
        days = [{"date": "Saturday 25 October", "own_page": False, "rows": rows}]
        person = {"name": "Kenya", "under": "", "revision": "1", "about": [], "changed": "", "days": days}
        printed = sheets("itinerary.typ", {"event": "E", "printed": "P", "zone": "Z", "papers": [person]})
        with_legend = [sheet for sheet in printed if "A rule at the side" in sheet]
        assert with_legend == printed[-1:]
        assert sum(one["what"] in printed[-1] for one in rows) >= min(count, 3), count


@pytest.mark.parametrize("lines", range(1, 14))
def test_who_signs_a_visa_letter_stands_below_words_of_it(lines):
    letter = {"ref": "V-1", "date": "1 October", "to": "Embassy", "to2": "Pretoria", "event": "E", "venue": "V"}
    letter |= {"place": "P", "heading": "Visa", "before": "We ask for a visa.", "check": "ABCD", "url": "example.org"}
    letter |= {
        "rows": [[f"Label {number}", "Value"] for number in range(13 + lines)],
        "after": ["First.", "Last words."],
    }
    letter |= {"signer": "Lê Thị Mai", "signer_role": "Secretariat", "qr": ""}
    printed = sheets("visa-letter.typ", letter)
    assert "Last words." in next(sheet for sheet in printed if "Lê Thị Mai" in sheet)
