"""Who may sign and has said nothing: on the desk as the deadline nears, and reminded by a circular whose words are there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.desk import registry
from conference.parties.models import Kind
from conference.translated import Translated
from delegations.registration.models import Deadline
from schedule.signing.appointments import actions
from schedule.signing.appointments.actions import Intention
from schedule.signing.appointments.models import Appointment
from schedule.signing.running_order.models import SigningSession
from schedule.signing.running_order.queries import tally
from tests.markup import compact
from tests.people import actor, make_delegation, make_focal_point, make_user, sign_in
from tests.signing.scene import BEGINS, intend, make_session
from tests.treaties.kit import hanoi, make_organization

pytestmark = pytest.mark.usefixtures("world")
DUE = BEGINS - timedelta(days=5)


@pytest.fixture
def treaty():
    """Two of four that may sign have said nothing: Kenya and the Union; an agency never signs."""
    found = hanoi()
    make_session(found)
    Deadline.objects.create(code="full_powers", name=Translated(en="Full powers, if signing"), at=DUE)
    make_delegation("KEN")
    for code, kind in (("EU", Kind.REIO), ("UNODC", Kind.UN_ENTITY)):
        make_organization(code, kind)
        make_delegation(code)
    intend("BRA")
    actions.declare(actor=SYSTEM, delegation=make_delegation("CIV"), treaty=found, intention=Intention(signs=False))
    return found


def task(role: Role = Role.SECRETARIAT):
    found = registry.tasks_for(actor(make_user(None, role)))
    return next((one for one in found if one.key == "signing.silent"), None)


@pytest.mark.parametrize(
    ("before", "shown"),
    [(timedelta(days=8), None), (timedelta(days=6), "Soon"), (-timedelta(days=1), "Passed"), (DUE - BEGINS, None)],
)
def test_the_desk_lists_them_as_the_deadline_nears_until_the_ceremony_begins(treaty, before, shown):
    with clock.standing(DUE - before):
        found = task()
    assert (found and str(found.word)) == shown
    if found:
        assert found.title == "2 delegations that may sign have not said whether they do"
        assert {party.code for party in found.parties} == {"EU", "KEN"}
        assert (found.remedy, found.url) == ("Remind them", "/desk/circulars/new/?show=not_said")


def test_nobody_is_left_once_all_have_said_it(treaty):
    intend("KEN")
    actions.declare(actor=SYSTEM, delegation=make_delegation("EU"), treaty=treaty, intention=Intention(signs=False))
    with clock.standing(DUE):
        assert task() is None


def test_the_reminder_goes_to_them_alone_and_its_words_are_there(client, treaty):
    make_focal_point("KEN")
    make_focal_point("BRA")
    sign_in(client, make_user(None, Role.SECRETARIAT))
    with clock.standing(DUE):
        shown = compact(client.get("/desk/circulars/new/?show=not_said").content.decode())
        assert 'value="Please say whether {delegation} signs the treaty"' in shown
        assert "{delegation} has not said yet whether it signs the treaty at the conference, and who signs." in shown
        page = client.get("/desk/delegations/?show=not_said").content.decode()
    assert ("Kenya" in page, "Brazil" in page) == (True, False)
    assert "Has not said whether it signs" in page
    assert "Brazil" not in shown


def test_who_may_not_write_to_delegations_sees_who_they_are(treaty):
    with clock.standing(DUE):
        found = task(Role.PROTOCOL)
    assert (found.others, found.look) == (True, "/desk/delegations/?show=not_said")


def test_the_list_of_intentions_says_that_it_is_empty_until_a_party_enters_one(client):
    hanoi()
    sign_in(client, make_user(None, Role.PROTOCOL))
    text = compact(client.get("/desk/signing/").content.decode())
    assert "No intentions to sign yet" in text
    assert '<table class="t t-stack"' not in text
    assert 'class="b main" href="/desk/signing/sessions/new/"' in text
    intend("KEN")
    text = compact(client.get("/desk/signing/").content.decode())
    assert "No intentions to sign yet" not in text
    assert text.count('<table class="t t-stack"') == 1


def test_the_sessions_have_one_total_as_the_board_shows_it(client, treaty):
    sign_in(client, make_user(None, Role.PROTOCOL))
    assert "<tfoot>" not in client.get("/desk/signing/").content.decode()
    second = make_session(treaty, "second", starts=BEGINS + timedelta(days=1))
    Appointment.objects.update(session=SigningSession.objects.get(code="first"))
    Appointment.objects.filter(pk=intend("KEN").pk).update(session=second)
    foot = compact(client.get("/desk/signing/").content.decode()).split("<tfoot>")[1].split("</tfoot>")[0]
    assert re.findall(r">(\w+)</t[hd]>", foot) == ["Total", "3", "0"]
    assert tally(treaty)[:2] == (3, 0)
