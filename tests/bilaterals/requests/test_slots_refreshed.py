"""No choice of a time is lost while the server brings other times: neither a click, nor a press under way, nor the place of the focus."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.look.pages import IN_A_BROWSER, Site

pytestmark = IN_A_BROWSER
SCRIPTS = ("vendor/htmx/htmx.min.js", "js/htmx-site.js", "bilaterals/slots.js")
TIMES = [["10:00", "10:20"], ["11:00", "11:20"]]


class Refresh:
    """The page of times, whose answer with other times is held until `arrive`."""

    def __init__(self, site: Site) -> None:
        self.page: Page = site.show("slots_refreshed", *SCRIPTS, hours=TIMES)
        self.held: list[Route] = []
        self.page.route("**/times/**", lambda route: self.held.append(route))
        self.page.route("**/words/**", self._words)
        expect(self.page.locator("[data-slots-on]")).to_have_count(1)

    def _words(self, route: Route) -> None:
        start = parse_qs(urlsplit(route.request.url).query).get("start", ["no time"])[0]
        route.fulfill(content_type="text/html", body=f"In words: {start}")

    def ask(self) -> None:
        with self.page.expect_request("**/times/**"):
            self.page.locator("#longer").click()

    def arrive(self, without: str = "", version: str = "") -> None:
        body = self.page.request.get(self.page.url).text()
        if version:
            body = body.replace("<table", f'<input type="hidden" name="version" value="{version}"><table')
        if without:
            body = re.sub(rf'<button[^>]*value="{without}".*?</button>', "busy", body)
        self.held[0].fulfill(content_type="text/html", body=body)
        expect(self.page.locator("[data-slots-settled]")).to_have_count(1)
        expect(self.page.locator("#marked")).to_have_count(0)

    def press(self, time: str) -> None:
        box = self.slot(time).bounding_box()
        assert box
        self.page.mouse.move(box["x"] + 5, box["y"] + 5)
        self.page.mouse.down()

    def mark(self) -> None:
        """Mark the table of now, to see it go."""
        self.page.evaluate("document.querySelector('[data-slots]').id = 'marked'")

    def slot(self, time: str):
        return self.page.get_by_role("button", name=time)

    def chosen(self) -> tuple[str, list[str]]:
        pressed = self.page.locator("[aria-pressed=true]").all_inner_texts()
        return self.page.locator("[type=hidden][name=start]").input_value(), pressed


@pytest.fixture
def refresh(site: Site) -> Refresh:
    made = Refresh(site)
    made.mark()
    made.ask()
    return made


def test_a_click_before_the_answer_is_kept_and_told_in_words(refresh: Refresh) -> None:
    refresh.slot("11:00").click()
    refresh.arrive()
    expect(refresh.page.locator("#words")).to_have_text("In words: 11:00")
    assert refresh.chosen() == ("11:00", ["11:00"])


def test_without_a_choice_the_new_times_are_shown_as_they_came(refresh: Refresh) -> None:
    refresh.arrive()
    assert refresh.chosen() == ("", [])
    expect(refresh.page.locator("#words")).to_have_text("Choose a time.")


def test_a_choice_that_is_not_among_the_new_times_is_said_to_be_gone(refresh: Refresh) -> None:
    refresh.slot("11:00").click()
    refresh.arrive(without="11:00")
    expect(refresh.page.locator("#messages")).to_contain_text("Not free any more.")
    assert refresh.chosen() == ("", [])


def test_a_button_pressed_before_the_answer_and_let_go_after_it_is_clicked(refresh: Refresh) -> None:
    refresh.press("10:20")
    refresh.arrive()
    assert refresh.chosen() == ("", [])
    refresh.page.mouse.up()
    expect(refresh.page.locator("#words")).to_have_text("In words: 10:20")
    assert refresh.chosen() == ("10:20", ["10:20"])


def test_a_button_that_would_send_something_else_by_now_is_not_clicked(refresh: Refresh) -> None:
    """Such as the same word for the next person, whom nobody meant; the test before is its control."""
    refresh.press("10:20")
    refresh.arrive(version="2")
    refresh.page.mouse.up()
    assert refresh.chosen() == ("", [])
    expect(refresh.page.locator("#words")).to_have_text("Choose a time.")


def test_whoever_is_among_the_times_by_keyboard_stays_there(refresh: Refresh) -> None:
    refresh.slot("11:00").focus()
    refresh.arrive()
    assert refresh.page.evaluate("document.activeElement.value") == "11:00"
    refresh.page.keyboard.press("Enter")
    expect(refresh.page.locator("#words")).to_have_text("In words: 11:00")
