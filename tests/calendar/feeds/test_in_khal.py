"""Every calendar file, imported by a calendar program: each event once, at its hour, in its room, named in the reader's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from conference.models import Conference
from schedule.programme.models import Session
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from seeds.load.tables import load
from tests.calendar.feeds.khal import Khal
from tests.calendar.feeds.test_feeds import make, path
from tests.calendar.places import at
from tests.people import make_focal_point, make_member
from tests.programme.draft import add, organiser, publish

pytestmark = pytest.mark.slow

TIME = "%Y-%m-%d %H:%M"
FRIDAY = date(2025, 10, 24)
PROGRAMME = {
    "en": ": Programme",
    "fr": "\u202f: Programme",
    "es": ": Programa",
    "ar": "\u200f: البرنامج",
    "ru": ": Программа",
    "zh-hans": "：会议日程",
    "vi": ": Chương trình",
}


def file_of(client, url: str, language: str = "en") -> bytes:
    response = client.get(url, headers={"accept-language": language})
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return response.content


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_the_whole_programme_in_the_readers_language(client, tmp_path, language: str):
    load(datetime(2025, 10, 10, 7, tzinfo=UTC))
    file = file_of(client, "/programme.ics", language)
    khal = Khal(tmp_path)
    khal.take(file)
    told = [
        f"{one.decoded('DTSTART'):{TIME}} {one.decoded('DTEND'):{TIME}} CONFIRMED|{one['SUMMARY']}|{one['LOCATION']}"
        for one in Calendar.from_ical(file).walk("VEVENT")
    ]
    assert len(told) == Session.objects.count() > 75
    assert khal.shows(FRIDAY, 3) == sorted(told)


def test_one_session_and_what_became_of_it(world, client, tmp_path):
    session = add(key="opening", type="opening")
    add("Debate", key="debate", room="CR1")
    publish()
    khal = Khal(tmp_path)
    khal.take(file_of(client, "/programme/session/opening.ics"))
    assert khal.shows(FRIDAY, 3) == [
        "2025-10-25 09:00 2025-10-25 09:50 CONFIRMED|Opening of the Conference|Plenary Hall"
    ]
    editing.remove_session(actor=organiser(), session=session, expected_version=1)
    publish()
    khal.take(file_of(client, "/programme/session/opening.ics"))
    assert khal.shows(FRIDAY, 3) == [
        "2025-10-25 09:00 2025-10-25 09:50 CANCELLED|Cancelled: Opening of the Conference|Plenary Hall"
    ]


def test_the_feeds_of_a_delegation_and_of_a_member_follow_a_move(world, client, tmp_path):
    focal = make_focal_point("KEN")
    head = make_member("KEN", capacity="head", state="submitted")
    session = add("Debate", key="debate", type="high_level", room="CR1", chair=head, starts="14:00", ends="15:00")
    publish()
    for person, zone, hour in ((None, "Asia/Ho_Chi_Minh", 14), (head, "Africa/Nairobi", 10)):
        feed = make(focal, person)
        khal = Khal(tmp_path / zone.partition("/")[2], zone)
        khal.take(file_of(client, path(feed)))
        assert khal.shows(FRIDAY, 3) == [
            f"2025-10-25 {hour}:00 2025-10-25 {hour + 1}:00 CONFIRMED|Debate|Conference Room 1"
        ]
    moved = replace(get_content(session), starts=at("16:00"), ends=at("17:00"))
    editing.edit_session(actor=organiser(), session=session, content=moved, expected_version=1)
    publish()
    khal.take(file_of(client, path(feed)))
    assert khal.shows(FRIDAY, 3) == ["2025-10-25 12:00 2025-10-25 13:00 CONFIRMED|Debate|Conference Room 1"]


@pytest.mark.django_db
def test_files_say_their_name_in_the_readers_language_and_the_conferences_zone(client):
    load(datetime(2025, 10, 10, 7, tzinfo=UTC))
    for language, named in PROGRAMME.items():
        calendar = Calendar.from_ical(file_of(client, "/programme.ics", language))
        name = Conference.objects.get().short_name.into(language) + named
        assert (str(calendar["X-WR-CALNAME"]), str(calendar["NAME"]), calendar["X-WR-TIMEZONE"]) == (
            name,
            name,
            "Asia/Ho_Chi_Minh",
        )
