"""Four A6 badges on A4: where they stand and are cut, and that backs meet their fronts."""

import io

import pytest

from conference.printing.badges.writer import write_badges
from tests.printing.readback import MM, codes, ink, letters, open_pdf, words
from tests.printing.specimens import badge, serial_in

A6_CODE = (63.0, 76.5, 35.0)


def sheets(count, **options):
    out = io.BytesIO()
    result = write_badges([badge(n) for n in range(1, count + 1)], out, layout="a4x4", **options)
    return result, open_pdf(out.getvalue())


def places(page):
    """Serial numbers by quarter: (column, row)."""
    width, height = page.get_width() / MM, page.get_height() / MM
    found = {}
    text = letters(page)
    for start in range(len(text)):
        run = "".join(letter.text for letter in text[start : start + 8])
        if run.startswith("A1-0000"):
            letter = text[start]
            found[letter.left > width / 2, letter.top > height / 2] = int(run[-1])
    return found


def test_four_stand_on_a_sheet_of_a4():
    result, paper = sheets(6, backs=False)
    assert (result.pages, result.badges) == (2, 6)
    for page in paper:
        assert (page.get_width() / MM, page.get_height() / MM) == pytest.approx((210, 297), abs=0.01)
    assert [[serial_in(text) for text in codes(page)] for page in paper] == [[1, 2, 3, 4], [5, 6]]


def test_codes_of_a_full_sheet_read_back_at_150_and_300_dpi():
    _, paper = sheets(4, backs=False)
    assert [serial_in(text) for text in codes(paper[0], 150)] == [1, 2, 3, 4]
    assert [serial_in(text) for text in codes(paper[0], 300)] == [1, 2, 3, 4]


def test_a_back_lies_behind_its_front_when_turned_on_the_long_edge():
    result, paper = sheets(7)
    assert result.pages == 4
    for front, back in ((paper[0], paper[1]), (paper[2], paper[3])):
        mirrored = {(not column, row): number for (column, row), number in places(back).items()}
        assert places(front) == mirrored
    assert places(paper[0]) == {(False, False): 1, (True, False): 2, (False, True): 3, (True, True): 4}
    assert "Where this badge leads" in words(paper[1])


def test_badges_stand_in_the_middle_of_their_quarters():
    _, paper = sheets(4, backs=False)
    page = paper[0]
    for column in (0, 1):
        for row in (0, 1):
            left = column * 105 + A6_CODE[0]
            top = row * 148.5 + 0.25 + A6_CODE[1]
            # The upper left finder pattern: black ring, white ring, black heart, each a module (35 mm / 49) wide.
            module = A6_CODE[2] / 49
            assert ink(page, left + 0.1, top + 0.1, left + 7 * module - 0.1, top + module - 0.1, 300) > 0.97
            assert (
                ink(page, left + module + 0.1, top + module + 0.1, left + 2 * module - 0.1, top + 6 * module - 0.1, 300)
                < 0.05
            )
            assert (
                ink(
                    page,
                    left + 2 * module + 0.1,
                    top + 2 * module + 0.1,
                    left + 5 * module - 0.1,
                    top + 5 * module - 0.1,
                    300,
                )
                > 0.97
            )


@pytest.mark.slow
def test_cutting_marks_stand_at_the_edges_and_in_the_middle_and_nothing_else_near_the_cuts():
    for page in sheets(4)[1]:
        for x, y, wide, high in (
            (105, 3.5, 0.6, 7),
            (105, 293.5, 0.6, 7),
            (3.5, 148.5, 7, 0.6),
            (206.5, 148.5, 7, 0.6),
        ):
            assert ink(page, x - wide / 2, y - high / 2, x + wide / 2, y + high / 2, 600) > 0.1
        assert ink(page, 104.7, 144.5, 105.3, 152.5, 600) > 0.1
        # 4 mm on both sides of the vertical cut, between the marks, and of the horizontal one.
        assert ink(page, 101, 8, 109, 144) == 0
        assert ink(page, 101, 153, 109, 289) == 0
        assert ink(page, 8, 145, 100.5, 152) == 0
        assert ink(page, 109.5, 145, 202, 152) == 0
        # A printer's blind margin.
        assert ink(page, 0, 0, 104, 4) == 0
        assert ink(page, 0, 8, 4, 147) == 0
