"""Runs of the planner at the desk, and applying what one proposes: rows one by one, all in one transaction."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core import undo
from conference.core.access import Role
from conference.core.errors import NotAllowed, NotPossible
from conference.correspondence.models import Message
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Assignment, Meeting, PinnedMeeting, PlanRun, ProposedRow
from schedule.bilaterals.planning import applying, pinning, running
from schedule.bilaterals.planning.assembling import assemble_problem
from schedule.bilaterals.planning.solving.measure import find_standing
from schedule.calendar.engagements.actions import engage_claim
from schedule.calendar.models import Engagement
from tests.bilaterals.board.test_interpreters import make
from tests.bilaterals.board.test_moved import standing
from tests.bilaterals.rules import all_is_well
from tests.bilaterals.scene import AT, NOW, Scene, make_scene
from tests.people import actor, make_user, sign_in

LATER = AT + timedelta(minutes=40)


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def accepted(scene: Scene) -> Meeting:
    return actions.accept(actor=scene.of_brazil, meeting=scene.ask())


def proposed(scene: Scene, meeting: Meeting, **values) -> tuple[PlanRun, ProposedRow]:
    """A run that is ready and proposes this of one meeting."""
    run = running.start(actor=scene.protocol)
    PlanRun.objects.filter(pk=run.pk).update(state="running")
    PlanRun.objects.filter(pk=run.pk).update(state="ready", ended_at=NOW)
    meeting = Meeting.objects.get(pk=meeting.pk)
    common = {"expected_version": meeting.version, "was_starts": meeting.starts, "was_room": meeting.room}
    row = ProposedRow.objects.create(
        run=run, meeting=meeting, **{**common, "starts": AT, "room": scene.room, "why": "makes_place", **values}
    )
    return run, row


def apply(scene: Scene, run: PlanRun, *rows: ProposedRow) -> list[ProposedRow]:
    return applying.apply(actor=scene.protocol, run=run, keys=[row.pk for row in rows])


def held(meeting: Meeting) -> set[tuple]:
    rows = Engagement.objects.filter(subject_type="bilaterals.meeting", subject_id=str(meeting.pk))
    return set(rows.values_list("room__code", "person__family_name", "starts", "holds_until"))


def test_a_worker_makes_the_run_and_its_rows(scene):
    meeting = accepted(scene)
    run = running.start(actor=scene.protocol, seconds=2)
    with pytest.raises(NotPossible, match="The planner is at work already"):
        running.start(actor=scene.protocol)
    assert running.make_plan(run.pk)
    run.refresh_from_db()
    assert (run.state, run.considered, run.today, run.placed, run.by_hand) == ("ready", 1, 0, 1, 1)
    [row] = run.rows.all()
    assert (row.meeting, row.starts, row.room, row.why) == (meeting, AT, scene.room, "needs_room")
    assert not running.make_plan(run.pk)


def test_a_run_that_is_told_to_stop_ends_with_what_it_has(scene):
    accepted(scene)
    run = running.start(actor=scene.protocol, seconds=600)
    running.stop(actor=scene.protocol, run=run)
    running.make_plan(run.pk)
    run.refresh_from_db()
    assert (run.state, run.placed) == ("ready", 1)
    with pytest.raises(NotAllowed):
        running.start(actor=scene.of_kenya)


def test_a_meeting_without_a_room_gets_it_and_nobody_agrees_again(scene):
    meeting = accepted(scene)
    run, row = proposed(scene, meeting)
    [done] = apply(scene, run, row)
    assert done.applied
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.state, meeting.room, meeting.asking_agrees, meeting.asked_agrees) == (
        "confirmed",
        scene.room,
        True,
        True,
    )
    assert held(meeting) == {
        ("B-3", None, AT, None),
        (None, "Barasa", AT, None),
        (None, "Lima", AT, None),
    }
    assert Message.objects.filter(kind="bilaterals.confirmed").count() == 2
    with pytest.raises(NotPossible, match="was already applied"):
        apply(scene, run, row)


def test_an_agreed_meeting_that_moves_is_agreed_again_by_both(scene):
    meeting = actions.give_room(actor=scene.protocol, meeting=accepted(scene), room=scene.room)
    run, row = proposed(scene, meeting, starts=LATER)
    apply(scene, run, row)
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.state, meeting.starts, meeting.ends) == ("confirmed", LATER, LATER + timedelta(minutes=20))
    assert (meeting.asking_agrees, meeting.asked_agrees) == (False, False)
    assert {starts for _room, _person, starts, _until in held(meeting)} == {LATER}
    told = Message.objects.filter(kind="bilaterals.rearranged")
    assert {one.context["was_starts"] for one in told} == {AT.isoformat()}
    assert told.count() == 2


def test_an_open_request_that_moves_holds_its_new_time_and_waits_for_both(scene):
    meeting = scene.ask()
    run, row = proposed(scene, meeting, starts=LATER)
    apply(scene, run, row)
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.state, meeting.starts, meeting.room, meeting.asking_agrees) == ("requested", LATER, None, False)
    assert held(meeting) == {
        ("B-3", None, LATER, meeting.holds_until),
        (None, "Barasa", LATER, meeting.holds_until),
    }
    accepted_then = actions.accept(actor=scene.of_brazil, meeting=meeting)
    assert (accepted_then.state, accepted_then.asking_agrees, accepted_then.asked_agrees) == ("accepted", False, True)


def test_what_was_changed_since_is_refused_alone_and_says_so(scene):
    first = accepted(scene)
    second = scene.ask(starts=AT + timedelta(hours=2))
    run, row = proposed(scene, first, starts=LATER)
    other = ProposedRow.objects.create(
        run=run,
        meeting=second,
        expected_version=second.version,
        was_starts=second.starts,
        starts=AT + timedelta(hours=3),
        room=scene.room,
        why="makes_place",
    )
    actions.cancel(actor=scene.of_brazil, meeting=first, by=scene.brazil, reason="Ill")
    rows = {one.pk: one for one in apply(scene, run, row, other)}
    assert (rows[row.pk].applied, rows[row.pk].said) == (
        False,
        "This meeting was changed after the planner had read it.",
    )
    assert rows[other.pk].applied
    assert Meeting.objects.get(pk=second.pk).starts == AT + timedelta(hours=3)


def test_a_time_that_was_taken_meanwhile_is_refused_with_who_and_when(scene):
    meeting = accepted(scene)
    run, row = proposed(scene, meeting, starts=LATER)
    engage_claim(
        subject=scene.room,
        kind="session",
        label="x",
        starts=LATER,
        ends=LATER + timedelta(minutes=30),
        persons=[scene.head_ke],
    )
    [refused] = apply(scene, run, row)
    assert not refused.applied
    assert "is engaged 15:00–15:30" in refused.said
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.state, meeting.starts, meeting.version) == ("accepted", AT, row.expected_version)
    assert {starts for _room, _person, starts, _until in held(meeting)} == {AT}


def test_two_meetings_exchange_their_times_in_one_go(scene):
    first = actions.give_room(actor=scene.protocol, meeting=accepted(scene), room=scene.room)
    second = scene.ask(starts=LATER)
    second = actions.accept(actor=scene.of_brazil, meeting=second)
    second = actions.give_room(actor=scene.protocol, meeting=second, room=scene.room)
    run, row = proposed(scene, first, starts=LATER)
    other = ProposedRow.objects.create(
        run=run,
        meeting=second,
        expected_version=second.version,
        was_starts=LATER,
        was_room=scene.room,
        starts=AT,
        room=scene.room,
        why="makes_place",
    )
    assert [one.applied for one in apply(scene, run, row, other)] == [True, True]
    assert {one.pk: one.starts for one in Meeting.objects.all()} == {first.pk: LATER, second.pk: AT}


def test_the_page_runs_shows_and_applies(client, scene):
    meeting = accepted(scene)
    sign_in(client, make_user(None, Role.PROTOCOL))
    url = reverse("bilaterals:planner")
    assert "Run the planner" in client.get(url).text
    page = client.post(reverse("bilaterals:planner-run"), {"seconds": "2"}, follow=True)
    assert "The planner is at work" in page.text
    running.make_plan(PlanRun.objects.get().pk)
    page = client.get(url)
    assert "Bilateral room B-3" in page.text
    row = ProposedRow.objects.get()
    page = client.post(reverse("bilaterals:planner-apply"), {"run": row.run_id, "row": [row.pk]}, follow=True)
    assert "1 change is made. E-mail goes out at " in page.text
    assert "All delegations concerned are informed." not in page.text
    assert Meeting.objects.get(pk=meeting.pk).state == "confirmed"


@pytest.mark.parametrize("is_best", [True, False])
def test_a_run_that_did_not_finish_says_so(client, scene, is_best):
    run, _row = proposed(scene, accepted(scene))
    PlanRun.objects.filter(pk=run.pk).update(is_best=is_best)
    sign_in(client, make_user(None, Role.PROTOCOL))
    page = client.get(reverse("bilaterals:planner")).text
    assert ("The planner did not finish: a better plan is possible." in page) != is_best
    assert ("It is proved that no plan places more meetings" in page) == is_best


def test_what_is_not_ticked_stays_refused_when_the_planner_runs_again_until_it_is_released(client, scene):
    meeting = accepted(scene)
    run, _row = proposed(scene, meeting, starts=LATER)
    sign_in(client, make_user(None, Role.PROTOCOL))
    for _time in range(2):  # the second proposal shows nothing of it, and forgets nothing
        client.post(reverse("bilaterals:planner-run"), {"seconds": "2", "run": run.pk, "rows": "1"})
        run = PlanRun.objects.latest("pk")
        running.make_plan(run.pk)
        run.refresh_from_db()
        assert (run.considered, run.rows.count()) == (0, 0)
    assert [(pin.meeting, pin.starts, pin.room) for pin in PinnedMeeting.objects.all()] == [
        (meeting, LATER, scene.room)
    ]
    page = client.get(reverse("bilaterals:planner")).text
    assert "Changes that were refused" in page
    release = reverse("bilaterals:planner-release", args=[meeting.public_id])
    assert release in page
    assert "The planner may change Kenya, Brazil again." in client.post(release, follow=True).text
    run = running.start(actor=scene.protocol, seconds=2)
    running.make_plan(run.pk)
    assert run.rows.get().meeting == meeting


def test_what_is_not_chosen_when_others_are_sent_is_refused_too_and_logged(scene):
    first, second = accepted(scene), scene.ask(starts=AT + timedelta(hours=2))
    run, row = proposed(scene, first)
    ProposedRow.objects.create(
        run=run,
        meeting=second,
        expected_version=second.version,
        was_starts=second.starts,
        starts=AT + timedelta(hours=3),
        room=scene.room,
        why="makes_place",
    )
    apply(scene, run, row)
    assert [pin.meeting for pin in PinnedMeeting.objects.all()] == [second]
    entries = AuditEntry.objects.filter(subject_type="bilaterals.meeting", subject_id=str(second.pk))
    assert entries.latest("pk").verb == "meeting.pinned"
    assert find_standing(assemble_problem().problem).keys() == {first.pk}


def test_only_who_gives_rooms_may_release(scene):
    with pytest.raises(NotAllowed):
        pinning.release_meeting(actor=scene.of_kenya, meeting=accepted(scene))


def test_only_who_gives_rooms_may_apply(scene):
    run, row = proposed(scene, accepted(scene))
    with pytest.raises(NotAllowed):
        applying.apply(actor=actor(make_user(None, Role.PROGRAMME)), run=run, keys=[row.pk])


class TestUndo:
    """What was sent is taken back within the time of undo, as one: nobody has been told, and all stands as before."""

    @pytest.fixture
    def exchanged(self, scene):
        """Two confirmed meetings that the plan lets exchange their times, and one that it gives its first room."""
        first = actions.give_room(actor=scene.protocol, meeting=accepted(scene), room=scene.room)
        second = actions.accept(actor=scene.of_brazil, meeting=scene.ask(starts=LATER))
        second = actions.give_room(actor=scene.protocol, meeting=second, room=scene.room)
        third = actions.accept(actor=scene.of_brazil, meeting=scene.ask(starts=AT + timedelta(hours=2)))
        Message.objects.all().delete()  # which were sent long ago
        before = [standing(meeting) for meeting in (first, second, third)]
        run, row = proposed(scene, first, starts=LATER)
        values = {"run": run, "room": scene.room, "why": "makes_place"}
        rows = [row]
        for meeting, starts, was_room in ((second, AT, scene.room), (third, third.starts, None)):
            common = {"expected_version": meeting.version, "was_starts": meeting.starts, "was_room": was_room}
            rows.append(ProposedRow.objects.create(meeting=meeting, starts=starts, **common, **values))
        assert [row.applied for row in apply(scene, run, *rows)] == [True, True, True]
        return run, (first, second, third), before

    def test_all_stand_as_before_and_no_letter_goes(self, client, scene, exchanged):
        run, meetings, before = exchanged
        letters = Message.objects.filter(kind__in=("bilaterals.rearranged", "bilaterals.confirmed"))
        assert letters.count() == 6
        assert set(letters.values_list("state", "not_before")) == {("queued", NOW + undo.mails_wait())}
        sign_in(client, make_user(None, Role.PROTOCOL))
        page = client.get(reverse("bilaterals:planner")).text
        assert "Undo what was sent" in page
        assert "E-mail goes out at" in page
        done = client.post(reverse("bilaterals:planner-undo"), {"run": run.pk}, follow=True)
        assert "Undone. Nobody is told of it." in done.text
        assert "Undo what was sent" not in done.text
        assert [standing(meeting) for meeting in meetings] == before
        assert set(letters.values_list("state", flat=True)) == {"cancelled"}
        assert all_is_well()

    def test_not_once_its_letters_have_gone(self, client, scene, exchanged):
        run, meetings, _before = exchanged
        with time_machine.travel(NOW + undo.window(), tick=False):
            sign_in(client, make_user(None, Role.PROTOCOL))
            assert "Undo what was sent" not in client.get(reverse("bilaterals:planner")).text
            with pytest.raises(NotPossible, match="there is nothing to undo any more"):
                applying.undo_sent(actor=scene.protocol, run=run)
        assert Meeting.objects.get(pk=meetings[0].pk).starts == LATER

    def test_a_meeting_that_was_changed_since_stays_as_it_is_now(self, scene, exchanged):
        run, (first, second, third), before = exchanged
        actions.cancel(actor=scene.of_brazil, meeting=third, by=scene.brazil, reason="Ill")
        assert applying.undo_sent(actor=scene.protocol, run=run) == 2
        assert [standing(meeting) for meeting in (first, second)] == before[:2]
        assert Meeting.objects.get(pk=third.pk).state == "cancelled"

    def test_the_page_names_what_was_changed_since_and_is_not_undone(self, client, scene, exchanged):
        run, (_first, _second, third), _before = exchanged
        actions.cancel(actor=scene.of_brazil, meeting=third, by=scene.brazil, reason="Ill")
        sign_in(client, make_user(None, Role.PROTOCOL))
        done = client.post(reverse("bilaterals:planner-undo"), {"run": run.pk}, follow=True)
        assert [str(message) for message in done.context["messages"]] == [
            "Undone. Nobody is told of it.",
            f"Answered or changed since, and therefore not undone: {third}.",
        ]

    def test_an_interpreter_whom_the_plan_engaged_is_free_again(self, scene):
        meeting = accepted(scene)
        before = standing(meeting)
        run, row = proposed(scene, meeting, interpreter=make(scene))
        assert apply(scene, run, row)[0].applied
        assert Assignment.objects.count() == 1
        applying.undo_sent(actor=scene.protocol, run=run)
        assert standing(meeting) == before

    def test_only_who_gives_rooms(self, scene, exchanged):
        run, _meetings, _before = exchanged
        with pytest.raises(NotAllowed):
            applying.undo_sent(actor=scene.of_brazil, run=run)
