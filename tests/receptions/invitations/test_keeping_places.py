"""Whoever has a place keeps it while a companion or a substitute waits, and the page says so before the answer is sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError

from conference.core import lifecycle
from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.correspondence.models import Message
from schedule.calendar.models import Engagement
from schedule.receptions.arrivals import actions as arrivals
from schedule.receptions.arrivals import queries
from schedule.receptions.events.actions import edit_reception
from schedule.receptions.invitations import actions, substitutes, undoing
from schedule.receptions.invitations.actions import Answer, PlacesTaken
from schedule.receptions.models import Invitation, Reception
from tests.markup import compact
from tests.people import make_user, sign_in
from tests.receptions.scene import NOW, Scene, link_of, make_scene, told

COMPANION = "Mr. Tom Wafula Simiyu"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def full(keeper, clock) -> Scene:
    return keeper(make_full)


def make_full() -> Scene:
    """Kenya and Côte d'Ivoire have the only two places, France waits."""
    scene = make_scene(capacity=2)
    for code in ("KEN", "CIV", "FRA"):
        scene.answer(code)
    assert [scene.state(code) for code in ("KEN", "CIV", "FRA")] == ["accepted", "accepted", "waiting"]
    return scene


def substitute(scene: Scene, code: str = "KEN") -> Invitation:
    return scene.answer(code, "substitute", substitute_name="Josphat Kilonzi")


def test_the_name_of_a_substitute_is_not_called_optional(client, full):
    page = compact(client.get(f"{link_of('KEN')}?change").text)
    assert re.search(r"Name of the substitute\s*</label>", page)
    assert re.search(r"Function\s*<span class=\"req\">\(optional\)", page)


class TestACompanion:
    def test_the_guest_stays_and_the_companion_waits(self, full):
        invitation = full.answer("KEN", companion=COMPANION, companion_diet="halal")
        assert (invitation.state, invitation.persons, invitation.companion_name) == ("accepted", 1, "")
        assert (invitation.waiting_companion, full.taken(), full.state("FRA")) == (COMPANION, 2, "waiting")
        assert Engagement.objects.filter(person=full.heads["KEN"]).count() == 1
        context = Message.objects.filter(kind="receptions.answered").latest("pk").context
        assert (context["state"], context["waiting_companion"]) == ("accepted", COMPANION)

    def test_the_page_says_so_before_it_is_sent_and_after(self, client, full):
        link = link_of("KEN")
        page = client.get(f"{link}?change")
        text = compact(page.content.decode())
        assert "There is a place for you. For a companion there is none at present: you keep your place" in text
        assert 'data-yes-both="Send: yes, and the companion waits"' in text
        sent = {"to": "yes", "companion": COMPANION, "version": 2, "room": page.context["form"]["room"].value()}
        after = compact(client.post(link, sent, follow=True).content.decode())
        assert (
            f"Your companion, <bdi>{COMPANION}</bdi>, is on the waiting list; your own place is not affected." in after
        )
        assert "Thank you: one person" in after
        desk = sign_in(client, make_user(None, Role.PROTOCOL)).get("/desk/receptions/banquet/")
        assert f"<bdi>{COMPANION}</bdi>, on the waiting list" in compact(desk.content.decode())
        assert desk.context["waiting"] == 2  # with the guest of France

    def test_whoever_has_no_place_reads_what_a_yes_means(self, client, full):
        assert (
            "if you accept, you are put on the waiting list" in client.get(f"{link_of('BRA')}?change").content.decode()
        )
        Reception.objects.update(capacity=3)
        text = client.get(f"{link_of('BRA')}?change").content.decode()
        assert "There is a place for you alone. If you name a companion now, both of you wait for two places." in text
        assert full.answer("BRA", companion=COMPANION).state == "waiting"

    def test_a_place_that_becomes_free_goes_by_rank_to_guests_and_companions(self, full):
        full.answer("CIV", companion="Ms. Awa Koné")
        full.answer("KEN", companion=COMPANION)
        full.answer("BRA")  # a head of State, who waits before the others
        full.answer("FRA", "no")
        now = Reception.objects.get()
        facts = {"capacity": 3, "reserved": 0}
        edit_reception(actor=full.protocol, reception=now, facts=facts, expected_version=now.version)
        assert full.state("BRA") == "accepted"
        assert full.invitation("KEN").companion_name == ""
        full.answer("BRA", "no")
        kenya = full.invitation("KEN")
        assert (kenya.companion_name, kenya.persons, kenya.waiting_companion) == (COMPANION, 2, "")
        assert full.invitation("CIV").companion_name == ""  # of a lower rank
        assert told("promoted")[-1] == "focal.ken@mission.example"

    def test_the_answer_is_not_sent_when_the_place_that_was_shown_is_taken(self, client, full):
        Reception.objects.update(capacity=3)
        link = link_of("KEN")
        page = client.get(f"{link}?change")
        room = page.context["form"]["room"].value()
        assert room == 2
        full.answer("BRA")
        sent = {"to": "yes", "companion": COMPANION, "version": 2, "room": room}
        answer = client.post(link, sent)
        assert answer.status_code == 409
        text = compact(answer.content.decode())
        assert "Others have taken places in the meantime. Your answer was not sent" in text
        assert "There is a place for you. For a companion there is none at present" in text
        assert f'value="{COMPANION}"' in text
        assert full.invitation("KEN").waiting_companion == ""
        again = client.post(link, {**sent, "room": answer.context["form"]["room"].value()})
        assert again.status_code == 302
        assert full.invitation("KEN").waiting_companion == COMPANION

    def test_a_first_yes_is_not_sent_either_when_the_last_place_is_taken(self, full):
        with pytest.raises(PlacesTaken):
            actions.answer_invitation(invitation=full.invitation("BRA"), answer=Answer("yes"), shown_room=1)
        assert full.state("BRA") == "sent"

    def test_the_place_of_an_absent_guest_does_not_let_in_the_own_companion(self, full, clock):
        full.answer("KEN", companion=COMPANION)
        clock.move_to(full.reception.starts + timedelta(minutes=1))
        absent, admitted = queries.would_be_released(Reception.objects.get())
        assert {row.party.code for row in absent} == {"KEN", "CIV"}
        assert [row.party.code for row in admitted] == ["FRA"]
        expected = arrivals.release_fingerprint(full.reception)
        assert arrivals.release_absent(actor=full.protocol, reception=full.reception, expected=expected) == (2, 1)


