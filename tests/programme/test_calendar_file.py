"""The calendar file, read back: the right hour in Hanoi and in Paris on the night on which Paris changes its clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar

from conference.models import Conference
from schedule.programme import actions, pages
from schedule.programme.actions.sessions import content_of
from tests.calendar.places import at
from tests.people import make_member, make_party
from tests.programme.draft import add, organiser, publish

PARIS = ZoneInfo("Europe/Paris")


def read(client, **headers) -> Calendar:
    response = client.get("/programme.ics", headers=headers)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    body = response.content
    # RFC 5545, section 3.1: lines end in CRLF and have at most 75 octets.
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return Calendar.from_ical(body)


def event(calendar: Calendar, key: str):
    (found,) = [one for one in calendar.walk("VEVENT") if one["UID"].startswith(f"{key}@")]
    return found


def test_before_the_first_release_it_is_an_empty_calendar(world, client):
    add()
    calendar = read(client)
    assert (calendar["VERSION"], list(calendar.walk("VEVENT"))) == ("2.0", [])


def test_an_event_says_when_where_and_what(world, client):
    add(
        key="opening",
        description={"en": "Be seated; by 08:50, please."},
        interpretation=["fr", "en"],
        organisers=[make_party("KEN")],
        agenda=[{"en": "First"}],
        type="opening",
    )
    with time_machine.travel(at("18:30", 24), tick=False):
        publish()
    one = event(read(client), "opening")
    assert one["UID"] == "opening@hanoi2025.programme"
    assert one["SUMMARY"] == "Opening of the Conference"
    assert one["LOCATION"] == "Plenary Hall"
    assert (one["CLASS"], one["STATUS"], one["SEQUENCE"]) == ("PUBLIC", "CONFIRMED", 1)
    assert one["DTSTAMP"].dt == at("18:30", 24)
    assert one["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (at("09:00"), at("09:50"))
    assert one["DESCRIPTION"].splitlines() == [
        "Open meeting",
        "Be seated; by 08:50, please.",
        "Organised by Kenya",
        "Interpretation: English, French",
        "1. First",
    ]
    assert one["URL"].endswith("/programme/session/opening/")


@pytest.mark.parametrize(
    ("hanoi", "paris"),
    [("07:00", "02:00 CEST"), ("08:00", "02:00 CET"), ("09:00", "03:00 CET"), ("06:30", "01:30 CEST")],
)
def test_across_the_night_of_26_october(world, client, hanoi, paris):
    hour = int(hanoi[:2])
    add("Session", key="s", starts=hanoi, ends=f"{hour + 1:02d}{hanoi[2:]}", day=26)
    publish()
    start = event(read(client), "s")["DTSTART"].dt
    assert f"{start:%H:%M}" == hanoi
    assert f"{start.astimezone(PARIS):%H:%M %Z}" == paris


def test_the_zones_rules_are_in_the_file(world, client):
    add()
    publish()
    calendar = read(client)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"
    # Read by the rules of the file alone, without the reader's own table of zones.
    assert zone.to_tz(lookup_tzid=False).utcoffset(datetime(2025, 10, 25, 9)).total_seconds() == 7 * 3600


def test_an_hour_that_the_clocks_strike_twice_is_given_in_utc(world, client):
    Conference.objects.update(zone_name="Europe/Paris")
    add("First time", key="a", starts="07:15", ends="07:45", day=26)
    add("Second time", key="b", starts="08:15", ends="09:15", day=26)
    publish()
    calendar = read(client)
    starts = [event(calendar, key)["DTSTART"] for key in "ab"]
    assert [start.dt for start in starts] == [at("07:15", 26), at("08:15", 26)]
    assert all(start.dt.utcoffset() == UTC.utcoffset(None) for start in starts)
    assert event(calendar, "b")["DTEND"].params["TZID"] == "Europe/Paris"


def test_a_closed_meeting_is_private_and_names_nobody(world, client):
    chair = make_member(family_name="Mokoena", capacity="head")
    add("Consultation", key="c", is_open=False, chair=chair, organisers=[make_party("KEN")])
    publish()
    body = client.get("/programme.ics").content.decode().replace("\r\n ", "")
    assert "CLASS:PRIVATE" in body
    assert "Closed meeting" in body
    assert "Mokoena" not in body
    assert "Kenya" not in body


def test_the_same_event_rises_in_sequence_and_keeps_its_name(world, client):
    session = add(key="opening")
    publish()
    first = event(read(client), "opening")
    moved = replace(content_of(session), starts=at("09:30"), ends=at("10:30"))
    actions.edit(actor=organiser(), session=session, content=moved, seen=1)
    publish()
    second = event(read(client), "opening")
    assert second["UID"] == first["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (1, 2)
    assert second["DTSTART"].dt == at("09:30")


def test_in_the_readers_language(world, client):
    add(key="opening")
    publish()
    calendar = read(client, **{"accept-language": "fr"})
    assert event(calendar, "opening")["SUMMARY"] == "Ouverture de la Conférence"
    assert calendar["NAME"].params["LANGUAGE"] == "fr"


def test_the_same_number_of_queries_for_one_session_and_for_three(world, client, django_assert_num_queries):
    add()
    publish()
    for sessions in (1, 3):
        pages.forget()
        pages.current()
        with django_assert_num_queries(2):  # the rows, the conference
            assert len(list(read(client).walk("VEVENT"))) == sessions
        if sessions == 1:
            add("Two", room="CR1")
            add("Three", room="CR2")
            publish()
