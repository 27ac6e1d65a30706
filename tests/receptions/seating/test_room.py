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


@pytest.mark.parametrize(("code", "abreast"), [("KEN", 4), ("UNODC", 4), ("INTERPOL", 3)])
def test_four_tables_stand_abreast_unless_codes_are_very_long(code, abreast):
    tables = [TableSketch(number, "round", 10, f"Table {number}", "") for number in range(1, 13)]
    found = draw(tables, lambda table, seat: Chair("guest", "1", code))
    assert [board.y for board in found.boards].count(found.boards[0].y) == abreast
    assert found.width <= 880


def test_the_rows_of_round_tables_are_spread_over_the_height_that_is_given():
    tables = [TableSketch(number, "round", 10, f"Table {number}", "") for number in range(1, 10)]
    near = draw(tables, lambda table, seat: Chair("guest", "1", "KEN"), 1000)
    spread = draw(tables, lambda table, seat: Chair("guest", "1", "KEN"), 1000, 900)
    assert (near.height, spread.height) == (649, 900)
    first, last = ([board.y for board in found.boards][:: len(found.boards) - 1] for found in (near, spread))
    assert last[1] - last[0] > first[1] - first[0] + 150
    assert draw(tables, lambda table, seat: Chair("guest", "1", "KEN"), 1000, 100).height == near.height
