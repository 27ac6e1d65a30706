"""Everybody answers at once: never more guests than places."""

from __future__ import annotations

import pytest
import time_machine

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.db import guards
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions
from schedule.receptions.invitations.actions import Answer
from schedule.receptions.models import Invitation
from tests.people import make_member
from tests.races.threads import attack, kinds
from tests.receptions.scene import NOW, Scene, make_scene
from tests.registration.members.test_races import overlap

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = ("receptions_invitation_counted_insert", "receptions_invitation_counted_update")


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=True):
        yield make_scene(capacity=3)


def couples():
    return [
        lambda pk=pk: actions.answer_invitation(
            invitation=Invitation.objects.get(pk=pk), answer=Answer("yes", companion="A. N. Other")
        )
        for pk in Invitation.objects.values_list("pk", flat=True)
    ]


def test_four_couples_for_three_places(scene):
    results = attack(couples())
    assert kinds(results) == {"done": 4}
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["accepted", "waiting", "waiting", "waiting"]
    assert scene.taken() == 2


def accept_without_asking(pk: int):
    """As a careless action: look at nothing, write `accepted`."""

    @lifecycle.use_case
    def run():
        lifecycle.move(Invitation.objects.get(pk=pk), "accepted", actor=SYSTEM, verb="x")

    return run()


def test_a_careless_action_is_stopped_by_the_database(scene):
    results = attack(
        [lambda pk=pk: accept_without_asking(pk) for pk in Invitation.objects.values_list("pk", flat=True)]
    )
    assert kinds(results) == {"done": 3, "IntegrityError": 1}
    assert scene.taken() == 3


def test_control_without_the_count_it_is_overfull(scene):
    guards.uninstall(names=COUNT)
    try:
        results = attack(
            [lambda pk=pk: accept_without_asking(pk) for pk in Invitation.objects.values_list("pk", flat=True)]
        )
        assert kinds(results) == {"done": 4}
        assert Invitation.objects.filter(state="accepted").count() == 4
    finally:
        guards.install()


def add_companions(scene: Scene):
    """Return the jobs of two guests who have a place each, and who both name a companion for the one place that is left."""
    for code in ("KEN", "FRA"):
        scene.answer(code)
    invitations = [scene.invitation(code) for code in ("KEN", "FRA")]
    answer = Answer("yes", companion="A. N. Other")
    return [lambda row=row: actions.answer_invitation(invitation=row, answer=answer) for row in invitations]


def test_of_two_guests_who_add_a_companion_for_one_place_both_stay_and_one_companion_waits(scene):
    assert kinds(attack(add_companions(scene))) == {"done": 2}
    guests = Invitation.objects.filter(party__code__in=("KEN", "FRA"))
    assert sorted(guests.values_list("state", "persons")) == [("accepted", 1), ("accepted", 2)]
    assert sorted(guests.values_list("companion_name", "waiting_companion")) == [
        ("", "A. N. Other"),
        ("A. N. Other", ""),
    ]
    assert scene.taken() == 3


def test_control_where_each_believes_the_places_read_before_the_lock_the_database_refuses_one(scene, monkeypatch):
    """Without the look at the places as they are now both companions would come."""
    jobs = add_companions(scene)
    monkeypatch.setattr(actions, "room_for", lambda _invitation, _reception: 2)
    assert kinds(attack(jobs)) == {"done": 1, "IntegrityError": 1}
    assert scene.taken() == 3


def test_control_without_the_count_either_both_companions_come(scene, monkeypatch):
    jobs = add_companions(scene)
    monkeypatch.setattr(actions, "room_for", lambda _invitation, _reception: 2)
    guards.uninstall(names=COUNT)
    try:
        assert kinds(attack(jobs)) == {"done": 2}
        assert sum(Invitation.objects.filter(state="accepted").values_list("persons", flat=True)) == 4
    finally:
        guards.install()


def test_an_answer_and_a_withdrawal_at_once_leave_no_answer_of_somebody_gone(scene):
    """Whichever is first, nobody who has left is expected, and no place is held for them."""
    for code in ("KEN", "BRA", "FRA", "CIV"):
        head, invitation = Delegate.objects.get(pk=scene.heads[code].pk), scene.invitation(code)
        results = attack(
            [
                lambda one=invitation: actions.answer_invitation(invitation=one, answer=Answer("yes")),
                lambda one=head: editing.withdraw_member(actor=SYSTEM, member=one, expected_version=one.version),
            ]
        )
        assert kinds(results[1:]) == {"done": 1}
        assert scene.state(code) == "sent"
    assert scene.taken() == 0


