"""What the planner reads from the database and proposes; it writes nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import time, timedelta

import pytest
import time_machine
from django.core.management import call_command

from conference.core.errors import NotAllowed, UserError
from conference.correspondence.models import Message
from conference.translated import Translated
from schedule.bilaterals.board.interpreters import give_interpreter
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import DayLoad, Meeting, PinnedMeeting
from schedule.bilaterals.planning.assembling import assemble_problem
from schedule.bilaterals.planning.models import Why
from schedule.bilaterals.planning.proposal import propose_plan, rows_of
from schedule.bilaterals.planning.solver import plan_meetings
from schedule.calendar.engagements.actions import engage_claim
from schedule.calendar.interpreters.actions import InterpreterFacts, create_interpreter
from schedule.calendar.models import DutyHours, Engagement, Room
from tests.bilaterals.planning.verifier import faults
from tests.bilaterals.scene import AT, NOW, WISH, Scene, make_scene, meeting_room
from tests.calendar.places import HANOI
from tests.people import actor, make_delegation, make_focal_point, make_member


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def taken(scene: Scene, starts, ends, **whom) -> None:
    engage_claim(subject=scene.room, kind="session", label="Taken", starts=starts, ends=ends, **whom)


def test_an_open_request_keeps_its_time_and_gets_the_smallest_room_that_fits(scene):
    meeting = scene.ask()
    found = propose_plan(actor=scene.protocol, seconds=5)
    [row] = found.placed
    assert (row.meeting, row.starts, row.room) == (meeting, AT, scene.room)
    assert (row.moves, row.changes_room, found.by_hand) == (False, False, 1)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.version) == ("requested", 1)


def test_it_moves_to_a_time_at_which_a_room_is_free(scene):
    taken(scene, AT - timedelta(hours=1), AT + timedelta(hours=1), rooms=[scene.room])
    scene.ask()
    [row] = propose_plan(actor=scene.protocol, seconds=5).placed
    assert row.moves
    free_until, free_from = AT - timedelta(hours=1), AT + timedelta(hours=1)
    assert row.starts + timedelta(minutes=30) <= free_until or row.starts >= free_from


def test_what_both_heads_have_else_is_not_planned_over(scene):
    scene.ask()
    busy = {
        scene.head_ke: (AT - timedelta(hours=3), AT),
        scene.head_br: (AT + timedelta(hours=1), AT + timedelta(hours=2)),
    }
    for head, (starts, ends) in busy.items():
        taken(scene, starts, ends, persons=[head])
    found = assemble_problem()
    [request] = found.problem.requests
    starts = {found.slots[number] for number in found.problem.starts_of(request)}
    assert AT in starts
    for first, last in busy.values():
        assert not [at for at in starts if first - timedelta(minutes=30) < at < last]


def test_a_meeting_without_room_or_time_says_why(scene):
    meeting = scene.ask(wish={"topics": "x", "party_size": 20, "contact": "x"})
    [row] = propose_plan(actor=scene.protocol, seconds=5).left_out
    assert (row.meeting, row.why) == (meeting, Why.SEATS)
    Meeting.objects.update(party_size=5)
    Engagement.objects.filter(subject_type="bilaterals.meeting").delete()
    first = AT - timedelta(days=1)
    taken(scene, first, first + timedelta(days=4), persons=[scene.head_br])
    [row] = propose_plan(actor=scene.protocol, seconds=5).left_out
    assert row.why == Why.NO_TIME


def test_a_confirmed_meeting_stays_and_a_settled_one_is_not_touched(scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    [row] = propose_plan(actor=scene.protocol, seconds=5).placed
    assert (row.moves, row.changes_room, row.room) == (False, False, scene.room)
    with time_machine.travel(AT - timedelta(hours=1), tick=False):
        found = assemble_problem()
        assert found.meetings == {}
        [room] = [one for one in found.problem.rooms if one.key == scene.room.pk]
        assert found.slots.index(AT) not in room.free


def test_the_cap_of_a_day_holds(scene):
    scene.ask()
    day = Meeting.objects.get().day
    DayLoad.objects.filter(delegation=scene.kenya, day=day).update(cap=1)
    found = assemble_problem()
    assert found.problem.caps[scene.kenya.pk, 0] == 1
    assert found.problem.caps[scene.kenya.pk, 1] == 6
    assert list(faults(found.problem, propose_plan(actor=scene.protocol, seconds=5).plan.placed)) == []


def test_lunch_and_what_a_side_excluded_are_left_free_and_the_way_is_walked(scene):
    meeting = scene.ask()
    Meeting.objects.update(impossible=[["2025-10-25T09:00:00+07:00", "2025-10-25T10:00:00+07:00"]])
    hall = Room.objects.create(code="H", name=Translated(en="Hall"), purpose="plenary", minutes_from_plenary=15)
    ends = AT + timedelta(hours=2)
    engage_claim(
        subject=hall,
        kind="session",
        label="x",
        starts=AT + timedelta(hours=1),
        ends=ends,
        persons=[scene.head_ke],
        rooms=[hall],
    )
    found = assemble_problem()
    [request] = found.problem.requests
    starts = {found.slots[number].astimezone(HANOI) for number in found.problem.starts_of(request)}
    on_saturday = sorted(f"{at:%H:%M}" for at in starts if at.day == 25)
    assert on_saturday[0] == "10:00"
    assert not [at for at in on_saturday if "12:00" < at < "13:20"]
    assert "16:20" not in on_saturday  # the hall until 16:20, then fifteen minutes on foot
    assert "16:40" in on_saturday
    assert meeting.pk == request.key


def test_an_interpreter_is_planned_where_one_knows_the_languages(scene):
    meeting = actions.accept(
        actor=scene.of_brazil, meeting=scene.ask(wish=WISH | {"interpretation": "English and Russian"})
    )
    [request] = assemble_problem().problem.requests
    assert request.languages == frozenset()  # the sides bring their own
    facts = InterpreterFacts("Elena Ivanova", ["en", "ru"], hours={AT.date(): (time(9), time(18))})
    who = create_interpreter(actor=scene.protocol, facts=facts)
    [row] = propose_plan(actor=scene.protocol, seconds=5).placed
    assert (row.meeting, row.starts, row.interpreter) == (meeting, AT, who)
    assert row.why == "needs_room"
    # Once it has its room, the interpreter alone is what it lacks; it makes place for nobody.
    actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    [row] = propose_plan(actor=scene.protocol, seconds=5).placed
    assert (row.interpreter, Why(row.why).label) == (who, "This meeting has no interpreter.")


def test_why_an_agreed_meeting_changes_at_its_own_time(scene):
    """Its interpreter went off duty, then its room was closed: neither makes place for another meeting."""
    wish = WISH | {"interpretation": "English and Russian"}
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask(wish=wish))
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    on_duty = {AT.date(): (time(9), time(18))}
    first, second = (
        create_interpreter(actor=scene.protocol, facts=InterpreterFacts(name, ["en", "ru"], hours=on_duty))
        for name in ("Elena Ivanova", "Oleg Petrov")
    )
    give_interpreter(actor=scene.protocol, meeting=meeting, interpreter=first)
    DutyHours.objects.filter(interpreter=first).delete()
    [row] = propose_plan(actor=scene.protocol, seconds=5).placed
    assert (row.starts, row.room, row.interpreter) == (AT, scene.room, second)
    assert Why(row.why).label == "The interpreter alone changes; time and room stay."
    give_interpreter(actor=scene.protocol, meeting=meeting, interpreter=second)
    other = meeting_room("B-9", 20)
    found = assemble_problem()
    rooms = [replace(one, free=frozenset()) if one.key == scene.room.pk else one for one in found.problem.rooms]
    closed = replace(found, problem=replace(found.problem, rooms=rooms))
    [row] = rows_of(closed, plan_meetings(closed.problem, seconds=5))
    assert (row.starts, row.room) == (AT, other)
    assert Why(row.why).label == "Today’s room is not available to it at that time."


def test_what_protocol_has_pinned_is_not_planned_and_keeps_its_time(scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())  # since then a room is held for it
    PinnedMeeting.objects.create(meeting=meeting, at=NOW, starts=AT)
    found = assemble_problem()
    assert found.meetings == {}
    [room] = [one for one in found.problem.rooms if one.key == scene.room.pk]
    assert found.slots.index(AT) not in room.free


def test_only_who_gives_rooms_may_plan(scene):
    with pytest.raises(NotAllowed):
        propose_plan(actor=scene.of_kenya)


def test_its_queries_do_not_grow_with_the_meetings(scene, django_assert_num_queries):
    scene.ask()
    with django_assert_num_queries(18):
        assert len(assemble_problem().meetings) == 1
    make_member("FRA", capacity="head", state="submitted")
    scene.ask(asked=make_delegation("FRA"), starts=AT + timedelta(hours=2))
    with django_assert_num_queries(18):
        assert len(assemble_problem().meetings) == 2


def test_the_command_shows_the_plan_and_changes_nothing(scene, capsys):
    scene.ask()
    call_command("plan_bilaterals", seconds=5)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "All times in Hanoi time, UTC+7.",
        "Sat 25 Oct 2025, 14:20  Bilateral room B-3  Kenya, Brazil",
        "1 of 1 meetings placed (first come, first served: 1; no plan places more than 1), 0 moved.",
    ]
    assert Meeting.objects.get().version == 1


def test_the_command_says_that_it_did_not_finish(scene, capsys):
    from schedule.bilaterals.management.commands.plan_bilaterals import Command

    scene.ask()
    proposal = propose_plan(actor=scene.protocol, seconds=5)
    for is_best in (True, False):
        Command()._show(replace(proposal, plan=replace(proposal.plan, is_best=is_best)))
        said = "The search ended before it was proved that no plan is better" in capsys.readouterr().out
        assert said != is_best


def test_the_command_applies_the_plan_when_told_and_asks_before(scene, capsys, monkeypatch):
    actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    with pytest.raises(UserError, match="give --yes where nobody can answer"):
        call_command("plan_bilaterals", seconds=5, apply=True)
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    call_command("plan_bilaterals", seconds=5, apply=True)
    assert capsys.readouterr().out.splitlines()[-1].endswith("Nothing was changed.")
    assert Meeting.objects.get().state == "accepted"
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    call_command("plan_bilaterals", seconds=5, apply=True)
    out = capsys.readouterr().out
    assert "Meetings to change: 1. Change them and inform their delegations? [y/N]" in out
    assert out.splitlines()[-1].endswith("1 of 1 meetings changed.")
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.room) == ("confirmed", scene.room)
    assert Message.objects.filter(kind="bilaterals.confirmed").count() == 2
    call_command("plan_bilaterals", seconds=5, apply=True, yes=True)
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing changes."


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_meeting_between_two_steps_of_the_plan_stays_to_the_minute_or_moves_to_a_step(scene):
    meeting = scene.ask(AT + timedelta(minutes=5))
    [row] = propose_plan(actor=scene.protocol, seconds=5).placed
    assert (row.meeting, row.starts, row.moves) == (meeting, AT + timedelta(minutes=5), False)
    Engagement.objects.filter(booking=meeting.room_booking).delete()
    taken(scene, AT - timedelta(hours=1), AT + timedelta(hours=1), rooms=[scene.room])
    [row] = propose_plan(actor=scene.protocol, seconds=5).placed
    assert row.moves
    assert row.starts.minute % 10 == 0


def test_what_ends_in_the_step_in_which_a_meeting_begins_does_not_move_it(scene):
    meeting = scene.ask(AT + timedelta(minutes=5))
    taken(scene, AT - timedelta(hours=1), AT + timedelta(minutes=5), persons=[scene.head_ke])
    assert meeting.pk not in assemble_problem().meetings


def test_the_last_time_of_a_day_can_be_kept(scene):
    last = AT + timedelta(hours=3, minutes=20)  # 17:40 to 18:00
    scene.ask(last)
    [row] = propose_plan(actor=scene.protocol, seconds=5).placed
    assert (row.starts, row.moves) == (last, False)


def test_who_wishes_for_flags_gets_a_room_with_flags_where_one_is_free(scene):
    wishes, plain = (WISH | {"flags": flags} for flags in (True, False))
    Room.objects.filter(pk=scene.small.pk).update(capacity=scene.room.capacity, flags=True)
    Room.objects.filter(pk=scene.room.pk).update(flags=False)
    make_member("FRA", capacity="head", state="submitted")
    make_member("VNM", capacity="head", state="submitted")
    with_flags = scene.ask(wish=wishes)
    sides = {"asking": make_delegation("FRA"), "asked": make_delegation("VNM")}
    without = scene.ask(wish=plain, actor=actor(make_focal_point("FRA")), **sides)
    rows = {row.meeting: row for row in propose_plan(actor=scene.protocol, seconds=5).placed}
    assert (rows[with_flags].room, rows[without].room) == (scene.small, scene.room)
    assert rows[with_flags].starts == rows[without].starts == AT
