"""A meeting from the request to the morning of it: asked, countered, accepted, given a room, bumped, given another, reconfirmed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
ASKING, ASKED = ("Slovenia", "svn"), ("Malta", "mlt")
MAIL = "focal.{}@mission.example"
TOPICS = "A contact point for electronic evidence, open at every hour"
WHY = "The room is needed for the President of the conference."


def test_a_meeting_from_the_request_to_reconfirming_it(walk: Walker) -> None:
    page = walk.focal_point(ASKING[0])
    ask(walk, page)
    other_times(walk)
    accept(walk)
    desk = walk.staff("Bùi Khánh Chi")
    search(walk, desk)
    first = give_room(desk)
    walk.look(desk)
    # Once it is told; before, its letters would be withdrawn with it.
    walk.letter(MAIL.format(ASKING[1]), rf"[Rr]oom[^:]*: bilateral meeting with {ASKED[0]}")
    withdraw_the_room(walk, desk)
    assert give_room(desk, besides=first) != first
    expect(desk.locator("main")).to_contain_text("Confirmed")
    desk.get_by_role("button", name="All sides have reconfirmed").click()
    expect(desk.locator("p.note.ok")).to_contain_text("All sides have reconfirmed")
    walk.look(desk)
    page.goto(f"{walk.url}/portal/{ASKING[1]}/bilaterals/")
    page.get_by_role("link", name=re.compile(ASKED[0])).first.click()
    expect(page.locator("main")).to_contain_text("Confirmed")
    walk.look(page)


def ask(walk: Walker, page: Page) -> None:
    page.goto(f"{walk.url}/portal/{ASKING[1]}/bilaterals/ask/?party={ASKED[1].upper()}")
    page.locator("#id_topics").fill(TOPICS)
    page.locator("#id_contact").fill("Ana Kovač, +386 40 555 014")
    page.locator("button.slot").first.click()
    walk.look(page)
    page.get_by_role("button", name="Send the request", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text(f"The request was sent to {ASKED[0]}.")


def other_times(walk: Walker) -> None:
    """The asked side follows the link of its mail and proposes two other times."""
    asked = walk.person("asked side")
    asked.goto(
        walk.link_in(walk.letter(MAIL.format(ASKED[1]), f"{ASKING[0]} asks for a bilateral meeting"), "/bilateral/")
    )
    expect(asked.get_by_role("heading", level=1)).to_contain_text(ASKING[0])
    asked.get_by_text("Propose another time").click()
    for name, place in (("first", 1), ("second", 2)):
        asked.locator(f"select[name={name}]").select_option(index=place)
    walk.look(asked)
    asked.get_by_role("button", name="Propose these times").click()
    expect(asked.locator(".said")).to_contain_text("The other side is asked about the times that you propose.")
    # The link has answered once.
    asked.reload()
    expect(asked.get_by_role("button", name="Accept")).to_have_count(0)


def accept(walk: Walker) -> None:
    """The asking side follows the link of its own mail and takes the second of the two times."""
    asking = walk.person("asking side")
    letter = walk.letter(MAIL.format(ASKING[1]), f"Another time proposed: bilateral meeting with {ASKED[0]}")
    asking.goto(walk.link_in(letter, "/bilateral/"))
    asking.locator("input[name=choice]").nth(1).check()
    walk.look(asking)
    asking.get_by_role("button", name="Accept").click()
    expect(asking.locator(".said")).to_contain_text("Protocol will assign a room and write to all delegations.")
    walk.letter(MAIL.format(ASKED[1]), f"Agreed: bilateral meeting with {ASKING[0]}")


def search(walk: Walker, desk: Page) -> None:
    """Open the meeting on the desk by who meets whom."""
    desk.goto(f"{walk.url}/desk/bilaterals/delegations/{ASKING[1]}/")
    desk.locator("main").get_by_role("link").filter(has_text=ASKED[0]).first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(ASKED[0])
    expect(desk.locator("main")).to_contain_text(TOPICS)


def give_room(desk: Page, besides: str = "") -> str:
    """Give the meeting the first room that suits, but `besides`; return its code."""
    choice = desk.locator("#id_room")
    rooms = [
        str(one.get_attribute("value"))
        for one in choice.locator("option").all()
        if re.search(r"\(\d+\)$", (one.text_content() or "").strip())
    ]
    code = next(one for one in rooms if one not in ("", besides))
    choice.select_option(code)
    desk.get_by_role("button", name="Give the room").click()
    expect(desk.get_by_role("status").first).to_contain_text("E-mail goes out at ")
    return code


def withdraw_the_room(walk: Walker, desk: Page) -> None:
    form = desk.locator("form[action$='/bump/']")
    form.locator("[name=reason]").fill(WHY)
    form.get_by_role("button", name="Withdraw the room").click()
    # Who will be told, before anybody is.
    expect(desk.locator("main")).to_contain_text("These are informed at once by e-mail, and it cannot be undone.")
    for party in (ASKING[0], ASKED[0]):
        expect(desk.locator("main dt").filter(has_text=party)).to_have_count(1)
    walk.look(desk)
    desk.get_by_role("button", name="Withdraw the room").click()
    expect(desk.get_by_role("status").first).to_contain_text("The room is withdrawn.")
    walk.letter(MAIL.format(ASKING[1]), f"Room lost: bilateral meeting with {ASKED[0]}")
