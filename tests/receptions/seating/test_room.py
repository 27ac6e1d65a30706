"""The drawing: codes stand whole, and none touches another."""

from __future__ import annotations

from itertools import combinations

import pytest

from schedule.receptions.seating.drawing.room import Chair, TableSketch, draw

CODES = ("WORLD-BANK", "EUROJUST", "UNICEF", "CARICOM", "INTERPOL", "KEN", "UN-WOMEN")


def chair(_table: int, seat: int) -> Chair:
    return Chair("guest", str(seat), CODES[seat % len(CODES)])


def test_a_long_code_breaks_only_where_it_may():
    assert [Chair("guest", code=code).lines for code in ("WORLD-BANK", "EUROJUST", "KEN")] == [
        ["WORLD-", "BANK"],
        ["EUROJUST"],
        ["KEN"],
    ]


@pytest.mark.parametrize(("shape", "seats"), [("round", 10), ("round", 16), ("long", 24), ("head", 15)])
def test_no_code_touches_another_or_leaves_the_drawing(shape, seats):
    tables = [TableSketch(number, shape, seats, f"Table {number}", "") for number in (1, 2, 3, 4)]
    found = draw(tables, chair)
    spots = [spot for board in found.boards for spot in board.spots]
    assert {"".join(line for _y, line in spot.lines) for spot in spots} == set(CODES)
    boxes = [spot.code_box for spot in spots]
    assert all(
        left >= 0 and right <= found.width and top >= 0 and low <= found.height for left, right, top, low in boxes
    )
    for (left, right, top, bottom), (west, east, high, low) in combinations(boxes, 2):
        assert right <= west or east <= left or bottom <= high or low <= top
