"""The desk's search, the page of a person and the office's pages in a browser: keys, accessibility, the site's own policy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from conference.core import clock
from conference.core.access import Role
from conference.correspondence.models import Message
from delegations.registration.members import rules
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited
from tests.axe import violations
from tests.look.pages import IN_A_BROWSER, opened
from tests.people import make_delegation, make_focal_point, make_member, make_user
from tests.programme.draft import add
from tests.registration.kit import make_deadline

pytestmark = IN_A_BROWSER
RETENTION = "/desk/office/retention/"
INTERFACE, DOCUMENT = "/interface/", "/api/v1/openapi.json"
EVERY = tuple(Role)
ADMIN = [f"/admin/{page}/" for page in ("parties/party", "conference/category", "accounts/rolegrant")]


@pytest.fixture
def taken(world) -> dict[str, tuple[str, str]]:
    """Address → (body, CSP), as somebody with every role sees it."""
    member, _badge = accredited("KEN", family_name="Otieno", given_names="Grace", capacity="head")
    make_member("KEN", state="submitted", arrival=clock.now() + timedelta(hours=5), family_name="Odhiambo")
    for one in Delegate.objects.all():
        Delegate.objects.filter(pk=one.pk).update(**rules.derived(one))
    make_delegation("BRA")
    # A head's short times, close to one another.
    for starts, ends in (("10:00", "10:05"), ("10:10", "10:13"), ("10:15", "10:20"), ("10:30", "10:35")):
        add(f"At {starts}", room="CR1", starts=starts, ends=ends, chair=member)
    deadline = make_deadline()
    staff = Client()
    user = make_user(None, *EVERY, name="Thu Hà")
    user.is_admin = True
    user.save()
    staff.force_login(user)
    # Word of the accreditation, with an identifier that has no place to break.
    make_focal_point("KEN")
    accredited("KEN", family_name="Wambua", given_names="Peter")
    letter = Message.objects.latest("pk")
    Message.objects.filter(pk=letter.pk).update(message_id=f"<{'179583764144.' * 5}@127.0.0.1>")
    addresses = [
        f"/desk/messages/{letter.pk}/",
        "/desk/",
        "/desk/find/?q=en",
        "/desk/find/?q=odiambo",
        f"/desk/people/{member.public_id}/?open=scans",
        "/desk/office/",
        "/desk/office/deadlines/",
        RETENTION,
        f"/desk/office/deadlines/{deadline.pk}/",
        "/desk/staff/",
        "/desk/staff/new/",
        f"/desk/staff/{user.pk}/",
        "/desk/record/",
        "/desk/circulars/new/",
        "/desk/progress/?by=group",
        "/desk/calendar/free/",
        "/desk/travel/",
        f"/desk/calendar/persons/{member.public_id}/?day=2025-10-25",
        INTERFACE,
        DOCUMENT,
        *ADMIN,
        "/admin/jsi18n/",
    ]
    answers = {address: staff.get(address) for address in addresses}
    answers["/desk/find/?q=otie"] = staff.get("/desk/find/?q=otie", headers={"HX-Request": "true"})
    assert {answer.status_code for answer in answers.values()} == {200}
    return {
        url: (answer.content.decode(), answer.get("Content-Security-Policy", "")) for url, answer in answers.items()
    }


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(taken, width):
    found = {}
    with opened(taken, width, picture=b"<svg xmlns='http://www.w3.org/2000/svg'/>") as show:
        # What Django's admin does on a phone is its own.
        pages = [one for one in taken if one.startswith("/desk/") and one != "/desk/find/?q=otie"] + ADMIN * (
            width > 1000
        )
        for address in pages:
            page = show(address)
            faults = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                faults.append(("wider than the window", [wide]))
            if faults:
                found[address] = faults
    assert found == {}


def test_a_period_is_asked_for_in_a_field_as_wide_as_a_number(taken):
    with opened(taken) as show:
        widths = show(RETENTION).eval_on_selector_all("input[type=number]", "all => all.map(one => one.offsetWidth)")
        assert len(widths) > 5
        assert {width <= 100 for width in widths} == {True}


def test_slash_anywhere_leads_into_the_search_and_what_fits_shows_at_once(taken):
    with opened(taken) as show:
        page = show("/desk/office/")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "desk-find"
        page.keyboard.type("otie")
        link = page.locator("#find-now a", has_text="Grace Otieno")
        link.wait_for()
        page.keyboard.press("Tab")
        # Shown while the focus is within; away from it, it is put away.
        assert link.is_visible()
        page.locator("h1").click()
        assert not link.is_visible()


def test_the_interface_is_read_and_tried_on_a_page_under_the_sites_policy(taken):
    with opened(taken) as show:
        page = show(INTERFACE)
        page.locator(".swagger-ui .opblock").first.wait_for()
        assert page.locator(".opblock-summary-path", has_text="/api/v1/gates").count() >= 1
        assert page.locator("button.authorize").count() >= 1
        whole = violations(page, advice=True)
        # Its own `main` has a role here that makes it no second one, which axe calls a minor fault.
        assert [(one["id"], one["nodes"][0]["target"]) for one in whole if one["impact"] != "minor"] == []
