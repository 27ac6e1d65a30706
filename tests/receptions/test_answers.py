"""Answers to invitations: persons are counted, couples stay whole, the waiting come in by rank."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.core.links import hash_of
from conference.correspondence.models import Message
from schedule.calendar.engagements.actions import TimeTaken, engage_claim
from schedule.calendar.models import Engagement
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions, substitutes
from schedule.receptions.invitations.actions import Answer
from schedule.receptions.models import Invitation, Reception
from tests.people import actor, make_member, make_user
from tests.receptions.scene import NOW, Scene, make_scene, told


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, clock) -> Scene:
    return keeper(make_scene)


def test_every_head_is_invited_once_by_a_link_that_only_the_letter_has(scene):
    assert told("invited") == [f"focal.{code}@mission.example" for code in ("bra", "civ", "fra", "ken")]
    message = Message.objects.get(kind="receptions.invited", recipient="focal.ken@mission.example")
    secret = json.loads(message.sealed)["url"].rstrip("/").rsplit("/", 1)[1]
    assert scene.invitation("KEN").secret_hash == hash_of(secret)
    assert secret not in json.dumps(message.context)
    assert guest_list.invite(actor=scene.protocol, reception=scene.reception) == 0


def test_only_protocol_invites(scene):
    with pytest.raises(NotAllowed):
        guest_list.invite(actor=actor(make_user()), reception=scene.reception)


def test_a_yes_counts_both_persons_and_takes_the_guests_evening(scene):
    invitation = scene.answer("KEN", companion="Mr. Tom Wafula Simiyu", companion_diet="vegetarian")
    assert (invitation.state, invitation.persons, scene.taken()) == ("accepted", 2, 2)
    taken = Engagement.objects.get(person=scene.heads["KEN"])
    assert (taken.starts, taken.ends) == (scene.reception.arrive_from, scene.reception.ends)
    assert told("answered") == ["focal.ken@mission.example"]


def test_a_no_frees_the_evening_and_the_places(scene):
    scene.answer("KEN", companion="Mr. Tom Wafula Simiyu")
    invitation = scene.answer("KEN", "no")
    assert (invitation.state, invitation.persons, invitation.companion_name, scene.taken()) == ("regretted", 1, "", 0)
    assert Engagement.objects.count() == 0
    assert told("answered") == ["focal.ken@mission.example"] * 2


def test_the_companion_can_be_added_and_taken_back(scene):
    scene.answer("KEN")
    assert scene.taken() == 1
    scene.answer("KEN", companion="Mr. Tom Wafula Simiyu")
    assert scene.taken() == 2
    scene.answer("KEN")
    assert scene.taken() == 1


def make_scene_with_one_place() -> Scene:
    scene = make_scene(capacity=3)
    scene.answer("CIV", companion="Ms. Awa Koné")
    return scene


class TestWhenItIsFull:
    @pytest.fixture
    def scene(self, keeper, clock) -> Scene:
        return keeper(make_scene_with_one_place)

    def test_a_couple_waits_whole_and_a_single_comes(self, scene):
        assert scene.answer("KEN", companion="Mr. Tom Wafula Simiyu").state == "waiting"
        assert scene.answer("FRA").state == "accepted"
        assert scene.taken() == 3

    def test_the_waiting_come_in_by_rank_then_by_name(self, scene):
        scene.answer("FRA")
        for code in ("KEN", "BRA"):
            assert scene.answer(code).state == "waiting"
        scene.answer("FRA", "no")
        assert (scene.state("BRA"), scene.state("KEN")) == ("accepted", "waiting")  # the head of State first
        scene.answer("CIV", "no")
        assert (scene.state("KEN"), scene.taken()) == ("accepted", 2)
        assert told("promoted") == ["focal.bra@mission.example", "focal.ken@mission.example"]

    def test_half_a_couple_is_never_let_in(self, scene):
        scene.answer("FRA")
        scene.answer("BRA", companion="Ms. Rosa Lima")
        scene.answer("FRA", "no")
        assert (scene.state("BRA"), scene.taken()) == ("waiting", 2)

    def test_a_place_that_no_couple_can_take_goes_to_the_next_who_can(self, scene):
        scene.answer("FRA")
        scene.answer("BRA", companion="Ms. Rosa Lima")
        scene.answer("KEN")
        scene.answer("FRA", "no")
        assert (scene.state("BRA"), scene.state("KEN"), scene.taken()) == ("waiting", "accepted", 3)

    def test_the_waiting_keep_their_evening_free(self, scene):
        scene.answer("FRA")
        scene.answer("BRA")
        assert Engagement.objects.filter(person=scene.heads["BRA"]).count() == 1

    def test_the_database_refuses_one_too_many(self, scene):
        @lifecycle.use_case
        def sneak():
            lifecycle.move(
                scene.invitation("KEN"), "accepted", actor=SYSTEM, verb="x", persons=2, companion_name="Mr. Tom Simiyu"
            )

        with pytest.raises(IntegrityError), transaction.atomic():
            sneak()

    @pytest.mark.parametrize("half", [{"persons": 2}, {"companion_name": "Mr. Tom Simiyu"}])
    def test_the_database_knows_no_companion_without_a_name_and_no_name_that_is_not_counted(self, scene, half):
        @lifecycle.use_case
        def write():
            lifecycle.change(scene.invitation("KEN"), actor=scene.protocol, verb="x", **half)

        with pytest.raises(IntegrityError, match="invitation_companion_counted"):
            write()

    def test_the_database_counts_what_no_action_told_it(self, scene):
        with pytest.raises(DatabaseError), transaction.atomic():
            Reception.objects.update(capacity=1)


class TestSubstitutes:
    def test_the_host_agrees(self, scene):
        invitation = scene.answer(
            "KEN", "substitute", substitute_name="Josphat Kilonzi", substitute_function="Ambassador"
        )
        assert (invitation.state, scene.taken()) == ("substitute", 0)
        invitation = substitutes.decide_substitute(actor=scene.protocol, invitation=invitation, approve=True)
        assert (invitation.state, invitation.who_comes, scene.taken()) == ("accepted", "Josphat Kilonzi", 1)
        assert told("substitute") == ["focal.ken@mission.example"]

    def test_the_host_regrets_and_the_guest_may_still_come(self, scene):
        invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
        substitutes.decide_substitute(actor=scene.protocol, invitation=invitation, approve=False)
        invitation = scene.answer("KEN")
        assert (invitation.state, invitation.substitute_name) == ("accepted", "")

    def test_without_a_name_it_is_refused(self, scene):
        with pytest.raises(NotPossible, match="Name the person"):
            scene.answer("KEN", "substitute")

    def test_others_than_protocol_may_not_decide(self, scene):
        invitation = scene.answer("KEN", "substitute", substitute_name="Josphat Kilonzi")
        with pytest.raises(NotAllowed):
            substitutes.decide_substitute(actor=actor(make_user()), invitation=invitation, approve=True)

    @pytest.mark.parametrize("answer", [None, "no", "yes"])
    def test_the_host_s_word_brings_in_nobody_who_proposed_no_substitute(self, scene, answer):
        invitation = scene.invitation("KEN") if answer is None else scene.answer("KEN", answer)
        before, taken = invitation.state, scene.taken()
        with pytest.raises(NotPossible):
            substitutes.decide_substitute(actor=scene.protocol, invitation=invitation, approve=True)
        assert (scene.invitation("KEN").state, scene.taken()) == (before, taken)


class TestRefused:
    def test_an_answer_once_it_has_begun(self, scene, clock):
        clock.move_to(scene.reception.begins + timedelta(seconds=1))
        with pytest.raises(NotPossible, match="The reception has begun; please telephone the secretariat"):
            scene.answer("KEN")

    def test_an_answer_after_the_deadline_takes_no_place(self, scene, clock):
        clock.move_to(scene.reception.answer_by + timedelta(seconds=1))
        assert scene.answer("KEN").state == "sent"
        assert (scene.invitation("KEN").late["to"], scene.taken()) == ("yes", 0)

    def test_an_answer_in_the_last_second_counts(self, scene, clock):
        clock.move_to(scene.reception.answer_by)
        assert scene.answer("KEN").state == "accepted"

    def test_a_companion_where_none_is_invited(self, scene):
        Reception.objects.update(companions=False)
        with pytest.raises(NotPossible, match="Companions are not invited"):
            scene.answer("KEN", companion="Mr. Tom Simiyu")

    def test_a_guest_who_is_engaged(self, scene):
        @lifecycle.use_case
        def meet():
            guest = scene.heads["KEN"]
            at = scene.reception.starts
            engage_claim(
                subject=guest, kind="x", label="a talk", starts=at, ends=at + timedelta(hours=1), persons=[guest]
            )

        meet()
        with pytest.raises(TimeTaken, match="is engaged 19:00–20:00"):
            scene.answer("KEN")
        assert (scene.state("KEN"), scene.taken()) == ("sent", 0)

    def test_what_somebody_answered_meanwhile(self, scene):
        stale = scene.invitation("KEN")
        scene.answer("KEN", "no")
        with pytest.raises(AlreadyDecided):
            actions.answer_invitation(invitation=stale, answer=Answer("yes"), expected_version=stale.version)


class TestTheHeadIsReplaced:
    def test_the_new_head_is_invited_by_a_new_link_and_the_old_answer_is_void(self, scene):
        scene.answer("KEN", companion="Mr. Tom Simiyu")
        old = scene.invitation("KEN").secret_hash

        @lifecycle.use_case
        def leave():
            lifecycle.move(scene.heads["KEN"], "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

        leave()
        new = make_member("KEN", capacity="head", state="submitted")
        invitation = actions.invite_anew(actor=scene.protocol, invitation=scene.invitation("KEN"))
        assert (invitation.guest, invitation.state, invitation.persons) == (new, "sent", 1)
        assert invitation.secret_hash != old
        assert (scene.taken(), Engagement.objects.count()) == (0, 0)
        assert told("invited").count("focal.ken@mission.example") == 2

    def test_a_lost_letter_is_sent_again_with_another_link(self, scene):
        old = scene.invitation("KEN").secret_hash
        invitation = actions.invite_anew(actor=scene.protocol, invitation=scene.invitation("KEN"))
        assert invitation.secret_hash != old
        assert Invitation.objects.count() == 4


def test_allergies_are_encrypted_in_the_database(scene):
    key = scene.answer("KEN", allergies="peanuts").pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT allergies FROM receptions_invitation WHERE id = %s", [key])
        assert "peanuts" not in cursor.fetchone()[0]
    assert scene.invitation("KEN").allergies == "peanuts"


def test_diets_and_number_plates_are_encrypted_in_the_database_and_no_length_tells_which_diet(scene):
    scene.answer("KEN", diet="halal", companion="Mr. Tom Simiyu", companion_diet="vegetarian", number_plate="QX 30-127")
    scene.answer("FRA", diet="kosher")
    with connection.cursor() as cursor:
        cursor.execute("SELECT diet, companion_diet, number_plate FROM receptions_invitation ORDER BY id")
        rows = cursor.fetchall()
    assert len(rows) == 4
    clear = {"none", "halal", "kosher", "vegetarian", "QX 30-127"}
    assert [text for row in rows for text in row if any(word in text for word in clear)] == []
    assert len({len(diet) for *diets, _plate in rows for diet in diets}) == 1
    kenya = scene.invitation("KEN")
    assert (kenya.diet, kenya.companion_diet, kenya.number_plate) == ("halal", "vegetarian", "QX 30-127")
    assert (kenya.get_diet_display(), kenya.get_companion_diet_display()) == ("Halal", "Vegetarian")
