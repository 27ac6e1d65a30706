"""The pages of results: nothing that axe finds, and nothing wider than a telephone, from either side."""

from __future__ import annotations

import pytest
from django.test import Client

from conference.core import clock
from conference.core.access import Role
from tests.axe import violations
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import make_member, make_user, sign_in
from tests.results.test_results import EVENING
from tests.signing.commitments.kit import recorded
from tests.signing.scene import fill, intend, make_session, sign

pytestmark = [*IN_A_BROWSER, pytest.mark.usefixtures("world", "begun")]
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"/>'


@pytest.fixture
def taken() -> dict[str, tuple[str, str]]:
    """Return bodies and policies of the pages by address, in English and Arabic."""
    session = make_session()
    for code in ("KEN", "FRA"):
        intend(code)
    fill(session)
    sign(session, "KEN", "FRA")
    for number in range(6):
        make_member("BRA", state="accredited", family_name=f"Silva {number}")
    recorded("KEN")
    staff = sign_in(Client(), make_user(None, Role.SECRETARIAT))
    pages = {}
    with clock.standing(EVENING):
        for language in ("en", "ar"):
            for client, address in ((Client(), "/results/"), (staff, "/desk/results/")):
                client.cookies["django_language"] = language
                answer = client.get(address, {"lang": language})
                pages[f"{address}?{language}"] = (answer.content.decode(), answer["Content-Security-Policy"])
    return pages


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_no_page_is_wider_than_the_window(taken, width):
    found = {}
    with opened(taken, width, picture=PICTURE) as show:
        for address in taken:
            page = show(address)
            faults = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if faults or wide > 0:
                found[address] = (faults, wide)
    assert found == {}
