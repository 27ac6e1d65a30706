"""The desk's menu: one line while there is room, else two of one length, in each language; the search keeps its word whole."""

from __future__ import annotations

import pytest
from django.test import Client

from conference.core.access import Role
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import make_user, sign_in

pytestmark = IN_A_BROWSER
LANGUAGES = ["en", "es", "fr", "ru", "vi", "ar", "zh-hans"]
# How long each line of the menu is, from the first entry to the last.
LINES = """menu => {
  const lines = new Map();
  for (const entry of menu.children) {
    const { top, left, right } = entry.getBoundingClientRect();
    const line = lines.get(Math.round(top)) ?? { left, right };
    lines.set(Math.round(top), { left: Math.min(line.left, left), right: Math.max(line.right, right) });
  }
  return [...lines.values()].map(({ left, right }) => right - left);
}"""
# What the field's word needs, and what the field has.
WORD = """field => {
  const style = getComputedStyle(field);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  return [pen.measureText(field.placeholder).width, field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)];
}"""
MENU = ".pagenav > .wrap > ul"


def taken(role: Role, language: str, address: str = "/desk/") -> dict[str, tuple[str, str]]:
    answer = sign_in(Client(), make_user(None, role, name="Đặng Thuỳ Linh")).get(
        address, headers={"accept-language": language}
    )
    return {address: (answer.content.decode(), answer["Content-Security-Policy"])}


@pytest.mark.parametrize("language", LANGUAGES)
def test_protocols_menu_stands_on_one_line_at_1440(world, language: str):
    with opened(taken(Role.PROTOCOL, language), 1440) as show:
        assert len(show("/desk/").locator(MENU).evaluate(LINES)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_1280_it_does_too_but_for_the_two_longest_languages_that_have_two_of_one_length(world, language: str):
    with opened(taken(Role.PROTOCOL, language), 1280) as show:
        lines = show("/desk/").locator(MENU).evaluate(LINES)
    assert len(lines) == (2 if language in ("fr", "ru") else 1)
    assert min(lines) > 0.8 * max(lines)


@pytest.mark.parametrize("width", [1120, 1280, 1440, 1920])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_menu_takes_two_lines_at_most_and_leaves_the_search_its_word(world, language: str, width: int):
    with opened(taken(Role.SECRETARIAT, language), width) as show:
        page = show("/desk/")
        lines = page.locator(MENU).evaluate(LINES)
        assert len(lines) <= 2
        assert min(lines) > 0.8 * max(lines)
        needed, there = page.locator("#desk-find").evaluate(WORD)
        assert 20 < needed <= there
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_search_says_what_it_finds_while_it_is_empty(world):
    with opened(taken(Role.SECRETARIAT, "en"), 1280) as show:
        page = show("/desk/")
        said = page.get_by_text("Person, delegation, badge number, room, message", exact=True)
        assert not said.is_visible()
        page.locator("#desk-find").focus()
        assert said.is_visible()
        page.locator("#desk-find").fill("a")
        assert not said.is_visible()


def test_the_masthead_takes_one_line_and_leaves_out_place_and_days_where_they_do_not_fit(world):
    heights = {}
    for width in (1366, 1920):
        with opened(taken(Role.ACCREDITATION, "en"), width) as show:
            page = show("/desk/")
            heights[width] = page.locator(".masthead").bounding_box()["height"]
            sub = page.locator(".mast-sub").evaluate(
                "sub => [sub.scrollHeight > sub.clientHeight + 4, sub.clientHeight]"
            )
            assert sub[0] == (width == 1366)
    assert heights[1366] == heights[1920]


def test_the_states_of_full_powers_stand_apart_from_the_headline(world):
    with opened(taken(Role.PROTOCOL, "en", "/desk/full-powers/"), 1366) as show:
        page = show("/desk/full-powers/")
        headline, states = (page.locator(name).bounding_box() for name in (".headline", "nav.seg"))
    assert states["y"] - (headline["y"] + headline["height"]) >= 8