def proposes(scene: Scene, code: str):
    """Return the job of proposing a substitute: unlike a yes it engages nobody, so that no other lock orders the two."""
    invitation = scene.invitation(code)
    answer = Answer("substitute", substitute_name="A. Deputy")
    return lambda: actions.answer_invitation(invitation=invitation, answer=answer)


def leaves(scene: Scene, code: str):
    head = Delegate.objects.get(pk=scene.heads[code].pk)
    return lambda: editing.withdraw_member(actor=SYSTEM, member=head, expected_version=head.version)


def without_the_hold(monkeypatch) -> None:
    """For a control: what follows a withdrawal looks at the invitations without waiting for who answers."""

    def unheld(found):
        keys = list(found.exclude(state="ended").values_list("pk", flat=True))
        return iter([actions.all_invitations().get(pk=key) for key in keys])

    monkeypatch.setattr(actions, "_lock_upcoming", unheld)


def test_a_withdrawal_waits_for_the_answer_that_is_being_given_and_takes_it_back(scene):
    assert kinds(overlap(proposes(scene, "KEN"), leaves(scene, "KEN"))) == {"done": 2}
    assert scene.state("KEN") == "sent"
    assert scene.invitation("KEN").substitute_name == ""


def test_an_answer_waits_for_the_withdrawal_that_is_being_made_and_is_refused(scene):
    results = overlap(leaves(scene, "KEN"), proposes(scene, "KEN"))
    assert kinds(results) == {"done": 1, "NotPossible": 1}
    assert "is no longer head of the delegation" in str(results[1])
    assert scene.state("KEN") == "sent"


def test_control_without_the_hold_the_answer_outlives_who_gave_it(scene, monkeypatch):
    without_the_hold(monkeypatch)
    assert kinds(overlap(proposes(scene, "KEN"), leaves(scene, "KEN"))) == {"done": 2}
    assert scene.state("KEN") == "substitute"
    assert Delegate.objects.get(pk=scene.heads["KEN"].pk).state == "withdrawn"


def test_control_without_the_hold_one_who_leaves_still_answers(scene, monkeypatch):
    without_the_hold(monkeypatch)
    assert kinds(overlap(leaves(scene, "KEN"), proposes(scene, "KEN"))) == {"done": 2}
    assert scene.state("KEN") == "substitute"
    assert Delegate.objects.get(pk=scene.heads["KEN"].pk).state == "withdrawn"


def crowd(scene: Scene, count: int) -> list[int]:
    """Invite so many more heads; return the keys of all invitations."""
    for number in range(count - 4):
        make_member(f"X{number:02}", capacity="head", state="submitted")
    guest_list.invite(actor=scene.protocol, reception=scene.reception)
    return list(Invitation.objects.order_by("pk").values_list("pk", flat=True))


def in_tens(jobs):
    """Return the jobs as twenty that do their share one after the other: so many connections the database has."""

    def share(some):
        return lambda: [job() for job in some]

    return [share(jobs[start::20]) for start in range(20)]


def test_two_hundred_answers_for_fifty_places_bring_fifty_persons_and_no_half_couple(scene):
    type(scene.reception).objects.update(capacity=50)
    keys = crowd(scene, 200)

    def says_yes(pk, companion):
        return lambda: actions.answer_invitation(
            invitation=Invitation.objects.get(pk=pk), answer=Answer("yes", companion=companion)
        )

    jobs = [says_yes(pk, "A. N. Other" if place % 3 == 0 else "") for place, pk in enumerate(keys)]
    assert kinds(attack(in_tens(jobs))) == {"done": 20}
    accepted = Invitation.objects.filter(state="accepted")
    assert sum(accepted.values_list("persons", flat=True)) == scene.taken() == 50
    assert set(Invitation.objects.values_list("state", flat=True)) == {"accepted", "waiting"}
    assert accepted.filter(persons=1).exclude(companion_name="").count() == 0
    assert Invitation.objects.count() == 200


def test_control_without_the_count_two_hundred_come_to_fifty_places(scene):
    type(scene.reception).objects.update(capacity=50)
    keys = crowd(scene, 200)
    guards.uninstall(names=COUNT)
    try:
        assert kinds(attack(in_tens([lambda pk=pk: accept_without_asking(pk) for pk in keys]))) == {"done": 20}
        assert Invitation.objects.filter(state="accepted").count() == 200
    finally:
        guards.install()
