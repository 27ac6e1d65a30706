"""A first room can be taken back for a while: everything stands as before, and its letters, which waited, go once or never."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from conference.core import undo
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from conference.correspondence.outbox import delivery
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Meeting
from tests.bilaterals.rules import all_is_well
from tests.bilaterals.scene import NOW, Scene, make_scene, meeting_room
from tests.people import make_user, sign_in

SIDES = {"focal.ken@mission.example", "focal.bra@mission.example"}


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def accepted(scene: Scene) -> Meeting:
    return actions.accept(actor=scene.of_brazil, meeting=scene.ask())


def given(scene: Scene) -> Meeting:
    return actions.give_room(actor=scene.protocol, meeting=accepted(scene), room=scene.room)


def letters() -> dict[str, set[str]]:
    """Who is told of a room, by the state of the letter."""
    found: dict[str, set[str]] = {}
    for state, recipient in Message.objects.filter(kind="bilaterals.confirmed").values_list("state", "recipient"):
        found.setdefault(state, set()).add(recipient)
    return found


def gone_later() -> set[str]:
    """Who gets a letter about a room once nothing can be undone any more."""
    mail.outbox.clear()
    Message.objects.filter(state="queued").update(not_before=timezone.now() - timedelta(seconds=1))
    delivery.deliver(list(Message.objects.filter(kind="bilaterals.confirmed").values_list("pk", flat=True)))
    return {parseaddr(one)[1] for sent in mail.outbox for one in sent.to}


def test_given_on_the_board_and_taken_back_there(client, scene):
    meeting, client = accepted(scene), sign_in(client, make_user(None, Role.PROTOCOL))
    place = reverse("bilaterals:place", args=[meeting.public_id])
    done = client.post(place, {"room": "B-3", "version": meeting.version, "next": "board"}, follow=True)
    assert "Kenya and Brazil meet in Bilateral room B-3. E-mail goes out at " in done.text
    assert letters() == {"queued": SIDES}
    assert {row.not_before for row in Message.objects.filter(kind="bilaterals.confirmed")} == {NOW + undo.mails_wait()}
    [(offered, _at)] = done.context["placed_now"]
    back = reverse("bilaterals:undo-room", args=[meeting.public_id])
    assert back in done.text
    undone = client.post(back, {"version": offered.version, "next": "board"}, follow=True)
    assert "Undone: Kenya, Brazil waits for a room again." in undone.text
    assert back not in undone.text
    meeting.refresh_from_db()
    assert (meeting.state, meeting.room) == ("accepted", None)
    assert letters() == {"cancelled": SIDES}
    assert gone_later() == set()
    # The room is held as before, and may be given again: those letters go.
    assert meeting.room_booking is not None
    assert all_is_well()
    actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    assert gone_later() == SIDES


def test_its_letters_go_when_nobody_takes_it_back(scene):
    given(scene)
    assert gone_later() == SIDES


def test_on_the_meetings_page_a_colleagues_too_until_the_time_has_passed(client, scene):
    meeting = given(scene)
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    url, back = reverse("bilaterals:desk-meeting", args=[meeting.public_id]), f"/{meeting.public_id}/room/undo/"
    assert back in client.get(url).text
    with time_machine.travel(NOW + undo.window() - timedelta(seconds=1), tick=False):
        assert back in client.get(url).text
    with time_machine.travel(NOW + undo.window(), tick=False):
        assert back not in client.get(url).text
        with pytest.raises(NotPossible, match="there is nothing to undo any more"):
            actions.undo_room(actor=scene.protocol, meeting=meeting)
    with pytest.raises(NotAllowed):
        actions.undo_room(actor=scene.of_kenya, meeting=meeting)
    with pytest.raises(AlreadyDecided):
        actions.undo_room(actor=scene.protocol, meeting=meeting, expected_version=meeting.version - 1)
    assert letters() == {"queued": SIDES}


def withdrawn() -> set[str]:
    """Who is told that the room is withdrawn."""
    return set(Message.objects.filter(kind="bilaterals.bumped").values_list("recipient", flat=True))


def test_a_room_of_which_nobody_was_told_is_withdrawn_without_a_letter(client, scene):
    meeting, client = given(scene), sign_in(client, make_user(None, Role.PROTOCOL))
    values = {"version": meeting.version, "reason": "A leak"}
    done = client.post(reverse("bilaterals:bump", args=[meeting.public_id]), values, follow=True)
    assert "No delegation had been told of it" in done.text
    assert letters() == {"cancelled": SIDES}
    assert withdrawn() == set()
    # The next room is told, and so is that it is withdrawn.
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    assert gone_later() == SIDES
    actions.take_room(actor=scene.protocol, meeting=meeting, reason="A leak")
    assert withdrawn() == SIDES


def test_what_comes_between_takes_its_letters_off(scene):
    meeting = given(scene)
    meeting = actions.take_room(actor=scene.protocol, meeting=meeting, reason="A leak")
    assert letters() == {"cancelled": SIDES}
    with pytest.raises(NotPossible, match="there is nothing to undo any more"):
        actions.undo_room(actor=scene.protocol, meeting=meeting)
    # A second room is a first one again, and goes back to where the meeting was.
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=meeting_room("B-9", 20))
    assert actions.undo_room(actor=scene.protocol, meeting=meeting).state == "bumped"


def test_another_room_is_told_at_once(scene):
    meeting = given(scene)
    actions.give_room(actor=scene.protocol, meeting=meeting, room=meeting_room("B-9", 20))
    waits = set(
        Message.objects.filter(kind="bilaterals.confirmed", state="queued").values_list("not_before", flat=True)
    )
    assert waits == {NOW}
    assert letters() == {"cancelled": SIDES, "queued": SIDES}


def test_where_nothing_can_be_undone_they_go_at_once(settings, scene):
    settings.UNDO_SECONDS = 0
    given(scene)
    assert set(Message.objects.filter(kind="bilaterals.confirmed").values_list("not_before", flat=True)) == {NOW}
