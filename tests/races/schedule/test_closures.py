"""A room closed while a meeting gets it: one wins, and nobody sits in a closed room."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from conference.db import guards
from schedule.bilaterals.meetings import actions as bilaterals
from schedule.bilaterals.models import Meeting
from schedule.calendar.engagements import closures
from schedule.calendar.models import Closure, Engagement
from tests.bilaterals.scene import AT, NOW, make_scene
from tests.calendar.engagements.test_engage import GUARDS
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=True):
        yield make_scene()


def rivals(scene, meeting):
    expected_version = closures.get_affected(scene.room, AT - HOUR, AT + HOUR).mark
    times = {"starts": AT - HOUR, "ends": AT + HOUR}
    return [
        lambda: closures.close_room(
            actor=scene.protocol, room=scene.room, reason="A leak", expected_version=expected_version, **times
        ),
        lambda: bilaterals.give_room(actor=scene.protocol, meeting=Meeting.objects.get(pk=meeting.pk), room=scene.room),
    ]


def in_room(scene) -> list[str]:
    return sorted(Engagement.objects.filter(room=scene.room).values_list("kind", flat=True))


def test_closing_against_giving_the_room(scene):
    meeting = bilaterals.accept(actor=scene.of_brazil, meeting=scene.ask())
    for _round in range(4):
        closed, given = attack(rivals(scene, meeting))
        meeting.refresh_from_db()
        if isinstance(closed, Closure):
            assert type(given).__name__ == "TimeTaken"
            assert in_room(scene) == ["closure"]
            assert meeting.state in {"accepted", "bumped"}
            closures.reopen(actor=scene.protocol, closure=closed)
        else:
            assert type(closed).__name__ in {"TimeTaken", "AlreadyDecided"}
            assert (in_room(scene), meeting.state) == (["bilateral"], "confirmed")
            bilaterals.take_room(actor=scene.protocol, meeting=meeting, reason="again")


def test_control_without_the_guard_both_have_the_room(scene):
    meeting = bilaterals.accept(actor=scene.of_brazil, meeting=scene.ask())
    guards.uninstall(names=GUARDS)
    try:
        for _round in range(12):
            results = attack(rivals(scene, meeting))
            if kinds(results) == {"done": 2} and in_room(scene) == ["bilateral", "closure"]:
                break
            meeting.refresh_from_db()
            if meeting.state == "confirmed":
                bilaterals.take_room(actor=scene.protocol, meeting=meeting, reason="again")
            for closure in Closure.objects.filter(state="closed"):
                closures.reopen(actor=scene.protocol, closure=closure)
        assert in_room(scene) == ["bilateral", "closure"]
    finally:
        Engagement.objects.all().delete()
        guards.install()


def test_two_close_one_room(scene):
    times = {"starts": AT - HOUR, "ends": AT + HOUR}
    jobs = [
        lambda n=n: closures.close_room(actor=scene.protocol, room=scene.room, reason=f"Leak {n}", **times)
        for n in range(4)
    ]
    assert kinds(attack(jobs)) == {"done": 1, "RoomOccupied": 3}
    assert in_room(scene) == ["closure"]


def test_the_meeting_is_called_off_while_the_room_is_closed(scene):
    meeting = bilaterals.accept(actor=scene.of_brazil, meeting=scene.ask())
    meeting = bilaterals.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    times = {"starts": AT - HOUR, "ends": AT + HOUR}
    expected_version = closures.get_affected(scene.room, **times).mark
    results = attack(
        [
            lambda: closures.close_room(
                actor=scene.protocol, room=scene.room, reason="A leak", expected_version=expected_version, **times
            ),
            lambda: bilaterals.cancel(
                actor=scene.of_kenya, meeting=Meeting.objects.get(pk=meeting.pk), by=scene.kenya, reason="late"
            ),
        ]
    )
    assert type(results[1]).__name__ == "Meeting"
    assert type(results[0]).__name__ in {"Closure", "AlreadyDecided", "NotPossible"}
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert in_room(scene) in (["closure"], [])
