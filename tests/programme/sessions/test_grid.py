"""Where blocks stand: lanes for overlaps, finer rows off the quarter, a list for too many columns."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.template import loader

from schedule.calendar.models import Purpose
from schedule.programme.releases.outline import ReleasedRoom
from schedule.programme.releases.rows import ProgrammeRow, build_row
from schedule.programme.sessions.snapshot import stamp
from schedule.programme.site import grid
from tests.calendar.places import HANOI, at

PURPOSES = {
    "PLENARY": Purpose.PLENARY,
    "MEDIA": Purpose.PRESS,
    "FOYER": Purpose.RECEPTION,
    "BANQUET": Purpose.RECEPTION,
}


def place(code: str, position: int) -> ReleasedRoom:
    purpose = PURPOSES.get(code, Purpose.WORKSHOP if code.startswith("C-") else Purpose.CONFERENCE)
    return ReleasedRoom(code, purpose, 100, position, {"en": f"Room {code}"}, {})


def row(room: str, starts: str, ends: str, **more) -> ProgrammeRow:
    data = {
        "key": f"{room}-{starts}".replace(":", "").lower(),
        "type": "plenary",
        "number": None,
        "title": {"en": f"In {room}"},
        "description": {},
        "room": {"code": room, "name": {"en": f"Room {room}"}},
        "starts": stamp(at(starts)),
        "ends": stamp(at(ends)),
        "all_day": False,
        "open": True,
        "webcast": False,
        "interpretation": [],
        "chair": None,
    }
    return build_row({**data, **more}, HANOI)


def layout(*rows: ProgrammeRow, **more) -> grid.GridTable:
    codes = list(dict.fromkeys(["PLENARY", *(one.room for one in rows)]))
    places = {code: place(code, number) for number, code in enumerate(codes)}
    return grid.build_table(rows, places, HANOI, at("23:00"), **{"as_list": False, "unfold": False, **more})


def drawn(table: grid.GridTable) -> str:
    return loader.get_template("public/programme/site/day.html#blocks").render({"table": table}).strip()


def classes(table: grid.GridTable) -> list[str]:
    return re.findall(r'<li class="sess ([^"]*)"', drawn(table))


def test_rooms_are_columns_and_shared_ones_stand_last():
    table = layout(row("FOYER", "08:00", "09:00"), row("C-1", "08:00", "09:00"), row("CR1", "08:00", "09:00"))
    assert [(str(column.title), column.classes) for column in table.columns] == [
        ("Room CR1", "in-1"),
        ("Room C-1", "in-2"),
        ("Room FOYER", "in-3"),
    ]


def test_what_overlaps_in_a_shared_column_gets_lanes():
    table = layout(row("FOYER", "08:00", "09:00"), row("BANQUET", "08:30", "09:30"), row("FOYER", "09:00", "10:00"))
    (column,) = table.columns
    assert (str(column.title), column.classes) == ("Other venues", "in-1 span-2")
    assert classes(table) == ["at-1 for-4 in-1 says-where", "at-3 for-4 in-2 says-where", "at-5 for-4 in-1 says-where"]


def test_rows_are_quarters_unless_neighbours_would_overlap_in_them():
    assert layout(row("CR1", "08:00", "08:50"), row("CR1", "09:00", "09:30")).step == 15
    fine = layout(row("CR1", "08:00", "08:50"), row("CR1", "08:50", "09:30"))
    assert (fine.step, classes(fine)) == (5, ["at-1 for-10 in-1", "at-11 for-8 in-1"])


def test_the_first_row_is_a_full_hour_and_each_hour_has_its_line():
    table = layout(row("CR1", "08:40", "10:10"))
    assert classes(table) == ["at-3 for-7 in-1"]
    assert table.hours == [("at-1", "08:00"), ("at-5", "09:00"), ("at-9", "10:00")]
    assert table.origin == at("08:00")


def test_many_rooms_are_a_list():
    rooms = [row(f"R{number}", "08:00", "09:00") for number in range(grid.MOST_COLUMNS + 1)]
    assert layout(*rooms[:-1]).as_list is False
    table = layout(*rooms)
    assert (table.as_list, table.columns, table.hours, table.classes) == (True, [], [], "as-list")
    assert re.findall(r'<li class="([^"]*)"', drawn(table)) == ["sess"] * len(rooms)


def test_from_so_many_columns_on_blocks_are_dense():
    assert "is-dense" not in layout(*[row(f"R{n}", "08:00", "09:00") for n in range(grid.DENSE_FROM - 1)]).classes
    assert "is-dense" in layout(*[row(f"R{n}", "08:00", "09:00") for n in range(grid.DENSE_FROM)]).classes


@pytest.mark.parametrize(("number", "folds"), [(2, False), (3, True)])
def test_parallel_workshops_fold_from_three_on(number, folds):
    rooms = [row(f"C-{n}", "12:00", "13:00", type="workshop") for n in range(number)]
    assert ("is-folded" in drawn(layout(*rooms))) is folds
    assert "is-folded" not in drawn(layout(*rooms, unfold=True))


def test_a_day_longer_than_the_grid_is_held_at_its_edge():
    long = row("CR1", "08:00", "09:00")
    long = replace(long, ends=long.starts + timedelta(days=4))
    assert classes(layout(long)) == ["is-now at-1 for-240 in-1"]


def test_nothing_is_no_table():
    table = layout()
    assert (drawn(table), table.count, table.as_list) == ("", 0, True)
