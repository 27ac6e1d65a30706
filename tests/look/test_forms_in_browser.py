"""Dependent fields come and go, and a form is sent once."""

import pytest

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
