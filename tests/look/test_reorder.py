"""Rows are put in order by dragging or with Alt and an arrow; the server's refusal puts the former order back."""

from tests.look.pages import IN_A_BROWSER, House

pytestmark = IN_A_BROWSER
PEOPLE = [("7", "Naliaka Barasa"), ("8", "Josphat Kilonzi"), ("9", "Halima Wario")]


def names(house: House) -> list[str]:
    return house.page.locator("tr td:last-child").all_inner_texts()


def test_alt_and_arrow_move_a_row_and_say_so(house: House) -> None:
    page = house.show("members", "reorder.js", people=PEOPLE)
    page.get_by_role("button", name="Move Halima Wario").focus()
    with page.expect_response("**/order/"):
        page.keyboard.press("Alt+ArrowUp")
    assert names(house) == ["Naliaka Barasa", "Halima Wario", "Josphat Kilonzi"]
    assert page.locator("[data-place]").all_inner_texts() == ["1", "2", "3"]
    assert house.sent[0].post_data == "id=9&place=2"
    assert house.sent[0].headers["x-csrftoken"] == "token-of-the-page"
    page.locator("#live", has_text="Halima Wario is now number 2 of 3.").wait_for(state="attached")
    assert page.evaluate("document.activeElement.ariaLabel") == "Move Halima Wario"


def test_the_first_row_goes_no_further(house: House) -> None:
    page = house.show("members", "reorder.js", people=PEOPLE)
    page.get_by_role("button", name="Move Naliaka Barasa").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("#live", has_text="There is no place further in this direction.").wait_for(state="attached")
    assert house.sent == []


def test_dragging_the_handle_moves_the_row(house: House) -> None:
    page = house.show("members", "reorder.js", people=PEOPLE)
    start = page.get_by_role("button", name="Move Naliaka Barasa").bounding_box()
    end = page.get_by_role("button", name="Move Halima Wario").bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + end["height"] * 0.8, steps=8)
    with page.expect_response("**/order/"):
        page.mouse.up()
    assert names(house) == ["Josphat Kilonzi", "Halima Wario", "Naliaka Barasa"]
    assert house.sent[0].post_data == "id=7&place=3"


def test_a_refused_order_is_put_back_and_told(house: House) -> None:
    page = house.show("members", "reorder.js", people=PEOPLE)
    house.answer = 409
    page.get_by_role("button", name="Move Naliaka Barasa").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.locator("#messages", has_text="The order could not be saved; the former order is back.").wait_for()
    assert names(house) == ["Naliaka Barasa", "Josphat Kilonzi", "Halima Wario"]
    # The browser itself writes the 409 to its console.
    house.refused[:] = [line for line in house.refused if "409" not in line]
