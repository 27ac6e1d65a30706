"""The podium's undo: each step taken back exactly as it was, the last first, and never to a speaker who has finished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from conference.accounts.models import User
from conference.core import clock, lifecycle
from conference.core.errors import AlreadyDecided, NotPossible
from conference.db import guards
from schedule.programme.models import Interruption, PodiumStep
from schedule.programme.speaking import queries, steps
from schedule.programme.speaking.actions import interruptions, lists
from schedule.programme.speaking.actions import podium as podium_actions
from tests.markup import compact
from tests.people import sign_in
from tests.programme.speaking.scene import SATURDAY, Scene
from tests.programme.speaking.test_podium import running

__all__ = ["running"]
MINUTE = timedelta(minutes=1)


def facts(scene: Scene) -> list[tuple]:
    return [
        (line.party.code, line.state, line.row.began_at, line.row.ended_at, line.row.starts, line.row.by_hand)
        for line in queries.lines(scene.now)
    ]


def undo(scene: Scene) -> None:
    step = steps.last_step(scene.now)
    podium_actions.undo(actor=scene.chief, speakers=scene.now, number=step.number if step else 0)


def test_each_step_is_taken_back_exactly_the_last_first(running: Scene, moment):
    seen = []

    def then(verb, code):
        seen.append(facts(running))
        running.do(verb, code)

    then(podium_actions.mark_absent, "FRA")
    then(podium_actions.mark_absent, "FRA")
    then(podium_actions.recall, "FRA")
    then(podium_actions.begin, "KEN")
    then(podium_actions.put_back, "KEN")
    then(podium_actions.begin, "KEN")
    then(podium_actions.end_and_begin_next, "KEN")
    for before in reversed(seen):
        undo(running)
        assert facts(running) == before
    with pytest.raises(NotPossible, match="no step to undo"):
        undo(running)


def test_next_speaker_pressed_by_mistake_gives_back_both(running: Scene, moment):
    running.do(podium_actions.begin, "FRA")
    moment.shift(3 * MINUTE)
    running.do(podium_actions.end_and_begin_next, "FRA")
    moment.shift(timedelta(seconds=10))
    undo(running)
    assert (running.row("FRA").state, running.row("FRA").began_at) == ("speaking", SATURDAY)
    assert running.row("FRA").ended_at is None
    assert (running.row("HRV").state, running.row("HRV").began_at) == ("inscribed", None)


def test_it_never_reaches_back_to_a_speaker_who_has_finished(running: Scene, moment):
    running.do(podium_actions.begin, "FRA")
    moment.shift(8 * MINUTE)
    running.do(podium_actions.end, "FRA")
    moment.shift(5 * MINUTE)
    running.do(podium_actions.begin, "HRV")
    undo(running)
    assert running.row("HRV").state == "inscribed"
    with pytest.raises(NotPossible, match="France finished more than a minute ago; that can no longer be undone"):
        undo(running)
    assert running.row("FRA").state == "spoken"


def test_the_key_of_the_undo_leads_to_why_it_is_too_late(running: Scene, moment):
    running.do(podium_actions.begin, "FRA")
    moment.shift(8 * MINUTE)
    running.do(podium_actions.end, "FRA")
    why = 'data-key="z" tabindex="-1">France finished more than a minute ago; that can no longer be undone.'
    for later, is_undoable in ((timedelta(), True), (9 * MINUTE, False)):
        moment.shift(later)
        desk = sign_in(Client(), User.objects.get(email="protocol@hanoi2025.example"))
        page = compact(desk.get(f"/desk/speakers/{running.now.key}/podium/").content.decode())
        assert (("Undo: France ends" in page), (why in page)) == (is_undoable, not is_undoable)


def test_did_not_begin_leaves_the_speaker_before_alone(running: Scene, moment):
    running.do(podium_actions.begin, "FRA")
    moment.shift(8 * MINUTE)
    running.do(podium_actions.end_and_begin_next, "FRA")
    running.do(podium_actions.put_back, "HRV")
    assert (running.row("FRA").state, running.row("HRV").state) == ("spoken", "inscribed")
    with pytest.raises(NotPossible, match="France has finished"):
        running.do(podium_actions.put_back, "FRA")


def test_the_second_of_two_operators_undoes_nothing(running: Scene):
    running.do(podium_actions.begin, "FRA")
    number = steps.last_step(running.now).number
    podium_actions.undo(actor=running.chief, speakers=running.now, number=number)
    running.do(podium_actions.begin, "HRV")
    with pytest.raises(AlreadyDecided, match="Another step was made meanwhile"):
        podium_actions.undo(actor=running.chief, speakers=running.now, number=number)
    assert running.row("HRV").state == "speaking"


def test_what_was_changed_otherwise_since_stays(running: Scene):
    running.do(podium_actions.mark_absent, "KEN")
    # By hand, past the podium: the place stays as that person put it.
    row = running.row("KEN")
    lists.place(
        actor=running.chief,
        speakers=running.now,
        inscription=row,
        place=2,
        reason="Here",
        expected_version=running.now.version,
    )
    assert running.order[1] == "KEN"
    undo(running)
    assert running.row("KEN").state == "inscribed"


class TestReply:
    def test_is_given_the_floor_for_five_minutes_then_three_then_not(self, running: Scene, moment):
        kenya = running.row("KEN").delegation
        for minutes in (5, 3):
            row = interruptions.reply(actor=running.chief, speakers=running.now, delegation=kenya)
            assert row.minutes == minutes
            shown = queries.get_podium(running.now)
            assert (shown.reply, shown.minutes) == (row, minutes)
            moment.shift(2 * MINUTE)
            interruptions.resume(actor=running.chief, speakers=running.now, pk=row.pk)
        with pytest.raises(NotPossible, match="Kenya has had its two rights of reply today"):
            interruptions.reply(actor=running.chief, speakers=running.now, delegation=kenya)

    def test_nobody_else_begins_meanwhile_and_it_interrupts_nobody(self, running: Scene):
        kenya = running.row("KEN").delegation
        interruptions.reply(actor=running.chief, speakers=running.now, delegation=kenya)
        with pytest.raises(AlreadyDecided, match="Kenya exercises its right of reply; end that first"):
            running.do(podium_actions.begin, "FRA")
        undo(running)
        running.do(podium_actions.begin, "FRA")
        with pytest.raises(AlreadyDecided, match="France is speaking"):
            interruptions.reply(actor=running.chief, speakers=running.now, delegation=kenya)

    def test_undone_it_was_no_reply(self, running: Scene):
        kenya = running.row("KEN").delegation
        interruptions.reply(actor=running.chief, speakers=running.now, delegation=kenya)
        undo(running)
        assert not Interruption.objects.exists()
        assert interruptions.reply(actor=running.chief, speakers=running.now, delegation=kenya).minutes == 5


class TestSuspension:
    def test_the_speaker_keeps_the_time_that_is_left(self, running: Scene, moment):
        running.do(podium_actions.begin, "FRA")  # eight minutes
        moment.shift(4 * MINUTE)
        row = interruptions.suspend(actor=running.chief, speakers=running.now, minutes=15)
        moment.shift(20 * MINUTE)
        assert queries.get_podium(running.now).due - moment_of(moment) == 4 * MINUTE
        interruptions.resume(actor=running.chief, speakers=running.now, pk=row.pk)
        assert queries.get_podium(running.now).due - moment_of(moment) == 4 * MINUTE

    def test_moves_the_times_to_come(self, running: Scene, moment):
        interruptions.suspend(actor=running.chief, speakers=running.now, minutes=30)
        assert running.time("FRA") == "Sat 14:30"

    def test_nobody_begins_until_the_meeting_resumes(self, running: Scene, moment):
        row = interruptions.suspend(actor=running.chief, speakers=running.now, minutes=30)
        with pytest.raises(AlreadyDecided, match="The meeting is suspended; resume it first"):
            running.do(podium_actions.begin, "FRA")
        moment.shift(10 * MINUTE)
        interruptions.resume(actor=running.chief, speakers=running.now, pk=row.pk)
        running.do(podium_actions.begin, "FRA")
        assert running.row("FRA").state == "speaking"
        with pytest.raises(AlreadyDecided, match="ended already"):
            interruptions.resume(actor=running.chief, speakers=running.now, pk=row.pk)

    @pytest.mark.parametrize("verb", ["end", "end_and_begin_next", "put_back"])
    def test_whoever_spoke_keeps_the_floor_until_it_resumes(self, running: Scene, client, verb):
        """Else the step could not be undone: nobody speaks while the meeting is suspended."""
        running.do(podium_actions.begin, "FRA")
        row = interruptions.suspend(actor=running.chief, speakers=running.now, minutes=30)
        with pytest.raises(AlreadyDecided, match="The meeting is suspended; resume it first"):
            running.do(getattr(podium_actions, verb), "FRA")
        client.force_login(organiser_user())
        page = client.get(f"/desk/speakers/{running.list.key}/podium/").content.decode()
        assert [key in page for key in ('id="do-resume"', 'id="do-end"', 'id="do-next"', 'id="do-back"')] == [
            True,
            False,
            False,
            False,
        ]
        interruptions.resume(actor=running.chief, speakers=running.now, pk=row.pk)
        running.do(getattr(podium_actions, verb), "FRA")
        undo(running)
        assert running.row("FRA").state == "speaking"

    def test_nobody_is_given_the_floor_back_in_a_suspension(self, running: Scene):
        running.do(podium_actions.begin, "FRA")
        running.do(podium_actions.end, "FRA")
        Interruption.objects.create(list=running.now, kind="suspension", minutes=10, began_at=clock.now())
        with pytest.raises(AlreadyDecided, match="The meeting is suspended; resume it first"):
            undo(running)


def moment_of(moment):
    return clock.now()


class TestThePages:
    def test_undo_names_the_step_and_undoes_it(self, running: Scene, client):
        client.force_login(organiser_user())
        running.do(podium_actions.begin, "FRA")
        url = f"/desk/speakers/{running.list.key}/podium/"
        page = client.get(url).content.decode()
        assert "Undo: France begins" in page
        step = PodiumStep.objects.get()
        client.post(url + "do/", {"do": "undo", "step": step.number})
        assert running.row("FRA").state == "inscribed"
        assert "Undo:" not in client.get(url).content.decode()

    def test_the_speaker_sees_the_time_that_is_left(self, running: Scene, client, moment):
        running.do(podium_actions.begin, "FRA")
        moment.shift(4 * MINUTE)
        url = f"/board/speakers/{running.list.key}/clock/"
        page = client.get(url).content.decode()
        assert 'data-left="240"' in page
        assert ">4:00</b>" in page
        moment.shift(3 * MINUTE)
        assert 'class="left soon"' in client.get(url).content.decode()
        moment.shift(2 * MINUTE)
        page = client.get(url).content.decode()
        assert 'class="left over"' in page
        assert "The time is up" in page

    def test_a_reply_and_a_suspension_are_begun_and_ended_there(self, running: Scene, client):
        client.force_login(organiser_user())
        url = f"/desk/speakers/{running.list.key}/podium/"
        kenya = running.row("KEN").delegation
        client.post(url + "do/", {"do": "reply", "delegation": kenya.pk})
        page = client.get(url).content.decode()
        assert "The reply ends" in page
        assert 'value="begin"' not in page
        assert "Right of reply" in client.get(f"/board/speakers/{running.list.key}/").content.decode()
        client.post(url + "do/", {"do": "resume", "interruption": Interruption.objects.get().pk})
        client.post(url + "do/", {"do": "suspend", "minutes": "15"})
        assert "The meeting is suspended" in client.get(url).content.decode()
        assert "The meeting is suspended" in client.get(f"/board/speakers/{running.list.key}/").content.decode()


def organiser_user():
    from conference.accounts.models import User

    return User.objects.get(email="protocol@hanoi2025.example")


class TestTheDatabase:
    """Whoever goes past the podium's actions is refused by the database."""

    GUARD = "programme_inscription_one_has_the_floor"

    @staticmethod
    @lifecycle.use_case
    def begin_anyway(scene: Scene, code: str) -> None:
        lifecycle.move(
            scene.row(code),
            "speaking",
            actor=scene.chief,
            verb="inscription.began",
            began_at=clock.now(),
            ended_at=None,
        )

    def test_lets_nobody_begin_during_a_reply(self, running: Scene):
        kenya = running.row("KEN").delegation
        interruptions.reply(actor=running.chief, speakers=running.now, delegation=kenya)
        with pytest.raises(DatabaseError, match="a reply or a suspension goes on"), transaction.atomic():
            self.begin_anyway(running, "FRA")
        assert running.row("FRA").state == "inscribed"

    def test_control_without_the_guard_two_have_the_floor(self, running: Scene):
        kenya = running.row("KEN").delegation
        interruptions.reply(actor=running.chief, speakers=running.now, delegation=kenya)
        connection.check_constraints()
        guards.uninstall(names=[self.GUARD])
        try:
            self.begin_anyway(running, "FRA")
            assert running.row("FRA").state == "speaking"
        finally:
            connection.check_constraints()
            guards.install()
