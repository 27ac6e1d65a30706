"""A meeting from the request to the room: what each step takes, gives back and refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import AlreadyDecided, NotAllowed, NotFound, NotPossible
from conference.correspondence.letters.letter import open_sealed
from conference.correspondence.letters.rendering import render_letter
from conference.correspondence.models import Message
from conference.models import current_conference
from schedule.bilaterals.board.queries import find_due
from schedule.bilaterals.meetings import actions, notices, queries
from schedule.bilaterals.models import DayLoad, Meeting, RequestLoad
from schedule.calendar.engagements.actions import Claim, TimeTaken, engage_all
from schedule.calendar.models import Engagement
from tests.bilaterals.scene import AT, LENGTH, NOW, WISH, Scene, make_scene
from tests.people import actor, make_delegation, make_focal_point, make_member


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, clock) -> Scene:
    return keeper(make_scene)


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=f"bilaterals.{kind}").values_list("recipient", flat=True))


BOTH = {"focal.ken@mission.example", "focal.bra@mission.example"}


def test_a_request_holds_the_time_of_the_asking_head_for_a_day_and_nothing_of_others(scene):
    meeting = scene.ask()
    rows = Engagement.objects.all()
    assert {row.booking for row in rows} == {meeting.booking}
    assert [(row.person_id, row.room_id) for row in rows] == [(scene.head_ke.pk, None)]
    assert {(row.starts, row.ends) for row in rows} == {(AT, AT + timedelta(minutes=30))}  # ten minutes kept free
    assert {row.holds_until for row in rows} == {NOW + timedelta(hours=24)}
    assert (meeting.state, str(meeting.day)) == ("requested", "2025-10-25")
    assert told("requested") == {"focal.bra@mission.example"}
    assert told("sent") == {"focal.ken@mission.example"}


def test_accepting_keeps_the_time_and_tells_both(scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask(), message="With pleasure")
    assert (meeting.state, meeting.answer_words) == ("accepted", "With pleasure")
    # Both heads, and a room that is held: protocol has still to give it.
    assert list(Engagement.objects.values_list("holds_until", flat=True)) == [None, None, None]
    assert (Engagement.objects.get(room__isnull=False).room, meeting.room) == (scene.room, None)
    assert told("accepted") == BOTH
    # "Their words" are read by the other side alone.
    words = {m.recipient: open_sealed(m)["words"] for m in Message.objects.filter(kind="bilaterals.accepted")}
    assert words == {"focal.ken@mission.example": "With pleasure", "focal.bra@mission.example": ""}


def test_declining_frees_the_time_and_the_count(scene):
    meeting = actions.decline(actor=scene.of_brazil, meeting=scene.ask())
    assert meeting.state == "declined"
    assert Engagement.objects.count() == 0
    assert {load.meetings for load in DayLoad.objects.all()} == {0}
    assert told("declined") == BOTH
    assert scene.ask().state == "requested"  # the time can be asked for again


def test_a_room_confirms_it_and_is_taken(scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    assert (meeting.state, meeting.room) == ("confirmed", scene.room)
    taken = Engagement.objects.get(room=scene.room)
    assert (taken.starts, taken.ends) == (AT, AT + timedelta(minutes=30))
    assert told("confirmed") == BOTH


def test_a_confirmed_meeting_moves_to_another_room_and_leaves_the_first(scene):
    wish = {"topics": "x", "party_size": 4, "contact": "y"}
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask(wish=wish))
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.small)
    assert [row.room for row in Engagement.objects.filter(room__isnull=False)] == [scene.small]
    assert Message.objects.filter(kind="bilaterals.confirmed").count() == 4


def test_a_room_too_small_is_refused_with_the_numbers(scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    with pytest.raises(NotPossible, match="has 8 seats; this meeting needs 10"):
        actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.small)


def test_a_room_that_is_taken_is_refused_and_the_old_one_kept(scene):
    first = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    first = actions.give_room(actor=scene.protocol, meeting=first, room=scene.room)
    make_member("FRA", capacity="head", state="submitted")
    make_member("CIV", capacity="head", state="submitted")
    france, ivory = make_delegation("FRA"), make_delegation("CIV")
    second = scene.ask(actor=actor(make_focal_point("FRA")), asking=france, asked=ivory)
    second = actions.accept(actor=actor(make_focal_point("CIV")), meeting=second)
    with pytest.raises(TimeTaken):
        actions.give_room(actor=scene.protocol, meeting=second, room=scene.room)
    second.refresh_from_db()
    assert (second.state, second.room) == ("accepted", None)


def test_calling_off_gives_back_heads_room_and_count(scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    meeting = actions.cancel(actor=scene.of_kenya, meeting=meeting, by=scene.kenya, reason="The flight is late")
    assert meeting.state == "cancelled"
    assert Engagement.objects.count() == 0
    assert told("cancelled") == BOTH
    letter = Message.objects.filter(kind="bilaterals.cancelled").first()
    assert open_sealed(letter)["words"] == "The flight is late"


def test_an_unanswered_request_runs_out_and_both_are_told(scene, clock):
    meeting = scene.ask()
    assert actions.expire() == 0
    clock.move_to(NOW + timedelta(hours=24, seconds=1))
    assert actions.expire() == 1
    meeting.refresh_from_db()
    assert (meeting.state, Engagement.objects.count(), told("cancelled")) == ("cancelled", 0, BOTH)


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_late_yes_is_refused_whether_or_not_the_hour_went_to_others(scene, clock, is_taken):
    meeting = scene.ask()
    clock.move_to(NOW + timedelta(hours=25))
    if is_taken:
        make_member("FRA", capacity="head", state="submitted")
        scene.ask(asked=make_delegation("FRA"))
    with pytest.raises(NotPossible, match=r"^The request was not answered in time\. Please propose another time\.$"):
        actions.accept(actor=scene.of_brazil, meeting=meeting)
    meeting.refresh_from_db()
    assert meeting.state == "requested"


class TestRefused:
    def test_an_own_head_who_is_engaged(self, scene):
        scene.ask()
        make_member("FRA", capacity="head", state="submitted")
        france = make_delegation("FRA")
        with pytest.raises(TimeTaken, match="Barasa is engaged 14:20–14:50"):
            scene.ask(AT + timedelta(minutes=10), asked=france)
        assert scene.ask(AT + timedelta(minutes=30), asked=france).state == "requested"  # touching is allowed

    def test_a_yes_at_an_hour_that_the_own_head_has_given_to_others_meanwhile(self, scene):
        """Two ask for one hour, and neither learns of the other; who is asked can keep one promise."""
        make_member("FRA", capacity="head", state="submitted")
        first = scene.ask(asking=make_delegation("FRA"), actor=actor(make_focal_point("FRA")))
        second = scene.ask()
        assert actions.accept(actor=scene.of_brazil, meeting=first).state == "accepted"
        with pytest.raises(TimeTaken, match=r"^Joana Lima is engaged 14:20–14:50 .*Nothing was changed\.$"):
            actions.accept(actor=scene.of_brazil, meeting=second)
        later = AT + timedelta(hours=1)
        second = Meeting.objects.get(pk=second.pk)
        assert second.state == "requested"
        meeting = actions.propose(actor=scene.of_brazil, meeting=second, by=scene.brazil, times=[later])
        assert actions.accept(actor=scene.of_kenya, meeting=meeting).starts == later

    def test_a_second_request_between_the_two(self, scene):
        scene.ask()
        with pytest.raises(NotPossible, match="Your request to Brazil is awaiting an answer"):
            scene.ask(AT + timedelta(hours=2))

    def test_a_side_without_a_named_head(self, scene):
        make_member("FRA", capacity="head", state="draft")
        with pytest.raises(NotPossible, match="France has not named its head"):
            scene.ask(asked=make_delegation("FRA"))

    @pytest.mark.parametrize(
        ("starts", "words"),
        [
            (NOW + timedelta(minutes=59), "past, or too soon to ask"),
            (datetime(2025, 10, 24, 16, 59, tzinfo=UTC), "not a day of the conference"),  # 23:59 on the 24th in Hanoi
            (datetime(2025, 10, 26, 17, 0, tzinfo=UTC), "not a day of the conference"),
            (datetime(2025, 10, 25, 1, 59, tzinfo=UTC), "between 09:00 and 18:00"),  # 08:59 in Hanoi
            (datetime(2025, 10, 25, 10, 41, tzinfo=UTC), "between 09:00 and 18:00"),  # would end at 18:01
        ],
    )
    def test_a_time_outside_the_conference(self, scene, starts, words):
        with pytest.raises(NotPossible, match=words):
            scene.ask(starts)

    def test_the_first_and_the_last_minute_of_the_hours(self, scene):
        assert str(scene.ask(datetime(2025, 10, 25, 2, 0, tzinfo=UTC)).day) == "2025-10-25"
        actions.decline(actor=scene.of_brazil, meeting=Meeting.objects.get())
        assert str(scene.ask(datetime(2025, 10, 26, 10, 40, tzinfo=UTC)).day) == "2025-10-26"

    def test_oneself(self, scene):
        with pytest.raises(NotPossible, match="A delegation cannot meet itself"):
            scene.ask(asked=scene.kenya)

    def test_a_time_just_taken_says_to_protocol_what_is_free_next(self, scene):
        scene.ask()
        make_member("FRA", capacity="head", state="submitted")
        values = {"asking": make_delegation("FRA"), "asked": scene.kenya, "starts": AT, "length": LENGTH, "wish": WISH}
        with pytest.raises(TimeTaken, match=r"Kenya is engaged 14:20–14:50 .* The next free time in common is 14:50\."):
            actions.enter_agreed(actor=scene.protocol, **values)
        assert (Meeting.objects.count(), Engagement.objects.filter(person__isnull=False).count()) == (1, 1)

    def test_a_principal_who_was_withdrawn_or_has_no_rank(self, scene):
        for values, words in (
            ({"state": "withdrawn", "capacity": "deputy_head"}, "is not a member of the delegation"),
            ({"state": "submitted", "capacity": "support"}, "cannot take part as principal"),
        ):
            person = make_member("KEN", family_name="Otieno", **values)
            with pytest.raises(NotPossible, match=words):
                scene.ask(principal=person)
        assert not Meeting.objects.exists()

    def test_one_request_too_many(self, scene):
        RequestLoad.objects.create(delegation=scene.kenya, requests=20, cap=20)
        with pytest.raises(NotPossible, match="20 of your requests await an answer"):
            scene.ask()

    def test_the_seventh_of_a_day(self, scene):
        DayLoad.objects.create(delegation=scene.kenya, day="2025-10-25", meetings=6, cap=6)
        with pytest.raises(NotPossible, match="Kenya already has the maximum of 6 meetings on that day"):
            scene.ask()
        assert (Meeting.objects.count(), Engagement.objects.count(), Message.objects.count()) == (0, 0, 0)

    def test_a_full_day_of_the_other_is_read_by_the_other_alone(self, scene):
        DayLoad.objects.create(delegation=scene.brazil, day="2025-10-25", meetings=6, cap=6)
        meeting = scene.ask()
        with pytest.raises(NotPossible, match="Brazil already has the maximum of 6 meetings on that day"):
            actions.accept(actor=scene.of_brazil, meeting=meeting)
        assert (Meeting.objects.get().state, DayLoad.objects.get(delegation=scene.brazil).meetings) == ("requested", 6)

    def test_others_than_the_asked_side_answer(self, scene):
        meeting = scene.ask()
        with pytest.raises(NotFound):
            actions.accept(actor=scene.of_kenya, meeting=meeting)
        with pytest.raises(NotAllowed):
            actions.give_room(actor=scene.of_brazil, meeting=meeting, room=scene.room)

    def test_who_answers_what_somebody_answered(self, scene):
        meeting = scene.ask()
        stale = Meeting.objects.get(pk=meeting.pk)
        actions.decline(actor=scene.of_brazil, meeting=meeting)
        with pytest.raises(AlreadyDecided, match="already declined by Rui Prado"):
            actions.accept(actor=scene.of_brazil, meeting=stale, expected_version=stale.version)

    def test_a_yes_after_the_head_was_replaced(self, scene):
        meeting = scene.ask()

        @lifecycle.use_case
        def replace():
            lifecycle.move(scene.head_br, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

        replace()
        make_member("BRA", capacity="head", state="submitted")
        with pytest.raises(NotPossible, match="The head of your delegation has changed"):
            actions.accept(actor=scene.of_brazil, meeting=meeting)


def new_head_of_brazil(scene):
    @lifecycle.use_case
    def leave():
        lifecycle.move(scene.head_br, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

    leave()
    return make_member("BRA", capacity="head", honorific="H.E. Ms.", family_name="Melo", given_names="Ana")


class TestKeptWithTheNewHead:
    """A head is replaced after a meeting was agreed: the delegation keeps it with the new one, and both sides are told."""

    @pytest.fixture
    def confirmed(self, scene):
        meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
        return actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)

    @pytest.fixture
    def melo(self, scene, confirmed):
        return new_head_of_brazil(scene)

    def keep(self, scene, meeting, **more):
        return actions.keep_with_new_head(**{"actor": scene.of_brazil, "meeting": meeting, "by": scene.brazil, **more})

    def test_time_and_room_stay_and_both_read_who_comes(self, scene, confirmed, melo):
        kept = self.keep(scene, Meeting.objects.get(pk=confirmed.pk))
        assert (kept.state, kept.room, kept.asked_principal) == ("confirmed", scene.room, melo)
        held = Engagement.objects.filter(subject_id=str(kept.pk))
        assert {row.person_id for row in held if row.person_id} == {scene.head_ke.pk, melo.pk}
        assert [row.room for row in held if row.room_id] == [scene.room]
        assert {(row.starts, row.ends) for row in held} == {(AT, AT + timedelta(minutes=30))}
        mails = {m.recipient: m.context | open_sealed(m) for m in Message.objects.filter(kind="bilaterals.kept")}
        assert set(mails) == BOTH
        letters = {
            who: render_letter(
                notices.KEPT, context, conference=current_conference(), language="en", name="", reference="x"
            )
            for who, context in mails.items()
        }
        said = {who: " ".join(letter.text.split()) for who, letter in letters.items()}
        assert "H.E. Ms. Ana Melo takes part for your delegation." in said["focal.bra@mission.example"]
        assert "H.E. Ms. Ana Melo takes part for Brazil" in said["focal.ken@mission.example"]
        assert all("H.E. Ms. Ana Melo takes part" in " ".join(letter.html.split()) for letter in letters.values())
        assert {who for who, context in mails.items() if context["ours"]} == {"focal.bra@mission.example"}
        assert find_due().with_replaced_principal == []

    def test_called_off_later_it_gives_everything_back(self, scene, confirmed, melo):
        kept = self.keep(scene, confirmed)
        actions.cancel(actor=scene.of_kenya, meeting=kept, by=scene.kenya, reason="Not with another head")
        assert not Engagement.objects.exists()

    def test_not_if_the_new_head_is_engaged_then(self, scene, confirmed, melo):
        other = actions.request_meeting(
            actor=actor(make_focal_point("FRA")),
            asking=make_member("FRA", capacity="head", state="submitted").delegation,
            asked=scene.kenya,
            starts=AT + timedelta(hours=1),
            length=LENGTH,
            wish=WISH,
        )
        engage_all([Claim(other, "bilateral", "Elsewhere", AT, AT + LENGTH, (), (melo,))])
        with pytest.raises(TimeTaken, match="Ana Melo"):
            self.keep(scene, confirmed)
        confirmed.refresh_from_db()
        assert confirmed.asked_principal == scene.head_br

    def test_nobody_but_that_side_and_nothing_twice(self, scene, confirmed, melo):
        with pytest.raises(NotFound):
            self.keep(scene, confirmed, actor=scene.of_kenya)
        kept = self.keep(scene, confirmed)
        with pytest.raises(NotPossible, match="Ana Melo is its principal already"):
            self.keep(scene, kept)
        with pytest.raises(NotPossible, match="is its principal already"):
            self.keep(scene, kept, actor=scene.of_kenya, by=scene.kenya)

    def test_not_without_a_head_and_not_once_called_off(self, scene, confirmed):
        @lifecycle.use_case
        def leave():
            lifecycle.move(scene.head_br, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

        leave()
        with pytest.raises(NotPossible, match="has no head yet"):
            self.keep(scene, confirmed)
        make_member("BRA", capacity="head", state="submitted")
        actions.cancel(actor=scene.protocol, meeting=confirmed, by=None, reason="Room closed")
        with pytest.raises(NotPossible, match="is over or was cancelled"):
            self.keep(scene, Meeting.objects.get(pk=confirmed.pk))

    def test_a_request_kept_can_be_accepted_again(self, scene):
        meeting = scene.ask()
        new_head_of_brazil(scene)
        kept = self.keep(scene, meeting)
        assert kept.holds_until == meeting.holds_until
        assert actions.accept(actor=scene.of_brazil, meeting=kept).state == "accepted"


def test_an_hour_is_the_longest(scene):
    with pytest.raises(NotPossible, match="A meeting can last one hour at most"):
        actions.request_meeting(
            actor=scene.of_kenya, asking=scene.kenya, asked=scene.brazil, starts=AT, length=LENGTH * 4, wish=WISH
        )


def test_what_waited_for_a_room_waits_no_more_when_its_time_is_past(scene, clock):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    assert queries.without_room() == [meeting]
    clock.move_to(meeting.ends)
    assert queries.without_room() == []
