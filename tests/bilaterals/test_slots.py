"""Free times are one stop of the Tab key; arrows, Home and End walk them in both directions of writing."""

import pytest

from tests.look.pages import IN_A_BROWSER, Site

pytestmark = IN_A_BROWSER
# Saturday has 09:00 and 09:40, then 10:20; Sunday 09:20. What is busy is no button.
FREE = {("25", "09:00"), ("25", "09:40"), ("25", "10:20"), ("26", "09:20")}
HOURS = [
    [
        {"day": day, "at": f"{day}T{hour}:{minute}", "free": (day, f"{hour}:{minute}") in FREE}
        for day in ("25", "26")
        for minute in ("00", "20", "40")
    ]
    for hour in ("09", "10")
]


def focused(site: Site) -> str:
    return site.page.evaluate("document.activeElement.value")


def test_arrows_jump_to_the_next_free_slot(site: Site) -> None:
    page = site.show("slots", "bilaterals/slots.js", hours=HOURS)
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    walked = [focused(site)]
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown", "Home", "End"):
        page.keyboard.press(key)
        walked.append(focused(site))
    assert walked == ["25T09:00", "25T09:40", "26T09:20", "25T09:40", "25T10:20", "25T09:00", "25T10:20"]
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "before"


def test_from_right_to_left_the_left_arrow_is_later(site: Site) -> None:
    page = site.show("slots", "bilaterals/slots.js", direction="rtl", hours=HOURS)
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert focused(site) == "25T09:40"


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_a_key_chooses_and_escape_clears(site: Site, key: str) -> None:
    page = site.show("slots", "bilaterals/slots.js", hours=HOURS)
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(key)
    assert page.locator("[name=start][type=hidden]").input_value() == "25T09:40"
    assert page.locator("[aria-pressed=true]").all_inner_texts() == ["25T09:40"]
    page.keyboard.press("Escape")
    assert page.locator("[name=start][type=hidden]").input_value() == ""
    assert page.locator("[aria-pressed=true]").count() == 0
    assert site.sent == []
