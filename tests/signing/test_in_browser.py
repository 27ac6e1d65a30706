"""The pages of signing and of full powers: nothing that axe finds, nothing wider than a telephone, and what the console's keys do."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from conference.core.access import Role
from delegations.credentials.powers import deciding
from schedule.signing.models import Signature
from tests.axe import violations
from tests.credentials.kit import officer, received
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import actor, make_member, make_user, sign_in
from tests.signing.commitments.kit import recorded
from tests.signing.kit import declaration
from tests.signing.scene import (
    BEGINS,
    appointment_of,
    close,
    do,
    fill,
    intend,
    make_session,
    minutes,
    people,
    propose,
    rectify,
    sign,
)

pytestmark = [*IN_A_BROWSER, pytest.mark.usefixtures("world", "begun")]
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"/>'
# What a decision relies on is a line too long for any table.
ORGAN = "Abderrahmane Benyoucef El Khattabi, who signs for the Minister"


@pytest.fixture
def taken() -> dict[str, tuple[str, str]]:
    """Return bodies and policies of the pages by address: one party has signed, one is at the table, one waits."""
    session = make_session()
    minister = make_member("KEN", state="submitted", family_name="Barasa", given_names="Naliaka")
    paper = received(minister, issuer_name=ORGAN, name_written="Naliaka Barasa")
    deciding.accept(actor=officer(), powers=paper)
    other = received(make_member("HRV", state="submitted"), is_sealed=False)
    intend("KEN", minister, statements=[declaration("The Republic declares that it so declares. " * 20)])
    for code in ("BRA", "FRA"):
        intend(code)
    fill(session)
    sign(session, "BRA")
    do(session, "call", "FRA")
    make_session(session.treaty, "second", starts=BEGINS + minutes(120))
    signature = rectified()
    staff, protocol = (sign_in(Client(), make_user(None, role)) for role in (Role.SECRETARIAT, Role.PROTOCOL))
    at, made = "/desk/signing/sessions/first/", f"/desk/commitments/{recorded('BRA').public_id}/"
    addresses = {
        protocol: [
            *("/desk/signing/", at, f"{at}console/", f"{at}record/", f"{at}edit/", f"{at}carry-over/?to=second"),
            *("/desk/signing/sessions/closed/record/", made, f"{made}correct/"),
        ],
        staff: [
            f"/desk/signing/sessions/closed/record/rectify/?signature={signature.pk}&field=text:1:en",
            f"/desk/signing/{appointment_of('KEN').public_id}/",
            "/desk/full-powers/?show=all",
            f"/desk/full-powers/{other.public_id}/",
            "/desk/commitments/",
        ],
    }
    answers = {address: client.get(address) for client, some in addresses.items() for address in some}
    assert {address: answer.status_code for address, answer in answers.items() if answer.status_code != 200} == {}
    return {url: (answer.content.decode(), answer["Content-Security-Policy"]) for url, answer in answers.items()}


def rectified() -> Signature:
    """Return a signature of a closed record, of which one rectification is decided and another proposed."""
    session = make_session(code="closed")
    intend("PER", statements=[declaration("As stated.")])
    fill(session)
    sign(session, "PER")
    close(session, *map(actor, people()))
    signature = session.signatures.get()
    rectify(signature, "function", "Minister of Justice")
    propose(signature, "struck")
    return signature


@pytest.mark.parametrize("width", [1280, 390])
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


def test_the_running_order_shows_who_is_at_the_table():
    """The order is longer than its place on the screen."""
    session = make_session()
    codes = (
        "AUS",
        "AUT",
        "BEL",
        "BRA",
        "CHL",
        "CHN",
        "CUB",
        "DEU",
        "EGY",
        "ESP",
        "FRA",
        "GBR",
        "GHA",
        "GRC",
        "ITA",
        "KEN",
    )
    for code in (*codes, "ZWE"):
        intend(code)
    fill(session)
    do(session, "call", "ZWE")
    address = "/desk/signing/sessions/first/console/"
    answer = sign_in(Client(), make_user(None, Role.PROTOCOL)).get(address)
    pages = {address: (answer.content.decode(), answer["Content-Security-Policy"])}
    with opened(pages, 1280, picture=PICTURE) as show:
        page = show(address)
        place = page.locator(".order-scroll")
        assert place.evaluate("(e) => e.scrollHeight > e.clientHeight + 100")
        expect(page.locator("tr.now")).to_contain_text("ZWE")
        inside = """(e) => {
          const row = e.getBoundingClientRect(), place = e.closest('.order-scroll').getBoundingClientRect();
          return row.top >= place.top && row.bottom <= place.bottom;
        }"""
        assert page.locator("tr.now").evaluate(inside)


@pytest.fixture
def called() -> dict[str, tuple[str, str]]:
    """Return the console's page at the moment at which Brazil was called."""
    session = make_session()
    for code in ("BRA", "FRA"):
        intend(code)
    fill(session)
    do(session, "call", "BRA")
    address = "/desk/signing/sessions/first/console/"
    answer = sign_in(Client(), make_user(None, Role.PROTOCOL)).get(address)
    return {address: (answer.content.decode(), answer["Content-Security-Policy"])}


