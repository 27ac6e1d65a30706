"""A couple answers by the mail's link on a telephone and is let in at the entrance; and what axe finds on the pages of receptions."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import zxingcpp
from django.conf import settings
from django.test import Client
from icalendar import Calendar
from PIL import Image
from playwright.sync_api import Page, expect

from conference.core import clock
from conference.core.access import Role
from conference.correspondence.letters import letter
from conference.correspondence.models import Message
from conference.models import current_conference
from conference.translated import Translated
from schedule.receptions.arrivals.actions import record_arrival
from schedule.receptions.models import Reception
from schedule.receptions.outside_guests.actions import create_guest
from tests.axe import violations
from tests.bilaterals.scene import meeting_room
from tests.look.answering import sitting
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import make_focal_point, make_member, make_user, sign_in
from tests.receptions.scene import NOW, Scene, link_of, make_scene

pytestmark = [*IN_A_BROWSER]
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"/>'
DOOR = "/desk/receptions/banquet/door/"


@pytest.fixture
def scene(db) -> Scene:
    with clock.standing(NOW):
        return make_scene()


def link_in_the_mail(code: str) -> str:
    """Return the path of the link in the text that the outbox sends to the delegation's focal point."""
    message = Message.objects.get(kind="receptions.invited", recipient=f"focal.{code.lower()}@mission.example")
    text = str(letter.compose(message, current_conference()).body)
    [link] = re.findall(rf"^{re.escape(settings.PUBLIC_URL)}(/invited/\S+)$", text, re.MULTILINE)
    return str(link)


def codes_on(page: Page) -> dict[str, str]:
    """Return what the codes that are shown say, by the name beside each."""
    found = {}
    for ticket in page.locator("li.ticket").all():
        picture = Image.open(io.BytesIO(ticket.locator("svg.qr").screenshot()))
        [code] = zxingcpp.read_barcodes(picture)
        found[ticket.locator(".person").inner_text()] = code.text
    return found


