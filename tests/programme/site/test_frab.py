"""The programme as schedule apps read it, against the facts of frab's schema.

That schema (validator/xsd/schedule.xml.xsd in voc/schedule) is under the EUPL, so its text is not kept here: `SCHEMA` says the same facts
in RELAX NG; that ids and slugs are unique, which RELAX NG cannot say, is asserted beside it.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from lxml import etree

from conference.models import Conference
from conference.translated import Translated
from schedule.calendar.models import Room
from schedule.programme.releases import page_cache
from seeds.data import programme
from seeds.load.tables import load
from tests.calendar.places import at
from tests.people import make_member, make_party, make_world
from tests.programme.draft import add, publish, room_named
from tests.programme.site.frab_facts import faults

JSON, XML = "/programme/schedule.json", "/programme/schedule.xml"


def schedule(client, **headers) -> dict:
    response = client.get(JSON, headers=headers)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return json.loads(response.content)["schedule"]


def document(client, **headers) -> etree._Element:
    response = client.get(XML, headers=headers)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return etree.fromstring(response.content)


def slug(name: str, key: str = "") -> str:
    """Return the acronym, six digits of the number, and the key: `hanoi2025-123456-opening`."""
    number = uuid.uuid5(uuid.NAMESPACE_URL, f"session:hanoi2025/{key or name}").int >> (128 - 31)
    return f"hanoi2025-{number % 1_000_000}-{name}"


def make_two_days():
    make_world()
    chair = make_member(family_name="Mohamed", given_names="Amina", honorific="H.E. Ms.", capacity="head")
    add(
        key="opening",
        type="opening",
        description={"en": "Be seated by 08:50 & stay <seated>.", "fr": "Assis à 08:50."},
        chair=chair,
        organisers=[make_party("BRA")],
        interpretation=["fr", "en"],
        agenda=[{"en": "Welcome"}],
    )
    add("Roundtable on evidence", key="rt", type="roundtable", number=2, room="CR1", starts="10:15", ends="11:30")
    add("Banquet", key="banquet", type="social", room="BANQUET", starts="22:00", ends="+00:30", is_open=False)
    add("Closing", key="closing", type="ceremony", day=26, starts="16:00", ends="16:45")
    Room.objects.filter(code="PLENARY").update(capacity=2400)
    with time_machine.travel(at("18:30", 24), tick=False):
        return publish()


@pytest.fixture
def two_days(keeper):
    return keeper(make_two_days)


@pytest.mark.parametrize("url", [JSON, XML])
class TestBoth:
    def test_has_days_without_sessions_before_the_first_release(self, world, client, url):
        add()
        body = client.get(url).content.decode()
        assert "2025-10-25T00:00:00+07:00" in body
        assert "Opening" not in body
        publish()
        assert "Opening" in client.get(url).content.decode()

    def test_may_be_read_by_an_app_in_any_browser(self, two_days, client, url):
        assert client.get(url)["Access-Control-Allow-Origin"] == "*"

    def test_is_made_with_the_same_number_of_queries_for_one_session_and_for_three(
        self, world, client, url, django_assert_num_queries
    ):
        add()
        publish()
        for sessions in (1, 3):
            page_cache.forget()
            page_cache.current()
            with django_assert_num_queries(2):  # the rows, the conference
                assert client.get(url).content.count(b"Plenary Hall") >= sessions
            if sessions == 1:
                add("Two", starts="10:00", ends="11:00")
                add("Three", starts="11:00", ends="12:00")
                publish()


class TestJson:
    def test_says_of_the_conference_what_apps_ask_first(self, two_days, client):
        found = schedule(client)
        conference = found["conference"]
        assert found["version"] == "1"
        assert found["base_url"] == f"{settings.PUBLIC_URL}/"
        assert {name: value for name, value in conference.items() if name not in ("days", "rooms", "url", "title")} == {
            "acronym": "hanoi2025",
            "start": "2025-10-25",
            "end": "2025-10-26",
            "daysCount": 2,
            "timeslot_duration": "00:05",
            "time_zone_name": "Asia/Ho_Chi_Minh",
        }
        assert conference["title"] == str(Conference.objects.get().name)
        assert (conference["rooms"][0]["name"], conference["rooms"][0]["capacity"]) == ("Plenary Hall", 2400)

    def test_a_day_has_its_rooms_and_each_its_events(self, two_days, client):
        first, second = schedule(client)["conference"]["days"]
        assert (first["index"], first["date"]) == (1, "2025-10-25")
        assert (first["day_start"], first["day_end"]) == ("2025-10-25T09:00:00+07:00", "2025-10-26T00:30:00+07:00")
        assert [[event["slug"] for event in events] for events in first["rooms"].values()] == [
            [slug("opening")],
            [slug("session-rt", "rt")],
            [slug("banquet")],
        ]
        assert list(second["rooms"]) == ["Plenary Hall"]

    def test_an_event_to_the_value(self, two_days, client):
        (event,) = schedule(client)["conference"]["days"][0]["rooms"]["Plenary Hall"]
        ident, url, description = (event.pop(name) for name in ("id", "url", "description"))
        assert ident in range(1, 2**31)
        assert url == f"{settings.PUBLIC_URL}/programme/session/opening/"
        assert description.splitlines() == [
            "Open meeting",
            "Chair: H.E. Ms. Amina Mohamed, Counsellor, Republic of Kenya",
            "Organized by Brazil",
            "Interpretation: English, French",
            "1. Welcome",
        ]
        assert event == {
            "guid": str(uuid.uuid5(uuid.NAMESPACE_URL, "session:hanoi2025/opening")),
            "date": "2025-10-25T09:00:00+07:00",
            "start": "09:00",
            "duration": "00:50",
            "room": "Plenary Hall",
            "slug": slug("opening"),
            "title": "Opening of the Conference",
            "subtitle": "",
            "track": "Ceremony",
            "type": "opening",
            "language": "en",
            "abstract": "Be seated by 08:50 & stay <seated>.",
            "persons": [{"name": "H.E. Ms. Amina Mohamed"}],
            "links": [],
            "attachments": [],
        }

    def test_a_number_stands_in_the_subtitle_and_a_night_has_its_length(self, two_days, client):
        rooms = schedule(client)["conference"]["days"][0]["rooms"]
        events = {event["slug"]: event for found in rooms.values() for event in found}
        assert events[slug("session-rt", "rt")]["subtitle"] == "Round table 2"
        assert (events[slug("banquet")]["date"], events[slug("banquet")]["duration"]) == (
            "2025-10-25T22:00:00+07:00",
            "02:30",
        )

    def test_nobody_is_named_for_a_closed_meeting(self, world, client):
        chair = make_member(family_name="Mokoena", capacity="head")
        add("Consultation", key="c", is_open=False, chair=chair, organisers=[make_party("KEN")])
        publish()
        body = client.get(JSON).content.decode()
        assert "Mokoena" not in body
        assert "Kenya" not in body

    def test_is_in_the_readers_language_with_the_same_names_for_machines(self, two_days, client):
        english, french = schedule(client), schedule(client, **{"accept-language": "fr"})
        first = [found["conference"]["days"][0]["rooms"] for found in (english, french)]
        events = [next(iter(rooms.values()))[0] for rooms in first]
        assert [event["title"] for event in events] == ["Opening of the Conference", "Ouverture de la Conférence"]
        assert events[0]["guid"] == events[1]["guid"]
        assert events[0]["id"] == events[1]["id"]

    def test_two_rooms_of_one_name_are_told_apart(self, world, client):
        add("One", key="one", room="CR1")
        add("Two", key="two", room="CR2")
        room_named("CR1", en="Room 1")
        room_named("CR2", en="Room 1")
        Room.objects.filter(code="CR2").update(venue=Translated(en="Annex"))
        publish()
        rooms = schedule(client)["conference"]["days"][0]["rooms"]
        assert len(rooms) == 2
        assert "Room 1 (Annex)" in rooms
        assert [len(events) for events in rooms.values()] == [1, 1]

    def test_a_session_keeps_its_names_through_releases(self, two_days, client):
        before = schedule(client)["conference"]["days"][0]["rooms"]["Plenary Hall"][0]
        add("Another", key="another", room="CR2")
        publish()
        page_cache.forget()
        after = schedule(client)
        event = after["conference"]["days"][0]["rooms"]["Plenary Hall"][0]
        assert after["version"] == "2"
        assert (event["id"], event["guid"]) == (before["id"], before["guid"])


class TestXml:
    def test_holds_to_the_schema(self, two_days, client):
        assert faults(client.get(XML).content) == []

    @pytest.mark.django_db
    @pytest.mark.slow
    def test_the_whole_programme_of_the_seeds_holds_to_it(self, client):
        load(datetime(2025, 10, 10, 7, tzinfo=UTC))
        body = client.get(XML).content
        assert faults(body) == []
        slugs = etree.fromstring(body).xpath("day/room/event/slug/text()")
        assert len(slugs) == len(programme()["sessions"])
        assert all(one.startswith("hanoi2025-") for one in slugs)

    @pytest.mark.parametrize(
        ("code", "acronym", "begins"),
        [("Hanoi2025", "hanoi2025", "hanoi2025-"), ("COP-30", "cop_30", "cop30-"), ("UN", "un2025", "un2025-")],
    )
    def test_any_code_of_a_conference_makes_names_that_hold(self, world, client, code, acronym, begins):
        add(key="rt")
        Conference.objects.update(code=code)
        publish()
        assert faults(client.get(XML).content) == []
        assert document(client).findtext("conference/acronym") == acronym
        assert document(client).findtext("day/room/event/slug").startswith(begins)

    def test_before_the_first_release_too(self, world, client):
        assert faults(client.get(XML).content) == []
        assert document(client).findtext("version") == "0"

    @pytest.mark.parametrize(
        ("was", "becomes"),
        [
            (b'id="', b'id="0'),
            (b"<duration>00:50</duration>", b"<duration>50</duration>"),
            (b"<slug>hanoi2025-", b"<slug>"),
            (b"-session-rt</slug>", b"-rt</slug>"),
            (slug("banquet").encode(), slug("opening").encode()),
            (b"<acronym>hanoi2025", b"<acronym>Hanoi 2025"),
            (b"+07:00</date>", b"</date>"),
            (b"<track>", b"<colour>red</colour><track>"),
            (b"<version>1</version>", b""),
        ],
    )
    def test_control_the_schema_sees_what_is_wrong(self, two_days, client, was, becomes):
        body = client.get(XML).content
        assert was in body
        assert faults(body.replace(was, becomes)) != []

    def test_says_the_same_as_the_json(self, two_days, client):
        root = document(client)
        conference = schedule(client)["conference"]
        events = {
            event["slug"]: event for day in conference["days"] for found in day["rooms"].values() for event in found
        }
        found = root.findall("day/room/event")
        assert len(found) == len(events) == 4
        for element in found:
            event = events[element.findtext("slug")]
            assert (element.get("guid"), element.get("id")) == (event["guid"], str(event["id"]))
            for name in ("date", "start", "duration", "room", "title", "subtitle", "track", "type", "abstract", "url"):
                assert element.findtext(name) == event[name]
            assert [one.text for one in element.findall("persons/person")] == [one["name"] for one in event["persons"]]
        assert root.findtext("conference/days") == "2"
        assert root.findtext("conference/time_zone_name") == "Asia/Ho_Chi_Minh"
        assert [day.get("date") for day in root.findall("day")] == ["2025-10-25", "2025-10-26"]

    def test_arabic_and_characters_that_xml_cannot_hold(self, world, client):
        session = add({"en": "AB", "ar": "افتتاح المؤتمر"}, key="x")
        # No view takes such a text any more; what was saved before must still be read.
        session.title = Translated({**session.title, "en": "A\x0bB"})
        session.save()
        publish()
        assert document(client).findtext("day/room/event/title") == "AB"
        assert document(client, **{"accept-language": "ar"}).findtext("day/room/event/title") == "افتتاح المؤتمر"
