"""An organiser edits Sunday on the grid by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walker import Walker

pytestmark = pytest.mark.xdist_group("browser")
SUNDAY = "/desk/programme/2025-10-26/?rooms=all"
ORGANISER = "Đỗ Minh Châu"


def tab_to(page: Page, key: str) -> None:
    page.locator("h1").click()
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.session ?? ''") == key:
            return
    pytest.fail(f"Tab never comes to {key}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def times(page: Page, key: str) -> str:
    return page.locator(f"[data-session='{key}'] [data-times]").inner_text()


def test_sunday_by_keyboard_alone(walk: Walker) -> None:
    page = walk.staff(ORGANISER)
    page.goto(walk.url + SUNDAY)
    walk.look(page)
    live = page.locator("#live")

    # Given up: nothing was sent, and the block stands where it was.
    tab_to(page, "hl-3")
    press(page, "ArrowDown", "ArrowDown")
    expect(live).to_have_text("10:40–11:55, Conference Room 1.")
    press(page, "Escape")
    expect(live).to_have_text("Cancelled: it is back where it was.")
    assert times(page, "hl-3") == "10:30–11:45"

    # Moved by fifteen minutes and made ten shorter; the focus stays with it.
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Shift+ArrowUp", "Shift+ArrowUp", "Enter")
    expect(live).to_have_text(re.compile("is now 10:45–11:50 in Conference Room 1. The draft is saved."))
    assert times(page, "hl-3") == "10:45–11:50"
    assert page.evaluate("document.activeElement.dataset.session") == "hl-3"
    expect(page.locator("[data-session='hl-3']")).to_contain_text("10:45–11:50, was 10:30–11:45")
    expect(page.locator("#publish")).to_contain_text(re.compile(r"\d changes?"))

    # Put back where it was by Ctrl Z, and moved again.
    press(page, "Control+z")
    expect(live).to_have_text(re.compile("is now 10:30–11:45 in Conference Room 1. The draft is saved."))
    assert times(page, "hl-3") == "10:30–11:45"
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "Shift+ArrowUp", "Shift+ArrowUp", "Enter")
    expect(live).to_have_text(re.compile("is now 10:45–11:50 in Conference Room 1. The draft is saved."))

    # The next room has a roundtable then: refused with what is there, and nothing was changed.
    press(page, "ArrowRight", "Enter")
    expect(live).to_contain_text("Conference Room 2 is engaged 10:30–12:00")
    expect(page.locator("[data-session='hl-3']")).to_have_class(re.compile(r"\bno\b"))
    walk.look(page)
    press(page, "Escape")
    page.reload()
    assert times(page, "hl-3") == "10:45–11:50"

    # A room without booths for two languages: the reason is asked for, typed, and saved with Enter.
    tab_to(page, "ws-32")
    press(page, *["ArrowUp"] * 24, "ArrowRight", "ArrowRight", "Enter")
    expect(live).to_contain_text("Room C-4 has 0 interpretation booths; 2 languages are required.")
    expect(page.locator("#board-despite")).to_be_focused()
    page.keyboard.type("They bring their own whisperer")
    press(page, "Enter")
    expect(live).to_have_text(re.compile("is now 11:30–12:30 in Room C-4. The draft is saved."))

    # A new one right after it, in its room.
    press(page, "n")
    page.wait_for_url("**/desk/programme/new/**")
    assert page.locator("[name=starts]").input_value() == "2025-10-26T12:30"
    walk.look(page)
    page.get_by_label("Title (English)").focus()
    page.keyboard.type("Questions to the whisperer")
    press(page, "Enter")
    expect(page.locator("[data-session='questions-to-the-whisperer'] [data-times]")).to_have_text("12:30–13:30")

    # Enter on a block that is not being moved opens its form.
    tab_to(page, "questions-to-the-whisperer")
    press(page, "Enter")
    page.wait_for_url("**/session/questions-to-the-whisperer/")


def test_in_arabic_the_next_room_is_on_the_left(walk: Walker) -> None:
    page = walk.staff(ORGANISER)
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": walk.url}])
    page.goto(walk.url + SUNDAY)
    walk.look(page)
    tab_to(page, "closing")
    before = page.locator("[data-session='closing']").bounding_box()
    press(page, "ArrowLeft")
    after = page.locator("[data-session='closing']").bounding_box()
    assert before
    assert after
    assert after["x"] < before["x"]
    press(page, "Escape")
