"""Every page of a delegation, on a telephone and a laptop: nothing is too wide, buttons can be seen, each clock has one name."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]
LONG = "Papadimitrakopoulou" * 4  # no hyphen to break at
PAGES = ("", "members/new/", "notes/", "import/", "bilaterals/", "bilaterals/ask/?party=BRA", "receptions/")


def phone(width: int) -> dict[str, object]:
    return {"viewport": {"width": width, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.mark.parametrize(("width", "language"), [(390, "en"), (320, "en"), (320, "ru")])
def test_every_page_of_a_delegation_fits(walk: Walker, width: int, language: str) -> None:
    page = walk.focal_point("Kenya", **phone(width))
    page.context.add_cookies([{"name": "django_language", "value": language, "url": walk.url}])
    for path in PAGES:
        page.goto(f"{walk.url}/portal/ken/{path}")
        walk.look(page)
    answer = page.goto(f"{walk.url}/portal/ken/receptions/")
    assert answer is not None
    links = page.locator("table a")
    assert links.count() >= 3
    for link in links.all():
        box = link.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "vi", "zh-hans"])
def test_the_tables_of_a_delegation_keep_clear_of_one_another(walk: Walker, language: str) -> None:
    page = walk.focal_point("Kenya", viewport={"width": 1440, "height": 900})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": walk.url}])
    page.goto(f"{walk.url}/portal/ken/")
    page.evaluate("document.fonts.ready")  # until then another font is measured
    beyond = "tables => tables.filter(t => t.offsetWidth > t.parentElement.clientWidth).map(t => t.className)"
    for width in (1000, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("main table:visible").evaluate_all(beyond) == [], width
        walk.look(page)


@pytest.mark.parametrize(("width", "language"), [(390, "fr"), (320, "fr"), (360, "ru")])
def test_every_public_page_fits(walk: Walker, width: int, language: str) -> None:
    page = walk.person("a reader", **phone(width), locale=language)
    for path in (
        "programme/",
        "programme/2025-10-25/",
        "programme/changes/",
        "privacy/",
        "accounts/login/",
        "demo/",
        "demo/mailbox/",
    ):
        page.goto(f"{walk.url}/{path}")
        walk.look(page)
    letters = page.locator("tbody a")
    for _ in range(30):  # the first letters leave a few seconds after the start
        if letters.count():
            break
        page.wait_for_timeout(700)
        page.reload()
    letters.first.click()
    page.wait_for_load_state()
    walk.look(page)
    frame = page.frames[1]
    wide = frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width < 390 or wide == 0


def test_a_name_without_a_place_to_break_widens_no_page(walk: Walker) -> None:
    page = walk.focal_point("Brazil")
    page.goto(f"{walk.url}/portal/bra/members/new/")
    page.get_by_label("Family name").fill(LONG)
    page.get_by_label("Capacity").select_option(label="Interpreter")
    page.get_by_label("Category of the badge").select_option(index=3)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("table.members")).to_contain_text(LONG)
    walk.look(page)
    page.set_viewport_size({"width": 390, "height": 844})
    walk.look(page)
    page.locator(".memberlist li", has_text=LONG).get_by_role("link", name=LONG).click()
    walk.look(page)
    page.goto(page.url + "withdraw/")
    walk.look(page)


def test_another_length_of_a_meeting_brings_its_own_times(walk: Walker) -> None:
    page = walk.focal_point("Kenya")
    page.goto(f"{walk.url}/portal/ken/bilaterals/ask/?party=BRA")
    page.get_by_label("Topics").fill("Ratification")
    page.locator("button.slot").first.click()
    expect(page.locator(".chosen h2")).to_contain_text("–")
    page.get_by_text("30 min").click()
    # Other times are offered for half an hour; what was typed stays.
    expect(page.locator(".slots caption").first).to_contain_text("times of 30 minutes")
    expect(page.get_by_label("Topics")).to_have_value("Ratification")
    first = page.locator("button.slot").first
    first.focus()
    page.keyboard.press("Space")
    expect(page.locator(".chosen h2")).to_contain_text("–")
    expect(first).to_have_attribute("aria-pressed", "true")


def test_the_button_of_an_answer_says_what_it_sends(walk: Walker) -> None:
    focal = walk.focal_point("Kenya", **phone(390))
    focal.goto(f"{walk.url}/portal/ken/receptions/")
    focal.get_by_role("row").filter(has_text="Banquet given by the President").get_by_role("link").last.click()
    button = focal.locator("button[data-answer]")
    focal.get_by_text("Yes, with pleasure").click()
    expect(button).to_have_text("Send: yes, one person")
    focal.get_by_label("Name of the companion").fill("Mr. Tom Wafula Simiyu")
    expect(button).to_have_text("Send: yes, two persons")
    focal.get_by_text("No, with regret").click()
    expect(button).to_have_text("Send: no, with regret")
    focal.get_by_text("Propose a substitute").click()
    expect(button).to_have_text("Send: propose a substitute")
    walk.look(focal)


def test_in_arabic_the_page_runs_from_the_right_on_the_screen_and_on_paper(walk: Walker) -> None:
    page = walk.focal_point("Kenya")
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": walk.url}])
    page.goto(f"{walk.url}/portal/ken/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    # The honorific is isolated and may be Latin; it still begins where the name begins.
    assert page.locator("table.members .hon").first.evaluate("one => getComputedStyle(one).textAlign") == "right"
    page.emulate_media(media="print")
    page.set_viewport_size(
        {"width": 680, "height": 960}
    )  # the paper's width less its margins, at 96 points to the inch
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0, "what is wider than the paper is cut when it runs from the right"
    page.goto(f"{walk.url}/portal/ken/bilaterals/ask/?party=BRA")
    expect(page.locator("button.slot").first).to_contain_text(re.compile(r"\d\d:\d\d–\d\d:\d\d"))
    assert page.evaluate(wide) == 0


PORTAL = (
    "",
    "speaking/",
    "speaking/general-debate/",
    "side-events/",
    "bilaterals/",
    "bilaterals/ask/?party=BRA",
    "passes/",
    "receptions/",
    "itinerary/",
    "calendars/",
    "late/",
    "photos/",
    "visa/",
    "travel/",
    "notes/",
    "history/",
    "people/",
    "messages/",
    "help/",
)
IDENTIFIER = re.compile(r"\b(Africa|America|Asia|Australia|Europe|Pacific)/[A-Z]\w+")
OTHER_NAMES = re.compile(r"\bin Kenya\b|\bKenya time\b|\bKenya \(UTC|\bVietnam(ese)? time\b|\bIndochina\b")


def test_a_clock_has_one_name_on_every_page_and_in_every_mail(walk: Walker) -> None:
    page = walk.focal_point("Kenya")
    read = {}
    for path in PORTAL:
        answer = page.goto(f"{walk.url}/portal/ken/{path}")
        assert answer is not None
        assert answer.status == 200, path
        read[path] = page.locator("body").inner_text()
        walk.look(page)
    page.goto(f"{walk.url}/portal/ken/messages/")
    mails = page.locator("table tbody a").evaluate_all("links => links.map(link => link.href)")
    assert len(mails) >= 5
    for mail in mails:
        page.goto(mail)
        read[mail] = page.locator("main").inner_text()
        walk.look(page)
    assert [path for path, text in read.items() if IDENTIFIER.search(text) or OTHER_NAMES.search(text)] == []
    assert "Hanoi time (UTC+7)" in read[""]
    assert re.search(r"\d\d:\d\d in Nairobi \(UTC\+3\)", read[""])
    assert "in Nairobi (UTC+3)" in read["speaking/general-debate/"]
    assert "Nairobi (UTC+3)" in " ".join(text for path, text in read.items() if "/messages/" in path)


def test_the_columns_of_an_itinerary_stand_still_from_day_to_day(walk: Walker) -> None:
    page = walk.focal_point("Kenya")
    page.goto(f"{walk.url}/portal/ken/itinerary/")
    columns = page.locator("table.itinerary").evaluate_all(
        """tables => tables.map(table => Array.from(table.tHead.rows[0].cells, cell => {
            const box = cell.getBoundingClientRect();
            return [Math.round(box.left), Math.round(box.width)];
        }))"""
    )
    assert len(columns) >= 4
    assert len(columns[0]) == 3
    assert [day for day in columns if day != columns[0]] == []