class TestASubstitute:
    def test_the_guest_keeps_the_place_until_the_host_has_decided(self, client, full):
        text = compact(client.get(f"{link_of('KEN')}?change").content.decode())
        assert "Your place remains yours until the host has decided" in text
        invitation = substitute(full)
        assert (invitation.state, invitation.keeps_place, full.taken(), full.state("FRA")) == (
            "substitute",
            True,
            2,
            "waiting",
        )
        assert "Your place remains yours until the host has decided" in client.get(link_of("KEN")).content.decode()

    def test_who_is_not_approved_leaves_the_guest_as_before_with_the_companion(self, full):
        Reception.objects.update(capacity=3)
        full.answer("KEN", companion=COMPANION, diet="halal")
        proposed = substitute(full)
        assert full.taken() == 3
        substitutes.decide_substitute(actor=full.protocol, invitation=proposed, approve=False)
        kenya = full.invitation("KEN")
        assert (kenya.state, kenya.persons, kenya.companion_name, kenya.diet) == ("accepted", 2, COMPANION, "halal")
        assert (kenya.substitute_name, kenya.keeps_place, full.taken()) == ("", False, 3)
        assert Engagement.objects.filter(person=full.heads["KEN"]).count() == 1
        context = Message.objects.get(kind="receptions.substitute").context
        assert (context["substitute"], context["approved"]) == ("Josphat Kilonzi", False)

    def test_who_is_approved_takes_the_place_and_the_companions_goes_to_who_waits(self, full):
        Reception.objects.update(capacity=3)
        full.answer("KEN", companion=COMPANION)
        proposed = substitute(full)
        substitutes.decide_substitute(actor=full.protocol, invitation=proposed, approve=True)
        kenya = full.invitation("KEN")
        assert (kenya.state, kenya.who_comes, kenya.persons, kenya.companion_name) == (
            "accepted",
            "Josphat Kilonzi",
            1,
            "",
        )
        assert (full.taken(), full.state("FRA")) == (3, "accepted")
        assert Engagement.objects.filter(person=full.heads["KEN"]).count() == 0

    @pytest.mark.parametrize("approve", [True, False])
    def test_an_undo_gives_the_proposal_back_with_its_place(self, full, approve):
        proposed = substitute(full)
        row = substitutes.decide_substitute(actor=full.protocol, invitation=proposed, approve=approve)
        undoing.undo_step(actor=full.protocol, invitation=row, expected_version=row.version)
        kenya = full.invitation("KEN")
        assert (kenya.state, kenya.substitute_name, kenya.keeps_place) == ("substitute", "Josphat Kilonzi", True)
        assert full.taken() == 2
        assert Engagement.objects.filter(person=full.heads["KEN"]).count() == 1

    def test_an_undo_does_not_take_the_companions_place_from_who_has_it_by_now(self, full):
        Reception.objects.update(capacity=3)
        full.answer("KEN", companion=COMPANION)
        row = substitutes.decide_substitute(actor=full.protocol, invitation=substitute(full), approve=True)
        assert full.state("FRA") == "accepted"
        with pytest.raises(NotPossible, match="Others have the places"):
            undoing.undo_step(actor=full.protocol, invitation=row, expected_version=row.version)

    def test_a_guest_without_a_place_holds_none_for_a_substitute(self, full):
        assert (substitute(full, "BRA").keeps_place, full.taken()) == (False, 2)

    def test_the_database_counts_the_kept_place_and_knows_none_elsewhere(self, full):
        @lifecycle.use_case
        def write(**columns):
            lifecycle.change(full.invitation("KEN"), actor=full.protocol, verb="x", **columns)

        with pytest.raises(IntegrityError, match="invitation_keeps_place"):
            write(keeps_place=True)
        with pytest.raises(IntegrityError, match="invitation_companion_waits"):
            write(persons=2, companion_name="A. N. Other", waiting_companion=COMPANION)
