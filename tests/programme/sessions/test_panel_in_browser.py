"""The seats of a panel are ordered by buttons, and the form sends the order on the screen."""

from __future__ import annotations

import pytest
from django.test import Client

from conference.core.access import Role
from schedule.programme.sessions import content
from tests.look.pages import IN_A_BROWSER
from tests.people import make_user
from tests.programme.draft import add
from tests.programme.sessions.rows import with_rows
from tests.programme.test_in_browser import browser

pytestmark = IN_A_BROWSER
PAGE = "/desk/programme/session/panel/"


@pytest.fixture
def taken(world) -> dict[str, tuple[str, str]]:
    """The page as it is opened, and after places were typed without scripts."""
    add("Panel", key="panel", panel=[content.PanelSeat(name=name) for name in ("Ada", "Bo", "Chi")])
    staff = Client()
    staff.force_login(make_user(None, Role.PROGRAMME))
    typed = {
        "panel-0-who": "Last",
        "panel-0-place": "2",
        "panel-1-who": "",
        "panel-2-who": "First",
        "panel-2-place": "1",
    }
    pages = {PAGE: staff.get(PAGE), "/CLASH": staff.post(PAGE, with_rows({"title": "", **typed}))}
    assert [answer.status_code for answer in pages.values()] == [200, 422]
    return {url: (answer.content.decode(), answer["Content-Security-Policy"]) for url, answer in pages.items()}


def sent(page) -> list[tuple[str, str]]:
    rows = page.locator("[data-seat]")
    return rows.evaluate_all(
        "all => all.map(row => [row.querySelector('[data-seat-who]').value, row.querySelector('[data-seat-place]').value])"
    )


def focused(page) -> str:
    return page.evaluate("document.activeElement.ariaLabel")


def test_a_panellist_moves_by_button_and_by_key_and_keeps_the_focus(taken):
    with browser(taken) as show:
        page = show(PAGE)
        page.get_by_role("button", name="Move Chi up").focus()
        page.keyboard.press("Enter")
        assert sent(page)[:3] == [["Ada", "1"], ["Chi", "2"], ["Bo", "3"]]
        assert focused(page) == "Move Chi up"
        page.clock.run_for(100)
        assert page.locator("#live").inner_text() == "Chi is now number 2 of 3."
        page.keyboard.press("Alt+ArrowUp")
        page.keyboard.press("Alt+ArrowUp")  # no further
        assert sent(page)[:3] == [["Chi", "1"], ["Ada", "2"], ["Bo", "3"]]
        page.clock.run_for(100)
        assert page.locator("#live").inner_text() == "It cannot be moved further in this direction."
        page.get_by_role("button", name="Move Chi down").press("Enter")
        assert sent(page) == [["Ada", "1"], ["Chi", "2"], ["Bo", "3"], ["", ""], ["", ""]]
        assert not page.locator("[data-seat-place]").first.is_visible()


def test_whoever_is_typed_in_has_a_place_and_may_move(taken):
    with browser(taken) as show:
        page = show(PAGE)
        empty = page.get_by_role("group", name="Seat 5")
        assert empty.get_by_role("button", name="Move Seat 5 up").is_disabled()
        empty.get_by_label("Name").fill("Dee")
        page.get_by_role("button", name="Move Dee up").click()
        assert [row for row in sent(page) if row[0]] == [["Ada", "1"], ["Bo", "2"], ["Dee", "3"], ["Chi", "4"]]
        page.get_by_role("group", name="Seat 1").get_by_label("Name").fill("")
        assert [row for row in sent(page) if row[0]] == [["Bo", "1"], ["Dee", "2"], ["Chi", "3"]]


def test_places_that_were_typed_order_the_rows(taken):
    with browser(taken) as show:
        assert [row for row in sent(show("/CLASH")) if row[0]] == [["First", "1"], ["Last", "2"]]


def test_without_scripts_there_are_numbers_and_no_buttons(taken):
    with browser(taken, java_script_enabled=False) as show:
        page = show(PAGE)
        assert page.locator("[data-seat-place]").first.is_visible()
        assert not page.locator("[data-seat-move]").first.is_visible()
