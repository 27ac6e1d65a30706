"""What a focal point has sent can be undone for a while: nobody has been told, and everything stands as before."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from conference.core import undo
from conference.core.errors import NotFound, NotPossible
from conference.correspondence.models import Message
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import AnswerLink, DayLoad, Meeting, RequestLoad
from schedule.calendar.models import Engagement
from tests.bilaterals.board.test_moved import letters, standing
from tests.bilaterals.rules import all_is_well
from tests.bilaterals.scene import AT, NOW, Scene, make_scene
from tests.bilaterals.test_pages import FORM
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in

TOMORROW = AT + timedelta(days=1)


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def undone(scene: Scene, meeting: Meeting, by: str = "bra") -> None:
    actor, side = (scene.of_brazil, scene.brazil) if by == "bra" else (scene.of_kenya, scene.kenya)
    actions.undo_step(actor=actor, meeting=Meeting.objects.get(pk=meeting.pk), by=side)


def test_a_request_sent_by_mistake_is_gone_and_its_letters_never_go(client, scene: Scene):
    client = sign_in(client, scene.user_ke)
    sent = client.post(reverse("bilaterals:ask", args=["ken"]), FORM, follow=True)
    assert "The request was sent to Brazil. E-mail goes out at " in sent.text
    meeting = Meeting.objects.get()
    assert set(Message.objects.values_list("not_before", flat=True)) == {NOW + undo.mails_wait()}
    back = reverse("bilaterals:undo-step", args=["ken", meeting.public_id])
    assert back in sent.text
    # The other side reads of no undo, and has none.
    other = sign_in(client.__class__(), scene.user_br)
    assert "/undo/" not in other.get(reverse("bilaterals:meeting", args=["bra", meeting.public_id])).text
    done = client.post(back, {"version": meeting.version}, follow=True)
    assert "Undone. Nobody is told of it." in done.text
    assert not Meeting.objects.exists()
    assert not Engagement.objects.exists()
    assert {*DayLoad.objects.values_list("meetings", flat=True), RequestLoad.objects.get().requests} == {0}
    assert (letters("requested"), letters("sent")) == ({"cancelled": 1}, {"cancelled": 1})
    # It can be sent anew at once.
    assert client.post(reverse("bilaterals:ask", args=["ken"]), FORM, follow=True).status_code == 200
    assert Meeting.objects.get().state == "requested"
    assert all_is_well()


def test_a_yes_a_no_and_another_time_are_undone_by_who_sent_them_alone(client, scene: Scene):
    meeting = scene.ask()
    before = standing(meeting)
    answers = {
        "accepted": lambda: actions.accept(actor=scene.of_brazil, meeting=Meeting.objects.get()),
        "declined": lambda: actions.decline(actor=scene.of_brazil, meeting=Meeting.objects.get()),
        "countered": lambda: actions.propose(
            actor=scene.of_brazil,
            meeting=Meeting.objects.get(),
            by=scene.brazil,
            times=[TOMORROW, TOMORROW + timedelta(hours=1)],
        ),
    }
    for state, answer in answers.items():
        assert answer().state == state
        assert "queued" in letters(state)
        with pytest.raises(NotPossible, match="there is nothing to undo any more"):
            undone(scene, meeting, by="ken")
        with pytest.raises(NotFound):
            actions.undo_step(actor=scene.of_kenya, meeting=Meeting.objects.get(), by=scene.brazil)
        undone(scene, meeting)
        assert standing(meeting) == before
        assert set(letters(state)) == {"cancelled"}
        assert all_is_well()
    # It still awaits the answer, which may be given otherwise.
    client = sign_in(client, scene.user_br)
    page = reverse("bilaterals:answer", args=["bra", meeting.public_id])
    version = Meeting.objects.get().version
    done = client.post(page, {"answer": "accept", "choice": "first", "version": version}, follow=True)
    assert "E-mail goes out at " in done.text
    assert Meeting.objects.get().state == "accepted"


def test_what_the_asked_side_said_of_itself_is_taken_back_too(scene: Scene):
    deputy = make_member("BRA", capacity="deputy_head", state="submitted", family_name="Reis")
    meeting = scene.ask()
    reply = actions.Reply(party_size=3, contact="Rui Prado", languages="pt", principal=deputy)
    actions.accept(actor=scene.of_brazil, meeting=meeting, message="Gladly", reply=reply)
    undone(scene, meeting)
    row = Meeting.objects.get()
    assert (row.asked_principal, row.asked_by_office, row.asked_size) == (scene.head_br, True, None)
    assert (row.asked_contact, row.asked_languages, row.answer_words) == ("", "", "")
    assert all_is_well()


def test_another_time_for_what_is_agreed_and_the_yes_to_it(scene: Scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    confirmed = standing(meeting)
    meeting = actions.propose(actor=scene.of_kenya, meeting=meeting, by=scene.kenya, times=[TOMORROW])
    undone(scene, meeting, by="ken")
    assert standing(meeting) == confirmed
    meeting = Meeting.objects.get()
    meeting = actions.propose(actor=scene.of_kenya, meeting=meeting, by=scene.kenya, times=[TOMORROW])
    on_offer = standing(meeting)
    actions.accept(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, offer=meeting.offers.get())
    assert Meeting.objects.get().starts == TOMORROW
    undone(scene, meeting)
    after = standing(meeting)
    assert sorted(map(str, after.pop("held"))) == sorted(map(str, on_offer.pop("held")))
    assert after == on_offer
    actions.turn_down(actor=scene.of_brazil, meeting=Meeting.objects.get(), by=scene.brazil)
    undone(scene, meeting)
    assert standing(meeting)["offers"] == on_offer["offers"]
    assert all_is_well()


def test_the_yes_of_one_of_three(scene: Scene):
    make_member("FRA", capacity="head", state="submitted")
    france, of_france = make_delegation("FRA"), actor(make_focal_point("FRA"))
    meeting = scene.ask(further=[france])
    before = standing(meeting)
    actions.accept(actor=of_france, meeting=meeting, by=france, reply=actions.Reply(contact="Anne", party_size=2))
    assert standing(meeting)["agree"] == [(france.pk, True)]
    actions.undo_step(actor=of_france, meeting=Meeting.objects.get(), by=france)
    assert standing(meeting) == before
    party = Meeting.objects.get().participants.get()
    assert (party.contact, party.party_size) == ("", None)


def test_the_link_that_answered_answers_once_more(scene: Scene):
    meeting = scene.ask()
    link = AnswerLink.objects.get()
    actions.decline(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, link=link)
    undone(scene, meeting)
    link.refresh_from_db()
    assert link.used_at is None
    actions.propose(actor=scene.of_brazil, meeting=Meeting.objects.get(), by=scene.brazil, times=[TOMORROW])
    undone(scene, meeting)
    # The link of the proposal, which was to go to Kenya, is no more.
    assert list(AnswerLink.objects.values_list("delegation", flat=True)) == [scene.brazil.pk]


def test_not_once_the_other_side_has_answered_or_asked_anew_or_the_time_has_passed(scene: Scene):
    meeting = scene.ask()
    actions.decline(actor=scene.of_brazil, meeting=meeting)
    with pytest.raises(NotPossible, match="there is nothing to undo any more"):
        undone(scene, meeting, by="ken")
    # What Kenya sent waits no longer: it is read before the answer.
    assert set(Message.objects.filter(kind="bilaterals.requested").values_list("not_before", flat=True)) == {NOW}
    scene.ask(TOMORROW)
    with pytest.raises(NotPossible, match="A request between the two is open"):
        undone(scene, meeting)
    assert {row.state for row in Meeting.objects.all()} == {"declined", "requested"}
    with (
        time_machine.travel(NOW + undo.window(), tick=False),
        pytest.raises(NotPossible, match="there is nothing to undo any more"),
    ):
        undone(scene, meeting)


def test_where_nothing_can_be_undone_nothing_is_offered_and_letters_go_at_once(client, settings, scene: Scene):
    settings.UNDO_SECONDS = 0
    meeting = scene.ask()
    assert set(Message.objects.values_list("not_before", flat=True)) == {NOW}
    page = sign_in(client, scene.user_ke).get(reverse("bilaterals:meeting", args=["ken", meeting.public_id]))
    assert "/undo/" not in page.text
