"""The pages in Chromium under the site's CSP; the timer, and the order by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from conference.accounts.models import User
from schedule.programme.speaking.actions import podium as podium_actions
from schedule.programme.speaking.actions import swaps
from tests.axe import violations
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import sign_in
from tests.programme.speaking.scene import SATURDAY, Scene

pytestmark = IN_A_BROWSER
LIST, BOARD = "/desk/speakers/general-debate/", "/board/speakers/general-debate/"
ORDER, PODIUM, EDIT = f"{LIST}?reason=Leaves+early", f"{LIST}podium/", f"{LIST}edit/"
CLOCK = f"{BOARD}clock/"
KENYA, ARABIC = "/portal/ken/speaking/general-debate/", "/portal/ken/speaking/general-debate/?ar"


@pytest.fixture
def taken(scene: Scene, moment) -> dict[str, tuple[str, str]]:
    """Address → (body, CSP)."""
    for code, rank in (("FRA", "state"), ("KEN", "minister"), ("BRA", "minister"), ("CIV", "other")):
        scene.inscribe(code, rank)
    swaps.ask_swap(actor=scene.acting["BRA"], asking=scene.row("BRA"), partner=scene.row("KEN"), message="Please")
    moment.move_to(SATURDAY)
    scene.close()
    scene.start()
    scene.do(podium_actions.begin, "FRA")
    moment.shift(timedelta(minutes=8, seconds=50))
    focal = sign_in(Client(), User.objects.get(email="focal.ken@mission.example"))
    staff = sign_in(Client(), User.objects.get(email="protocol@hanoi2025.example"))
    answers = {url: staff.get(url) for url in (LIST, ORDER, PODIUM, EDIT)}
    answers |= {BOARD: Client().get(BOARD), CLOCK: Client().get(CLOCK), KENYA: focal.get(KENYA)}
    focal.cookies["django_language"] = "ar"
    answers[ARABIC] = focal.get(KENYA)
    assert {answer.status_code for answer in answers.values()} == {200}
    return {url: (answer.content.decode(), answer["Content-Security-Policy"]) for url, answer in answers.items()}


def browser(taken, width: int = 1280, **options):
    order = f"{LIST}order/?expected_version=9&reason=Leaves+early"
    return opened(taken, width, height=800, posted={"X-Order-Url": order}, **options)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_page_has_a_fault_that_axe_finds_or_is_wider_than_the_screen(taken, width: int, scheme: str):
    with browser(taken, width, color_scheme=scheme) as show:
        for url in taken:
            page = show(url)
            assert [(one["id"], one["nodes"][0]["html"][:120]) for one in violations(page)] == [], url
            assert page.evaluate("document.documentElement.scrollWidth") <= width, url


def test_the_list_with_its_long_days_in_arabic_fits_a_small_phone(taken):
    with browser(taken, 320) as show:
        page = show(ARABIC)
        assert page.locator(".speakers-list").evaluate("(e) => e.getBoundingClientRect().left") >= 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_timer_runs_turns_amber_and_red(taken):
    with browser(taken) as show:
        page = show(BOARD)
        page.clock.install(time=SATURDAY)
        page = show(PODIUM)
        timer = page.locator("[data-timer]")
        assert page.locator("[data-timer-text]").inner_text() == "1:10"
        assert "fine" in timer.get_attribute("class")
        page.clock.run_for(2000)
        # Every four seconds the page is asked again; here it answers as it did.
        assert page.locator("[data-timer-text]").inner_text() == "1:08"


def test_alt_and_arrow_change_the_order_with_the_reason(taken):
    with browser(taken) as show:
        page = show(ORDER)
        page.get_by_role("button", name="Move Brazil").focus()
        with page.expect_request("**/order/**") as sent:
            page.keyboard.press("Alt+ArrowUp")
        assert "reason=Leaves+early" in sent.value.url
        assert sent.value.post_data.endswith("place=1")


def test_a_key_at_the_podium_presses_its_button(taken):
    with browser(taken) as show:
        page = show(PODIUM)
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.keyboard.press("n")
        assert "do=next" in sent.value.post_data
