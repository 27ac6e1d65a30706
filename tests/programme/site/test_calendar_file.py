"""The calendar file, read back: the right hour on the night on which Paris changes its clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from icalendar import Calendar

from conference.models import Conference
from schedule.calendar.feeds import vtimezone
from schedule.programme.releases import page_cache
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import at
from tests.people import make_member, make_party
from tests.programme.draft import add, organiser, publish

PARIS = ZoneInfo("Europe/Paris")


def read(client, url="/programme.ics", **headers) -> Calendar:
    response = client.get(url, headers=headers)
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
        "Organized by Kenya",
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
    moved = replace(get_content(session), starts=at("09:30"), ends=at("10:30"))
    editing.edit_session(actor=organiser(), session=session, content=moved, expected_version=1)
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
        page_cache.forget()
        page_cache.current()
        with django_assert_num_queries(3):  # the rows, what was taken out, the conference
            assert len(list(read(client).walk("VEVENT"))) == sessions
        if sessions == 1:
            add("Two", room="CR1")
            add("Three", room="CR2")
            publish()


class TestTakenOut:
    """A program that has read the event keeps it, unless told that it is cancelled."""

    def scene(self, client):
        session = add(key="opening")
        add("Debate", key="debate", room="CR1")
        publish()
        editing.remove_session(actor=organiser(), session=session, expected_version=1)
        publish()
        return session

    def test_stands_in_the_file_as_cancelled_with_a_higher_sequence(self, world, client):
        self.scene(client)
        calendar = read(client)
        gone = event(calendar, "opening")
        assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 2)
        assert gone["SUMMARY"] == "Cancelled: Opening of the Conference"
        assert gone["DTSTART"].dt == at("09:00")
        assert (event(calendar, "debate")["STATUS"], event(calendar, "debate")["SEQUENCE"]) == ("CONFIRMED", 1)

    def test_and_comes_back_with_a_higher_one_still(self, world, client):
        self.scene(client)
        add(key="opening", starts="11:00", ends="12:00")
        publish()
        back = event(read(client), "opening")
        assert (back["STATUS"], back["SEQUENCE"], back["DTSTART"].dt) == ("CONFIRMED", 3, at("11:00"))

    def test_in_its_own_file_too(self, world, client):
        self.scene(client)
        (one,) = read(client, "/programme/session/opening.ics").walk("VEVENT")
        assert (one["UID"], one["STATUS"], one["SEQUENCE"]) == ("opening@hanoi2025.programme", "CANCELLED", 2)


class TestOneSession:
    def test_has_its_event_alone_and_the_zone(self, world, client):
        add(key="opening")
        add("Debate", key="debate", room="CR1")
        publish()
        response = client.get("/programme/session/debate.ics")
        assert response["Content-Disposition"] == 'inline; filename="debate.ics"'
        calendar = read(client, "/programme/session/debate.ics")
        (one,) = calendar.walk("VEVENT")
        assert one["SUMMARY"] == "Debate"
        assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]

    def test_is_the_same_event_as_in_the_whole_file(self, world, client):
        add(key="opening")
        publish()
        (one,) = read(client, "/programme/session/opening.ics").walk("VEVENT")
        assert one.to_ical() == event(read(client), "opening").to_ical()

    @pytest.mark.parametrize("key", ["nothing", "opening-2"])
    def test_of_a_key_that_no_release_had_is_404(self, world, client, key):
        add(key="opening")
        publish()
        add(key="opening-2", room="CR1")  # in the draft alone
        assert client.get(f"/programme/session/{key}.ics").status_code == 404

    def test_before_the_first_release_is_404(self, world, client):
        add(key="opening")
        assert client.get("/programme/session/opening.ics").status_code == 404


class TestASecondReader:
    """vobject shares no code with the writer, and reckons by the file's VTIMEZONE alone."""

    def events(self, client) -> dict:
        (calendar,) = vobject.readComponents(client.get("/programme.ics").content.decode())
        return {one.uid.value.partition("@")[0]: one for one in calendar.vevent_list}

    def test_reads_the_same_hours_in_hanoi_and_paris_across_26_october(self, world, client):
        for hour in (6, 7, 8, 9):
            add("Session", key=f"s{hour}", starts=f"{hour:02d}:00", ends=f"{hour + 1:02d}:00", day=26)
        publish()
        found = {key: one.dtstart.value for key, one in self.events(client).items()}
        assert {key: f"{start:%H:%M}" for key, start in found.items()} == {
            "s6": "06:00",
            "s7": "07:00",
            "s8": "08:00",
            "s9": "09:00",
        }
        assert {key: f"{start.astimezone(PARIS):%H:%M %Z}" for key, start in found.items()} == {
            "s6": "01:00 CEST",
            "s7": "02:00 CEST",
            "s8": "02:00 CET",
            "s9": "03:00 CET",
        }

    def test_reads_a_conference_in_paris_on_the_night_its_clocks_go_back(self, world, client):
        Conference.objects.update(zone_name="Europe/Paris")
        # In Hanoi 06:00 to 10:00; in Paris 01:00 summer time, 02:00 twice, 03:00 winter time.
        for hour in (6, 7, 8, 9):
            add("Session", key=f"s{hour}", starts=f"{hour:02d}:00", ends=f"{hour + 1:02d}:00", day=26)
        publish()
        found = self.events(client)
        assert {key: one.dtstart.value.astimezone(UTC) for key, one in found.items()} == {
            f"s{hour}": at(f"{hour:02d}:00", 26).astimezone(UTC) for hour in (6, 7, 8, 9)
        }
        assert {f"{one.dtstart.value:%H:%M}" for key, one in found.items() if key in ("s6", "s9")} == {"01:00", "03:00"}

    def test_reads_the_words(self, world, client):
        add({"en": "Evidence; cables, and \u201cislands\u201d", "ar": "افتتاح المؤتمر"}, key="s")
        publish()
        assert self.events(client)["s"].summary.value == "Evidence; cables, and “islands”"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Ho_Chi_Minh", [("STANDARD", "+0700", "+0700")]),
        (
            "Europe/Paris",
            [
                ("DAYLIGHT", "+0200", "+0200"),
                ("STANDARD 20241027T030000", "+0200", "+0100"),
                ("DAYLIGHT 20250330T020000", "+0100", "+0200"),
                ("STANDARD 20251026T030000", "+0200", "+0100"),
                ("DAYLIGHT 20260329T020000", "+0100", "+0200"),
                ("STANDARD 20261025T030000", "+0200", "+0100"),
            ],
        ),
    ],
)
def test_the_rules_name_each_change_on_the_clocks_as_they_were(zone, expected):
    moment = datetime(2025, 10, 25, 2, tzinfo=UTC).astimezone(ZoneInfo(zone))
    found = vtimezone.component(ZoneInfo(zone), moment, moment)
    told = []
    for place, one in enumerate(found.subcomponents):
        start = f" {one['DTSTART'].to_ical().decode()}" if place else ""
        told.append((one.name + start, *(one[name].to_ical() for name in ("TZOFFSETFROM", "TZOFFSETTO"))))
    assert told == expected
