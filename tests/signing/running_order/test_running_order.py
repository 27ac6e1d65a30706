"""The host first, then by the rule, then by hand; with times that engage the signatories."""

from __future__ import annotations

import pytest

from conference.core import clock, lifecycle
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import Rank
from conference.printing.documents.registry import PrintOptions, get_document
from schedule.calendar.engagements.actions import TimeTaken, engage_claim
from schedule.calendar.models import Engagement
from schedule.signing.appointments.actions import Intention, declare
from schedule.signing.models import Appointment
from schedule.signing.running_order import actions
from tests.calendar.places import make_room
from tests.people import make_party, make_user, sign_in
from tests.printing.readback import open_pdf, words
from tests.signing.scene import (
    BEGINS,
    appointment_of,
    fill,
    intend,
    make_session,
    make_signatory,
    minutes,
    protocol,
    sign,
    states,
)
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def session():
    return make_session(hanoi())


def test_the_host_stands_first_then_the_english_alphabet_and_each_has_its_slot(session):
    for code in ("KEN", "HRV", "VNM", "CIV"):
        intend(code)
    intend("BRA", None)
    fill(session)
    assert list(states(session)) == ["VNM", "BRA", "CIV", "HRV", "KEN"]
    assert appointment_of("VNM").starts == BEGINS
    assert appointment_of("KEN").starts == BEGINS + minutes(6)
    held = Engagement.objects.get(person=appointment_of("KEN").signatory)
    assert (held.kind, held.starts, held.ends) == ("signing", BEGINS - minutes(4), BEGINS + minutes(7.5))


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        ("alphabetical", ["VNM", "BRA", "CIV", "KEN"]),
        ("rank", ["VNM", "CIV", "BRA", "KEN"]),  # a Head of State before two ministers
        ("inscription", ["VNM", "KEN", "CIV", "BRA"]),
    ],
)
def test_after_the_host_stands_who_is_first_by_the_rule_that_was_chosen(rule, order):
    session = make_session(hanoi(), rule=rule)
    for code, rank in (("KEN", "minister"), ("VNM", "minister"), ("CIV", "head_of_state"), ("BRA", "minister")):
        intend(code, make_signatory(code, rank))
    Rank.objects.filter(code="head_of_state").update(position=10)
    Rank.objects.filter(code="minister").update(position=20)
    fill(session)
    assert list(states(session)) == order


def test_a_session_in_a_room_and_one_outside_the_hall_are_named_on_the_order_and_the_sheet(client, tmp_path):
    treaty = hanoi()
    hall = make_session(treaty, outside="", room=make_room("HALL"))
    outside = make_session(treaty, "outside", outside="Presidential Palace", starts=BEGINS + minutes(120))
    for code, session in (("BRA", hall), ("KEN", outside)):
        intend(code)
        actions.schedule_appointment(
            actor=protocol(), session=session, appointment=appointment_of(code), expected_version=1
        )
        with clock.standing(BEGINS):
            sign(session, code)
    sign_in(client, make_user(None, Role.PROTOCOL))
    pages = {one.code: client.get(f"/desk/signing/sessions/{one.code}/").content.decode() for one in (hall, outside)}
    assert {code: "Presidential Palace" in page for code, page in pages.items()} == {"first": False, "outside": True}
    get_document("signing-sheet").produce(PrintOptions(), tmp_path / "sheet.pdf")
    shown = " ".join(words(page) for page in open_pdf(tmp_path / "sheet.pdf"))
    assert "Presidential Palace" in shown
    assert hall.room.name["en"] in shown


def test_by_hand_one_moves_and_the_rule_brings_it_back(session):
    for code in ("VNM", "BRA", "KEN"):
        intend(code)
    fill(session)
    who = protocol()
    actions.move_appointment(
        actor=who, session=session, appointment=appointment_of("KEN"), place=1, expected_version=session.order_version
    )
    assert list(states(session)) == ["KEN", "VNM", "BRA"]
    assert (appointment_of("KEN").by_hand, appointment_of("VNM").by_hand) == (True, False)
    with pytest.raises(AlreadyDecided, match="already changed by"):
        actions.arrange_session(actor=who, session=session, expected_version=session.order_version - 1)
    actions.arrange_session(actor=who, session=session, expected_version=session.order_version)
    assert list(states(session)) == ["VNM", "BRA", "KEN"]


def test_while_it_runs_the_number_to_move_to_is_the_one_that_the_page_shows(session):
    for code in ("VNM", "BRA", "CIV", "KEN", "URY"):
        intend(code)
    fill(session)
    with clock.standing(BEGINS):
        sign(session, "VNM", "BRA")
    moved = {"actor": protocol(), "session": session, "appointment": appointment_of("URY")}
    actions.move_appointment(**moved, place=3, expected_version=session.order_version)
    assert list(states(session)) == ["VNM", "BRA", "URY", "CIV", "KEN"]
    session.refresh_from_db()
    actions.move_appointment(**moved, place=1, expected_version=session.order_version)
    assert appointment_of("URY").position == 3


def test_who_signs_on_the_second_day_leaves_the_first_and_its_time_goes_along(session):
    second = make_session(session.treaty, "second", starts=BEGINS + minutes(24 * 60))
    for code in ("BRA", "KEN"):
        intend(code)
    fill(session)
    actions.schedule_appointment(
        actor=protocol(), session=second, appointment=appointment_of("BRA"), expected_version=1
    )
    assert (list(states(session)), list(states(second))) == (["KEN"], ["BRA"])
    assert Engagement.objects.get(person=appointment_of("BRA").signatory).ends == BEGINS + minutes(24 * 60 + 1.5)
    second.refresh_from_db()
    actions.take_out(
        actor=protocol(), session=second, appointment=appointment_of("BRA"), expected_version=second.order_version
    )
    assert (appointment_of("BRA").state, appointment_of("BRA").session) == ("intends", None)
    assert not Engagement.objects.filter(person=appointment_of("BRA").signatory).exists()


def test_a_signatory_who_is_engaged_is_named_and_nothing_changes(session):
    person = make_signatory("KEN")
    row = intend("KEN", person)
    engage_elsewhere(person)
    with pytest.raises(TimeTaken, match="is engaged 10:00–10:30"):
        fill(session)
    row.refresh_from_db()
    assert row.state == "intends"


def test_without_a_signatory_nobody_is_scheduled(session):
    party = make_signatory("BRA").delegation
    declare(actor=protocol(), delegation=party, treaty=session.treaty, intention=Intention())
    fill(session)
    assert appointment_of("BRA").state == "intends"
    with pytest.raises(NotPossible, match="has not named a signatory"):
        actions.schedule_appointment(
            actor=protocol(), session=session, appointment=appointment_of("BRA"), expected_version=session.order_version
        )
    assert not Appointment.objects.filter(state="scheduled").exists()


@lifecycle.use_case
def engage_elsewhere(person, starts=BEGINS) -> None:
    times = {"starts": starts, "ends": starts + minutes(30)}
    engage_claim(subject=make_party("BRA"), kind="bilateral", label="x", persons=[person], **times)
