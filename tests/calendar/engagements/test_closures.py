"""Closing a room: meetings lose it and are told; the rest must be moved first."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.letters.letter import open_sealed
from conference.correspondence.models import Message
from schedule.bilaterals.meetings import actions as bilaterals
from schedule.calendar.engagements import closures
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Closure, Engagement
from tests.bilaterals.scene import AT, NOW, make_scene
from tests.calendar.places import take
from tests.people import actor, make_party, make_user, sign_in

HOUR = timedelta(hours=1)


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


@pytest.fixture
def confirmed(scene):
    meeting = bilaterals.accept(actor=scene.of_brazil, meeting=scene.ask())
    return bilaterals.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)


def close(scene, **more) -> Closure:
    values = {"actor": scene.protocol, "room": scene.room, "starts": AT - HOUR, "ends": AT + HOUR, "reason": "A leak"}
    return closures.close_room(**{**values, **more})


def test_a_closed_room_is_nobodys_until_it_is_open_again(scene):
    closure = close(scene)
    with pytest.raises(TimeTaken, match="Bilateral room B-3 is engaged 13:20–15:20"):
        take(make_party("FRA"), "14:00", "14:30", rooms=[scene.room])
    assert AuditEntry.objects.filter(verb="room.closed").count() == 1
    closures.reopen(actor=scene.protocol, closure=closure, expected_version=closure.version)
    take(make_party("FRA"), "14:00", "14:30", rooms=[scene.room])
    assert AuditEntry.objects.filter(verb="room.reopened").count() == 1
    with pytest.raises((AlreadyDecided, NotPossible)):
        closures.reopen(actor=scene.protocol, closure=closure)


def test_a_meeting_loses_the_room_keeps_its_time_and_both_sides_are_told(scene, confirmed):
    Message.objects.all().delete()
    close(scene)
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.room, confirmed.room_booking) == ("bumped", None, None)
    assert {row.person_id for row in Engagement.objects.filter(subject_type="bilaterals.meeting")} == {
        scene.head_ke.pk,
        scene.head_br.pk,
    }
    told = Message.objects.filter(kind="bilaterals.bumped")
    assert {message.recipient for message in told} == {"focal.ken@mission.example", "focal.bra@mission.example"}
    assert {open_sealed(message)["words"] for message in told} == {"A leak"}
    entry = AuditEntry.objects.get(verb="meeting.bumped")
    assert (entry.came_from, entry.went_to, entry.reason) == ("confirmed", "bumped", "A leak")
    # Protocol gives it another room, which confirms it anew.
    type(scene.small).objects.filter(pk=scene.small.pk).update(capacity=10)
    scene.small.refresh_from_db()
    again = bilaterals.give_room(actor=scene.protocol, meeting=confirmed, room=scene.small)
    assert (again.state, again.room) == ("confirmed", scene.small)


def test_what_cannot_be_bumped_has_to_be_moved_first_and_is_named_to_its_readers(scene, confirmed):
    from schedule.programme.sessions.actions import editing as programme
    from tests.programme.draft import content, organiser

    times = {"starts": AT + HOUR / 2, "ends": AT + HOUR}
    session = programme.create_session(actor=organiser(), content=content("Roundtable", room="CR1"))
    programme.move_session(actor=organiser(), session=session, expected_version=1, room=scene.room, **times)
    with pytest.raises(closures.RoomOccupied) as refusal:
        close(scene)
    assert str(refusal.value) == "“Roundtable” has to be moved first, 14:50–15:20 (Hanoi time, UTC+7)."
    confirmed.refresh_from_db()
    assert confirmed.state == "confirmed"
    assert not Closure.objects.exists()


def test_an_unknown_engagement_is_named_by_its_time_alone(scene):
    take(make_party("FRA"), "14:00", "14:30", rooms=[scene.room], label="Secret talks")
    with pytest.raises(closures.RoomOccupied) as refusal:
        close(scene)
    assert "Secret" not in str(refusal.value)
    assert "“An engagement” has to be moved first, 14:00–14:30" in str(refusal.value)


def test_an_offer_that_waits_stands_in_the_way_until_it_lapses(scene):
    take(make_party("FRA"), "14:00", "14:30", rooms=[scene.room], holds_until=NOW + HOUR)
    with pytest.raises(closures.RoomOccupied, match="is an offer awaiting an answer"):
        close(scene)
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        assert close(scene).state == "closed"


def test_what_came_since_one_looked_is_looked_at_first(scene, confirmed):
    expected_version = closures.get_affected(scene.small, AT - HOUR, AT + HOUR).mark
    take(make_party("FRA"), "14:00", "14:30", rooms=[scene.small])
    with pytest.raises(AlreadyDecided, match="have changed since you opened the page"):
        close(scene, room=scene.small, expected_version=expected_version)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"reason": "  "}, "Give the reason"),
        ({"ends": AT - HOUR}, "ends before it begins"),
        ({"ends": AT + timedelta(days=40)}, "31 days"),
        ({"starts": NOW - HOUR, "ends": NOW}, "This time is past"),
    ],
)
def test_bad_input_says_what_is_wrong(scene, values, says):
    with pytest.raises(NotPossible, match=says):
        close(scene, **values)
    assert not Engagement.objects.exists()


def test_only_those_with_the_right_close(scene):
    with pytest.raises(NotAllowed):
        close(scene, actor=actor(make_user(None, Role.SECURITY)))


class TestThePage:
    def ask(self, client, scene, **more):
        values = {"room": scene.room.code, "starts": "2025-10-25T13:20", "ends": "2025-10-25T15:20", "reason": "A leak"}
        return client.get(reverse("calendar:closure_new"), {**values, **more})

    def test_lists_what_stands_there_and_closes_what_was_seen(self, client, scene, confirmed):
        sign_in(client, make_user(None, Role.PROTOCOL))
        page = self.ask(client, scene)
        text = page.content.decode()
        assert page.status_code == 200
        assert "Kenya, Brazil" in text
        assert reverse("bilaterals:desk-meeting", args=[confirmed.public_id]) in text
        assert "Close the room and inform the delegations of 1 meeting" in text
        values = {"room": scene.room.code, "starts": "2025-10-25T13:20", "ends": "2025-10-25T15:20", "reason": "A leak"}
        stale = client.post(reverse("calendar:closure_new"), {**values, "expected_version": "another"})
        assert stale.status_code == 409
        assert "have changed since you opened the page" in stale.content.decode()
        done = client.post(
            reverse("calendar:closure_new"), {**values, "expected_version": page.context["affected"].mark}
        )
        assert done.status_code == 302
        assert Closure.objects.get().starts == AT - HOUR
        assert "A leak" in client.get(reverse("calendar:closures")).content.decode()

    def test_a_fault_stands_at_its_field_and_nothing_is_lost(self, client, scene):
        sign_in(client, make_user(None, Role.PROTOCOL))
        page = self.ask(client, scene, ends="2025-10-25T12:00")
        assert page.status_code == 422
        assert page.context["form"].errors["ends"] == ["This is before the beginning."]
        assert 'value="A leak"' in page.content.decode()
