"""The seating of the banquet at the desk: begun, seated, moved by keys and by dragging, undone, on a laptop and a telephone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
SEATS = "/desk/receptions/banquet/seating/"


def test_a_banquet_is_seated_by_keys_and_by_dragging(walk: Walker) -> None:
    page = walk.staff("Bùi Khánh Chi")
    begin(walk, page)
    page.get_by_role("button", name="Seat everybody again").click()
    expect(page.locator("main")).to_contain_text("No fault of precedence.")
    walk.look(page)
    shown = by_keys(page)
    walk.look(page)
    by_dragging(page)
    page.locator("body").press("u")
    expect(page.locator("main")).to_contain_text("No fault of precedence.")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(walk.url + SEATS + shown)
    walk.look(page)
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": walk.url}])
    page.reload()  # the address, with its fragment, is the same
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    walk.look(page)


def begin(walk: Walker, page: Page) -> None:
    page.goto(walk.url + SEATS)
    page.get_by_role("button", name="Create a seating plan").click()
    page.get_by_label("How many such tables").fill("30")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("link", name="Table 30")).to_be_visible()
    walk.look(page)
    page.goto(walk.url + SEATS)


def by_keys(page: Page) -> str:
    """Take up a guest, go to the last seat of the second table, and see what a move there changes. Return the query."""
    circle(page, "a.seat.guest").click()
    expect(page.get_by_role("heading", name="Why here")).to_be_visible()
    page.keyboard.press("m")
    page.keyboard.press("2")
    expect(page.locator("a[data-at='2-1']")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("a[data-at='1-10']")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Move to table 2, seat 2"))).to_be_visible()
    query = page.url.partition("seating/")[2]
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Why here")).to_be_visible()
    expect(page.locator(".movebox")).to_have_count(0)
    return query


def by_dragging(page: Page) -> None:
    """Drag a guest to a free seat, see the change, give the reason that a fault needs, and move."""
    circle(page, "a.seat.guest").scroll_into_view_if_needed()
    start = circle(page, "a.seat.guest").bounding_box()
    end = circle(page, "a.seat.free").bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 6, start["y"] + 6)
    page.mouse.down()
    page.mouse.move(end["x"] + 8, end["y"] + 8, steps=6)
    page.mouse.up()
    expect(page.locator(".movebox")).to_be_visible()
    if page.locator("#move_reason").count():
        page.locator("#move_reason").fill("At the wish of the delegation.")
    before = version(page)
    page.locator("[data-move]").click()
    expect(page.locator("main")).to_contain_text(f"Version {before + 1}.")


def circle(page: Page, seat: str):
    return page.locator(seat).first.locator("circle").first


def version(page: Page) -> int:
    found = re.search(r"Version (\d+)\.", page.locator("main").inner_text())
    assert found is not None
    return int(found[1])
