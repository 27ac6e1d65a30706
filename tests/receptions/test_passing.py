"""Who has left a delegation answers nothing any more: the office's invitations go to the new head, those in person end."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from conference.core import lifecycle
from conference.core.access import SYSTEM, Role
from conference.core.errors import NotPossible
from conference.correspondence.models import Message
from conference.db import guards, together
from delegations.accreditation.review.actions import decisions
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from schedule.calendar.models import Engagement
from schedule.receptions import desk_tasks
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions, queries, substitutes
from schedule.receptions.models import Invitation, Reception
from tests.people import actor, make_delegation, make_member, make_user, sign_in
from tests.receptions.scene import NOW, make_scene, told
from tests.registration.kit import text_of, values


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, clock):
    return keeper(make_scene, capacity=2)


def replace(scene, code: str = "KEN") -> Delegate:
    head = Delegate.objects.get(pk=scene.heads[code].pk)
    new = values("H", capacity="head", honorific="H.E. Ms.")
    return editing.replace_member(actor=SYSTEM, member=head, expected_version=head.version, values=new)


def withdraw(scene, code: str = "KEN") -> Delegate:
    head = Delegate.objects.get(pk=scene.heads[code].pk)
    return editing.withdraw_member(actor=SYSTEM, member=head, expected_version=head.version)


def link_of(code: str) -> str:
    sent = Message.objects.filter(kind="receptions.invited", recipient=f"focal.{code.lower()}@mission.example")
    message = sent.order_by("pk").last()
    return "/" + json.loads(message.sealed)["url"].split("/", 3)[3]


class TestAnOffice:
    def test_the_new_head_is_asked_anew_and_the_answer_of_the_former_ends(self, scene):
        scene.answer("KEN", companion="Mr. Tom Simiyu")
        scene.answer("BRA")
        assert (scene.state("BRA"), scene.taken()) == ("waiting", 2)
        new = replace(scene)
        invitation = scene.invitation("KEN")
        assert (invitation.state, invitation.guest, invitation.former_guest) == ("sent", new, scene.heads["KEN"])
        assert (invitation.companion_name, invitation.answered_at) == ("", None)
        assert told("invited").count("focal.ken@mission.example") == 2
        # The time and the places of the former are free, and whoever waited comes in.
        assert not Engagement.objects.filter(person=scene.heads["KEN"]).exists()
        assert (scene.state("BRA"), scene.taken()) == ("accepted", 1)

    def test_the_former_head_s_link_opens_nothing_and_the_new_one_s_answers(self, client, scene):
        old = link_of("KEN")
        new = replace(scene)
        assert client.get(old).status_code == 404
        assert client.post(old, {"to": "yes", "version": "1"}).status_code == 404
        page = client.get(link_of("KEN"))
        assert "H.E. Ms. Halima Wario" in text_of(page)
        sent = {"to": "yes", "version": scene.invitation("KEN").version}
        assert "Thank you: one person" in text_of(client.post(link_of("KEN"), sent, follow=True))
        assert scene.invitation("KEN").guest == new

    @pytest.mark.parametrize("answer", ["yes", "no", "substitute"])
    def test_every_answer_is_asked_anew(self, scene, answer):
        scene.answer("KEN", answer, substitute_name="Mr. Josphat Kilonzi")
        new = replace(scene)
        assert (scene.state("KEN"), scene.invitation("KEN").guest) == ("sent", new)
        assert scene.invitation("KEN").substitute_name == ""

    def test_while_there_is_no_head_every_door_refuses(self, client, scene):
        """As the withdrawn head's acceptance was taken once: by the link, in the portal, at the desk."""
        scene.answer("KEN", "substitute", substitute_name="Mr. Josphat Kilonzi")
        withdraw(scene)
        assert scene.state("KEN") == "sent"
        words = "is no longer head of the delegation. The new head receives a new invitation."
        sent = {"to": "yes", "version": scene.invitation("KEN").version}
        assert words in text_of(client.get(link_of("KEN")))
        assert words in text_of(client.post(link_of("KEN"), sent), 409)
        own = f"/portal/ken/receptions/{scene.invitation('KEN').public_id}/"
        portal = sign_in(client, _focal_point("KEN"))
        assert words in text_of(portal.get(own))
        assert words in text_of(portal.post(own, sent), 409)
        with pytest.raises(NotPossible, match="is no longer head of the delegation"):
            substitutes.decide_substitute(actor=scene.protocol, invitation=scene.invitation("KEN"), approve=True)
        with pytest.raises(NotPossible, match="Kenya has no head of delegation now"):
            actions.invite_anew(actor=scene.protocol, invitation=scene.invitation("KEN"))
        assert scene.state("KEN") == "sent"

    def test_protocol_is_told_and_whoever_is_named_next_is_asked_at_once(self, scene):
        scene.answer("KEN")
        withdraw(scene)
        assert (scene.state("KEN"), scene.taken()) == ("sent", 0)
        [task] = together.results_of(desk_tasks.waiting(SYSTEM))
        assert str(task.title) == "Kenya: the invited head has left"
        new = editing.enter_member(actor=SYSTEM, delegation=make_delegation("KEN"), values=values("H", capacity="head"))
        assert scene.invitation("KEN").guest == new
        assert together.results_of(desk_tasks.waiting(SYSTEM)) == []

    def test_a_substitute_waits_for_the_word_until_the_reception_is_over(self, clock, scene):
        invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
        assert queries.find_due().substitutes == [invitation]
        clock.move_to(scene.reception.ends)
        assert together.results_of(desk_tasks.waiting(SYSTEM)) == []

    def test_a_deputy_who_becomes_head_is_asked_too(self, scene):
        deputy = make_member("KEN", capacity="deputy_head", state="submitted", **_complete())
        withdraw(scene)
        wanted = {"capacity": "head", "category": values("H")["category"]}
        editing.edit_member(actor=SYSTEM, member=deputy, expected_version=deputy.version, values=wanted)
        assert scene.invitation("KEN").guest == deputy

    def test_a_head_who_is_refused_answers_nothing(self, scene):
        officer = actor(make_user(None, Role.ACCREDITATION, Role.SECURITY))
        scene.answer("KEN")
        decisions.refuse_accreditation(
            actor=officer, delegate=scene.heads["KEN"], code="other", explanation="Not admitted."
        )
        assert (scene.state("KEN"), scene.taken()) == ("sent", 0)
        with pytest.raises(NotPossible, match="is no longer head of the delegation"):
            scene.answer("KEN")

    def test_after_the_deadline_the_new_head_has_a_day(self, clock, scene):
        by = scene.reception.answer_by
        clock.move_to(by + timedelta(hours=1))
        assert scene.answer("BRA").state == "sent"
        replace(scene)
        assert scene.invitation("KEN").answer_by == by + timedelta(hours=25)
        assert scene.answer("KEN").state == "accepted"
        clock.move_to(by + timedelta(hours=26))
        assert (scene.answer("KEN", "no").state, scene.invitation("KEN").late["to"]) == ("accepted", "no")

    def test_what_is_over_stays_as_it_was(self, clock, scene):
        scene.answer("KEN")
        clock.move_to(scene.reception.ends + timedelta(minutes=1))
        replace(scene)
        assert scene.state("KEN") == "accepted"


