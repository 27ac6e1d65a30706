"""What may come of a request besides yes and no: other times, each held; what was agreed by telephone; pull-asides; more than two."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from conference.audit.models import AuditEntry
from conference.core.errors import NotAllowed, NotFound, NotPossible
from conference.correspondence.models import Message
from schedule.bilaterals.board.queries import find_due
from schedule.bilaterals.meetings import actions, queries
from schedule.bilaterals.meetings.queries import all_meetings
from schedule.bilaterals.models import DayLoad, Meeting, Offer, RequestLoad
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Engagement
from tests.bilaterals.scene import AT, LENGTH, NOW, WISH, Scene, make_scene, meeting_room
from tests.people import actor, make_delegation, make_focal_point, make_member

LATER, SUNDAY = AT + timedelta(hours=1), AT + timedelta(days=1)
BOTH = {"focal.ken@mission.example", "focal.bra@mission.example"}


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, clock) -> Scene:
    return keeper(make_scene)


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=f"bilaterals.{kind}").values_list("recipient", flat=True))


def held() -> set:
    """Return what heads and rooms are held for, by beginning."""
    return {(row.starts, row.room_id or row.person.family_name) for row in Engagement.objects.select_related("person")}


def loads(scene) -> dict:
    rows = DayLoad.objects.filter(delegation=scene.brazil)
    return {f"{row.day:%d}": row.meetings for row in rows if row.meetings}


def counter(scene, *times):
    meeting = scene.ask()
    return actions.propose(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, times=times, message="Rather later")


class TestAnotherTime:
    def test_up_to_three_times_are_held_for_who_proposes_and_the_first_one_is_free(self, scene):
        meeting = counter(scene, LATER, SUNDAY)
        assert (meeting.state, meeting.starts, meeting.offered_by) == ("countered", LATER, scene.brazil)
        at = {AT: "gone", LATER: "held", SUNDAY: "held"}
        for starts, state in at.items():
            rows = {who for when, who in held() if when == starts}
            assert rows == ({"Lima"} if state == "held" else set())
        assert {row.holds_until for row in Engagement.objects.all()} == {NOW + timedelta(hours=24)}
        assert loads(scene) == {"25": 1, "26": 1}  # each day on which it may be keeps its place
        assert told("countered") == {"focal.ken@mission.example"}

    def test_one_is_accepted_and_the_others_are_free(self, scene):
        meeting = counter(scene, LATER, SUNDAY)
        meeting = actions.accept(actor=scene.of_kenya, meeting=meeting, offer=Offer.objects.get())
        assert (meeting.state, meeting.starts, f"{meeting.day:%d}") == ("accepted", SUNDAY, "26")
        assert held() == {(SUNDAY, who) for who in ("Barasa", "Lima", scene.room.pk)}
        assert {row.holds_until for row in Engagement.objects.all()} == {None}
        assert (loads(scene), Offer.objects.count(), told("accepted")) == ({"26": 1}, 0, BOTH)
        room = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room).room
        assert (room, Engagement.objects.filter(room=room).count()) == (scene.room, 1)

    def test_the_asking_side_proposes_again_and_the_asked_one_accepts(self, scene):
        meeting = counter(scene, LATER)
        meeting = actions.propose(actor=scene.of_kenya, meeting=meeting, by=scene.kenya, times=[SUNDAY])
        assert (meeting.state, RequestLoad.objects.get(delegation=scene.kenya).requests) == ("requested", 1)
        assert actions.accept(actor=scene.of_brazil, meeting=meeting).starts == SUNDAY
        assert RequestLoad.objects.get(delegation=scene.kenya).requests == 0

    def test_it_is_declined(self, scene):
        meeting = actions.decline(actor=scene.of_kenya, meeting=counter(scene, LATER, SUNDAY), message="No longer")
        assert (meeting.state, held(), loads(scene), Offer.objects.count()) == ("declined", set(), {}, 0)

    def test_nobody_answers_one_s_own_offer(self, scene):
        meeting = counter(scene, LATER)
        with pytest.raises(NotPossible, match="does not await your answer"):
            actions.accept(actor=scene.of_brazil, meeting=meeting, by=scene.brazil)
        with pytest.raises(NotPossible, match="does not await your answer"):
            actions.propose(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, times=[SUNDAY])

    def test_it_runs_out_with_everything_it_held(self, scene, clock):
        meeting = counter(scene, LATER, SUNDAY)
        clock.move_to(NOW + timedelta(hours=24, seconds=1))
        assert actions.expire() == 1
        assert (Meeting.objects.get(pk=meeting.pk).state, held(), loads(scene)) == ("cancelled", set(), {})

    @pytest.mark.parametrize(
        ("times", "words"),
        [
            ([], "one, two or three times"),
            ([LATER + timedelta(hours=n) for n in range(-3, 1)], "one, two or three times"),
            ([LATER, LATER + timedelta(minutes=20)], "times overlap"),
            ([NOW], "past, or too soon to ask"),
        ],
    )
    def test_what_cannot_be_proposed_changes_nothing(self, scene, times, words):
        meeting, before = scene.ask(), held()
        with pytest.raises(NotPossible, match=words):
            actions.propose(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, times=times)
        assert (Meeting.objects.get().state, held()) == ("requested", before)

    def test_a_time_at_which_the_own_head_is_engaged_changes_nothing(self, scene):
        make_member("FRA", capacity="head", state="submitted")
        scene.ask(LATER, actor=scene.of_brazil, asking=scene.brazil, asked=make_delegation("FRA"))
        with pytest.raises(TimeTaken, match="Lima is engaged"):
            counter(scene, LATER)
        meeting = Meeting.objects.get(asking=scene.kenya)
        assert (meeting.state, meeting.starts) == ("requested", AT)
        assert (AT, "Barasa") in held()


class TestAChangeOfWhatWasAgreed:
    @pytest.fixture
    def confirmed(self, scene):
        meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
        return actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)

    def propose(self, scene, meeting):
        return actions.propose(actor=scene.of_kenya, meeting=meeting, by=scene.kenya, times=[SUNDAY])

    def test_it_stays_until_the_other_side_accepts_another_time(self, scene, confirmed):
        meeting = self.propose(scene, confirmed)
        assert (meeting.state, meeting.starts, meeting.room) == ("confirmed", AT, scene.room)
        meeting = actions.accept(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, offer=Offer.objects.get())
        assert (meeting.state, meeting.starts, meeting.room) == ("accepted", SUNDAY, None)
        assert held() == {(SUNDAY, who) for who in ("Barasa", "Lima", scene.room.pk)}
        assert loads(scene) == {"26": 1}

    def test_refused_it_stays_and_both_are_told(self, scene, confirmed):
        before = held()
        meeting = self.propose(scene, confirmed)
        meeting = actions.turn_down(actor=scene.of_brazil, meeting=meeting, by=scene.brazil, message="Sorry")
        assert (meeting.state, meeting.starts, held(), loads(scene)) == ("confirmed", AT, before, {"25": 1})
        assert told("time_kept") == BOTH

    def test_unanswered_it_stays(self, scene, confirmed, clock):
        before = held()
        self.propose(scene, confirmed)
        clock.move_to(NOW + timedelta(hours=24, seconds=1))
        assert actions.expire() == 1
        assert (Meeting.objects.get().state, held(), Offer.objects.count()) == ("confirmed", before, 0)

    def test_another_room_needs_a_yes_of_both(self, scene, confirmed):
        meeting = actions.give_room(actor=scene.protocol, meeting=confirmed, room=meeting_room("B-4", 12))
        assert (meeting.agrees(scene.kenya), meeting.agrees(scene.brazil)) == (False, False)
        actions.agree(actor=scene.of_kenya, meeting=meeting, by=scene.kenya)
        meeting = Meeting.objects.get()
        assert (meeting.agrees(scene.kenya), meeting.agrees(scene.brazil)) == (True, False)

    def test_another_principal_needs_a_yes_of_the_other_side(self, scene, confirmed):
        deputy = make_member("KEN", capacity="deputy_head", state="submitted", family_name="Otieno")
        meeting = actions.change_principal(actor=scene.of_kenya, meeting=confirmed, by=scene.kenya, principal=deputy)
        assert (meeting.agrees(scene.kenya), meeting.agrees(scene.brazil)) == (True, False)
        assert {who for _at, who in held()} == {"Otieno", "Lima", scene.room.pk}
        assert find_due().with_replaced_principal == []


class TestByTelephone:
    def test_one_side_enters_it_and_the_other_confirms(self, scene):
        meeting = scene.ask(by_telephone=True)
        context = Message.objects.get(kind="bilaterals.requested").context
        assert (meeting.state, context["telephone"]) == ("requested", True)
        assert actions.accept(actor=scene.of_brazil, meeting=meeting).state == "accepted"

    def test_protocol_enters_both(self, scene):
        values = {"asking": scene.kenya, "asked": scene.brazil, "starts": AT, "length": LENGTH, "wish": WISH}
        meeting = actions.enter_agreed(actor=scene.protocol, **values)
        assert (meeting.state, told("accepted")) == ("accepted", BOTH)
        assert held() == {(AT, who) for who in ("Barasa", "Lima", scene.room.pk)}
        with pytest.raises(NotAllowed):
            actions.enter_agreed(actor=scene.of_kenya, **values)


def test_a_pull_aside_takes_no_room_and_stands_when_accepted(scene):
    wish = {"topics": "x", "party_size": 1, "contact": "y", "pull_aside": True, "place": "Foyer"}
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask(wish=wish))
    assert (meeting.state, meeting.room) == ("confirmed", None)
    assert held() == {(AT, "Barasa"), (AT, "Lima")}
    with pytest.raises(NotPossible, match="without a room"):
        actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)


class TestAsksBack:
    """A asks B while B asks A: one meeting."""

    def back(self, scene, starts):
        return scene.ask(starts, actor=scene.of_brazil, asking=scene.brazil, asked=scene.kenya)

    def test_at_the_same_time_it_is_a_yes(self, scene):
        meeting = scene.ask()
        found = self.back(scene, AT)
        assert (found.pk, found.state, Meeting.objects.count()) == (meeting.pk, "accepted", 1)

    def test_at_another_time_it_is_a_counter_proposal(self, scene):
        meeting = scene.ask()
        found = self.back(scene, LATER)
        assert (found.pk, found.state, found.starts, Meeting.objects.count()) == (meeting.pk, "countered", LATER, 1)
        with pytest.raises(NotPossible, match="Your request to Kenya is awaiting an answer"):
            self.back(scene, SUNDAY)


def test_the_answer_says_who_comes_how_many_and_whom_to_call(scene):
    deputy = make_member("BRA", capacity="deputy_head", state="submitted", family_name="Costa")
    reply = actions.Reply(party_size=3, contact="Rui Prado, +55 61 5550", languages="Portuguese", principal=deputy)
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask(), reply=reply)
    assert (meeting.asked_principal, meeting.asked_by_office, meeting.persons) == (deputy, False, 8)
    assert {who for _at, who in held()} == {"Barasa", "Costa", scene.small.pk}  # eight persons
    stored = Meeting.objects.values_list("asked_contact", flat=True).get()
    assert (stored, meeting.asked_languages) == ("Rui Prado, +55 61 5550", "Portuguese")


def test_contacts_topics_and_answers_are_ciphertext_in_every_table(scene):
    reply = actions.Reply(contact="Rui Prado")
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask(), reply=reply, message="Gladly, at noon")
    actions.cancel(actor=scene.of_kenya, meeting=meeting, by=scene.kenya, reason="A funeral of State")
    row = Meeting.objects.get()
    assert (row.contact, row.topics, row.asked_contact) == (WISH["contact"], WISH["topics"], "Rui Prado")
    assert row.answer_words == "Gladly, at noon"
    with connection.cursor() as cursor:
        for model in (Meeting, AuditEntry, Message):
            table = model._meta.db_table
            cursor.execute(f"SELECT coalesce(string_agg({table}::text, ''), '') FROM {table}")
            (text,) = cursor.fetchone()
            assert len(text) > 100
            for words in ("Mathenge", "Ratification", "Gladly", "Prado, "):
                assert words not in text, table


class TestOfThree:
    @pytest.fixture
    def france(self, scene):
        make_member("FRA", capacity="head", state="submitted", family_name="Moreau")
        return make_delegation("FRA")

    @pytest.fixture
    def of_france(self, france):
        return actor(make_focal_point("FRA", email="focal.fra@mission.example"))

    def test_all_must_accept(self, scene, france, of_france):
        meeting = scene.ask(further=[france])
        assert {who for _at, who in held()} == {"Barasa"}
        assert told("requested") == {"focal.bra@mission.example", "focal.fra@mission.example"}
        assert [(load.delegation, load.meetings) for load in DayLoad.objects.all()] == [(scene.kenya, 1)]
        meeting = actions.accept(actor=of_france, meeting=all_meetings().get(), by=france)
        assert (meeting.state, {who for _at, who in held()}) == ("requested", {"Barasa", "Moreau"})
        meeting = actions.accept(actor=scene.of_brazil, meeting=all_meetings().get())
        assert meeting.state == "accepted"
        assert {who for _at, who in held()} == {"Barasa", "Lima", "Moreau"}  # no room has seats for fifteen
        assert {load.meetings for load in DayLoad.objects.all()} == {1}
        assert DayLoad.objects.count() == 3
        assert told("accepted") == BOTH | {"focal.fra@mission.example"}

    def test_that_a_day_of_another_is_full_reads_like_a_time_that_is_taken(self, scene, france, of_france):
        meeting = scene.ask(further=[france])
        actions.accept(actor=of_france, meeting=meeting, by=france)
        DayLoad.objects.create(delegation=france, day=meeting.day, meetings=6, cap=6)
        with pytest.raises(NotPossible) as refused:
            actions.accept(actor=scene.of_brazil, meeting=all_meetings().get())
        assert str(refused.value) == "This time is no longer possible. Nothing was changed."
        assert all_meetings().get().state == "requested"

    def test_of_four_the_last_yes_makes_the_meeting(self, scene, france, of_france):
        croatia = make_member("HRV", capacity="head", state="submitted").delegation
        of_croatia = actor(make_focal_point("HRV", email="focal.hrv@mission.example"))
        scene.ask(further=[france, croatia])
        states = []
        for by, who in ((france, of_france), (scene.brazil, scene.of_brazil), (croatia, of_croatia)):
            states.append(actions.accept(actor=who, meeting=all_meetings().get(), by=by).state)
        assert states == ["requested", "requested", "accepted"]
        assert told("accepted") == BOTH | {"focal.fra@mission.example", "focal.hrv@mission.example"}

    def test_the_no_of_one_ends_it(self, scene, france, of_france):
        scene.ask(further=[france])
        meeting = actions.decline(actor=of_france, meeting=all_meetings().get(), by=france)
        assert (meeting.state, held()) == ("declined", set())
        assert {load.meetings for load in DayLoad.objects.all()} == {0}

    def test_each_sees_it_and_others_do_not(self, scene, france):
        meeting = scene.ask(further=[france])
        assert queries.meetings_of(france) == [meeting]
        make_member("CIV", capacity="head", state="submitted")
        with pytest.raises(NotFound):
            queries.meeting_of(make_delegation("CIV"), meeting.public_id)

    def test_five_are_too_many(self, scene, france):
        more = [make_member(code, capacity="head", state="submitted").delegation for code in ("CIV", "HRV")]
        with pytest.raises(NotPossible, match="At most four delegations"):
            scene.ask(further=[france, *more])


def test_a_room_that_is_only_held_is_given_to_another_meeting(scene):
    actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    for code in ("FRA", "CIV"):
        make_member(code, capacity="head", state="submitted")
    values = {"asking": make_delegation("FRA"), "asked": make_delegation("CIV"), "starts": AT, "length": LENGTH}
    other = actions.enter_agreed(actor=scene.protocol, wish=WISH, **values)
    assert Engagement.objects.get(room=scene.room).subject_id != str(other.pk)
    actions.give_room(actor=scene.protocol, meeting=other, room=scene.room)
    assert Engagement.objects.get(room=scene.room).subject_id == str(other.pk)
    waiting = Meeting.objects.get(asking=scene.kenya)
    assert (waiting.state, waiting.room_booking) == ("accepted", None)
    assert {who for at, who in held() if at == AT} >= {"Barasa", "Lima"}


def test_a_hold_that_made_way_meanwhile_is_no_hindrance_to_its_own_meeting(scene):
    mine = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    before = Meeting.objects.get(pk=mine.pk)
    for code in ("FRA", "CIV"):
        make_member(code, capacity="head", state="submitted")
    larger = meeting_room("B-4", 16)
    values = {"asking": make_delegation("FRA"), "asked": make_delegation("CIV"), "starts": AT, "length": LENGTH}
    other = actions.enter_agreed(actor=scene.protocol, wish=WISH, **values)
    actions.give_room(actor=scene.protocol, meeting=other, room=scene.room)  # mine goes to the larger one
    given = actions.give_room(actor=scene.protocol, meeting=before, room=larger)
    assert (given.room, Engagement.objects.filter(room=larger).count()) == (larger, 1)
