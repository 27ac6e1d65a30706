"""The desk's single keys act, but never while somebody types, and can be switched off."""

from playwright.sync_api import Page

from tests.look.pages import IN_A_BROWSER, Site

pytestmark = IN_A_BROWSER


def open_desk(site: Site) -> Page:
    """Every button that is pressed adds its word to `done`."""
    page = site.show("desk", "js/keys.js")
    page.evaluate(
        "done = []; document.addEventListener('click', (event) => {"
        " if (event.target.matches('#accredit, .remedy')) done.push(event.target.firstChild.textContent.trim()); })"
    )
    return page


def done(page: Page) -> list[str]:
    return page.evaluate("done")


def test_a_key_presses_its_button_but_not_while_one_types(site: Site) -> None:
    page = open_desk(site)
    page.keyboard.press("a")
    assert done(page) == ["Accredit"]
    page.keyboard.press("/")
    page.keyboard.type("banana")
    assert page.locator("#find").input_value() == "banana"
    assert done(page) == ["Accredit"]


def test_j_and_k_choose_a_row_and_its_keys_act_on_it_alone(site: Site) -> None:
    page = open_desk(site)
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    assert page.locator("[aria-current] a").inner_text() == "Matter 2"
    assert page.evaluate("document.activeElement.textContent") == "Matter 2"
    page.keyboard.press("Enter")
    assert done(page) == ["Remedy 2"]
    page.keyboard.press("o")
    assert page.url.endswith("#m2")


def test_the_help_lists_the_keys_and_switches_them_off(site: Site) -> None:
    page = open_desk(site)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    rows = [" ".join(cell.split()) for cell in dialog.locator("tbody tr").all_inner_texts()]
    assert rows == ["J K up and down", "/ Search", "A Accredit", "O Matter 1", "Enter Remedy 1"]
    dialog.get_by_role("button", name="Single keys are on: switch them off").click()
    dialog.get_by_role("button", name="Back").click()
    page.keyboard.press("a")
    assert done(page) == []
    assert page.locator("#accredit kbd").is_hidden()


def test_the_key_of_what_folds_opens_it_and_leads_into_it(site: Site) -> None:
    """Reasons that stand open as a proposal are not folded away by the key that asks for them."""
    page = open_desk(site)
    page.locator("main").evaluate(
        "(main) => main.insertAdjacentHTML('beforeend', '<details><summary data-key=\"d\">Defective</summary>"
        "<input type=hidden name=version><label><input type=checkbox> The paper bears no date.</label></details>')"
    )
    page.keyboard.press("d")
    assert page.get_by_label("The paper bears no date.").is_visible()
    page.keyboard.press("d")
    page.keyboard.press("Space")
    assert page.get_by_label("The paper bears no date.").is_checked()


def test_a_key_that_is_held_down_presses_once(site: Site) -> None:
    """Held over the change of pages it would decide on one person after another, unseen."""
    page = open_desk(site)
    for _each in range(5):
        page.keyboard.down("a")
    page.keyboard.up("a")
    assert done(page) == ["Accredit"]
    page.keyboard.press("j")
    for _each in range(4):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert done(page) == ["Accredit", "Remedy 1"]
    before = page.locator("[aria-current] a").inner_text()
    for _each in range(2):
        page.keyboard.down("j")
    page.keyboard.up("j")
    assert page.locator("[aria-current] a").inner_text() != before


def test_the_help_names_neither_keys_twice_nor_what_is_not_open(site: Site) -> None:
    page = open_desk(site)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<button type=button data-key=y>Do it <span><kbd class=key>Y</kbd></span>"
        "</button><form hidden><button type=button data-key=z>Not yet</button></form>"
        "<a href=# data-key=w data-says=Next>Thandeka Mokoena</a>')"
    )
    page.keyboard.press("?")
    rows = [" ".join(cell.split()) for cell in page.locator("dialog[open] tbody tr").all_inner_texts()]
    assert [row for row in rows if row[0] in "WYZ"] == ["Y Do it", "W Next"]
