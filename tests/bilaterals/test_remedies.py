"""What to do when the programme, a room or a person leaves an agreed meeting no place: one click, and all are asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from conference.core import lifecycle
from conference.core.access import Role
from conference.core.errors import NotAllowed, NotPossible
from conference.correspondence.models import Message
from conference.parties.models import Party
from conference.translated import Translated
from delegations.registration.members.actions import succession
from schedule.bilaterals.board import moving
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Meeting
from schedule.calendar.engagements.actions import engage_claim
from schedule.calendar.models import Engagement, Purpose, Room
from tests.bilaterals.rules import all_is_well
from tests.bilaterals.scene import AT, LENGTH, NOW, make_scene
from tests.people import make_member, make_user, sign_in


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


@lifecycle.use_case
def engage_all_heads(starts, ends):
    hall = Room.objects.create(code="HALL", name=Translated(en="Plenary Hall"), purpose=Purpose.PLENARY, capacity=900)
    booking = engage_claim(
        subject=Party.objects.first(), kind="session", label="Opening", starts=starts, ends=ends, rooms=[hall]
    )
    Engagement.objects.filter(booking=booking).update(for_heads=True)


def confirmed(scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    return actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)


def test_a_session_moved_onto_a_meeting_is_settled_by_one_click(client, scene):
    meeting = confirmed(scene)
    engage_all_heads(AT - timedelta(minutes=20), AT + timedelta(minutes=70))
    sign_in(client, make_user(None, Role.PROTOCOL))
    url = reverse("bilaterals:desk-meeting", args=[meeting.public_id])
    assert url in client.get("/desk/").text
    page = client.get(url)
    assert "The programme has “Opening” for all heads of delegation at that time." in page.text
    place = page.context["elsewhere"]
    # 15:30 in Hanoi: the first of the common starts after the session.
    assert (place.starts, place.room) == (AT + timedelta(minutes=80), scene.room)
    assert "Move it and ask again" in page.text
    sent = {"version": meeting.version, "starts": place.starts.isoformat(), "room": place.room.code}
    sent["reason"] = moving.NO_PLACE
    move = reverse("bilaterals:move", args=[meeting.public_id])
    asked = client.post(move, sent)
    # First it is said who will be told, and of which time.
    assert "These are informed by e-mail when the time to undo has passed." in asked.text
    shown = asked.context["move"].place
    assert (shown.starts, shown.ends, shown.room) == (place.starts, place.starts + LENGTH, scene.room)
    assert Meeting.objects.get().starts == AT
    done = client.post(move, dict(asked.context["posted"]), follow=True)
    assert (
        "The meeting is moved. All sides are informed and asked whether it suits them. E-mail goes out at " in done.text
    )
    assert "Move it and ask again" not in done.text
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts, meeting.ends) == ("confirmed", place.starts, place.starts + LENGTH)
    assert (meeting.asking_agrees, meeting.asked_agrees) == (False, False)
    told = Message.objects.filter(kind="bilaterals.rearranged").values_list("recipient", flat=True)
    assert set(told) == {"focal.ken@mission.example", "focal.bra@mission.example"}
    assert url not in client.get("/desk/").text
    assert all_is_well()


def test_a_request_is_moved_and_stays_a_request_of_which_both_are_asked(scene):
    meeting = scene.ask()
    place = moving.next_place(meeting)
    # Its own time is taken, by itself.
    assert place.starts > AT
    moving.move_meeting(actor=scene.protocol, meeting=meeting, starts=place.starts, room=place.room)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts, meeting.room) == ("requested", place.starts, None)
    assert all_is_well()


def test_a_bumped_meeting_without_a_free_room_goes_to_the_next_time_with_one(client, scene):
    meeting = confirmed(scene)
    actions.take_room(actor=scene.protocol, meeting=meeting, reason="A leak")
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    url = reverse("bilaterals:desk-meeting", args=[meeting.public_id])
    assert client.get(url).context["elsewhere"] is None  # a room is free: it is given
    other = Party.objects.first()
    block = lifecycle.use_case(
        lambda: engage_claim(
            subject=other, kind="x", label="x", starts=AT, ends=AT + timedelta(hours=2), rooms=[scene.room, scene.small]
        )
    )
    block()
    place = client.get(url).context["elsewhere"]
    assert (place.starts, place.room) == (AT + timedelta(hours=2), scene.room)


def test_only_protocol_moves_and_never_to_where_nobody_can_meet(scene):
    meeting = confirmed(scene)
    with pytest.raises(NotAllowed):
        moving.move_meeting(actor=scene.of_kenya, meeting=meeting, starts=AT + timedelta(hours=1), room=scene.room)
    for starts, room, words in (
        (AT + timedelta(hours=1), None, "No room is free"),
        (AT + timedelta(hours=1), scene.small, "has 8 seats; this meeting needs 10"),
        (AT + timedelta(hours=9), scene.room, "Meetings take place between 09:00 and 18:00."),
    ):
        with pytest.raises(NotPossible, match=words):
            moving.move_meeting(actor=scene.protocol, meeting=meeting, starts=starts, room=room)
    assert Meeting.objects.get().starts == AT


def test_a_delegation_sends_another_person_on_the_page(client, scene):
    meeting = confirmed(scene)
    deputy = make_member("KEN", capacity="deputy_head", state="submitted", family_name="Otieno", given_names="Peter")
    sign_in(client, scene.user_ke)
    url = reverse("bilaterals:meeting", args=["ken", meeting.public_id])
    assert "Send another person" in client.get(url).text
    send = reverse("bilaterals:principal", args=["ken", meeting.public_id])
    assert client.post(send, {"version": meeting.version, "principal": scene.head_br.pk}).status_code == 422
    done = client.post(send, {"version": meeting.version, "principal": deputy.pk}, follow=True)
    assert "Peter Otieno comes instead. All sides are informed." in done.text
    meeting.refresh_from_db()
    assert (meeting.asking_principal, meeting.asking_by_office, meeting.asked_agrees) == (deputy, False, False)
    assert meeting.state == "confirmed"
    stale = client.post(send, {"version": 1, "principal": scene.head_ke.pk})
    assert stale.status_code == 409
    assert all_is_well()


def test_the_list_of_meetings_says_whose_principal_is_gone(client, scene):
    """The tab counted it, and the list showed a meeting like any other."""
    confirmed(scene)
    sign_in(client, scene.user_ke)
    page = reverse("bilaterals:meetings", args=["ken"])
    assert client.get(page).context["to_answer"] == []
    deputy = make_member("KEN", capacity="deputy_head", state="submitted")
    succession.replace_by_member(
        actor=scene.of_kenya,
        member=scene.head_ke,
        expected_version=scene.head_ke.version,
        successor=deputy,
        successor_version=deputy.version,
    )
    answer = client.get(page)
    assert [row["lost"] for row in answer.context["to_answer"]] == [True]
    assert "Keep it with the new head, or cancel it" in answer.text
    assert "Your principal can no longer come." in answer.text
    assert answer.context["live"] == []


def test_nobody_else_no_choice(client, scene):
    meeting = confirmed(scene)
    sign_in(client, scene.user_ke)
    assert "Send another person" not in client.get(reverse("bilaterals:meeting", args=["ken", meeting.public_id])).text