def test_on_a_phone_the_time_at_the_table_stands_below_who_signs(called):
    (address,) = called
    with opened(called, 390, picture=PICTURE) as show:
        podium = show(address).locator("[data-table]:not([hidden]) .at-podium")
        name, since = podium.locator("h2").bounding_box(), podium.locator(".since").bounding_box()
        assert name is not None
        assert since is not None
        assert since["x"] < name["x"]
        assert since["y"] > name["y"] + name["height"]
        assert podium.locator("> div").evaluate("(e) => e.getBoundingClientRect().width") > 250


def acts_sent(page: Page) -> list[dict[str, str]]:
    """Return a list that fills with the acts that the page sends."""
    acts: list[dict[str, str]] = []

    def note(request) -> None:
        if request.method == "POST" and request.url.endswith("/act/"):
            acts.append(dict(parse_qsl(request.post_data or "")))

    page.on("request", note)
    return acts


def test_a_second_space_within_three_seconds_of_a_call_asks_before_it_signs(called):
    with opened(called, picture=PICTURE, machine=BEGINS) as show:
        page = show(next(iter(called)))
        acts, question = acts_sent(page), page.locator("#question")
        page.keyboard.press("Space")
        expect(question).to_contain_text("Brazil was called less than three seconds ago. Has it signed already?")
        expect(page.locator("tr.now")).to_contain_text("Brazil")
        page.keyboard.press("Space")  # which answers nothing
        expect(question).to_be_visible()
        page.keyboard.press("n")
        expect(question).to_be_hidden()
        assert acts == []
        page.keyboard.press("Space")
        with page.expect_request("**/act/"):
            page.keyboard.press("y")
        expect(page.locator("tr.now")).to_contain_text("France")
        assert [(act["do"], act["answers"]) for act in acts] == [("next", "soon")]
        # France has just been called by the answer.
        page.keyboard.press("Space")
        expect(question).to_contain_text("France was called less than three seconds ago.")
        assert len(acts) == 1


def test_three_seconds_after_the_call_space_signs(called):
    with opened(called, picture=PICTURE, machine=BEGINS) as show:
        page = show(next(iter(called)))
        acts = acts_sent(page)
        page.clock.fast_forward(3100)
        with page.expect_request("**/act/"):
            page.keyboard.press("Space")
        expect(page.locator("#question")).to_be_hidden()
        assert [(act["do"], "answers" in act) for act in acts] == [("next", False)]


def test_what_the_server_asks_is_answered_with_the_same_act(called):
    """The acts after it wait with it, and nothing is shown as done before the answer."""
    with opened(called, picture=PICTURE, machine=BEGINS) as show:
        page = show(next(iter(called)))
        acts = acts_sent(page)
        asked = {"question": "Is it Sunday?", "answers": "day:2025-10-26", "label": "Yes, call on this day"}
        # With 409 in life, which the browser would note as an error of the page.
        replies = [{"status": 200, "json": asked}, {"status": 200, "json": {"number": 2}}]
        page.route("**/act/", lambda route: route.fulfill(**replies.pop(0)))
        page.keyboard.press("s")
        expect(page.locator("#question")).to_contain_text("Is it Sunday?")
        expect(page.locator("tr.now")).to_contain_text("Brazil")  # still at the table
        expect(page.locator("[data-skipped]:visible")).to_have_count(0)
        page.keyboard.press("Space")  # nothing is done before the answer
        with page.expect_request("**/act/"):
            page.get_by_role("button", name="Yes, call on this day").click()
        expect(page.locator("#question")).to_be_hidden()
        expect(page.locator("tr.now")).to_have_count(0)
        assert [(act["do"], act.get("answers")) for act in acts] == [("skip", None), ("skip", "day:2025-10-26")]
        assert acts[0]["key"] == acts[1]["key"]
