"""The desk's menu stays on one line on a wide screen, in each language of the Latin and Cyrillic scripts: the search gives way."""

from __future__ import annotations

import pytest
from django.test import Client

from conference.core.access import Role
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import make_user, sign_in

pytestmark = IN_A_BROWSER
LINES = "found => new Set([...found.children].map(one => Math.round(one.getBoundingClientRect().top))).size"


@pytest.mark.parametrize("language", ["en", "es", "fr", "ru", "vi"])
def test_protocols_menu_stands_on_one_line_at_1440(world, language: str):
    answer = sign_in(Client(), make_user(None, Role.PROTOCOL)).get("/desk/", headers={"accept-language": language})
    taken = {"/desk/": (answer.content.decode(), answer["Content-Security-Policy"])}
    with opened(taken, 1440) as show:
        assert show("/desk/").locator(".pagenav > .wrap > ul").evaluate(LINES) == 1


def test_a_longer_menu_takes_two_lines_and_no_page_is_wider_than_the_window(world):
    answer = sign_in(Client(), make_user(None, Role.SECRETARIAT)).get("/desk/", headers={"accept-language": "en"})
    taken = {"/desk/": (answer.content.decode(), answer["Content-Security-Policy"])}
    with opened(taken, 1440) as show:
        page = show("/desk/")
        assert page.locator(".pagenav > .wrap > ul").evaluate(LINES) == 2
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
