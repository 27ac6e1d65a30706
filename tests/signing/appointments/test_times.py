"""Delegations are told at about what time they sign, once the order has stood for a while, and of noticeable changes alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conference.core import clock
from conference.core.access import SYSTEM
from conference.correspondence.models import Message
from schedule.signing.models import SigningSession
from schedule.signing.running_order import actions as running_order
from tests.people import make_focal_point
from tests.signing.scene import BEGINS, appointment_of, fill, intend, make_session, protocol
from tests.treaties.kit import hanoi

CODES = ("BRA", "CIV", "HRV", "KEN")


@pytest.fixture
def session(world):
    with clock.standing(BEGINS - timedelta(days=1)):
        found = make_session(hanoi(), slot_seconds=180)
        for code in CODES:
            make_focal_point(code, email=f"{code.lower()}@mission.example")
            intend(code)
        fill(found)
        yield found


def letters(state: str = "queued") -> list[tuple[str, str, str]]:
    found = Message.objects.filter(kind="signing.time", state=state, not_before__gt=timezone.now()).order_by("pk")
    return [(one.recipient[:3], one.context["starts"][11:16], one.context["before"][11:16]) for one in found]


def went_out() -> None:
    """What waited is the relay's now, which withdraws nothing."""
    Message.objects.filter(kind="signing.time").update(not_before=timezone.now())


def move(session, code: str, place: int) -> None:
    session.refresh_from_db()
    given = {"appointment": appointment_of(code), "place": place, "expected_version": session.order_version}
    running_order.move_appointment(actor=protocol(), session=session, **given)


def test_everybody_in_the_order_is_told_once_it_has_stood(session):
    assert letters() == [("bra", "03:00", ""), ("civ", "03:03", ""), ("hrv", "03:06", ""), ("ken", "03:09", "")]
    waits = Message.objects.filter(kind="signing.time").first().not_before - timezone.now()
    assert timedelta(minutes=9) < waits <= timedelta(minutes=11)
    assert Message.objects.filter(kind="signing.time").first().context["where"] == {"en": "Signing Hall"}


def test_an_order_that_changes_again_before_anybody_was_told_is_told_as_it_is_then(session):
    move(session, "KEN", 1)
    assert letters() == [("ken", "03:00", ""), ("bra", "03:03", ""), ("civ", "03:06", ""), ("hrv", "03:09", "")]
    assert len(letters("cancelled")) == 4


def test_whose_time_changes_by_some_minutes_is_told_and_nobody_else(session):
    went_out()
    move(session, "KEN", 1)
    assert letters() == [("ken", "03:00", "03:09")]
    move(session, "KEN", 4)
    assert letters() == []


def test_another_hour_of_the_session_is_told_to_all(session):
    went_out()
    session.refresh_from_db()
    facts = SigningSession(
        treaty=session.treaty,
        place=session.place,
        name=session.name,
        starts=BEGINS + timedelta(hours=2),
        outside="Signing Hall",
        slot_seconds=180,
    )
    running_order.change_session(actor=SYSTEM, session=session, facts=facts, expected_version=session.version)
    assert letters()[0] == ("bra", "05:00", "03:00")
    assert len(letters()) == 4
