"""How a delegation reads times: each clock has one name, the city of its own, and the columns of an itinerary stand still."""

from __future__ import annotations

import re

import pytest

from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
PAGES = (
    "",
    "speaking/",
    "speaking/general-debate/",
    "side-events/",
    "bilaterals/",
    "bilaterals/ask/?party=BRA",
    "passes/",
    "receptions/",
    "itinerary/",
    "calendars/",
    "late/",
    "photos/",
    "visa/",
    "travel/",
    "notes/",
    "history/",
    "people/",
    "messages/",
    "help/",
)
IDENTIFIER = re.compile(r"\b(Africa|America|Asia|Australia|Europe|Pacific)/[A-Z]\w+")
OTHER_NAMES = re.compile(r"\bin Kenya\b|\bKenya time\b|\bKenya \(UTC|\bVietnam(ese)? time\b|\bIndochina\b")


def test_a_clock_has_one_name_on_every_page_and_in_every_mail(walk: Walker) -> None:
    page = walk.focal_point("Kenya")
    read = {}
    for path in PAGES:
        answer = page.goto(f"{walk.url}/portal/ken/{path}")
        assert answer is not None
        assert answer.status == 200, path
        read[path] = page.locator("body").inner_text()
        walk.look(page)
    page.goto(f"{walk.url}/portal/ken/messages/")
    mails = page.locator("table tbody a").evaluate_all("links => links.map(link => link.href)")
    assert len(mails) >= 5
    for mail in mails:
        page.goto(mail)
        read[mail] = page.locator("main").inner_text()
        walk.look(page)
    assert [path for path, text in read.items() if IDENTIFIER.search(text) or OTHER_NAMES.search(text)] == []
    assert "Hanoi time (UTC+7)" in read[""]
    assert re.search(r"\d\d:\d\d in Nairobi \(UTC\+3\)", read[""])
    assert "in Nairobi (UTC+3)" in read["speaking/general-debate/"]
    assert "Nairobi (UTC+3)" in " ".join(text for path, text in read.items() if "/messages/" in path)


def test_the_columns_of_an_itinerary_stand_still_from_day_to_day(walk: Walker) -> None:
    page = walk.focal_point("Kenya")
    page.goto(f"{walk.url}/portal/ken/itinerary/")
    columns = page.locator("table.itinerary").evaluate_all(
        """tables => tables.map(table => Array.from(table.tHead.rows[0].cells, cell => {
            const box = cell.getBoundingClientRect();
            return [Math.round(box.left), Math.round(box.width)];
        }))"""
    )
    assert len(columns) >= 4
    assert len(columns[0]) == 3
    assert [day for day in columns if day != columns[0]] == []
