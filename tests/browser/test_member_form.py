"""A member's form as one types it: what was typed survives a lost connection and a closed tab."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.walker import Walker
from tests.look.pages import IN_A_BROWSER
from tests.registration.kit import picture

pytestmark = [*IN_A_BROWSER, pytest.mark.xdist_group("browser")]


def opened(walk: Walker, path: str = "members/new/") -> Page:
    page = walk.focal_point("Kenya")
    page.goto(f"{walk.url}/portal/ken/{path}")
    earlier = page.get_by_role("button", name="Discard what was typed")
    if earlier.count():  # by the test before
        earlier.click()
        expect(earlier).to_be_hidden()
    return page


def test_fields_come_and_go_with_the_answers(walk: Walker) -> None:
    page = opened(walk)
    function, place = page.locator("#id_functional_title"), page.get_by_label("Where will the visa be issued?")
    arms = page.get_by_role("group", name="7. Arms and radios")
    expect(function).to_be_visible()
    expect(place).to_be_hidden()
    expect(arms).to_be_hidden()
    page.get_by_label("Capacity").select_option("Spouse or companion")
    expect(function).to_be_hidden()
    page.get_by_label("Capacity").select_option("Security officer")
    expect(function).to_be_visible()
    expect(arms).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Arms and radios"))).to_be_visible()
    page.get_by_label("Yes").check()
    expect(place).to_be_visible()
    expect(page.get_by_text("Required because a visa support letter was requested.")).to_be_visible()
    walk.look(page)


def test_a_lost_connection_loses_nothing_and_the_form_is_offered_again(walk: Walker) -> None:
    page = opened(walk)
    said = page.locator("[data-draft-state]")
    page.get_by_label("Given names").fill("Halima")
    expect(said).to_have_text(re.compile(r"^Saved as typed at \d\d:\d\d Hanoi time \(UTC\+7\)\.$"), timeout=10_000)
    page.context.set_offline(True)
    page.get_by_label("Family name").fill("Wario")
    page.get_by_label("Document number").fill("BK0417726")
    expect(said).to_have_text(re.compile("^No connection. What you typed stays on this page"), timeout=10_000)
    page.context.set_offline(False)
    expect(said).to_have_text(re.compile("^Saved as typed at"), timeout=15_000)

    # Another tab, as after a closed laptop.
    again = page.context.new_page()
    again.goto(f"{walk.url}/portal/ken/members/new/")
    expect(again.get_by_label("Family name")).to_have_value("")
    again.get_by_role("link", name="Continue where you stopped").click()
    expect(again.get_by_label("Family name")).to_have_value("Wario")
    expect(again.get_by_label("Given names")).to_have_value("Halima")
    expect(again.get_by_label("Document number")).to_have_value("BK0417726")
    walk.look(again)
    again.get_by_role("button", name="Discard what was typed").click()
    expect(again.get_by_text("You typed into this form")).to_be_hidden()
    expect(again.get_by_label("Family name")).to_have_value("")


WAITING = """() => new Promise((resolve) => {
    const opening = indexedDB.open("language", 1);
    opening.onsuccess = () => {
        const counting = opening.result.transaction("forms").objectStore("forms").count();
        counting.onsuccess = () => resolve(counting.result);
    };
})"""


def choose_language(page: Page, name: str, code: str) -> None:
    page.locator("details[data-pick]", has=page.locator("[data-language]")).locator("summary").click()
    page.get_by_role("button", name=name).click()
    expect(page.locator("html")).to_have_attribute("lang", code)


def test_a_change_of_language_keeps_what_was_typed_and_the_chosen_photo(walk: Walker) -> None:
    page = opened(walk)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_family_name").fill("Wario")
    page.locator("#id_capacity").select_option("security")
    photo = page.locator("[data-crop-file]")
    photo.set_input_files({"name": "halima.jpg", "mimeType": "image/jpeg", "buffer": picture().getvalue()})
    choose_language(page, "Français", "fr")
    expect(page.locator("#id_family_name")).to_have_value("Wario")
    expect(page.locator("#id_capacity")).to_have_value("security")
    expect(page.locator("[data-crop-stage] canvas")).to_be_visible()
    assert photo.evaluate("(field) => [field.files[0]?.name, field.files[0]?.size]") == [
        "halima.jpg",
        len(picture().getvalue()),
    ]
    assert asked == []
    # Nothing of it waits on in the browser.
    assert page.evaluate("sessionStorage.getItem('typed-before-language')") is None
    assert page.evaluate(WAITING) == 0
    choose_language(page, "English", "en")
    expect(page.locator("#id_family_name")).to_have_value("Wario")
    assert photo.evaluate("(field) => field.files.length") == 1


def test_where_nothing_is_typed_the_first_press_changes_the_language(walk: Walker) -> None:
    page = opened(walk, "messages/")
    choose_language(page, "Français", "fr")
    choose_language(page, "English", "en")


def test_without_the_script_the_other_language_opens_beside_the_form_and_nothing_is_lost(walk: Walker) -> None:
    page = opened(walk)
    page.route("**/language*.js", lambda route: route.abort())
    page.reload()
    photo = page.locator("[data-crop-file]")
    photo.set_input_files({"name": "halima.jpg", "mimeType": "image/jpeg", "buffer": picture().getvalue()})
    page.locator("#id_family_name").press_sequentially("Wario")
    page.locator("details[data-pick]", has=page.locator("[data-language]")).locator("summary").click()
    with page.expect_popup() as opening:
        page.get_by_role("button", name="Français").click()
    expect(opening.value.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#id_family_name")).to_have_value("Wario")
    assert photo.evaluate("(field) => field.files.length") == 1
    choose_language(opening.value, "English", "en")


def test_what_is_typed_while_a_save_is_under_way_is_kept_when_the_page_is_left(walk: Walker) -> None:
    page = opened(walk)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)  # as over a slow connection: it is neither answered nor refused

    page.route("**/drafts/**", hold_the_first)
    with page.expect_request("**/drafts/**"):
        page.get_by_label("Given names").fill("Chebet")
    page.get_by_label("Family name").fill("Kiptoo")
    page.goto(f"{walk.url}/portal/ken/")
    assert len(held) == 1
    page.goto(f"{walk.url}/portal/ken/members/new/")
    page.get_by_role("link", name="Continue where you stopped").click()
    expect(page.get_by_label("Family name")).to_have_value("Kiptoo")
    expect(page.get_by_label("Given names")).to_have_value("Chebet")
    page.get_by_role("button", name="Discard what was typed").click()


def test_a_member_fills_in_the_own_page_and_the_focal_point_sees_it(walk: Walker) -> None:
    page = opened(walk, "")
    page.get_by_role("row").filter(has_text="Ouma").get_by_role("link").first.click()
    page.get_by_role("link", name="Ask the member").click()
    walk.look(page)
    page.get_by_label("E-mail address").fill("b.ouma@mission.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("The link is sent to b.ouma@mission.example by e-mail.")).to_be_visible()
    link = walk.link_in(walk.letter("b.ouma@mission.example", "Kenya: please fill in your page"), "/member/")
    own = walk.person("the member", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    own.goto(link)
    own.get_by_label("Date of birth").fill("1984-03-02")
    with own.expect_response(
        lambda answer: "halal" in (answer.request.post_data or "")
    ):  # the date may be kept by itself before
        own.get_by_label("Diet").fill("halal")
    kept = re.compile(r"^Saved as typed at \d\d:\d\d Hanoi time")
    expect(own.locator("[data-draft-state]")).to_have_text(kept, timeout=10_000)
    own.goto(link)  # as after a telephone that fell asleep
    expect(own.get_by_label("Diet")).to_have_value("")
    own.get_by_role("link", name="Continue where you stopped").click()
    expect(own.get_by_label("Diet")).to_have_value("halal")
    walk.look(own)
    own.get_by_role("button", name="Save and tell your delegation").click()
    expect(own.get_by_text("Thank you. Your focal point is informed that you have finished.")).to_be_visible()
    walk.look(own)
    page.goto(f"{walk.url}/portal/ken/")
    expect(page.get_by_role("row").filter(has_text="Ouma")).to_contain_text("personal page completed")


def test_an_officer_s_radio_is_asked_for_and_every_page_fits_a_telephone_in_arabic(walk: Walker) -> None:
    page = opened(walk, "")
    officer = page.get_by_role("row").filter(has_text="Lokwang").get_by_role("link").first.get_attribute("href")
    page.goto(f"{walk.url}{officer}")
    page.get_by_role("link", name="Open the list, or ask for more").click()
    rounds, power = page.get_by_label("Rounds"), page.get_by_label("Power")
    page.get_by_label("Firearm").check()
    expect(rounds).to_be_visible()
    expect(power).to_be_hidden()
    page.get_by_label("Radio").check()
    expect(rounds).to_be_hidden()
    typed = {"Make": "Motorola", "Serial number": "871TPD0042", "Model": "DP4800", "Frequency": "430 MHz"}
    typed |= {"Power": "4 W", "Border checkpoint": "Nội Bài", "From": "2025-10-23", "Until": "2025-10-27"}
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("Radio Motorola DP4800 is requested.")).to_be_visible()
    walk.look(page)
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": walk.url}])
    page.set_viewport_size({"width": 320, "height": 844})
    for path in ("", "ask/", "equipment/"):
        page.goto(f"{walk.url}{officer}{path}")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        walk.look(page)
