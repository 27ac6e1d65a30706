"""An organiser moves two sessions, holds one back, reads the mail, and publishes; the public reads the other alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walker import Walker

pytestmark = pytest.mark.xdist_group("browser")
SUNDAY = "/desk/programme/2025-10-26/?rooms=all"


def test_publish_with_one_change_held_back(walk: Walker) -> None:
    page = walk.staff("Đỗ Minh Châu")
    page.goto(walk.url + SUNDAY)
    live = page.locator("#live")
    for key in ("hl-3", "closing"):
        page.locator(f"[data-session='{key}']").focus()
        for press in ("Shift+ArrowUp", "Shift+ArrowUp", "Enter"):
            page.keyboard.press(press)
        expect(live).to_have_text(re.compile(r"The draft is saved\.$"))
        expect(page.locator(f"[data-session='{key}'] .tag.mov")).to_be_visible()
    # Another play may have moved its start in the draft: then the mail says "10:45–11:40" in place of "until 11:35".
    ends = page.locator("[data-session='hl-3'] [data-times]").inner_text().partition("–")[2]
    assert re.fullmatch(r"\d\d:\d\d", ends)
    goes = re.compile(rf"has a new time: (until |\d\d:\d\d–){ends}, was ")

    page.locator("#publish a").click()
    page.wait_for_url("**/desk/programme/publish/")
    walk.look(page)
    told = page.locator("#told")
    sessions = page.locator(".changes-to-go li").count()  # the demo's draft has others
    held = page.locator("label[for=go-closing] strong").inner_text()
    expect(told).to_contain_text(f"The changes of {sessions} sessions will be published.")
    page.locator("#go-closing").uncheck()
    expect(told).to_contain_text("1 session is held back and stays as released.")
    expect(told).to_contain_text(re.compile(rf"The changes of {sessions - 1} sessions? will be published\."))

    # The mail as it will be read has what goes, and not what is held back.
    reader = told.locator("details.reader").last
    reader.locator("summary").click()
    mail = reader.frame_locator("iframe").locator("body")
    expect(mail).to_contain_text(goes)
    expect(mail).not_to_contain_text(held)
    walk.look(page)

    # From wherever one reads the button is in sight: a click right after a scroll could go to the mail's frame.
    button = told.get_by_role("button", name=re.compile("Publish release"))
    page.evaluate("scrollTo(0, 0)")
    expect(button).to_be_in_viewport(ratio=1)
    button.click()
    page.wait_for_url("**/desk/programme/")
    expect(page.locator("#messages")).to_contain_text("is published.")
    expect(page.locator("#publish")).to_contain_text("1 change")
    page.goto(walk.url + "/programme/changes/")
    newest = page.locator(".a-release").first
    expect(newest).to_contain_text(goes)
    expect(newest).not_to_contain_text(held)


FOLDED = """grid => {
  const sessions = [...grid.querySelectorAll(".sess")].map(one => one.getBoundingClientRect());
  const rooms = [...grid.querySelectorAll(".room")].map(one => one.getBoundingClientRect());
  const hours = [...grid.querySelectorAll(".hour")].map(one => one.getBoundingClientRect().top);
  const inRoom = room => sessions.some(one => one.left < room.right - 2 && one.right > room.left + 2);
  const inHour = (from, until) => sessions.some(one => one.top < until - 2 && one.bottom > from + 2);
  return {
    width: grid.getBoundingClientRect().width,
    emptyRooms: rooms.filter(room => !inRoom(room)).length,
    emptyHours: hours.slice(1).map((until, n) => [hours[n], until]).filter(one => !inHour(...one)).map(one => one[1] - one[0]),
  };
}"""


def _uses_its_width(page: Page) -> None:
    """No room without a session takes a column, and an hour without one is no higher than its name."""
    grid = page.locator(".agenda").evaluate(FOLDED)
    assert grid["width"] > 0.94 * page.evaluate("document.documentElement.clientWidth")
    assert grid["emptyRooms"] == 0
    assert [height for height in grid["emptyHours"] if height > 50] == []


def test_a_day_is_two_screens_at_most_and_the_telephone_shows_days_before_links(walk: Walker) -> None:
    page = walk.person("reader", viewport={"width": 1280, "height": 800})
    for day in ("2025-10-24", "2025-10-25", "2025-10-26"):
        page.goto(f"{walk.url}/programme/{day}/")
        assert page.evaluate("document.documentElement.scrollHeight") <= 2 * 800, day
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), day
        _uses_its_width(page)
    walk.look(page)
    phone = walk.person("phone", viewport={"width": 390, "height": 844})
    phone.goto(f"{walk.url}/programme/2025-10-25/")
    days, links = (phone.locator(name).first.bounding_box() for name in (".daypick", ".under-filters .links"))
    assert days
    assert links
    assert days["y"] + days["height"] < links["y"]
    phone.goto(f"{walk.url}/practical-information/")
    walk.look(phone)
