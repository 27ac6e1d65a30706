"""How long the way between rooms is, and who has too little time for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from conference.translated import Translated
from schedule.calendar.engagements.travel_times import UNKNOWN, TravelTimes, locate_engagements, tight_around, too_tight
from schedule.calendar.models import Room, TravelTime, Venue
from tests.calendar.places import at, make_room, make_venue, take
from tests.people import make_member, make_party


@pytest.fixture
def city(world):
    centre, palace, office = make_venue("NCC", "Convention Center"), make_venue("PALACE"), make_venue("OFFICE")
    TravelTime.objects.create(one=centre, other=palace, on_foot=90, by_motorcade=25)
    rooms = {code: make_room(code) for code in ("PLENARY", "CR1", "CR2", "BANQUET", "MEDIA")}
    sites = {
        "PLENARY": (centre, 0),
        "CR1": (centre, 4),
        "CR2": (centre, 6),
        "BANQUET": (palace, 0),
        "MEDIA": (office, 0),
    }
    for code, (site, minutes) in sites.items():
        rooms[code].site, rooms[code].minutes_from_plenary = site, minutes
        rooms[code].save()
    return rooms


@pytest.mark.parametrize(
    ("one", "other", "minutes"),
    [
        ("PLENARY", "PLENARY", 0),
        ("PLENARY", "CR1", 4),
        ("CR2", "CR1", 6),
        ("BANQUET", "PLENARY", 25),
        ("CR1", "BANQUET", 25),
        ("MEDIA", "PLENARY", UNKNOWN),
    ],
)
def test_the_way_within_a_venue_and_between_venues(city, one, other, minutes):
    assert TravelTimes.load().minutes(city[one], city[other]) == minutes


def test_the_shorter_of_foot_and_motorcade_counts(city):
    TravelTime.objects.update(on_foot=12)
    assert TravelTimes.load().minutes(city["BANQUET"], city["CR1"]) == 12


def test_one_query_and_none_with_the_table_in_hand(city, django_assert_num_queries):
    with django_assert_num_queries(1):
        ways = TravelTimes.load()
    with django_assert_num_queries(0):
        assert ways.minutes(city["PLENARY"], city["BANQUET"]) == 25


def test_a_way_is_entered_once_and_leads_elsewhere(city):
    centre, palace = Venue.objects.order_by("pk")[:2]
    for one, other in ((centre, palace), (centre, centre), (palace, centre)):
        with pytest.raises(IntegrityError), transaction.atomic():
            TravelTime.objects.create(one=one, other=other, by_motorcade=5)
    office = Venue.objects.get(code="OFFICE")
    with pytest.raises(IntegrityError), transaction.atomic():
        TravelTime.objects.create(one=centre, other=office)


def test_a_venue_renamed_is_renamed_at_its_rooms(city):
    venue = Venue.objects.get(code="NCC")
    venue.name = Translated(en="Congress Centre")
    venue.save()
    assert Room.objects.get(code="CR1").where == "Conference Room 1, Congress Centre"
    assert str(Room.objects.get(code="BANQUET").venue) == "PALACE"


def test_too_little_time_for_the_way_is_found(city):
    guest = make_member()
    take(make_party("KEN"), "17:00", "18:50", rooms=[city["PLENARY"]], persons=[guest])
    take(make_party("BRA"), "19:00", "21:00", rooms=[city["BANQUET"]], persons=[guest])
    ways = TravelTimes.load()
    (tight,) = too_tight(locate_engagements(starts=at("00:00"), ends=at("23:59")), ways)
    assert (tight.person, tight.gap, tight.needs) == (guest, 10, 25)
    assert (tight.before.room.code, tight.after.room.code) == ("PLENARY", "BANQUET")


def test_enough_time_or_no_known_place_is_no_matter(city):
    guest = make_member()
    take(make_party("KEN"), "17:00", "18:35", rooms=[city["PLENARY"]], persons=[guest])
    take(make_party("BRA"), "19:00", "21:00", rooms=[city["BANQUET"]], persons=[guest])
    take(make_party("FRA"), "16:55", "17:00", persons=[guest])
    assert list(too_tight(locate_engagements(starts=at("00:00"), ends=at("23:59")), TravelTimes.load())) == []


def test_what_is_for_all_heads_counts_for_a_head(city):
    head, member = make_member(capacity="head", state="submitted"), make_member()
    for person, room in ((head, "CR1"), (member, "CR2")):
        take(
            person.delegation.party if person is head else make_party("BRA"),
            "10:00",
            "10:20",
            rooms=[city[room]],
            persons=[person],
        )
    from django.db import transaction as tx

    from schedule.calendar.engagements.actions import Claim, engage_all

    with tx.atomic():
        engage_all(
            [
                Claim(
                    make_party("FRA"), "session", "Opening", at("09:00"), at("10:00"), [city["PLENARY"]], for_heads=True
                )
            ]
        )
    (tight,) = too_tight(locate_engagements(starts=at("00:00"), ends=at("23:59")), TravelTimes.load())
    assert (tight.person, tight.gap, tight.needs) == (head, 0, 4)


def test_a_warning_before_something_is_saved(city):
    guest = make_member()
    take(make_party("BRA"), "19:00", "21:00", rooms=[city["BANQUET"]], persons=[guest])
    found = tight_around(persons=[guest], room=city["PLENARY"], starts=at("18:00"), ends=at("18:40"))
    assert [(one.gap, one.needs) for one in found] == [(20, 25)]
    assert tight_around(persons=[guest], room=city["PLENARY"], starts=at("18:00"), ends=at("18:35")) == []
    assert (
        tight_around(
            persons=[guest], room=city["PLENARY"], starts=at("21:00") + timedelta(minutes=25), ends=at("22:00")
        )
        == []
    )


def test_as_many_queries_for_many_as_for_one(city, django_assert_num_queries):
    def read() -> int:
        return len(locate_engagements(starts=at("00:00"), ends=at("23:59")))

    take(make_party("BRA"), "19:00", "21:00", rooms=[city["BANQUET"]], persons=[make_member()])
    with django_assert_num_queries(2):
        assert read() == 1
    take(make_party("KEN"), "17:00", "18:00", rooms=[city["CR1"]], persons=[make_member() for _ in range(5)])
    with django_assert_num_queries(2):
        assert read() == 6
