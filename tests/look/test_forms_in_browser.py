"""Dependent fields come and go, and a form is sent once."""

import pytest
from django import forms
from playwright.sync_api import expect

from tests.axe import violations
from tests.look.pages import IN_A_BROWSER, Site

pytestmark = IN_A_BROWSER


def test_a_field_that_does_not_apply_is_neither_shown_nor_sent(site: Site) -> None:
    page = site.show("visa", "js/forms.js")
    assert page.get_by_label("Where").is_hidden()
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    assert site.sent[0].post_data == "visa=no&act=save"


def test_a_field_that_applies_says_why_it_is_asked(site: Site) -> None:
    page = site.show("visa", "js/forms.js")
    page.get_by_label("Yes", exact=True).check()
    assert page.get_by_label("Where").is_visible()
    assert page.get_by_text("Asked because you answered Yes").is_visible()
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    assert site.sent[0].post_data == "visa=yes&where=Noi+Bai&act=save"


@pytest.mark.parametrize(("once", "sends"), [(True, 1), (False, 2)], ids=["marked", "control: not marked"])
def test_a_marked_form_is_sent_once_however_often_one_clicks(site: Site, once: bool, sends: int) -> None:
    page = site.show("visa", "js/forms.js", once=once)
    page.evaluate("sends = 0; addEventListener('submit', (event) => { if (!event.defaultPrevented) sends += 1; })")
    for _ in range(2):
        page.evaluate("document.querySelector('button').click()")
    assert page.evaluate("sends") == sends


def test_the_summary_of_errors_has_the_focus(site: Site) -> None:
    page = site.show("errors")
    assert page.evaluate("document.activeElement.className") == "errors"


class PlaceForm(forms.Form):
    capacity = forms.ChoiceField(
        choices=[("", "Choose"), ("head", "Head"), ("delegate", "Delegate"), ("media", "Media")],
        widget=forms.Select({"data-proposes": "category", "data-proposed": '{"head": "1", "delegate": "2"}'}),
    )
    category = forms.ChoiceField(choices=[("", "Choose"), ("1", "H"), ("2", "D"), ("3", "U")])
    name = forms.CharField()


def test_an_error_goes_once_its_field_is_changed(site: Site) -> None:
    page = site.show("corrected", "js/forms.js", form=PlaceForm({"capacity": "", "category": "2"}))
    summary = page.locator(".errors")
    assert summary.locator("h2").text_content() == "2 items to correct"
    page.get_by_label("Name").fill("Wario")
    page.get_by_label("Name").blur()
    assert summary.locator("h2").text_content() == "One item to correct"
    assert summary.locator("li").all_text_contents() == ["Capacity: This field is required."]
    assert (
        page.locator(".field.bad").count()
        == page.locator("[aria-invalid]").count()
        == page.locator(".why").count()
        == 1
    )
    page.get_by_label("Capacity").select_option("media")
    assert summary.count() == page.locator(".why").count() == 0


def test_the_click_that_leaves_a_corrected_field_presses_the_button_under_it(site: Site) -> None:
    page = site.show("corrected", "js/forms.js", form=PlaceForm({"capacity": "head", "category": "1"}))
    summary, button = page.locator(".errors"), page.get_by_role("button", name="Save")
    page.evaluate("document.addEventListener('submit', (event) => { event.preventDefault(); sends += 1; }); sends = 0")
    page.get_by_label("Name").fill("Wario")
    before = button.bounding_box()
    assert summary.count() == 1
    assert before is not None
    page.mouse.move(before["x"] + 5, before["y"] + 5)
    page.mouse.down()
    assert button.bounding_box() == before
    page.mouse.up()
    assert page.evaluate("sends") == 1
    expect(summary).to_have_count(0)
    expect(page.locator(".why")).to_have_count(0)


def test_a_capacity_proposes_its_category_unless_another_was_chosen_by_hand(site: Site) -> None:
    page = site.show("corrected", "js/forms.js", form=PlaceForm())
    capacity, category = page.get_by_label("Capacity"), page.get_by_label("Category")
    proposed = []
    for value in ("head", "delegate", "media", "head"):
        capacity.select_option(value)
        proposed.append(category.input_value())
    assert proposed == ["1", "2", "2", "1"]  # media proposes nothing
    category.select_option("1")
    capacity.select_option("delegate")
    assert category.input_value() == "2"
    category.select_option("3")
    capacity.select_option("head")
    assert category.input_value() == "3"


def test_on_a_phone_no_button_is_broken_within_a_word_and_the_family_name_has_a_line_of_its_own(site: Site) -> None:
    page = site.show("narrow")
    page.set_viewport_size({"width": 390, "height": 800})
    lines = """button => { const range = document.createRange(); range.selectNodeContents(button); return range.getClientRects().length }"""
    assert page.get_by_text("Open", exact=True).evaluate(lines) == 1
    widths = [
        page.locator(f"#{name}").evaluate("field => field.offsetWidth") for name in ("honorific", "given", "family")
    ]
    assert widths[0] == widths[1]
    assert widths[2] > 2 * widths[0]


def test_a_dialog_asks_before_an_act_and_its_way_back_changes_nothing(site: Site) -> None:
    page = site.show("withdraw", "js/forms.js")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_role("dialog", name="Withdraw Ms. Wario?").wait_for()
    page.get_by_role("button", name="Back").click()
    assert page.get_by_role("dialog").count() == 0
    assert site.sent == []
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_role("button", name="Withdraw her").click()
    page.wait_for_load_state()
    assert site.sent[0].url.endswith("/withdraw/")


def test_a_table_of_the_admin_that_scrolls_is_reached_by_the_keyboard(site: Site) -> None:
    site.page.set_viewport_size({"width": 390, "height": 800})
    page = site.show("admin_inline", "js/admin.js")
    box = page.get_by_role("region", name="Names of a party")
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    assert [found["id"] for found in violations(page)] == []
    page.keyboard.press("Tab")
    assert box.evaluate("(box) => box === document.activeElement")
    page.set_viewport_size({"width": 1366, "height": 850})
    expect(box).not_to_have_attribute("tabindex", "0")
