"""The pages of sessions, of kept forms and of exports: nothing that axe finds, and nothing wider than a telephone, from either side."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from conference.core.access import Role
from tests.accounts.exports import test_exports as exports
from tests.accounts.sign_in.test_sessions import TELEPHONE, browser, unused_for
from tests.axe import violations
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import make_focal_point, make_member, make_user, sign_in

pytestmark = [*IN_A_BROWSER, pytest.mark.usefixtures("world")]
TYPED = "First line\nsecond line & <b>more</b>"


def in_both(client: Client, address: str) -> dict[str, tuple[str, str]]:
    """Return body and policy of the page in English and Arabic."""
    pages = {}
    for language in ("en", "ar"):
        client.cookies["django_language"] = language
        answer = client.get(address)
        pages[f"{address}?{language}"] = (answer.content.decode(), answer["Content-Security-Policy"])
    return pages


@pytest.fixture
def pages(settings) -> dict[str, tuple[str, str]]:
    settings.APPROVE_EXPORTS = True
    make_member("KEN", state="accredited", family_name="Wambui")
    user = make_focal_point()
    here, idle = browser(user), browser(user, TELEPHONE)
    asker = make_user(None, Role.ACCREDITATION)
    exports.requested(asker)
    found = in_both(here, "/accounts/sessions/") | in_both(
        sign_in(Client(), make_user(None, Role.SECRETARIAT)), "/desk/exports/"
    )
    found |= in_both(sign_in(Client(), make_user(None, Role.SECRETARIAT)), f"/desk/staff/{asker.pk}/")
    unused_for(idle, timedelta(hours=3))
    idle.post("/portal/ken/members/new/", {"given_names": TYPED, "family_name": "Wambui"})
    idle.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})
    return found | in_both(idle, "/accounts/continue/")


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_no_page_is_wider_than_the_window(pages, width):
    found = {}
    with opened(pages, width) as show:
        for address in pages:
            page = show(address)
            faults = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if faults or wide > 0:
                found[address] = (faults, wide)
    assert found == {}


def test_a_browser_sends_the_kept_text_as_it_was_typed(pages):
    """An area's first line end is HTML's, not the text's."""
    with opened(pages, 1440) as show:
        page = show("/accounts/continue/?en")
        sent = page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form')))")
    assert (sent["given_names"].replace("\r\n", "\n"), sent["family_name"]) == (TYPED, "Wambui")
