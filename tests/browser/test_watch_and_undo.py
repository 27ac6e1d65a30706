"""What stops an accreditation, a match of the watch list and an objection of security; and one mail for three clicks that undo one."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story import decide
from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
WHY = "The issuing authority has been asked about the passport."


def first_to_decide(walk: Walker, page: Page) -> tuple[str, str]:
    """Address and name of somebody who waits for the decision and whom nothing stops."""
    page.goto(f"{walk.url}/desk/accreditation/?step=decide")
    row: Any = page.locator(".qlist li[data-row]:not(:has(.risk)) > a").first
    name = row.locator(".person").inner_text()
    # Beside a queue of their own, so that no row of it is cut at the edge of the list.
    page.goto(f"{walk.url}{row.get_attribute('href').split('?')[0]}?step=all&q={quote(name)}")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url, name


def test_a_match_of_the_watch_list_then_an_objection_stop_an_accreditation(walk: Walker) -> None:
    officer, security = walk.staff("Đặng Thuỳ Linh"), walk.staff("Tạ Văn Phúc")
    url, name = first_to_decide(walk, officer)
    accredit = officer.get_by_role("button", name=re.compile("^Accredit"))
    expect(accredit).to_be_visible()
    # Security puts a like name on the list: the button is gone, and the page says what is to be done.
    security.goto(f"{walk.url}/desk/watch/new/")
    form = security.locator(".watch-form")
    form.locator("[name=name]").fill(name)
    form.locator("[name=why]").fill(WHY)
    form.locator("button[type=submit]").click()
    expect(security.locator("#messages")).to_contain_text("possible match")
    accredit.click()
    expect(officer.get_by_role("alert").first).to_contain_text(
        "resembles an entry of the watch list and has not been compared yet"
    )
    officer.goto(url)
    expect(accredit).to_have_count(0)
    expect(officer.locator("aside.side")).to_contain_text(
        "Compare with the watch list first; until then vetting and accreditation are not possible."
    )
    walk.look(officer)
    officer.keyboard.press("w")
    officer.get_by_label("Reason why it is a different person").fill("Another birthplace.")
    officer.get_by_role("button", name="Dismiss match").click()
    expect(accredit).to_be_visible()
    # Security objects, in the same place where it vets.
    security.goto(url)
    security.keyboard.press("h")
    security.get_by_label("Why security objects").fill(WHY)
    walk.look(security)
    security.get_by_role("button", name=re.compile("^Object to the accreditation")).click()
    expect(security.locator("#messages")).to_contain_text("cannot be accredited until you lift the objection")
    officer.goto(url)
    expect(accredit).to_have_count(0)
    expect(officer.locator("aside.side")).to_contain_text(WHY)
    walk.look(officer)
    officer.goto(f"{walk.url}/desk/")
    expect(officer.locator("main")).to_contain_text(re.compile("Security objects to \\d+ person"))
    secretariat = walk.staff("Nguyễn Thu Hà")
    secretariat.goto(url)
    expect(secretariat.get_by_role("heading", level=1)).to_have_text(name)
    expect(secretariat.locator("body")).not_to_contain_text(WHY)
    # Lifted, the decision goes on.
    security.goto(url)
    security.keyboard.press("h")
    security.get_by_label("Why it is lifted").fill("A namesake.")
    security.get_by_role("button", name=re.compile("^Lift the objection")).click()
    expect(security.locator("#messages")).to_contain_text("is lifted")
    officer.goto(url)
    decide(officer, "a")
    expect(officer.locator(".undo")).to_contain_text(f"You accredited {name}.")


def test_accredit_undo_accredit_is_exactly_one_mail(walk: Walker) -> None:
    officer = walk.staff("Đặng Thuỳ Linh")
    url, name = first_to_decide(walk, officer)
    told = (officer.locator("#refuse-form p bdi").text_content() or "").split(", ")
    decide(officer, "a")
    expect(officer.locator(".undo")).to_contain_text("E-mail goes out at ")
    decide(officer, "u")
    expect(officer.locator("#messages")).to_contain_text(f"Undone: {name} is as before. No e-mail is sent.")
    officer.goto(url)
    expect(officer.locator("header .headline, .headline").first).to_contain_text("Vetted, to decide")
    decide(officer, "a")
    box = walk.person("the mailbox")
    letters = box.get_by_role("link", name=re.compile(re.escape(name)))
    for _ in range(90):
        box.goto(f"{walk.url}/demo/mailbox/")
        if letters.count() >= len(told):
            break
        box.wait_for_timeout(500)
    # The first letter would have gone before the second.
    expect(letters).to_have_count(len(told))