def faults_of(page: Page) -> list[object]:
    """Return what axe finds, and by how much the page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found: list[object] = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations(page)]
    return [*found, ("width", wide)] if wide > 0 else found


def test_a_couple_answers_by_the_link_of_the_mail_and_both_are_let_in(scene):
    link, guest = link_in_the_mail("KEN"), scene.heads["KEN"].called
    with sitting(Client(), NOW, 390, 844) as telephone:
        page = telephone.open(link)
        assert faults_of(page) == []
        page.get_by_text("Yes, with pleasure").click()
        page.get_by_label(re.compile("Name of the companion")).fill("Mr. Tom Wafula Simiyu")
        page.get_by_role("button", name="Send: yes, two persons").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: 2 persons")
        assert faults_of(page) == []
        codes = codes_on(page)
        calendar = page.get_by_role("link", name="Add to calendar").get_attribute("href")
        file = page.evaluate("(url) => fetch(url).then((answer) => answer.text())", calendar)
    [event] = Calendar.from_ical(file).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["DTSTART"].dt.isoformat()) == ("State Banquet", "2025-10-25T19:00:00+07:00")
    assert set(codes) == {guest, "Mr. Tom Wafula Simiyu"}

    protocol = sign_in(Client(), make_user(None, Role.PROTOCOL))
    with sitting(protocol, scene.reception.begins) as desk:
        page = desk.open(DOOR)
        here = page.locator(".figures li").first
        expect(here).to_contain_text("0 of 2")
        for count, (name, code) in enumerate(codes.items(), start=1):
            # As a reader does it, which types and ends with Enter: the field has the focus after each.
            expect(page.get_by_label(re.compile("Scan a code"))).to_be_focused()
            page.keyboard.type(code)
            page.keyboard.press("Enter")
            expect(page.get_by_role("status")).to_contain_text(f"{name} (Kenya) is here.")
            expect(here).to_contain_text(f"{count} of 2")
        assert faults_of(page) == []
        page.get_by_label(re.compile("Scan a code")).fill(codes[guest])
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(f"Second arrival: {guest} is here since 18:15.")
        expect(here).to_contain_text("2 of 2")
    row = scene.invitation("KEN")
    assert (row.arrived_at, row.companion_arrived_at) == (scene.reception.begins, scene.reception.begins)


def test_the_receiving_line_moves_on_the_second_screen_and_leaves_what_is_typed_there(scene):
    with clock.standing(NOW):
        for code in ("BRA", "KEN", "FRA"):
            scene.answer(code)
    protocol = sign_in(Client(), make_user(None, Role.PROTOCOL))
    begins = scene.reception.begins
    with sitting(protocol, begins) as hall, sitting(protocol, begins) as office:
        one, two = hall.open(f"{DOOR}../line/"), office.open(f"{DOOR}../line/")
        next_one = two.locator("section[aria-labelledby=next-h]")
        expect(next_one).to_contain_text("Brazil")
        expect(two.get_by_label("Minutes for each guest")).to_have_value("2")
        assert two.get_by_label("Minutes for each guest").bounding_box()["width"] < 200
        one.locator("section[aria-labelledby=next-h]").get_by_role("button", name="Received").click()
        expect(next_one).to_contain_text("France")
        row = two.locator("tr", has_text="Kenya")
        row.get_by_text("Add").click()
        row.get_by_label(re.compile("Pronunciation")).fill("wam-BOO-ee")
        one.locator("section[aria-labelledby=next-h]").get_by_role("button", name="Received").click()
        expect(one.locator("section[aria-labelledby=next-h]")).to_contain_text("Kenya")
        # Whoever types is not disturbed; once the field is closed the line is as on the other screen.
        expect(row.get_by_label(re.compile("Pronunciation"))).to_have_value("wam-BOO-ee")
        expect(next_one).to_contain_text("France")
        row.locator("summary").click()
        expect(next_one).to_contain_text("Kenya")


@pytest.fixture
def taken(scene) -> dict[str, tuple[str, str]]:
    """Return bodies and policies by address, in English and Arabic: somebody is here, a substitute and a late answer wait."""
    desk = "/desk/receptions/"
    link = link_of("CIV")
    with clock.standing(NOW):
        make_member("GHA", capacity="head", state="submitted")  # not invited yet
        values = {"party": scene.heads["FRA"].delegation.party, "family_name": "Delcourt", "given_names": "Hélène"}
        create_guest(actor=scene.protocol, values=values)
        scene.answer("KEN", companion="Mr. Tom Wafula Simiyu", allergies="Nuts", number_plate="29A-123.45")
        scene.answer("BRA", "substitute", substitute_name="Ms. Ana Paula de Oliveira", substitute_function="Ambassador")
    with clock.standing(scene.reception.answer_by + timedelta(minutes=1)):
        scene.answer("FRA", companion="Mme. Anne-Marie Roy")
    public, portal, staff = (
        Client(),
        sign_in(Client(), make_focal_point("CIV")),
        sign_in(Client(), make_user(None, Role.PROTOCOL)),
    )
    answers = {}
    with clock.standing(scene.reception.begins):
        record_arrival(actor=scene.protocol, invitation=scene.invitation("KEN"))
        at = f"{desk}banquet/"
        guests = f"{desk}outside-guests/"
        anew, record = (f"{at}{scene.invitation('CIV').public_id}/{page}/" for page in ("anew", "answer"))
        asked = {
            public: [link],
            portal: ["/portal/civ/receptions/"],
            staff: [
                *(desk, at, f"{desk}new/", f"{at}edit/", f"{at}door/", f"{at}after/", f"{at}line/", anew, record),
                *(guests, f"{guests}new/", f"{guests}import/"),
            ],
        }
        for language in ("en", "ar"):
            for client, addresses in asked.items():
                client.cookies["django_language"] = language
                answers |= {f"{url}?in={language}": client.get(url) for url in addresses}
            answers[f"{at}wave/?in={language}"] = listed = staff.post(f"{at}wave/", {"kind": "heads"})
            ticked = [guest.key for guest in listed.context["preview"].guests]
            sent = {"kind": "heads", "guest": ticked, "step": "check"}
            answers[f"{at}wave/?check&in={language}"] = staff.post(f"{at}wave/", sent)
    assert {url: answer.status_code for url, answer in answers.items() if answer.status_code != 200} == {}
    return {url: (answer.content.decode(), answer["Content-Security-Policy"]) for url, answer in answers.items()}


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_no_page_is_wider_than_the_window(taken, width):
    found = {}
    with opened(taken, width, picture=PICTURE) as show:
        for address in taken:
            page = show(address)
            if faults := faults_of(page):
                found[address] = faults
    assert found == {}


@pytest.mark.parametrize("address", ["/desk/receptions/banquet/", "/desk/bilaterals/"])
def test_the_buttons_of_a_headline_stand_beside_it(scene, address: str):
    Reception.objects.update(name=Translated(en="Reception given by the General Secretary"))
    for number in range(8):
        meeting_room(f"B-{number}", 8)
    answer = sign_in(Client(), make_user(None, Role.PROTOCOL)).get(address)
    with opened({address: (answer.content.decode(), answer["Content-Security-Policy"])}, 1366) as show:
        headline = show(address).locator(".headline").first
        title, button = headline.locator("h1").bounding_box(), headline.locator(".ctl .b").last.bounding_box()
    assert title is not None
    assert button is not None
    assert button["y"] < title["y"] + title["height"]
