"""Protocol moves a confirmed meeting to another hour: what follows is shown first, told later, and undone exactly."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from conference.core import lifecycle, undo
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from schedule.bilaterals.board import interpreters, moving
from schedule.bilaterals.board import notices as board_notices
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Assignment, Meeting
from schedule.calendar.engagements.actions import TimeTaken, engage_claim
from schedule.calendar.models import Engagement
from tests.bilaterals.board.test_interpreters import agreed, give, make
from tests.bilaterals.rules import all_is_well
from tests.bilaterals.scene import AT, LENGTH, NOW, Scene, make_scene, meeting_room
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in

LATER = AT + timedelta(hours=1)
TYPED = "2025-10-25T15:20"  # the same, on Hanoi's clocks


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def moved(scene: Scene, meeting: Meeting, **more) -> Meeting:
    values = {"starts": LATER, "room": scene.room, "reason": "The plenary goes on.", **more}
    return moving.move_meeting(actor=scene.protocol, meeting=meeting, **values)


def standing(meeting: Meeting) -> dict[str, object]:
    """What an undo has to restore: the row, what it holds, and who interprets."""
    names = (
        "state",
        "starts",
        "ends",
        "day",
        "room_id",
        "asking_agrees",
        "asked_agrees",
        "offered_by_id",
        "holds_until",
    )
    row = Meeting.objects.get(pk=meeting.pk)
    held = Engagement.objects.filter(subject_id=str(meeting.pk)).order_by("starts", "room", "person", "interpreter")
    return {
        **{name: getattr(row, name) for name in names},
        "held": list(held.values_list("room", "person", "interpreter", "starts", "ends")),
        "interpreter": list(Assignment.objects.values_list("interpreter__name", flat=True)),
        "offers": list(row.offers.values_list("starts", "ends", "holds_until", "counts")),
        "agree": list(row.participants.values_list("delegation", "agrees")),
    }


def letters(kind: str = "rearranged") -> dict[str, int]:
    states = Message.objects.filter(kind=f"bilaterals.{kind}").values_list("state", flat=True)
    return {state: list(states).count(state) for state in set(states)}


def test_moved_on_the_page_after_what_follows_was_shown_and_undone_there(client, scene: Scene):
    interpreter = make(scene, email="ana@interpreters.example")
    meeting = agreed(scene)
    give(scene, meeting, interpreter)
    meeting, before = Meeting.objects.get(pk=meeting.pk), standing(meeting)
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    url, move = (reverse(f"bilaterals:{name}", args=[meeting.public_id]) for name in ("desk-meeting", "move"))
    assert "Move it to another time" in client.get(url).text
    typed = {"version": meeting.version, "starts": TYPED, "room": "", "reason": "The plenary goes on."}
    asked = client.post(move, typed)
    shown = asked.context["move"]
    assert (shown.place.starts, shown.place.room, shown.stays) == (LATER, scene.room, interpreter)
    assert "is free then and stays engaged" in asked.text
    assert "These are informed by e-mail when the time to undo has passed." in asked.text
    assert [str(side) for side, _readers in asked.context["readers"]] == ["Kenya", "Brazil"]
    assert standing(meeting) == before
    done = client.post(move, dict(asked.context["posted"]), follow=True)
    assert (
        "The meeting is moved. All sides are informed and asked whether it suits them. E-mail goes out at " in done.text
    )
    after = standing(meeting)
    assert (after["starts"], after["asking_agrees"], after["asked_agrees"]) == (LATER, False, False)
    assert {(starts, ends) for *_who, starts, ends in after["held"]} == {(LATER, LATER + timedelta(minutes=30))}
    assert after["interpreter"] == ["Ana Souza"]
    assert letters() == {"queued": 2}
    waits = Message.objects.filter(kind__in=["bilaterals.rearranged", "bilaterals.interpreter"], subject_version=5)
    assert set(waits.values_list("not_before", flat=True)) == {NOW + undo.mails_wait()}
    assert waits.count() == 3
    [(offered, _at)] = done.context["moved_now"]
    back = reverse("bilaterals:undo-move", args=[meeting.public_id])
    assert back in done.text
    undone = client.post(back, {"version": offered.version}, follow=True)
    assert "Undone: Kenya, Brazil has its former time and room again." in undone.text
    assert back not in undone.text
    assert standing(meeting) == before
    assert letters() == {"cancelled": 2}
    assert not waits.filter(state="queued").exists()


def test_what_is_in_the_way_is_said_at_the_time_and_nothing_is_changed(client, scene: Scene):
    meeting = agreed(scene)
    make_member("FRA", capacity="head", state="submitted")
    scene.ask(LATER, asked=make_delegation("FRA"))
    before = standing(meeting)
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    move = reverse("bilaterals:move", args=[meeting.public_id])
    typed = {"version": meeting.version, "starts": TYPED, "room": "B-3", "reason": "The plenary goes on."}
    refused = client.post(move, typed)
    [text] = refused.context["move_form"].errors["starts"]
    assert "Kenya is engaged 15:20–15:50" in text
    assert "The next free time in common is 15:50." in text
    assert 'value="2025-10-25T15:20"' in refused.text
    assert "The plenary goes on." in refused.text
    # Whoever goes on nevertheless is refused by the calendar itself.
    with pytest.raises(TimeTaken):
        moved(scene, meeting)
    assert standing(meeting) == before
    for starts, text in (("", "This field is required."), ("2025-10-25T19:00", "between 09:00 and 18:00")):
        refused = client.post(move, {**typed, "starts": starts})
        assert text in refused.context["move_form"].errors["starts"][0]
    assert letters() == {}


def test_an_interpreter_who_is_off_duty_then_is_released_and_comes_back_by_the_undo(client, scene: Scene):
    interpreter = make(scene, until=time(15), email="ana@interpreters.example")
    meeting = agreed(scene)
    give(scene, meeting, interpreter)
    before, meeting = standing(meeting), Meeting.objects.get(pk=meeting.pk)
    assert moving.foresee_move(meeting, LATER, scene.room).is_released == interpreter
    # Who was shown as staying must be there: then it is refused.
    meeting = moved(scene, meeting)
    assert Assignment.objects.count() == 0
    assert letters("interpreter_released") == {"queued": 1}
    actions.undo_step(actor=scene.protocol, meeting=meeting, expected_version=meeting.version)
    assert standing(meeting) == before
    assert letters("interpreter_released") == {"cancelled": 1}


def test_an_interpreter_shown_as_staying_who_is_taken_meanwhile_stops_the_move(scene: Scene):
    interpreter, meeting = make(scene), agreed(scene)
    give(scene, meeting, interpreter)
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert moving.foresee_move(meeting, LATER, scene.room).stays == interpreter
    take = lifecycle.use_case(engage_claim)
    take(subject=interpreter, kind="x", label="x", starts=LATER, ends=LATER + LENGTH, interpreters=[interpreter])
    with pytest.raises(TimeTaken, match="Ana Souza is engaged"):
        moved(scene, meeting, interpreter=interpreter)
    assert interpreters.get_assignment(Meeting.objects.get()).interpreter == interpreter


def test_other_times_on_offer_and_a_room_not_told_of_yet_are_restored(scene: Scene):
    meeting = agreed(scene)
    tomorrow = AT + timedelta(days=1)
    meeting = actions.propose(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, times=[tomorrow])
    before = standing(meeting)
    assert len(before["offers"]) == 1
    assert letters("confirmed") == {"queued": 2}
    meeting = moved(scene, Meeting.objects.get(pk=meeting.pk))
    assert standing(meeting)["offers"] == []
    assert letters("confirmed") == {"cancelled": 2}
    actions.undo_step(actor=scene.protocol, meeting=meeting)
    after = standing(meeting)
    assert [row for row in after.pop("held") if row[3] == AT] == [row for row in before.pop("held") if row[3] == AT]
    assert after == before
    assert letters("confirmed") == {"cancelled": 2, "queued": 2}
    assert all_is_well()


def test_the_undo_is_refused_once_somebody_has_the_former_time_or_the_time_has_passed(scene: Scene):
    meeting = moved(scene, agreed(scene))
    make_member("FRA", capacity="head", state="submitted")
    after = standing(meeting)
    scene.ask(asked=make_delegation("FRA"))
    with pytest.raises(TimeTaken, match="Kenya is engaged 14:20–14:50"):
        actions.undo_step(actor=scene.protocol, meeting=meeting)
    assert standing(meeting) == after
    assert letters() == {"queued": 2}
    with pytest.raises(NotAllowed):
        actions.undo_step(actor=scene.of_kenya, meeting=meeting)
    with pytest.raises(AlreadyDecided):
        actions.undo_step(actor=scene.protocol, meeting=meeting, expected_version=1)
    with (
        time_machine.travel(NOW + undo.window(), tick=False),
        pytest.raises(NotPossible, match="there is nothing to undo any more"),
    ):
        actions.undo_step(actor=scene.protocol, meeting=meeting)


def test_a_further_change_ends_the_undo_and_the_letters_go_at_once(scene: Scene):
    meeting = moved(scene, agreed(scene))
    actions.agree(actor=scene.of_kenya, meeting=meeting, by=scene.kenya)
    assert set(Message.objects.filter(kind="bilaterals.rearranged").values_list("not_before", flat=True)) == {
        timezone.now()
    }
    with pytest.raises(NotPossible, match="there is nothing to undo any more"):
        actions.undo_step(actor=scene.protocol, meeting=Meeting.objects.get())


def test_a_room_that_is_only_held_for_others_is_given_and_they_hold_another(scene: Scene):
    meeting = agreed(scene)
    for code in ("FRA", "VNM"):
        make_member(code, capacity="head", state="submitted")
    meeting_room("B-9", 20)
    asking = {
        "actor": actor(make_focal_point("FRA")),
        "asking": make_delegation("FRA"),
        "asked": make_delegation("VNM"),
    }
    other = scene.ask(LATER, **asking)
    other = actions.accept(actor=actor(make_focal_point("VNM")), meeting=other)
    assert moving.find_room(meeting, LATER) == scene.room
    moved(scene, meeting)
    other.refresh_from_db()
    assert Engagement.objects.get(booking=other.room_booking).room.code == "B-9"
    assert all_is_well()


def test_each_of_three_reads_of_both_others_and_agrees_again(scene: Scene):
    make_member("FRA", capacity="head", state="submitted")
    meeting = actions.enter_agreed(
        actor=scene.protocol,
        asking=scene.kenya,
        asked=scene.brazil,
        further=[make_delegation("FRA")],
        starts=AT,
        length=LENGTH,
        wish={"topics": "x", "party_size": 4, "contact": ""},
    )
    make_focal_point("FRA")
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    before, meeting = standing(meeting), Meeting.objects.get()
    meeting = moved(scene, meeting)
    told = Message.objects.filter(kind=board_notices.REARRANGED.kind).order_by("pk").values_list("context", flat=True)
    assert [(context["us"]["en"], context["them"]["en"]) for context in told] == [
        ("Kenya", "Brazil, France"),
        ("Brazil", "Kenya, France"),
        ("France", "Kenya, Brazil"),
    ]
    assert standing(meeting)["agree"] == [(make_delegation("FRA").pk, False)]
    actions.undo_step(actor=scene.protocol, meeting=meeting)
    assert standing(meeting) == before
