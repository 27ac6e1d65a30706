"""Two sides act on meetings at once: one wins, the other is told, and no hour is given twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from conference.db import guards
from schedule.bilaterals.board import moving
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import DayLoad, Meeting
from schedule.calendar.models import Engagement
from tests.bilaterals.scene import AT, NOW, make_scene
from tests.people import actor, make_delegation, make_focal_point, make_member
from tests.races.schedule.test_calendar import GUARDS
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)
COUNTED = ("bilaterals_meeting_counted_insert", "bilaterals_meeting_counted_update")
CODES = ("FRA", "CIV", "HRV", "VNM", "AAA", "BBB", "CCC", "DDD")


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=True):
        yield make_scene()


def suitors(scene):
    for code in CODES:
        make_member(code, capacity="head", state="submitted")
    return [(actor(make_focal_point(code)), make_delegation(code)) for code in CODES]


def test_a_asks_b_while_b_asks_a(scene):
    back = {"actor": scene.of_brazil, "asking": scene.brazil, "asked": scene.kenya}
    results = attack([lambda: scene.ask(), lambda: scene.ask(AT + timedelta(hours=2), **back)])
    assert kinds(results) == {"done": 2}
    meeting = Meeting.objects.get()  # whoever came second answered with another time
    assert meeting.state == "countered"
    taken = Engagement.objects.filter(person__isnull=False)
    proposing = meeting.principal_of(meeting.offered_by)
    assert [(row.starts, row.person_id) for row in taken] == [(meeting.starts, proposing.pk)]


def confirmed(scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    return actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)


def move(scene):
    values = {"starts": AT + timedelta(hours=2), "room": scene.room, "reason": "The plenary goes on."}
    return moving.move_meeting(actor=scene.protocol, meeting=Meeting.objects.get(asked=scene.brazil), **values)


def of_kenya(scene):
    """Kenya asks France, which takes its own hour."""
    make_member("FRA", capacity="head", state="submitted")
    return {"asked": make_delegation("FRA")}


def heads_hours(scene):
    """When the head of Kenya is engaged; twice the same hour where it was given twice."""
    return sorted(Engagement.objects.filter(person=scene.head_ke).values_list("starts", flat=True))


def test_protocol_moves_a_meeting_to_an_hour_for_which_another_asks(scene):
    confirmed(scene)
    asking = of_kenya(scene)
    results = attack([lambda: move(scene), lambda: scene.ask(AT + timedelta(hours=2), **asking)])
    assert kinds(results) == {"done": 1, "TimeTaken": 1}
    assert heads_hours(scene).count(AT + timedelta(hours=2)) == 1


def test_a_move_is_undone_while_another_asks_for_the_former_hour(scene):
    confirmed(scene)
    move(scene)
    asking = of_kenya(scene)
    moved = Meeting.objects.get(asked=scene.brazil)
    jobs = [lambda: actions.undo_step(actor=scene.protocol, meeting=moved), lambda: scene.ask(**asking)]
    assert kinds(attack(jobs)) == {"done": 1, "TimeTaken": 1}
    assert heads_hours(scene).count(AT) == 1


def test_control_without_the_guard_the_hour_is_given_twice(scene):
    confirmed(scene)
    asking = of_kenya(scene)
    guards.uninstall(names=GUARDS)
    try:
        attack([lambda: move(scene), lambda: scene.ask(AT + timedelta(hours=2), **asking)])
        assert heads_hours(scene).count(AT + timedelta(hours=2)) == 2
    finally:
        Engagement.objects.all().delete()
        guards.install()


def requests(scene, *hours):
    """Let eight delegations ask Brazil, each at its hour."""
    return [
        scene.ask(hour, actor=a, asking=d)
        for (a, d), hour in zip(suitors(scene), hours or [AT] * len(CODES), strict=True)
    ]


def accepting(scene, meetings):
    return [
        lambda key=meeting.pk: actions.accept(actor=scene.of_brazil, meeting=Meeting.objects.get(pk=key))
        for meeting in meetings
    ]


def test_many_ask_for_one_hour_of_one_head_who_gives_it_once(scene):
    results = attack(accepting(scene, requests(scene)))
    assert kinds(results) == {"done": 1, "TimeTaken": 7}
    assert Engagement.objects.filter(person=scene.head_br).count() == 1


EIGHT_HOURS = [AT - timedelta(hours=5) + timedelta(hours=n) for n in range(8)]


def test_the_day_is_never_overbooked(scene):
    """Eight have asked for different hours; Brazil has room for six."""
    results = attack(accepting(scene, requests(scene, *EIGHT_HOURS)))
    assert kinds(results) == {"done": 6, "NotPossible": 2}
    assert DayLoad.objects.get(delegation=scene.brazil).meetings == 6


def test_control_without_the_count_the_day_is_overbooked(scene):
    jobs = accepting(scene, requests(scene, *EIGHT_HOURS))
    guards.uninstall(names=COUNTED)
    try:
        assert kinds(attack(jobs)) == {"done": 8}
    finally:
        guards.install()


def test_accept_and_cancel_at_once(scene):
    meeting = scene.ask()
    expected_version = meeting.version
    results = attack(
        [
            lambda: actions.accept(
                actor=scene.of_brazil, meeting=Meeting.objects.get(pk=meeting.pk), expected_version=expected_version
            ),
            lambda: actions.cancel(
                actor=scene.of_kenya,
                meeting=Meeting.objects.get(pk=meeting.pk),
                by=scene.kenya,
                reason="late",
                expected_version=expected_version,
            ),
        ]
    )
    assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
    meeting.refresh_from_db()
    assert Engagement.objects.count() == (3 if meeting.state == "accepted" else 0)  # two heads and the room held


def test_control_without_the_version_seen_both_succeed(scene):
    """Who does not say what was seen may call off what was accepted a moment before."""
    meeting = scene.ask()
    actions.accept(actor=scene.of_brazil, meeting=Meeting.objects.get(pk=meeting.pk))
    stale = Meeting.objects.get(pk=meeting.pk)
    assert actions.cancel(actor=scene.of_kenya, meeting=stale, by=scene.kenya, reason="late").state == "cancelled"


def test_two_officers_give_one_room(scene):
    first = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    for code in ("FRA", "CIV"):
        make_member(code, capacity="head", state="submitted")
    second = scene.ask(
        actor=actor(make_focal_point("FRA")), asking=make_delegation("FRA"), asked=make_delegation("CIV")
    )
    second = actions.accept(actor=actor(make_focal_point("CIV")), meeting=second)
    results = attack(
        [
            lambda m=m: actions.give_room(actor=scene.protocol, meeting=Meeting.objects.get(pk=m.pk), room=scene.room)
            for m in (first, second)
        ]
    )
    assert kinds(results) == {"done": 1, "TimeTaken": 1}
    assert Engagement.objects.filter(room=scene.room).count() == 1
    assert connection.in_atomic_block is False
