"""Rows are ordered by dragging or with Alt and an arrow; a refusal puts the former order back."""

from playwright.sync_api import Request, Route

from tests.look.pages import IN_A_BROWSER, Site

pytestmark = IN_A_BROWSER
PEOPLE = [("7", "Naliaka Barasa"), ("8", "Josphat Kilonzi"), ("9", "Halima Wario")]


def names(site: Site) -> list[str]:
    return site.page.locator("tr td:last-child").all_inner_texts()


def test_alt_and_arrow_move_a_row_and_say_so(site: Site) -> None:
    page = site.show("members", "js/reorder.js", people=PEOPLE)
    page.get_by_role("button", name="Move Halima Wario").focus()
    with page.expect_response("**/order/"):
        page.keyboard.press("Alt+ArrowUp")
    assert names(site) == ["Naliaka Barasa", "Halima Wario", "Josphat Kilonzi"]
    assert page.locator("[data-place]").all_inner_texts() == ["1", "2", "3"]
    assert site.sent[0].post_data == "id=9&place=2"
    assert site.sent[0].headers["x-csrftoken"] == "token-of-the-page"
    page.locator("#live", has_text="Halima Wario is now number 2 of 3.").wait_for(state="attached")
    assert page.evaluate("document.activeElement.ariaLabel") == "Move Halima Wario"


def test_arrows_pressed_faster_than_the_server_answers_all_count(site: Site) -> None:
    """Each move carries the version that the one before brought; sent at once, all but the first would fail."""
    page = site.show("members", "js/reorder.js", people=PEOPLE)
    seen: list[str] = []
    version = [1]

    def serve(route: Route, request: Request) -> None:
        stale = not request.url.endswith(f"?expected_version={version[0]}")
        seen.append(f"{request.post_data} {'refused' if stale else 'kept'}")
        version[0] += not stale
        headers = {} if stale else {"X-Order-Url": f"/order/?expected_version={version[0]}"}
        route.fulfill(status=409 if stale else 204, headers=headers)

    page.route("**/order/**", serve)
    page.evaluate("document.querySelector('[data-reorder]').dataset.reorder = '/order/?expected_version=1'")
    page.get_by_role("button", name="Move Halima Wario").focus()
    page.evaluate("""() => {
        const press = () => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key: "ArrowUp", altKey: true, bubbles: true }));
        press(); press();
    }""")
    page.locator("[data-reorder='/order/?expected_version=3']").wait_for(state="attached")
    assert seen == ["id=9&place=2 kept", "id=9&place=1 kept"]
    assert names(site) == ["Halima Wario", "Naliaka Barasa", "Josphat Kilonzi"]
    assert page.evaluate("document.activeElement.ariaLabel") == "Move Halima Wario"


def test_when_one_is_refused_those_behind_it_are_dropped_and_the_last_kept_order_is_back(site: Site) -> None:
    page = site.show("members", "js/reorder.js", people=PEOPLE)
    site.answer = 409
    page.get_by_role("button", name="Move Naliaka Barasa").focus()
    page.evaluate("""() => {
        const press = () => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key: "ArrowDown", altKey: true, bubbles: true }));
        press(); press();
    }""")
    page.locator("#messages", has_text="The order could not be saved. The previous order has been restored.").wait_for()
    assert names(site) == ["Naliaka Barasa", "Josphat Kilonzi", "Halima Wario"]
    assert len(site.sent) == 1
    assert page.evaluate("document.activeElement.ariaLabel") == "Move Naliaka Barasa"
    site.refused[:] = [line for line in site.refused if "409" not in line]


def test_the_first_row_goes_no_further(site: Site) -> None:
    page = site.show("members", "js/reorder.js", people=PEOPLE)
    page.get_by_role("button", name="Move Naliaka Barasa").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("#live", has_text="It cannot be moved further in this direction.").wait_for(state="attached")
    assert site.sent == []


def test_dragging_the_handle_moves_the_row(site: Site) -> None:
    page = site.show("members", "js/reorder.js", people=PEOPLE)
    start = page.get_by_role("button", name="Move Naliaka Barasa").bounding_box()
    end = page.get_by_role("button", name="Move Halima Wario").bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + end["height"] * 0.8, steps=8)
    with page.expect_response("**/order/"):
        page.mouse.up()
    assert names(site) == ["Josphat Kilonzi", "Halima Wario", "Naliaka Barasa"]
    assert site.sent[0].post_data == "id=7&place=3"


def test_a_refused_order_is_put_back_and_told(site: Site) -> None:
    page = site.show("members", "js/reorder.js", people=PEOPLE)
    site.answer = 409
    page.get_by_role("button", name="Move Naliaka Barasa").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.locator("#messages", has_text="The order could not be saved. The previous order has been restored.").wait_for()
    assert names(site) == ["Naliaka Barasa", "Josphat Kilonzi", "Halima Wario"]
    # The browser itself writes the 409 to its console.
    site.refused[:] = [line for line in site.refused if "409" not in line]
