"""Interpreters of meetings: engaged, told, following the meeting, and free when it ends."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import time_machine

from conference.core.access import SYSTEM
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from schedule.bilaterals.board import interpreters, queries
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Assignment
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.interpreters.actions import InterpreterFacts, create_interpreter
from schedule.calendar.models import Engagement, Interpreter
from tests.bilaterals.scene import AT, NOW, WISH, Scene, make_scene

SATURDAY = date(2025, 10, 25)
SPOKEN = {"topics": "x", "party_size": 5, "contact": "x", "interpretation": "English and Portuguese"}


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def make(scene: Scene, name: str = "Ana Souza", *, languages=("en", "pt"), until=time(18), email="") -> Interpreter:
    hours = {SATURDAY: (time(9), until)}
    return create_interpreter(actor=SYSTEM, facts=InterpreterFacts(name, languages, email=email, hours=hours))


def agreed(scene: Scene, wish=SPOKEN):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask(wish=wish))
    return actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)


def give(scene: Scene, meeting, who: Interpreter, **more):
    return interpreters.give_interpreter(actor=scene.protocol, meeting=meeting, interpreter=who, **more)


def told() -> list[tuple[str, str]]:
    found = Message.objects.filter(kind__startswith="bilaterals.interpreter").order_by("pk")
    return [(one.kind, one.recipient) for one in found]


def taken() -> list[tuple]:
    rows = Engagement.objects.filter(interpreter__isnull=False)
    return list(rows.values_list("interpreter__name", "starts", "ends"))


def test_one_is_engaged_for_the_meeting_and_its_buffer_and_told(scene):
    who, meeting = make(scene, email="ana@interpreters.example"), agreed(scene)
    assert queries.find_due().without_interpreter == [meeting]
    assert interpreters.suitable(meeting) == [who]
    give(scene, meeting, who, expected_version=meeting.version)
    assert taken() == [("Ana Souza", AT, AT + timedelta(minutes=30))]
    assert told() == [("bilaterals.interpreter", "ana@interpreters.example")]
    assert queries.find_due().without_interpreter == []
    with pytest.raises(AlreadyDecided):
        give(scene, meeting, who, expected_version=1)


def test_nobody_interprets_unknown_languages_off_duty_or_twice_at_once(scene):
    meeting = agreed(scene)
    with pytest.raises(NotPossible, match="does not interpret between these languages"):
        give(scene, meeting, make(scene, languages=["en", "fr"]))
    with pytest.raises(NotPossible, match="is not on duty at that time"):
        give(scene, meeting, make(scene, until=time(14)))
    who = make(scene)
    with pytest.raises(NotAllowed):
        interpreters.give_interpreter(actor=scene.of_kenya, meeting=meeting, interpreter=who)
    Engagement.objects.create(interpreter=who, starts=AT, ends=AT + timedelta(minutes=5), kind="x", subject_type="x")
    assert interpreters.suitable(meeting) == []
    with pytest.raises(TimeTaken, match="Ana Souza is engaged 14:20–14:25"):
        give(scene, meeting, who)
    assert not Assignment.objects.exists()


def test_another_one_takes_over_and_both_are_told(scene):
    first, second = make(scene, email="ana@interpreters.example"), make(scene, "Rui Melo", email="rui@i.example")
    meeting = agreed(scene)
    give(scene, meeting, first)
    give(scene, meeting, second)
    assert [name for name, *_times in taken()] == ["Rui Melo"]
    assert told()[1:] == [
        ("bilaterals.interpreter_released", "ana@interpreters.example"),
        ("bilaterals.interpreter", "rui@i.example"),
    ]


def test_a_cancelled_meeting_frees_its_interpreter_who_is_told(scene):
    meeting = agreed(scene)
    give(scene, meeting, make(scene, email="ana@interpreters.example"))
    meeting.refresh_from_db()
    actions.cancel(actor=scene.of_kenya, meeting=meeting, by=scene.kenya, reason="Ill")
    assert taken() == []
    assert told()[-1] == ("bilaterals.interpreter_released", "ana@interpreters.example")
    assert not Assignment.objects.exists()


def test_the_interpreter_stays_with_another_room_and_is_told_which(scene):
    meeting = agreed(scene)
    give(scene, meeting, make(scene, email="ana@interpreters.example"))
    meeting.refresh_from_db()
    actions.take_room(actor=scene.protocol, meeting=meeting, reason="A leak")
    assert len(taken()) == 1
    assert told() == [("bilaterals.interpreter", "ana@interpreters.example")] * 2


def test_released_by_protocol(scene):
    meeting = agreed(scene, wish=WISH)
    with pytest.raises(NotPossible, match="has no interpreter"):
        interpreters.release_interpreter(actor=scene.protocol, meeting=meeting)
    give(scene, meeting, make(scene))
    interpreters.release_interpreter(actor=scene.protocol, meeting=meeting)
    assert (taken(), Assignment.objects.count()) == ([], 0)
