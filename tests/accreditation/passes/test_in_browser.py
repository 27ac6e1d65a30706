"""The form of a pass asks for what its sort needs, by the stylesheet alone: also where no script runs."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from delegations.accreditation.passes import requests
from tests.accreditation.kit import accredited, officer
from tests.accreditation.pass_kit import sort
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import actor, make_delegation, make_focal_point, sign_in

pytestmark = IN_A_BROWSER
DESK, PORTAL = "/desk/passes/of/ken/", "/portal/ken/passes/"


@pytest.mark.parametrize("address", [DESK, PORTAL])
def test_the_fields_of_a_vehicle_show_for_a_vehicle_alone(world, address: str):
    accredited("KEN")
    floater, vehicle = sort(), sort("vehicle")
    reader = officer() if address == DESK else make_focal_point("KEN", email="jane@ken.example")
    answer = sign_in(Client(), reader).get(address)
    taken = {address: (answer.content.decode(), answer["Content-Security-Policy"])}
    with opened(taken, 1280, java_script_enabled=False) as show:
        page = show(address)
        member, plate, days = (page.locator(f"[name={name}]").first for name in ("member", "plate", "days"))
        for chosen, needs_vehicle in (("", False), (str(vehicle.pk), True), (str(floater.pk), False)):
            page.select_option("#id_type", chosen)
            expect(plate).to_be_visible(visible=needs_vehicle)
            expect(days).to_be_visible(visible=needs_vehicle)
            expect(member).to_be_visible(visible=not needs_vehicle)


def test_on_a_phone_each_request_shows_whole_with_what_to_do(world):
    jane = make_focal_point("KEN", email="jane@ken.example")
    member, _badge = accredited("KEN")
    requests.ask(actor=actor(jane), delegation=make_delegation("KEN"), type=sort(), member=member)
    for address in (DESK, "/desk/passes/"):
        answer = sign_in(Client(), officer()).get(address)
        with opened({address: (answer.content.decode(), answer["Content-Security-Policy"])}, 390) as show:
            page = show(address)
            for shown in ("Asked for", "Grant", "Decline"):
                box = page.get_by_role("table").first.get_by_text(shown, exact=False).last.bounding_box()
                assert box is not None
                assert 0 <= box["x"] <= 390 - box["width"], (address, shown)
