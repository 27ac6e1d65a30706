"""When several persons and a room are free together, with the way before and after."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from schedule.calendar.engagements import free_time
from schedule.calendar.models import Hours, TravelTime
from tests.calendar.places import at, make_room, make_venue, take
from tests.people import make_member, make_party

HALF = timedelta(minutes=30)


@pytest.fixture
def city(world):
    centre, palace = make_venue("NCC"), make_venue("PALACE")
    TravelTime.objects.create(one=centre, other=palace, by_motorcade=25)
    rooms = {code: make_room(code) for code in ("PLENARY", "CR1", "BANQUET")}
    for code, site in (("PLENARY", centre), ("CR1", centre), ("BANQUET", palace)):
        rooms[code].site = site
        rooms[code].save()
    return rooms


def starts(persons, rooms, opens="09:00", closes="12:00", length=HALF, **more) -> list[str]:
    found = free_time.find_free_times(
        persons=persons, rooms=rooms, windows=[(at(opens), at(closes))], length=length, **more
    )
    return [f"{(one.starts + timedelta(hours=7)):%H:%M}" for one in found]


def test_all_are_free_and_so_is_the_room(city):
    one, other = make_member(), make_member("BRA")
    take(make_party("KEN"), "09:00", "10:00", persons=[one])
    take(make_party("BRA"), "10:30", "11:00", persons=[other])
    take(make_party("FRA"), "11:00", "11:15", rooms=[city["CR1"]])
    assert starts([one, other], [city["CR1"]]) == ["10:00", "11:15", "11:30"]


def test_who_comes_from_the_palace_needs_the_way(city):
    guest = make_member()
    take(make_party("KEN"), "09:00", "10:00", rooms=[city["BANQUET"]], persons=[guest])
    assert starts([guest], [city["PLENARY"]], limit=1) == ["10:25"]
    assert starts([guest], [city["BANQUET"]], limit=1) == ["10:00"]
    assert starts([guest], [], limit=1) == ["10:00"]


def test_and_the_way_to_what_comes_after(city):
    guest = make_member()
    take(make_party("KEN"), "11:00", "12:00", rooms=[city["BANQUET"]], persons=[guest])
    assert starts([guest], [city["PLENARY"]], "10:00", "12:00") == ["10:00"]
    assert starts([guest], [city["PLENARY"]], "10:10", "12:00") == []


def test_any_room_that_suits_will_do_and_all_that_are_free_are_named(city):
    take(make_party("KEN"), "09:00", "09:30", rooms=[city["PLENARY"]])
    found = free_time.find_free_times(
        persons=[], rooms=[city["PLENARY"], city["CR1"]], windows=[(at("09:00"), at("10:00"))], length=HALF
    )
    assert [[room.code for room in one.rooms] for one in found] == [["CR1"], ["CR1"], ["PLENARY", "CR1"]]


def test_a_room_is_free_only_while_it_is_open(city):
    Hours.objects.create(room=city["CR1"], day=date(2025, 10, 25), opens=time(10), until=time(11))
    assert starts([], [city["CR1"]]) == ["10:00", "10:15", "10:30"]


def test_rooms_that_suit_are_the_smallest_first(city):
    for code, seats, booths in (("PLENARY", 2400, 7), ("CR1", 300, 6), ("BANQUET", 240, 0)):
        type(city[code]).objects.filter(code=code).update(capacity=seats, booths=booths)
    assert [room.code for room in free_time.rooms_that_suit(capacity=200)] == ["BANQUET", "CR1", "PLENARY"]
    assert [room.code for room in free_time.rooms_that_suit(capacity=200, booths=1)] == ["CR1", "PLENARY"]
    assert [room.code for room in free_time.rooms_that_suit(purpose="plenary")] == ["PLENARY"]


def test_what_is_for_all_heads_takes_a_heads_time(city):
    from django.db import transaction

    from schedule.calendar.engagements.actions import Claim, engage_all

    head = make_member(capacity="head", state="submitted")
    with transaction.atomic():
        engage_all(
            [
                Claim(
                    make_party("FRA"), "session", "Opening", at("09:00"), at("10:00"), [city["PLENARY"]], for_heads=True
                )
            ]
        )
    assert starts([head], [], limit=1) == ["10:00"]
    assert starts([make_member("BRA")], [], limit=1) == ["09:00"]


def test_no_length_and_no_hours_find_nothing(city):
    assert free_time.find_free_times(persons=[], rooms=[], windows=[], length=HALF) == []
    assert starts([], [], "09:00", "09:20") == []


def test_as_many_queries_for_many_as_for_one(city, django_assert_num_queries):
    people = [make_member() for _ in range(6)]
    take(make_party("KEN"), "09:00", "10:00", rooms=[city["CR1"]], persons=people[:1])
    for some, rooms in ((people[:1], [city["CR1"]]), (people, list(city.values()))):
        with django_assert_num_queries(6):
            starts(some, rooms)