class TestAPerson:
    @pytest.fixture
    def scene(self, db, clock):
        scene = make_scene(capacity=2)
        Reception.objects.update(personal=True)
        Invitation.objects.update(personal=True)
        return scene

    def test_an_invitation_to_the_person_ends_and_another_may_be_invited(self, client, scene):
        scene.answer("KEN")
        link = link_of("KEN")
        withdraw(scene)
        assert (scene.state("KEN"), scene.taken()) == ("ended", 0)
        words = "in person, who has left the delegation. It has ended."
        assert words in text_of(client.get(link))
        sent = {"to": "yes", "version": scene.invitation("KEN").version}
        assert words in text_of(client.post(link, sent), 409)
        new = make_member("KEN", capacity="head", state="submitted")
        assert list(queries.heads_to_invite(scene.reception)) == [new]
        assert guest_list.invite(actor=scene.protocol, reception=scene.reception) == 1

    def test_whoever_only_ceases_to_be_head_keeps_it(self, scene):
        head = Delegate.objects.get(pk=scene.heads["KEN"].pk)
        for name, value in _complete().items():
            setattr(head, name, value)
        head.save()
        wanted = {"capacity": "delegate", "category": values("D")["category"]}
        editing.edit_member(actor=SYSTEM, member=head, expected_version=head.version, values=wanted)
        assert scene.answer("KEN").state == "accepted"
        withdraw(scene)
        assert scene.state("KEN") == "ended"


GUARD = ("receptions_invitation_guest_insert", "receptions_invitation_guest_update")


class TestTheDatabase:
    def careless(self, invitation: Invitation) -> None:
        @lifecycle.use_case
        def accept():
            lifecycle.move(invitation, "accepted", actor=SYSTEM, verb="invitation.accepted")

        with transaction.atomic():
            accept()

    def test_it_takes_no_answer_of_somebody_who_has_left(self, scene):
        withdraw(scene)
        with pytest.raises(DatabaseError, match="the guest has left the delegation"):
            self.careless(scene.invitation("KEN"))

    @pytest.mark.django_db(transaction=True)
    def test_control_without_the_guard_it_does(self, scene):
        withdraw(scene)
        guards.uninstall(names=GUARD)
        try:
            self.careless(scene.invitation("KEN"))
            assert scene.state("KEN") == "accepted"
        finally:
            guards.install()


def _focal_point(code: str):
    return make_delegation(code).focal_points.get().user


def _complete() -> dict:
    return {
        **{name: value for name, value in values().items() if name not in ("capacity", "category")},
        "photo_exempt": True,
    }
