"""No room and no person is engaged twice at once; ranges are half-open; a claim is met in full or not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from conference.db import guards
from schedule.calendar.engagements import actions
from schedule.calendar.engagements.actions import Claim, TimeTaken
from schedule.calendar.models import Engagement
from tests.calendar.places import at, make_room, take
from tests.people import make_member, make_party

GUARDS = ["calendar_engagement_room_id_free", "calendar_engagement_person_id_free"]


@pytest.fixture
def kenya(world):
    return make_party("KEN")


def spans(**where) -> list[tuple[str, str]]:
    rows = Engagement.objects.filter(**where).order_by("starts")
    return [(f"{row.starts:%H:%M:%S}", f"{row.ends:%H:%M:%S}") for row in rows]


def test_a_room_and_two_persons_are_taken_together(kenya):
    hall, one, two = make_room(), make_member(), make_member("BRA")
    booking = take(kenya, "09:00", "10:00", rooms=[hall], persons=[two, one])
    rows = Engagement.objects.filter(booking=booking)
    assert {(row.room_id, row.person_id) for row in rows} == {(hall.pk, None), (None, one.pk), (None, two.pk)}
    assert {(row.subject_type, row.subject_id) for row in rows} == {("parties.party", str(kenya.pk))}


def test_the_same_room_named_twice_is_taken_once(kenya):
    hall = make_room()
    booking = take(kenya, "09:00", "10:00", rooms=[hall, hall])
    assert Engagement.objects.filter(booking=booking).count() == 1


def test_neighbours_may_touch(kenya):
    hall = make_room()
    take(kenya, "09:00", "10:00", rooms=[hall])
    take(kenya, "10:00", "11:00", rooms=[hall])
    take(kenya, "08:00", "09:00", rooms=[hall])
    assert spans(room=hall) == [("01:00:00", "02:00:00"), ("02:00:00", "03:00:00"), ("03:00:00", "04:00:00")]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("09:59:59", "10:30"), ("08:00", "09:00:01"), ("09:15", "09:45"), ("08:00", "11:00"), ("09:00", "10:00")],
    ids=["a second at the end", "a second at the start", "within", "around", "the same"],
)
def test_an_overlap_is_refused_and_says_who_and_when(kenya, starts, ends):
    hall = make_room()
    take(kenya, "09:00", "10:00", rooms=[hall], label="Secret talks")
    with pytest.raises(TimeTaken) as refusal:
        take(kenya, starts, ends, rooms=[hall])
    assert str(refusal.value) == ("Plenary Hall is engaged 09:00–10:00 (Hanoi time, UTC+7). Nothing was changed.")
    assert [clash.label for clash in refusal.value.clashes] == ["Secret talks"]
    assert spans(room=hall) == [("02:00:00", "03:00:00")]


def test_a_clash_past_midnight_names_the_day(kenya):
    hall = make_room("BANQUET")
    with transaction.atomic():
        actions.engage_claim(
            subject=kenya, kind="reception", label="x", starts=at("22:00"), ends=at("00:30", 26), rooms=[hall]
        )
    with pytest.raises(TimeTaken, match=r"Banquet Hall is engaged 22:00–00:30 \(Sun 26 Oct\)"):
        take(kenya, "23:00", "23:30", rooms=[hall])


def test_a_claim_that_clashes_in_part_takes_nothing(kenya):
    hall, free, person = make_room(), make_room("CR1"), make_member()
    take(kenya, "09:00", "10:00", persons=[person])
    with pytest.raises(TimeTaken, match=rf"{person.full_name} is engaged 09:00–10:00"):
        take(kenya, "09:30", "10:30", rooms=[hall, free], persons=[person, make_member("BRA")])
    assert Engagement.objects.count() == 1


def test_many_claims_are_met_together_or_not_at_all(kenya):
    hall, room = make_room(), make_room("CR1")
    take(kenya, "11:00", "12:00", rooms=[room])
    first = Claim(kenya, "session", "A", at("09:00"), at("10:00"), [hall])
    second = Claim(kenya, "session", "B", at("11:30"), at("12:30"), [room])
    with transaction.atomic(), pytest.raises(TimeTaken) as refusal:
        actions.engage_all([first, second])
    assert refusal.value.claim is second
    assert spans(room=hall) == []
    with transaction.atomic():
        bookings = actions.engage_all([first, Claim(kenya, "session", "C", at("12:00"), at("13:00"), [room])])
    assert Engagement.objects.filter(booking__in=bookings).count() == 2


def test_two_claims_of_one_call_clash_too(kenya):
    hall = make_room()
    claims = [Claim(kenya, "session", label, at("09:00"), at("10:00"), [hall]) for label in "AB"]
    with transaction.atomic(), pytest.raises(TimeTaken) as refusal:
        actions.engage_all(claims)
    assert (refusal.value.clashes[0].label, refusal.value.claim.label) == ("A", "B")


def test_an_end_before_the_start_is_no_claim(kenya):
    with pytest.raises(ValueError, match="ends before it starts"):
        take(kenya, "10:00", "09:00", rooms=[make_room()])


def test_time_is_taken_inside_a_transaction(world, transactional_db):
    with pytest.raises(RuntimeError, match="transaction"):
        actions.engage_claim(
            subject=world, kind="x", label="x", starts=at("09:00"), ends=at("10:00"), rooms=[make_room()]
        )


class TestHolds:
    def test_a_hold_takes_its_time_in_full(self, kenya):
        hall = make_room("B-1")
        with time_machine.travel(at("08:00"), tick=False):
            take(kenya, "09:00", "10:00", rooms=[hall], holds_until=at("08:30"))
            with pytest.raises(TimeTaken):
                take(kenya, "09:30", "10:30", rooms=[hall])

    def test_when_it_runs_out_others_may_have_the_time(self, kenya):
        hall, person = make_room("B-1"), make_member()
        with time_machine.travel(at("08:00"), tick=False):
            held = take(kenya, "09:00", "10:00", rooms=[hall], persons=[person], holds_until=at("08:30"))
        with time_machine.travel(at("08:29:59"), tick=False), pytest.raises(TimeTaken):
            take(kenya, "09:30", "10:30", rooms=[hall])
        with time_machine.travel(at("08:30"), tick=False):
            taken = take(kenya, "09:30", "10:30", rooms=[hall])
        assert list(Engagement.objects.values_list("booking", flat=True)) == [taken]
        # All of the hold is gone, the person's part too: whoever accepts now learns that it is too late.
        assert actions.make_lasting(held) == (0, [])

    def test_kept_in_time_it_lasts(self, kenya):
        hall, person = make_room("B-1"), make_member()
        with time_machine.travel(at("08:00"), tick=False):
            held = take(kenya, "09:00", "10:00", rooms=[hall], persons=[person], holds_until=at("08:30"))
            assert actions.make_lasting(held) == (1, [hall.capacity])
        with time_machine.travel(at("08:45"), tick=False), pytest.raises(TimeTaken):
            take(kenya, "09:30", "10:30", rooms=[hall])


def test_release_gives_back_a_booking_or_all_of_a_subject(kenya):
    hall, room, brazil = make_room(), make_room("CR1"), make_party("BRA")
    booking = take(kenya, "09:00", "10:00", rooms=[hall, room])
    take(kenya, "11:00", "12:00", rooms=[hall])
    take(brazil, "13:00", "14:00", rooms=[hall])
    assert actions.release_engagements(booking=booking) == 2
    assert actions.release_engagements(subject=kenya) == 1
    assert spans(room=hall) == [("06:00:00", "07:00:00")]
    with pytest.raises(ValueError, match="release what"):
        actions.release_engagements()


class TestTheDatabaseItself:
    """Whoever writes the table without the action is refused as well."""

    def test_refuses_an_overlap(self, kenya):
        hall, person = make_room(), make_member()
        take(kenya, "09:00", "10:00", rooms=[hall], persons=[person])
        for column in ({"room": hall}, {"person": person}):
            row = Engagement(
                starts=at("09:30"), ends=at("10:30"), kind="x", subject_id="1", labels={"en": "x"}, **column
            )
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
        assert Engagement.objects.count() == 2

    def test_refuses_to_move_one_onto_another(self, kenya):
        hall, other = make_room(), make_room("CR1")
        first = take(kenya, "09:00", "10:00", rooms=[hall])
        second = take(kenya, "10:00", "11:00", rooms=[hall])
        third = take(kenya, "09:00", "10:00", rooms=[other])
        attacks = [
            (second, {"starts": at("09:59:59")}),
            (first, {"ends": at("10:00") + timedelta(seconds=1)}),
            (third, {"room": hall}),
        ]
        for booking, fields in attacks:
            with pytest.raises(IntegrityError), transaction.atomic():
                Engagement.objects.filter(booking=booking).update(**fields)
        Engagement.objects.filter(booking=second).update(labels={"en": "another label"}, starts=at("10:00"))
        assert spans(room=hall) == [("02:00:00", "03:00:00"), ("03:00:00", "04:00:00")]

    def test_refuses_an_end_before_the_start_and_a_row_of_two(self, kenya):
        hall, person = make_room(), make_member()
        common = {"kind": "x", "subject_id": "1", "labels": {"en": "x"}}
        wrong = [
            Engagement(room=hall, starts=at("10:00"), ends=at("10:00"), **common),
            Engagement(room=hall, person=person, starts=at("10:00"), ends=at("11:00"), **common),
            Engagement(starts=at("10:00"), ends=at("11:00"), **common),
        ]
        for row in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()
        assert not Engagement.objects.exists()

    def test_control_without_the_guard_all_of_it_happens(self, kenya):
        hall, person = make_room(), make_member()
        booking = take(kenya, "09:00", "10:00", rooms=[hall], persons=[person])
        connection.check_constraints()  # PostgreSQL alters no table that has checks outstanding
        guards.uninstall(names=GUARDS)
        try:
            take(kenya, "09:30", "10:30", rooms=[hall], persons=[person])
            Engagement.objects.filter(booking=booking).update(ends=at("10:15"))
            assert Engagement.objects.filter(room=hall, starts__lt=at("10:15"), ends__gt=at("09:45")).count() == 2
        finally:
            Engagement.objects.all().delete()
            connection.check_constraints()
            guards.install()
