"""What both delegations read of a meeting in their histories, and others not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils.translation import gettext, override

from conference.audit.models import AuditEntry
from conference.audit.sentences import describe_entry
from conference.core.access import SYSTEM
from conference.correspondence.letters.letter import open_sealed
from conference.correspondence.letters.rendering import render_letter
from conference.correspondence.models import Message
from conference.models import current_conference
from delegations.registration.overview import history
from schedule.bilaterals.meetings import actions, notices
from schedule.bilaterals.meetings.actions.links import new_link
from schedule.bilaterals.models import Meeting
from tests.bilaterals.scene import AT, NOW, Scene, make_scene
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in
from tests.registration.kit import text_of


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, clock) -> Scene:
    return keeper(make_scene)


def told(code: str, reader) -> list[tuple[str, str]]:
    lines = history.find_lines(make_delegation(code), reader, limit=20)
    return [(line.text, line.reason) for line in lines if "bilateral" in line.text]


def test_asked_accepted_given_a_room_and_called_off(scene: Scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask(), message="Bring the Minister’s note")
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    meeting = actions.take_room(actor=scene.protocol, meeting=meeting, reason="A pipe burst.")
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    actions.cancel(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, reason="Called home.")
    assert told("KEN", scene.of_kenya) == [
        ("The bilateral meeting with Brazil was cancelled.", "Called home."),
        ("The bilateral meeting with Brazil now has a room.", ""),
        ("The bilateral meeting with Brazil lost its room.", "A pipe burst."),
        ("The bilateral meeting with Brazil now has a room.", ""),
        ("Brazil accepted the bilateral meeting.", ""),
        ("You asked Brazil for a bilateral meeting.", ""),
    ]
    brazil = told("BRA", scene.of_brazil)
    assert brazil[0] == ("You cancelled the bilateral meeting with Kenya.", "Called home.")
    assert brazil[-2:] == [
        ("You accepted the bilateral meeting with Kenya.", ""),
        ("Kenya asked for a bilateral meeting.", ""),
    ]


def test_declined_and_lapsed(scene: Scene, clock):
    actions.decline(actor=scene.of_brazil, meeting=scene.ask(), message="Not this week")
    scene.ask()
    clock.shift(actions.HOLD)
    assert actions.expire() == 1
    lapsed = "The request for a bilateral meeting with %s expired."
    ours, theirs = [text for text, _why in told("KEN", scene.of_kenya)], told("BRA", scene.of_brazil)
    assert ours[0] == lapsed % "Brazil"
    assert ours[2] == "Brazil declined the bilateral meeting."
    assert theirs[0][0] == lapsed % "Kenya"
    assert theirs[2][0] == "You declined the bilateral meeting with Kenya."


def propose_later(scene: Scene) -> Meeting:
    return actions.propose(actor=scene.of_brazil, meeting=scene.ask(), by=scene.brazil, times=[AT + timedelta(hours=1)])


def test_another_time_is_accepted_or_declined_by_the_side_that_asked(scene: Scene):
    actions.decline(actor=scene.of_kenya, meeting=propose_later(scene))
    actions.accept(actor=scene.of_kenya, meeting=propose_later(scene))
    ours, theirs = (
        [text for text, _why in told(*side)] for side in (("KEN", scene.of_kenya), ("BRA", scene.of_brazil))
    )
    assert ours[0] == "You accepted the bilateral meeting with Brazil."
    assert ours[3] == "You declined the bilateral meeting with Brazil."
    assert theirs[0] == "Kenya accepted the bilateral meeting."
    assert theirs[3] == "Kenya declined the bilateral meeting."


def test_an_answer_by_link_is_no_act_of_the_secretariat(scene: Scene, client):
    url = re.sub(r"^https?://[^/]+", "", new_link(scene.ask(), scene.brazil))
    client.post(url, {"version": Meeting.objects.get().version, "answer": "decline"})
    assert Meeting.objects.get().state == "declined"
    declined = "The bilateral meeting with Kenya was declined by your delegation’s link."
    assert told("BRA", scene.of_brazil)[0] == (declined, "")
    assert told("KEN", scene.of_kenya)[0] == ("Brazil declined the bilateral meeting.", "")


def test_why_a_request_lapsed_is_read_in_the_readers_language(scene: Scene, clock):
    """Nobody's language is active when the program lets it lapse."""
    scene.ask()
    clock.shift(actions.HOLD)
    assert actions.expire() == 1
    with override("ru"):
        ours = history.find_lines(make_delegation("KEN"), scene.of_kenya)[0]
        assert ours.reason == gettext("Not answered in time.") != "Not answered in time."
        record = describe_entry(AuditEntry.objects.get(verb="meeting.expired"))
        assert record.reason == gettext("Not answered in time.")
        expected = gettext("Not answered in time.")
    message = Message.objects.filter(kind="bilaterals.cancelled").first()
    context = message.context | open_sealed(message)
    said = render_letter(
        notices.CANCELLED, context, conference=current_conference(), language="ru", name="", reference="x"
    )
    assert f"Причина: {expected}" in " ".join(said.text.split())
    assert f"Причина: {expected}" in said.html
    assert "meeting.not_answered" not in said.text + said.html


def test_a_colleague_is_named_to_the_own_side_and_nobody_to_the_other(scene: Scene, client):
    scene.ask()
    colleague = make_focal_point("KEN", email="second@mission.example", name="Njeri Kamau")
    assert told("KEN", actor(colleague)) == [("Achieng Wambui asked Brazil for a bilateral meeting.", "")]
    page = text_of(sign_in(client, scene.user_br).get("/portal/bra/history/"))
    assert "Kenya asked for a bilateral meeting." in page
    assert "Achieng Wambui" not in page
    assert "Naliaka Barasa" not in page


def test_with_whom_others_meet_nobody_reads(scene: Scene, client):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    make_member("FRA", capacity="head", state="submitted")
    user = make_focal_point("FRA", email="focal.fra@mission.example")
    assert told("FRA", actor(user)) == []
    assert told("FRA", SYSTEM) == []
    page = text_of(sign_in(client, user).get("/portal/fra/history/"))
    assert "Kenya" not in page
    assert "Brazil" not in page
