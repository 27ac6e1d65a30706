"""A release is told to those who make the programme, and to focal points what concerns their sessions: once, in their language."""

from __future__ import annotations

from dataclasses import replace

import pytest
import time_machine

from conference.access import Role
from conference.correspondence.models import Message
from delegations.registration.models import FocalPoint
from schedule.programme import actions
from schedule.programme.actions.sessions import content_of
from tests.calendar.places import at
from tests.people import actor, make_delegation, make_focal_point, make_party, make_user
from tests.programme.draft import add


@pytest.fixture
def staff(world):
    """The programme's one organiser, and others who are written to about nothing."""
    make_user("protocol@hanoi2025.example", Role.PROTOCOL)
    gone = make_user("gone@hanoi2025.example", Role.PROGRAMME)
    gone.is_active = False
    gone.save()
    return make_user("chau@hanoi2025.example", Role.PROGRAMME, name="Đỗ Minh Châu", language="vi")


def sent(kind: str) -> dict[str, Message]:
    """By recipient, the newest where there are several."""
    return {message.recipient: message for message in Message.objects.filter(kind=f"programme.{kind}").order_by("id")}


def test_the_first_release_is_told_to_the_programmes_staff_alone(staff):
    make_focal_point("KEN")
    add(who=actor(staff), organisers=[make_party("KEN")])
    with time_machine.travel(at("18:30", 24), tick=False):
        release = actions.publish(actor=actor(staff))
    (message,) = Message.objects.all()
    assert (message.recipient, message.language, message.kind) == ("chau@hanoi2025.example", "vi", "programme.released")
    assert message.context["number"] == 1
    assert message.context["size"] == 1
    assert message.context["at"] == "2025-10-24T18:30:00+07:00"
    assert message.context["sentences"] == []
    assert (message.subject_id, message.subject_version) == (str(release.pk), 1)


def test_focal_points_hear_only_of_their_own_sessions(staff):
    who = actor(staff)
    kenya = make_focal_point("KEN", email="ken@mission.example", language="fr")
    make_focal_point("BRA", email="bra@mission.example")
    former = make_focal_point("KEN", email="former@mission.example")
    FocalPoint.objects.filter(user=former).update(until=at("00:00", 1))
    ours = add("Ours", who=who, room="CR1", organisers=[make_party("KEN")])
    theirs = add("Theirs", who=who, room="CR2", organisers=[make_party("FRA")])
    add("Brazil's, unchanged", who=who, room="PLENARY", organisers=[make_party("BRA")])
    actions.publish(actor=who)
    for session in (ours, theirs):
        moved = replace(content_of(session), starts=at("14:00"), ends=at("15:00"))
        actions.edit(actor=who, session=session, content=moved, seen=1)
    actions.publish(actor=who)
    told = sent("concerned")
    assert set(told) == {kenya.email}
    message = told[kenya.email]
    assert (message.language, message.scope, message.context["number"]) == ("fr", "KEN", 2)
    (sentence,) = message.context["sentences"]
    assert sentence.startswith("Ours")
    assert len(sent("released")["chau@hanoi2025.example"].context["sentences"]) == 2


def test_who_loses_a_session_and_who_gets_one_both_hear(staff):
    who = actor(staff)
    make_focal_point("KEN", email="ken@mission.example")
    make_focal_point("BRA", email="bra@mission.example")
    session = add(who=who, organisers=[make_party("KEN")])
    gone = add("Gone", who=who, room="CR1", organisers=[make_party("KEN")])
    actions.publish(actor=who)
    given = replace(content_of(session), organisers=[make_party("BRA")])
    actions.edit(actor=who, session=session, content=given, seen=1)
    actions.remove(actor=who, session=gone, seen=1)
    actions.publish(actor=who)
    told = sent("concerned")
    assert {email: len(message.context["sentences"]) for email, message in told.items()} == {
        "ken@mission.example": 2,
        "bra@mission.example": 1,
    }


def test_who_acts_for_two_delegations_gets_one_message_of_both(staff):
    who = actor(staff)
    user = make_focal_point("KEN", email="both@mission.example")
    FocalPoint.objects.create(delegation=make_delegation("BRA"), user=user, since=at("00:00", 1))
    sessions = [
        add("One", who=who, room="CR1", organisers=[make_party("KEN")]),
        add("Two", who=who, room="CR2", organisers=[make_party("BRA")]),
    ]
    actions.publish(actor=who)
    for session in sessions:
        actions.edit(actor=who, session=session, content=replace(content_of(session), webcast=True), seen=1)
    actions.publish(actor=who)
    (message,) = sent("concerned").values()
    assert len(message.context["sentences"]) == 2
    assert message.scope == ""


def test_nothing_is_written_when_publishing_fails(staff):
    from conference.errors import NotPossible

    who = actor(staff)
    add(who=who)
    actions.publish(actor=who)
    before = Message.objects.count()
    with pytest.raises(NotPossible):
        actions.publish(actor=who)
    assert Message.objects.count() == before
