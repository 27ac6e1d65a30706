"""A telephone at the entrance of a reception: online, without a network, and online again."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from delegations.gates.models import Scan
from schedule.receptions.arrivals import codes, queries
from tests.look.answering import sitting
from tests.look.pages import IN_A_BROWSER
from tests.receptions.test_gate_scanner import at_the_entrance, code_for_a_device, here

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db]


def shown(page: Page, text: str) -> None:
    if page.locator("#gate").get_attribute("data-part") == "result":
        page.evaluate("gate.next()")
    page.locator("#typed").fill(text)
    page.keyboard.press("Enter")


def test_a_telephone_lets_a_couple_in_half_of_it_without_a_network(db):
    with at_the_entrance() as (scene, evening):
        a_telephone(scene, evening)


def a_telephone(scene, evening):
    code = code_for_a_device()
    invitation = scene.invitation("KEN")
    texts = [
        codes.code_of(invitation),
        codes.code_of(invitation, companion=True),
        codes.code_of(scene.invitation("FRA")),
    ]
    with sitting(Client(), evening, 390, 844) as guard:
        page = guard.open(f"/gate/#{code}")
        # Days and ages are reckoned by the device's clock, which the list corrects.
        page.get_by_role("button", name="Enrol").click()
        expect(page.locator("#gate-name")).to_have_text("State Banquet")
        expect(page.locator("#net-words")).to_have_text("connected")
        shown(page, texts[0])
        expect(page.locator("#verdict-why")).to_have_text("On the guest list. Counted as here.")
        # A guest has no category, and no letter or colour of one.
        expect(page.locator("#cat-words")).to_have_text("Guest")
        expect(page.locator("#cat-letter")).to_be_hidden()
        guard.reachable = False
        shown(page, texts[1])
        expect(page.locator("#verdict-word")).to_have_text("Enter")
        expect(page.locator("#cat-words")).to_have_text("Companion")
        shown(page, texts[2])
        expect(page.locator("#verdict-why")).to_have_text("Invited, but not expected: no acceptance is in the list.")
        assert page.evaluate("gate.judge.waiting") == 2
        assert page.evaluate("gate.judge.inside()") == 2
        guard.reachable = True
        page.evaluate("gate.sync.soon()")
        expect(page.locator("#net-words")).to_have_text("connected")
        page.wait_for_function("gate.judge.waiting === 0")
    arrived = here(scene)["KEN"]
    assert None not in arrived
    assert queries.figures(scene.reception)["here"] == 2
    assert list(Scan.objects.order_by("number").values_list("verdict", "reason", "online")) == [
        ("enter", "expected", True),
        ("enter", "expected", False),
        ("check", "not-expected", False),
    ]
