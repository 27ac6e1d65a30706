"""While all heads of delegation are in the hall nobody meets."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from conference.core import lifecycle
from conference.core.errors import NotPossible
from schedule.bilaterals.board.queries import find_due
from schedule.bilaterals.meetings import actions
from schedule.calendar.engagements.actions import Claim, TimeTaken, engage_all
from tests.bilaterals.scene import AT, LENGTH, NOW, WISH, Scene, make_scene, meeting_room
from tests.people import make_delegation, make_member


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, clock) -> Scene:
    return keeper(make_scene)


class TestWhereAllHeadsAre:
    """The opening takes every head's time without naming one."""

    @pytest.fixture
    def opening(self, scene):
        room = meeting_room("PLENARY", 2400)

        @lifecycle.use_case
        def take():
            claim = Claim(
                room, "session", "Opening of the Conference", AT, AT + timedelta(hours=1), [room], for_heads=True
            )
            return engage_all([claim])[0]

        return take()

    @pytest.mark.parametrize("minutes", [-15, 0, 59])
    def test_nobody_is_asked_for_that_time(self, scene, opening, minutes):
        said = r"at “Opening of the Conference” then, 14:20–15:20 \(Hanoi time, UTC\+7\)\."
        with pytest.raises(NotPossible, match=said + "$"):
            scene.ask(AT + timedelta(minutes=minutes))
        values = {"asking": scene.kenya, "asked": scene.brazil, "length": LENGTH, "wish": WISH}
        with pytest.raises(NotPossible, match=said + r" The next free time in common is 15:20\.$"):
            actions.enter_agreed(actor=scene.protocol, starts=AT + timedelta(minutes=minutes), **values)

    def test_a_time_before_it_that_is_taken_names_none_within_it_as_free(self, scene, opening):
        make_member("FRA", capacity="head", state="submitted")
        scene.ask(AT - timedelta(minutes=30))
        values = {"asking": make_delegation("FRA"), "asked": scene.kenya, "length": LENGTH, "wish": WISH}
        with pytest.raises(TimeTaken, match=r"Kenya is engaged 13:50–14:20 .* free time in common is 15:20\."):
            actions.enter_agreed(actor=scene.protocol, starts=AT - timedelta(minutes=30), **values)

    def test_the_time_after_it_is_free(self, scene, opening):
        assert scene.ask(AT + timedelta(hours=1)).state == "requested"

    def test_a_meeting_that_was_there_first_waits_for_protocol_until_it_is_over(self, scene, clock):
        meeting = scene.ask()
        room = meeting_room("PLENARY", 2400)

        @lifecycle.use_case
        def take():
            engage_all([Claim(room, "session", "Opening", AT, AT + timedelta(hours=1), [room], for_heads=True)])

        assert find_due().in_all_heads_sessions == []
        take()
        assert find_due().in_all_heads_sessions == [meeting]
        clock.move_to(meeting.ends)
        assert find_due().in_all_heads_sessions == []
