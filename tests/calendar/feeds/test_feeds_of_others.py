"""Meetings and receptions in a secret calendar: tentative, confirmed, called off."""

from __future__ import annotations

import pytest
import time_machine

from schedule.bilaterals.meetings import actions as bilaterals
from schedule.calendar.feeds import actions as feeds_actions
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions as receptions
from tests.bilaterals.scene import make_scene
from tests.calendar.feeds.test_feeds import events
from tests.calendar.places import at
from tests.receptions.scene import make_reception

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    with time_machine.travel(at("09:00", 10), tick=False):
        yield make_scene()


def test_a_meeting_is_tentative_until_it_has_a_room_and_cancelled_when_called_off(client, scene):
    values = {"actor": scene.of_kenya, "delegation": scene.kenya, "language": "en", "remind": 15}
    feed = feeds_actions.make(person=scene.head_ke, **values)
    meeting = scene.ask()
    told = []

    def look():
        (one,) = events(client, feed).values()
        told.append((str(one["STATUS"]), int(one["SEQUENCE"]), str(one.get("LOCATION", ""))))
        return one

    look()
    bilaterals.accept(actor=scene.of_brazil, meeting=meeting)
    look()
    bilaterals.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    one = look()
    # The minutes kept free after it are nobody's meeting.
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (meeting.starts, meeting.ends)
    assert one["SUMMARY"] == "Bilateral meeting: Brazil"
    bilaterals.cancel(actor=scene.of_kenya, meeting=meeting, by=scene.kenya, reason="Travel")
    look()
    assert told == [
        ("TENTATIVE", 0, "Room to be announced"),
        ("TENTATIVE", 1, "Room to be announced"),
        ("CONFIRMED", 2, "Bilateral room B-3"),
        ("CANCELLED", 3, "Bilateral room B-3"),
    ]


def test_an_invitation_is_confirmed_by_a_yes_and_cancelled_by_a_no(client, scene):
    reception = make_reception()
    guest_list.invite(actor=scene.protocol, reception=reception)
    feed = feeds_actions.make(actor=scene.of_kenya, delegation=scene.kenya, person=None, language="en", remind=60)
    (one,) = events(client, feed).values()
    assert (one["STATUS"], one["SUMMARY"], one["DTSTART"].dt) == ("TENTATIVE", "State Banquet", reception.starts)
    invitation = reception.invitations.get(delegation=scene.kenya)
    receptions.answer_invitation(invitation=invitation, answer=receptions.Answer("yes"))
    assert [str(one["STATUS"]) for one in events(client, feed).values()] == ["CONFIRMED"]
    invitation.refresh_from_db()
    receptions.answer_invitation(invitation=invitation, answer=receptions.Answer("no"))
    assert [str(one["STATUS"]) for one in events(client, feed).values()] == ["CANCELLED"]
