"""The head of an accredited delegation is replaced: what ends is said first, what passes on is asked anew, what is left is listed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.mission import fill
from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
BANQUET = "Banquet given by the President"
NEW = {
    "honorific": "H.E. Mr.",
    "given_names": "Brian",
    "family_name": "Mutiso",
    "functional_title": "Cabinet Secretary for Information",
    "capacity": "head",
    "category": "H",
    "date_of_birth": "1971-05-04",
    "nationality": "KE",
    "document_type": "diplomatic",
    "document_number": "DK0098123",
    "document_expiry": "2030-01-31",
}


def test_replace_a_head_with_everything_that_follows(walk: Walker) -> None:
    page = walk.focal_point("Kenya")
    row = page.get_by_role("row").filter(has_text="Barasa").first
    expect(row).to_contain_text("Head")
    row.locator("summary").click()
    row.get_by_role("link", name="Replace by somebody else").click()
    before = page.locator("#consequences")
    expect(before).to_contain_text("The accreditation of Naliaka Barasa ends.")
    expect(before).to_contain_text(f"The invitation to “{BANQUET}” passes to the new head, who is asked again")
    walk.look(page)
    fill(page, NEW)
    page.get_by_role("button", name="Replace and withdraw Naliaka Barasa").click()
    expect(page.get_by_role("status").first).to_contain_text("Naliaka Barasa is withdrawn.")
    left = page.locator(".waits")
    expect(left).to_contain_text("Brian Mutiso takes the place of Naliaka Barasa and is not submitted yet.")
    expect(left).to_contain_text(f"{BANQUET}: Brian Mutiso is invited")
    walk.look(page)
    _answer(walk, page)
    _on_the_desk(walk)


def _answer(walk: Walker, page: Page) -> None:
    """The new head answers; the mail that the former head had opens nothing."""
    item = page.locator(".waits li").filter(has_text=BANQUET)
    item.get_by_role("link").click()
    expect(page.get_by_text("H.E. Mr. Brian Mutiso")).to_be_visible()
    page.locator("input[name=to][value=yes]").check()
    page.get_by_role("button", name=re.compile("^Send")).click()
    expect(page.get_by_text(re.compile("Thank you"))).to_be_visible()
    page.goto(f"{walk.url}/portal/ken/")
    expect(page.locator(".waits li").filter(has_text=BANQUET)).to_have_count(0)


def _on_the_desk(walk: Walker) -> None:
    desk = walk.staff("Bùi Khánh Chi")
    desk.goto(f"{walk.url}/desk/delegations/ken/")
    expect(desk.locator("#to-settle")).to_contain_text("Brian Mutiso takes the place of Naliaka Barasa")
    walk.look(desk)
