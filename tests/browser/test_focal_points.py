"""Who acts for a delegation: asking for an invitation, handing over, a list that invites many."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import mission
from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
ASKER, SUCCESSOR, CODE = "mele.kioa@mission.example", "tavita.lemi@mission.example", "wsm"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def test_from_a_request_to_the_successor(walk: Walker) -> None:
    ask(walk)
    grant(walk)
    first = mission.take_up(walk, ASKER, "Samoa", "Mele Kioa", CODE)
    hand_over(walk, first)
    second = mission.take_up(walk, SUCCESSOR, "Samoa", "Tavita Lemi", CODE, **PHONE)
    succeeded(walk, first, second)


def ask(walk: Walker) -> None:
    page = walk.person("Mele Kioa on her telephone", **PHONE)
    page.goto(f"{walk.url}/accounts/login/")
    page.get_by_role("link", name="Ask for an invitation").click()
    walk.look(page)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("link", name="State or organization")).to_be_visible()  # in the summary of what is wrong
    walk.look(page)
    page.locator("#id_party_words").fill("Samoa")
    page.locator("#id_name").fill("Mele Kioa")
    page.locator("#id_function").fill("Counsellor")
    page.locator("#id_email").fill(ASKER)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: the request is with the secretariat")
    walk.look(page)
    walk.letter(ASKER, "We received a request for an invitation")


def grant(walk: Walker) -> None:
    desk = walk.staff("Nguyễn Thu Hà")
    desk.get_by_role("link", name="Invite or decline").click()
    walk.look(desk)
    desk.locator("tr", has_text=ASKER).get_by_role("link", name="Samoa").click()
    expect(desk.locator("main")).to_contain_text("Nobody acts for Samoa yet.")
    walk.look(desk)
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.get_by_role("status")).to_contain_text(ASKER)


def hand_over(walk: Walker, page: Page) -> None:
    """She cannot simply leave: nobody would be there."""
    page.get_by_role("link", name="Invite a colleague, or hand over").click()
    walk.look(page)
    page.get_by_role("link", name="Leave").click()
    expect(page.locator("main")).to_contain_text("This delegation has no other focal point: hand over instead.")
    walk.look(page)
    page.get_by_role("link", name="Back").click()
    page.get_by_label("E-mail address").fill(SUCCESSOR)
    page.get_by_label("Name").fill("Tavita Lemi")
    page.get_by_label("To take over from me").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("main")).to_contain_text("to take over from Mele Kioa")
    walk.look(page)


def succeeded(walk: Walker, first: Page, second: Page) -> None:
    answer = first.goto(f"{walk.url}/portal/{CODE}/")
    assert answer is not None
    assert answer.status == 403
    expect(first.locator("main")).to_contain_text("Your access has ended")
    walk.look(first)
    walk.letter(ASKER, "Samoa: you are no longer focal point")
    second.goto(f"{walk.url}/portal/{CODE}/people/")
    expect(second.locator("main")).to_contain_text("Formerly")
    walk.look(second)
    desk = walk.staff("Nguyễn Thu Hà")
    desk.goto(f"{walk.url}/desk/delegations/{CODE}/people/")
    expect(desk.locator("main")).to_contain_text("Tavita Lemi")
    walk.look(desk)
    desk.get_by_role("link", name="Withdraw").click()
    walk.look(desk)


def test_a_list_invites_many(walk: Walker) -> None:
    desk = walk.staff("Nguyễn Thu Hà")
    desk.goto(f"{walk.url}/desk/delegations/invite/")
    desk.get_by_role("link", name="Invite many by a list").click()
    walk.look(desk)
    good = "Tonga\tsione.tonga@mission.example\tSione\tEnglish\nFidji\tana.fiji@mission.example\n"
    desk.get_by_label("The list").fill(good + "Atlantis\tnobody\n")
    desk.get_by_role("button", name="Check the list").click()
    expect(desk.get_by_role("alert")).to_contain_text("Nobody was invited: 1 line has to be corrected.")
    walk.look(desk)
    desk.get_by_label("The list").fill(good)
    desk.get_by_role("button", name="Check the list").click()
    expect(desk.locator("main table")).to_contain_text("Fiji")
    desk.get_by_role("button", name="Send 2 invitations").click()
    expect(desk.get_by_role("status")).to_contain_text("2 invitations go out by e-mail.")
    walk.letter("ana.fiji@mission.example", "Fiji")
