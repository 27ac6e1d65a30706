"""A release is told once to those who make the programme, and to focal points what concerns them."""

from __future__ import annotations

from dataclasses import replace

import pytest
import time_machine

from conference.core.access import Role
from conference.correspondence.models import Message
from delegations.registration.models import FocalPoint
from schedule.programme.releases import actions, notices
from schedule.programme.sessions import queries
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from schedule.programme.sessions.content import PanelSeat
from tests.calendar.places import at
from tests.people import actor, make_delegation, make_focal_point, make_member, make_party, make_user
from tests.programme.draft import add


@pytest.fixture
def staff(world):
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
        moved = replace(get_content(session), starts=at("14:00"), ends=at("15:00"))
        editing.edit_session(actor=who, session=session, content=moved, expected_version=1)
    actions.publish(actor=who)
    told = sent("concerned")
    assert set(told) == {kenya.email}
    message = told[kenya.email]
    assert (message.language, message.scope, message.context["number"]) == ("fr", "KEN", 2)
    (sentence,) = message.context["sentences"]
    assert sentence.startswith("«\u202fOurs\u202f»\u202f: ")
    assert len(sent("released")["chau@hanoi2025.example"].context["sentences"]) == 2


def test_who_loses_a_session_and_who_gets_one_both_hear(staff):
    who = actor(staff)
    make_focal_point("KEN", email="ken@mission.example")
    make_focal_point("BRA", email="bra@mission.example")
    session = add(who=who, organisers=[make_party("KEN")])
    gone = add("Gone", who=who, room="CR1", organisers=[make_party("KEN")])
    actions.publish(actor=who)
    given = replace(get_content(session), organisers=[make_party("BRA")])
    editing.edit_session(actor=who, session=session, content=given, expected_version=1)
    editing.remove_session(actor=who, session=gone, expected_version=1)
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
        editing.edit_session(
            actor=who, session=session, content=replace(get_content(session), webcast=True), expected_version=1
        )
    actions.publish(actor=who)
    (message,) = sent("concerned").values()
    assert len(message.context["sentences"]) == 2
    assert message.scope == ""


def test_nothing_is_written_when_publishing_fails(staff):
    from conference.core.errors import NotPossible

    who = actor(staff)
    add(who=who)
    actions.publish(actor=who)
    before = Message.objects.count()
    with pytest.raises(NotPossible):
        actions.publish(actor=who)
    assert Message.objects.count() == before


def test_delegations_hear_of_sessions_that_their_members_chair_or_sit_on_the_panel_of(staff):
    who = actor(staff)
    for code in ("KEN", "BRA", "FRA", "IND"):
        make_focal_point(code, email=f"{code.lower()}@mission.example")
    chair, panellist, former = (make_member(code) for code in ("KEN", "BRA", "FRA"))
    session = add("Debate", key="debate", who=who, chair=chair, panel=[PanelSeat(former), PanelSeat(name="A guest")])
    other = make_member("IND")
    add("Unchanged", key="other", who=who, room="CR2", chair=other)
    actions.publish(actor=who)
    # Who was taken off the panel is told, as is who came on.
    changed = replace(get_content(session), panel=[PanelSeat(panellist), PanelSeat(name="A guest")])
    editing.edit_session(actor=who, session=session, content=changed, expected_version=1)
    actions.publish(actor=who)
    told = sent("concerned")
    assert set(told) == {"ken@mission.example", "bra@mission.example", "fra@mission.example"}
    assert {message.scope for message in told.values()} == {"KEN", "BRA", "FRA"}
    assert all("Debate" in message.context["sentences"][0] for message in told.values())


def test_whoever_organises_and_chairs_is_told_once(staff):
    who = actor(staff)
    make_focal_point("KEN", email="ken@mission.example")
    session = add("Debate", who=who, chair=make_member("KEN"), organisers=[make_party("KEN")])
    actions.publish(actor=who)
    editing.edit_session(
        actor=who, session=session, content=replace(get_content(session), number=2), expected_version=1
    )
    actions.publish(actor=who)
    (message,) = Message.objects.filter(kind="programme.concerned")
    assert len(message.context["sentences"]) == 1


def test_whom_it_concerns_is_asked_with_two_queries_however_many_there_are(staff, django_assert_num_queries):
    who = actor(staff)
    codes = ("KEN", "BRA", "FRA")
    for code in codes:
        make_focal_point(code, email=f"{code.lower()}@mission.example")
    for place, code in enumerate(codes):
        add(f"S{place}", key=f"s{place}", who=who, room=f"C-{place}", chair=make_member(code))
    data = queries.draft_data()
    for many in (1, 3):
        found = [{"key": f"s{place}"} for place in range(many)]
        with django_assert_num_queries(2):
            assert len(notices.find_concerned(found, data)) == many
