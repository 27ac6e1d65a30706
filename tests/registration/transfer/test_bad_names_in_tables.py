"""A harmful name is nothing but letters in every table that leaves the system.

Also what the form refuses, written past it into the row.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import openpyxl
import pytest

from conference.core.access import Role
from delegations.registration.models import Delegate
from tests.people import make_focal_point, make_member, make_user, make_world, prove_second_factor, sign_in
from tests.registration.members.test_bad_names import REFUSED, TAKEN
from tests.registration.transfer.test_exports import body_of

SIGNS = "=+-@＝＋－＠"
# All of them in one table, which is made once.
BAD = [
    *(typed for typed, _kept in TAKEN.values()),
    *(f"{sign}1+1 Ana" for sign in SIGNS),
    *(f"{before}{sign}1+1 Ana" for before in (" ", "\t", "\r", "\n", "\u3000", ";", "'") for sign in "=＝"),
    "=cmd|' /C calc'!A0 Ana",
    "A" + "\u0301" * 60,
    *(typed for typed, _why in REFUSED.values() if "\0" not in typed and len(typed) < 100),
]
FIELDS = ("family_name", "given_names", "name_on_badge", "name_native", "functional_title", "hotel", "diet")
# Some spreadsheets begin a cell anew after these, whatever the quotation marks say.
LIVE = re.compile(rf"(?:\A|[;\t\r\n])[ \u3000]*[{re.escape(SIGNS)}]")


@pytest.fixture
def everybody(keeper) -> list[Delegate]:
    return keeper(make_everybody)


def make_everybody() -> list[Delegate]:
    make_world()
    arrival = datetime(2025, 10, 24, 5, tzinfo=UTC)
    return [
        make_member("KEN", position=place, state="accredited", arrival=arrival, **dict.fromkeys(FIELDS, typed[:120]))
        for place, typed in enumerate(BAD, 1)
    ]


@pytest.fixture
def portal(client, everybody):
    return sign_in(client, make_focal_point("KEN"))


@pytest.fixture
def desk(client, everybody):
    user = make_user(None, Role.SECRETARIAT, Role.PROTOCOL)
    sign_in(client, user)
    prove_second_factor(client, user)
    return client


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body_of(answer).decode("utf-8-sig"), newline="")))


def assert_csv_is_inert(answer) -> None:
    rows = rows_of(answer)
    assert len(rows) == len(BAD) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [cell for row in rows for cell in row if LIVE.search(cell)] == []


def assert_workbook_is_inert(answer) -> None:
    [sheet, *_more] = openpyxl.load_workbook(io.BytesIO(body_of(answer))).worksheets
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    assert len(cells) > len(BAD)
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []
    # Whoever edits such a cell and leaves it still has a text.
    assert [cell.value for cell in cells if cell.value[:1] in SIGNS and not cell.quotePrefix] == []


def test_control_what_was_not_made_inert_is_seen():
    assert [typed for typed in BAD if LIVE.search(typed)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_delegations_own(portal, kind):
    answer = portal.get(f"/portal/ken/export.{kind}")
    (assert_csv_is_inert if kind == "csv" else assert_workbook_is_inert)(answer)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_participants(desk, kind):
    answer = desk.post("/desk/participants/", {"kind": kind})
    (assert_csv_is_inert if kind == "csv" else assert_workbook_is_inert)(answer)


def test_arrivals_by_day(desk):
    assert_workbook_is_inert(desk.get("/desk/travel/list.xlsx?way=arrival&day=2025-10-24"))
