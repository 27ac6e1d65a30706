"""When rooms are open: on the conference's clocks, past midnight too, all day where nothing is said."""

from __future__ import annotations

from datetime import date, time

import pytest

from schedule.calendar.models import Hours
from schedule.calendar.rooms import hours
from tests.calendar.places import at, make_room


@pytest.fixture
def hall(world):
    room = make_room("CR1")
    Hours.objects.create(room=room, day=date(2025, 10, 25), opens=time(8), until=time(19))
    return room


@pytest.mark.parametrize(
    ("starts", "ends", "says"),
    [
        (at("08:00"), at("19:00"), ""),
        (at("07:59"), at("09:00"), "08:00–19:00 (Hanoi time, UTC+7)"),
        (at("18:30"), at("19:01"), "08:00–19:00 (Hanoi time, UTC+7)"),
        (at("03:00", 26), at("04:00", 26), ""),
        (at("22:00", 24), at("00:00", 25), ""),
    ],
    ids=["all of it", "a minute before", "a minute after", "a day without hours", "up to midnight before"],
)
def test_outside_its_hours_it_says_which_they_are(hall, starts, ends, says):
    assert hours.outside(hall, starts, ends) == says


def test_a_hall_is_open_past_midnight(world):
    room = make_room("BANQUET")
    Hours.objects.create(room=room, day=date(2025, 10, 25), opens=time(17), until=time(1))
    Hours.objects.create(room=room, day=date(2025, 10, 26), opens=time(17), until=time(1))
    assert hours.outside(room, at("23:00"), at("01:00", 26)) == ""
    assert hours.outside(room, at("23:00"), at("01:30", 26)) == "17:00–01:00 (Sun 26 Oct) (Hanoi time, UTC+7)"


def test_a_room_without_hours_is_open_always(world):
    assert hours.outside(make_room("CR2"), at("03:00"), at("04:00")) == ""


def test_two_queries_for_many_rooms(hall, django_assert_num_queries):
    rooms = [hall, make_room("CR2"), make_room("C-1")]
    with django_assert_num_queries(2):
        found = hours.spans(rooms, starts=at("09:00"), ends=at("10:00"))
    assert set(found) == {hall.pk}
