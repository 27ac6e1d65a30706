"""What an organiser may save with a reason in the audit log, and what nobody may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from conference.audit.models import AuditEntry
from conference.core.access import Role
from schedule.calendar.engagements.actions import TimeTaken
from schedule.calendar.models import Hours
from schedule.programme.models import Session
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.cautions import CautionsRaised
from schedule.programme.sessions.content import PanelSeat, get_content
from tests.calendar.places import at, make_room
from tests.people import make_member, make_user
from tests.programme.draft import add, content, organiser
from tests.programme.site.test_day_page import text


def small_room(**fields):
    room = make_room("CR1")
    for name, value in fields.items():
        setattr(room, name, value)
    room.save()
    return room


def words(**fields) -> list[str]:
    wanted = content("Debate", room="CR1", **fields)
    try:
        editing.create_session(actor=organiser(), content=wanted)
    except CautionsRaised as refusal:
        return [one.message for one in refusal.cautions]
    return []


@pytest.mark.parametrize(
    ("room", "fields", "said"),
    [
        ({}, {}, []),
        ({"capacity": 60}, {"expected": 60}, []),
        ({"capacity": 60}, {"expected": 61}, ["Conference Room 1 has 60 seats; 61 persons are expected."]),
        ({"capacity": 0}, {"expected": 61}, []),  # nobody has counted its seats
        ({"booths": 0}, {"interpretation": ["en"]}, []),
        (
            {"booths": 1},
            {"interpretation": ["en", "fr"]},
            ["Conference Room 1 has 1 interpretation booth; 2 languages are required."],
        ),
        ({"booths": 2}, {"interpretation": ["en", "fr"]}, []),
        ({}, {"day": 24}, ["Fri 24 Oct 2025 is not a day of the conference."]),
    ],
)
def test_a_session_by_itself(world, room, fields, said):
    small_room(**room)
    assert words(**fields) == said


def test_the_rooms_hours(world):
    Hours.objects.create(room=make_room("CR1"), day=date(2025, 10, 25), opens=time(8), until=time(19))
    assert words(starts="18:00", ends="19:00") == []
    (said,) = words(starts="19:00", ends="20:00")
    assert said.startswith("Conference Room 1 is open 08:00–19:00 (Hanoi time, UTC+7)")


def test_a_room_is_prepared_for_a_quarter_of_an_hour_between_two_side_events(world):
    small_room()
    add("Water", room="CR1", type="side_event", starts="10:00", ends="11:00")
    add("Panel", room="CR1", type="workshop", starts="14:00", ends="15:00")
    said = "10 min between this and “Water” in Conference Room 1; a room is prepared in 15 min."
    assert words(type="side_event", starts="11:10", ends="12:10") == [said]
    assert words(type="side_event", starts="08:50", ends="09:50") == [said]
    assert words(type="workshop", starts="11:10", ends="12:10") == []


def test_the_way_of_a_chair_and_of_a_panellist(world):
    small_room(minutes_from_plenary=6)
    chair, panellist = make_member(name_on_badge="Ana Noor"), make_member(name_on_badge="Rui Lima")
    add("Plenary", room="PLENARY", starts="09:00", ends="10:00", chair=chair, panel=[PanelSeat(panellist)])
    later = {"starts": "10:05", "ends": "11:00", "chair": chair, "panel": [PanelSeat(panellist)]}
    assert words(**later) == [
        "Ana Noor has 5 min; the transfer from Plenary Hall to Conference Room 1 takes 6 min.",
        "Rui Lima has 5 min; the transfer from Plenary Hall to Conference Room 1 takes 6 min.",
    ]
    assert words(**{**later, "starts": "10:06"}) == []


def test_with_a_reason_it_is_saved_and_the_record_says_so(world):
    small_room(capacity=60)
    wanted = content("Debate", room="CR1", expected=90)
    editing.create_session(actor=organiser(), content=wanted, despite="  Half of them follow by video ")
    entry = AuditEntry.objects.get(verb="session.added")
    assert entry.reason == "Half of them follow by video"
    assert entry.details["despite"] == ["Conference Room 1 has 60 seats; 90 persons are expected."]


def test_a_reason_for_nothing_is_not_kept(world):
    editing.create_session(actor=organiser(), content=content("Debate", room="CR1"), despite="Because")
    entry = AuditEntry.objects.get(verb="session.added")
    assert (entry.reason, "despite" in entry.details) == ("", False)


def test_what_was_decided_once_is_not_asked_with_every_change(world):
    small_room(capacity=60)
    session = editing.create_session(
        actor=organiser(), content=content("Debate", room="CR1", expected=90), despite="They come and go"
    )
    moved = editing.move_session(
        actor=organiser(), session=session, expected_version=1, starts=at("10:00"), ends=at("11:00")
    )
    assert moved.version == 2
    with pytest.raises(CautionsRaised, match="95 persons are expected"):
        editing.edit_session(
            actor=organiser(), session=moved, content=replace(get_content(moved), expected=95), expected_version=2
        )


@pytest.mark.parametrize("who", ["room", "chair", "panellist"])
def test_no_reason_saves_two_engagements_at_once(world, who):
    person = make_member(name_on_badge="Ana Noor")
    add("Plenary", room="PLENARY", starts="09:00", ends="10:00", chair=person)
    room = "PLENARY" if who == "room" else "CR1"
    people = {"chair": {"chair": person}, "panellist": {"panel": [PanelSeat(person)]}, "room": {}}[who]
    wanted = content("Debate", room=room, starts="09:59:59", ends="11:00", **people)
    with pytest.raises(TimeTaken):
        editing.create_session(actor=organiser(), content=wanted, despite="It must be")
    assert Session.objects.count() == 1
    editing.create_session(
        actor=organiser(), content=replace(wanted, starts=at("10:00")), despite="The next one touches"
    )


def test_of_what_cannot_be_nobody_is_asked_for_a_reason(world):
    add("Plenary", room="CR1", starts="09:00", ends="10:00")
    small_room(capacity=60)
    with pytest.raises(TimeTaken):
        editing.create_session(actor=organiser(), content=content("Debate", room="CR1", expected=90))
    free = make_room("CR2")
    free.capacity = 60
    free.save()
    session = add("Debate", room="CR2")
    crowded = replace(get_content(session), room=small_room(), expected=90)
    with pytest.raises(TimeTaken):
        editing.edit_session(actor=organiser(), session=session, content=crowded, expected_version=1)


class TestTheForm:
    @pytest.fixture
    def desk(self, world, client):
        client.force_login(make_user("chau@hanoi2025.example", Role.PROGRAMME, name="Đỗ Minh Châu"))
        return client

    def given(self, **more) -> dict:
        return {
            "title": "Debate",
            "type": "plenary",
            "starts": "2025-10-25T09:00",
            "ends": "2025-10-25T10:00",
            "room": small_room(capacity=60).pk,
            "expected": "90",
            **more,
        }

    def test_stops_at_the_field_and_asks_for_a_reason(self, desk):
        page = desk.post("/desk/programme/new/", self.given())
        read = text(page)
        assert page.status_code == 409
        assert "Room: Conference Room 1 has 60 seats; 90 persons are expected." in read
        assert "Nothing was changed yet. Save nevertheless with a reason, or change the entry." in read
        assert 'name="all_the_same"' in page.content.decode()
        assert not Session.objects.exists()

    def test_a_tick_without_a_reason_is_not_enough(self, desk):
        page = desk.post("/desk/programme/new/", self.given(all_the_same="on"))
        assert page.status_code == 422
        assert "Reason: Give the reason." in text(page)
        assert not Session.objects.exists()

    def test_a_reason_without_the_tick_is_not_enough_either(self, desk):
        assert desk.post("/desk/programme/new/", self.given(despite="Video")).status_code == 409

    def test_saves_with_both(self, desk):
        assert desk.post("/desk/programme/new/", self.given(all_the_same="on", despite="Video")).status_code == 302
        assert AuditEntry.objects.get(verb="session.added").reason == "Video"

    def test_asks_nothing_where_there_is_nothing_to_look_at(self, desk):
        assert 'name="all_the_same"' not in desk.get("/desk/programme/new/").content.decode()
