"""Jordan's focal point registers a small delegation in Arabic on a telephone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import mission
from tests.browser.mission import Papers
from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
EMAIL, CODE, PARTY = "rania.khatib@mission.example", "jor", "الأردن"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "ar"}
HEAD = {
    "honorific": "H.E. Mr.",
    "given_names": "Ayman",
    "family_name": "Safadi",
    "name_native": "أيمن الصفدي",
    "functional_title": "نائب رئيس الوزراء ووزير الخارجية",
    "capacity": "head",
    "category": "H",
    "date_of_birth": "1968-05-02",
    "nationality": "JO",
    "document_type": "diplomatic",
    "document_number": "J1000001",
    "document_expiry": "2031-05-31",
}
# A single name, as it stands in the passport.
DELEGATE = {
    **HEAD,
    "honorific": "Ms.",
    "given_names": "",
    "family_name": "Dalal",
    "name_native": "دلال",
    "functional_title": "مستشارة قانونية",
    "capacity": "delegate",
    "category": "D",
    "document_number": "J1000002",
}


def test_a_small_delegation_in_arabic_on_a_phone(walk: Walker, tmp_path_factory: pytest.TempPathFactory) -> None:
    papers = Papers(tmp_path_factory.mktemp("papers"))
    mission.invite(walk, "Jordan", EMAIL, "رانية الخطيب", "Arabic")
    page = mission.take_up(walk, EMAIL, PARTY, "رانية الخطيب", CODE, **PHONE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(PARTY)
    runs_from_the_right(page)
    refuse_a_wrong_field(walk, page)
    mission.fill(page, HEAD, papers.photo(3))
    mission.save(walk, page, CODE)
    page.locator("a[href$='/members/new/']").first.click()
    mission.fill(page, DELEGATE, papers.photo(4))
    mission.save(walk, page, CODE)
    shown(walk, page)
    move_up_by_hand(page)
    mission.send_note(walk, page, CODE, papers.note("note"), "JO/HAN/12/2025")
    submit(walk, page)
    other_pages(walk, page)
    confirmed(walk)


def runs_from_the_right(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    box = page.get_by_role("heading", level=1).bounding_box()
    assert box is not None
    assert box["x"] + box["width"] > 250  # it begins at the right edge


def refuse_a_wrong_field(walk: Walker, page: Page) -> None:
    page.locator("a[href$='/members/new/']").first.click()
    runs_from_the_right(page)
    walk.look(page)
    mission.fill(page, {**HEAD, "document_expiry": "2025-03-14"})
    page.locator("#member-form .formbar .btn-primary").click()
    page.wait_for_load_state()
    error = page.locator("#id_document_expiry_error, .invalid-feedback").first
    expect(error).to_contain_text("14")
    expect(error).to_contain_text(re.compile("[\u0600-\u06ff]{3}"))
    expect(page.locator("#id_name_native")).to_have_value(HEAD["name_native"])
    walk.look(page)


def shown(walk: Walker, page: Page) -> None:
    rows = page.locator("ol.memberlist > li")
    expect(rows).to_have_count(2)
    expect(page.locator("table.members")).to_be_hidden()
    names = [text.strip() for text in rows.locator(".person a").all_inner_texts()]
    assert names == [HEAD["name_native"], DELEGATE["name_native"]]  # as they are written in the reader's own script
    walk.look(page)


def move_up_by_hand(page: Page) -> None:
    """By the keys that a screen reader's user has."""
    names = page.locator("ol.memberlist > li .person a")
    for first in (DELEGATE["name_native"], HEAD["name_native"]):
        page.locator("ol.memberlist > li .handle").nth(1).focus()
        with page.expect_response(lambda response: response.url.split("?")[0].endswith("/order/")):
            page.keyboard.press("Alt+ArrowUp")
        expect(names.first).to_have_text(first)


def submit(walk: Walker, page: Page) -> None:
    page.locator("form[action$='/submit/'] .btn-primary").first.click()
    expect(page.get_by_role("status")).to_contain_text("قُدّم عضوان")
    expect(page.locator("ol.memberlist .state.info, ol.memberlist .state.wait")).to_have_count(2)
    expect(page.locator("form[action$='/submit/'] .btn-primary")).to_have_count(0)
    walk.look(page)


def other_pages(walk: Walker, page: Page) -> None:
    for path in ("people/", "history/", "import/", "notes/", "late/", "bilaterals/", "receptions/"):
        page.goto(f"{walk.url}/portal/{CODE}/{path}")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        walk.look(page)
    page.goto(f"{walk.url}/invitation/ask/")
    walk.look(page)


def confirmed(walk: Walker) -> None:
    letter = walk.letter(EMAIL, PARTY)
    frame = letter.frame_locator("iframe").locator("html")
    expect(frame).to_have_attribute("dir", "rtl")
