"""A delegation's history of its invitations."""

from __future__ import annotations

import pytest
import time_machine

from conference.accounts.models import User
from conference.core.access import Actor
from delegations.registration.overview import history
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions, substitutes
from schedule.receptions.invitations.actions import Answer
from tests.people import actor, make_delegation, make_focal_point
from tests.receptions.scene import NOW, Scene, make_reception, make_scene


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def told(code: str, reader: Actor) -> list[str]:
    lines = history.find_lines(make_delegation(code), reader, limit=20)
    return [line.text for line in lines if "State Banquet" in line.text]


def lines_of(code: str) -> Actor:
    return actor(User.objects.get(email=f"focal.{code.lower()}@mission.example"))


def test_sent_and_answered(scene: Scene):
    what = f"{scene.heads['KEN']}, State Banquet"
    actions.answer_invitation(invitation=scene.invitation("KEN"), answer=Answer("yes"), actor=lines_of("KEN"))
    scene.answer("KEN", "no")  # by the link, whose holder is nobody of the secretariat
    substitute = scene.answer("KEN", "substitute", substitute_name="Ruth Odinga", substitute_reason="In hospital")
    substitutes.decide_substitute(actor=scene.protocol, invitation=substitute, approve=False)
    assert told("KEN", lines_of("KEN")) == [
        f"Substitute not approved: {what}.",
        f"Substitute proposed: {what}.",
        f"Invitation declined: {what}.",
        f"You accepted the invitation: {what}.",
        f"Invitation sent: {what}.",
    ]
    colleague = actor(make_focal_point("KEN", email="second@mission.example"))
    assert f"Invitation accepted: {what}." in told("KEN", colleague)
    lines = history.find_lines(make_delegation("KEN"), lines_of("KEN"), limit=20)
    assert not any("hospital" in f"{line.text}{line.reason}" for line in lines)


def test_the_waiting_list(db):
    with time_machine.travel(NOW, tick=False):
        scene = make_scene(capacity=1)
        scene.answer("KEN")
        actions.answer_invitation(invitation=scene.invitation("FRA"), answer=Answer("yes"), actor=lines_of("FRA"))
        scene.answer("KEN", "no")
        what = f"{scene.heads['FRA']}, State Banquet"
        assert told("FRA", lines_of("FRA"))[:2] == [
            f"Admitted from the waiting list: {what}.",
            f"You accepted the invitation, which is on the waiting list: {what}.",
        ]


def test_two_invitations_at_once_are_two_lines_and_another_delegation_reads_its_own_alone(scene: Scene):
    second = make_reception(code="second")
    guest_list.invite(actor=scene.protocol, reception=second)
    assert told("KEN", lines_of("KEN")) == [f"Invitation sent: {scene.heads['KEN']}, State Banquet."] * 2
    assert told("BRA", lines_of("BRA")) == [f"Invitation sent: {scene.heads['BRA']}, State Banquet."] * 2
