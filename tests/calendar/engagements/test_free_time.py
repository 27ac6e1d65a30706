"""Who is busy when, in one query; to the other side no more than "busy"."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from schedule.calendar.engagements import queries
from tests.calendar.places import at, make_room, take
from tests.people import make_member, make_party


@pytest.fixture
def two(world):
    kenya, brazil = make_member("KEN"), make_member("BRA")
    take(make_party("KEN"), "09:00", "10:00", persons=[kenya], label="Opening of the Conference")
    take(make_party("BRA"), "10:20", "10:40", persons=[brazil], label="With France")
    return kenya, brazil


def slots(two, opens="09:40", closes="11:00", **what):
    kenya, brazil = two
    values = {"length": timedelta(minutes=20), **what}
    return queries.free_slots(own=[kenya], others=[brazil], hours=[(at(opens), at(closes))], **values)


def test_slots_say_what_is_mine_and_of_the_other_only_that_it_is_busy(two):
    found = [(slot.starts, slot.own, slot.others_busy) for slot in slots(two)]
    assert found == [
        (at("09:40"), ("Opening of the Conference",), False),
        (at("10:00"), (), False),
        (at("10:20"), (), True),
        (at("10:40"), (), False),
    ]
    assert [slot.free for slot in slots(two)] == [False, True, False, True]


def test_what_touches_a_slot_does_not_take_it(two):
    assert [slot.free for slot in slots(two, "10:00", "10:20")] == [True]
    assert [slot.free for slot in slots(two, "09:59", "10:19")] == [False]


def test_slots_may_begin_oftener_than_they_are_long(two):
    found = slots(two, "10:00", "11:00", length=timedelta(minutes=30), step=timedelta(minutes=10))
    assert [slot.free for slot in found] == [False, False, False, False]  # 10:40 would end after 11:00
    assert slots(two, "10:00", "10:10", length=timedelta(minutes=30)) == []


def test_one_query_however_many_days_and_persons(two, django_assert_num_queries):
    kenya, brazil = two
    many = [make_member("KEN") for _ in range(3)]
    for person in many:
        take(make_party("KEN"), "12:00", "12:30", persons=[person], label="Lunch")
    hours = [(at("09:00", day), at("18:00", day)) for day in (25, 26)]
    with django_assert_num_queries(1):
        one = queries.free_slots(own=[kenya], others=[brazil], hours=hours, length=timedelta(minutes=15))
    with django_assert_num_queries(1):
        more = queries.free_slots(own=[kenya, *many], others=[brazil], hours=hours, length=timedelta(minutes=15))
    assert (len(one), len(more)) == (72, 72)
    assert sum(slot.free for slot in one) - sum(slot.free for slot in more) == 2  # 12:00 and 12:15
    assert queries.free_slots(own=[kenya], others=[brazil], hours=[], length=timedelta(minutes=15)) == []


def test_a_hold_that_has_run_out_is_not_in_the_way(two):
    kenya, _ = two
    with time_machine.travel(at("08:00"), tick=False):
        take(make_party("KEN"), "15:00", "16:00", persons=[kenya], holds_until=at("08:30"))
        assert len(queries.find_engagements(starts=at("15:00"), ends=at("16:00"), persons=[kenya])) == 1
    with time_machine.travel(at("08:30"), tick=False):
        assert queries.find_engagements(starts=at("15:00"), ends=at("16:00"), persons=[kenya]) == []


def test_busy_is_half_open_and_in_order(two):
    kenya, brazil = two
    assert queries.find_engagements(starts=at("10:00"), ends=at("10:20"), persons=two) == []
    found = queries.find_engagements(starts=at("09:59:59"), ends=at("10:20:01"), persons=[brazil, kenya])
    assert [row.person for row in found] == [kenya, brazil]


@pytest.mark.parametrize(
    ("starts", "minutes", "expected"),
    [
        ("09:00", 20, "10:00"),
        ("09:00", 30, "10:40"),
        ("10:02", 15, "10:05"),
        ("10:02", 20, "10:40"),
        ("11:00", 61, None),
    ],
    ids=["after mine", "after both", "at a full step", "a step too late", "no room before the end"],
)
def test_the_next_time_that_both_are_free(two, starts, minutes, expected):
    found = queries.next_free(starts=at(starts), until=at("12:00"), length=timedelta(minutes=minutes), persons=two)
    assert found == (at(expected) if expected else None)


def test_what_is_to_be_moved_is_not_in_its_own_way(two):
    kenya, _ = two
    mine = queries.of_subject("parties.party", [make_party("KEN").pk])
    found = queries.next_free(
        starts=at("09:00"), until=at("12:00"), length=timedelta(minutes=20), persons=[kenya], besides=mine
    )
    assert found == at("09:00")


def test_free_rooms_in_two_queries_at_most(world, django_assert_max_num_queries):
    rooms = [make_room(code) for code in ("CR1", "CR2", "B-1")]
    take(make_party(), "09:00", "10:00", rooms=[rooms[1]], label="Roundtable")
    with django_assert_max_num_queries(2):
        found = queries.engagements_in(rooms, starts=at("09:30"), ends=at("10:30"))
    assert [(room.code, [row.label for row in taken]) for room, taken in found] == [
        ("CR1", []),
        ("CR2", ["Roundtable"]),
        ("B-1", []),
    ]
