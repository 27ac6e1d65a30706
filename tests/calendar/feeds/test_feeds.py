"""The calendar under a secret address: what it tells, and who can read, change or wear it out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.db import IntegrityError, connection, transaction
from icalendar import Calendar

from conference.audit.models import AuditEntry
from conference.core.errors import AlreadyDecided, NotFound
from delegations.registration.members.actions import editing as members
from schedule.calendar.feeds import actions
from schedule.calendar.models import Feed, PublishedEvent
from schedule.programme.sessions.actions import editing as actions_editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import at, take
from tests.people import actor, make_delegation, make_focal_point, make_member, make_party, sign_in
from tests.programme.draft import add, organiser, publish

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def focal(world):
    return make_focal_point("KEN")


@pytest.fixture
def head(world):
    return make_member("KEN", capacity="head", family_name="Mohamed", given_names="Amina", state="submitted")


def make(user, person=None, **values) -> Feed:
    values = {"language": "en", "remind": 15, **values}
    return actions.make(actor=actor(user), delegation=make_delegation("KEN"), person=person, **values)


def path(feed: Feed) -> str:
    return actions.address_of(feed).partition("8000")[2] or "/" + actions.address_of(feed).split("/", 3)[3]


def read(client, feed: Feed) -> Calendar:
    response = client.get(path(feed))
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(response.content)


def events(client, feed: Feed) -> dict:
    return {str(one["UID"]).rpartition("@")[0]: one for one in read(client, feed).walk("VEVENT")}


class TestWhatItTells:
    def test_sessions_that_its_members_chair_and_those_of_all_delegations(self, client, focal, head):
        add("Debate", key="debate", type="high_level", room="CR1", chair=head, starts="14:00", ends="15:00")
        add(key="opening", type="opening")
        add("Others", key="others", type="side_event", room="CR2")
        publish()
        found = events(client, make(focal))
        assert set(found) == {"session:opening", "session:debate"}
        one = found["session:debate"]
        assert (one["SUMMARY"], one["LOCATION"], one["STATUS"]) == ("Debate", "Conference Room 1", "CONFIRMED")
        assert (one["CLASS"], one["SEQUENCE"]) == ("PRIVATE", 0)
        assert (one["DTSTART"].dt, one["DTEND"].dt) == (at("14:00"), at("15:00"))
        assert one["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"

    def test_the_draft_is_nobodys_business(self, client, focal, head):
        add("Debate", key="debate", type="high_level", chair=head)
        assert events(client, make(focal)) == {}

    def test_whatever_else_takes_a_members_time(self, client, focal, head):
        take(make_party("BRA"), "10:00", "10:30", persons=[head], kind="speaking", label="Statement")
        (one,) = events(client, make(focal)).values()
        assert one["SUMMARY"] == "Statement"

    def test_a_flight_says_whether_somebody_comes_or_leaves(self, client, focal, head):
        head.arrival, head.arrival_flight, head.departure = at("10:20", 24), "KQ 430", at("21:00", 26)
        head.save(update_fields=["arrival", "arrival_flight", "departure"])
        said = [str(one["SUMMARY"]) for one in read(client, make(focal)).walk("VEVENT")]
        assert said == ["Arrival: Flight KQ 430", "Departure: The flight is not known"]

    def test_a_member_is_told_the_own_alone(self, client, focal, head):
        other = make_member("KEN", state="submitted")
        add("Debate", key="debate", type="high_level", chair=head)
        add("Roundtable", key="rt", type="roundtable", room="CR1", chair=other)
        publish()
        assert set(events(client, make(focal, head))) == {"session:debate"}
        assert set(events(client, make(focal, other))) == {"session:rt"}

    def test_reminds_as_was_asked(self, client, focal, head):
        add(key="opening", type="opening")
        publish()
        (alarm,) = events(client, make(focal, remind=30))["session:opening"].walk("VALARM")
        assert (alarm["ACTION"], alarm["TRIGGER"].dt) == ("DISPLAY", timedelta(minutes=-30))
        assert events(client, make(focal, head, remind=0))["session:opening"].walk("VALARM") == []

    def test_says_whose_clock_it_is_in_words(self, client, focal):
        add(key="opening", type="opening")
        publish()
        (one,) = read(client, make(focal)).walk("VEVENT")
        assert one["DESCRIPTION"].splitlines()[-1] == "All times: Hanoi time (UTC+7)"

    def test_speaks_the_language_that_was_chosen(self, client, focal):
        add(key="opening", type="opening")
        publish()
        found = read(client, make(focal, language="fr"))
        assert found["NAME"].params["LANGUAGE"] == "fr"
        assert [one["SUMMARY"] for one in found.walk("VEVENT")] == ["Ouverture de la Conférence"]


class TestWhatItTakesBack:
    @pytest.fixture
    def feed(self, client, focal, head):
        self.session = add("Debate", key="debate", type="high_level", room="CR1", chair=head)
        add(key="opening", type="opening")
        publish()
        feed = make(focal)
        events(client, feed)
        return feed

    def test_a_moved_session_rises_in_sequence_and_the_other_stays(self, client, feed):
        moved = replace(get_content(self.session), starts=at("15:00"), ends=at("16:00"))
        actions_editing.edit_session(actor=organiser(), session=self.session, content=moved, expected_version=1)
        publish()
        found = events(client, feed)
        assert {key: one["SEQUENCE"] for key, one in found.items()} == {"session:debate": 1, "session:opening": 0}
        assert found["session:debate"]["DTSTART"].dt == at("15:00")

    def test_what_was_taken_out_is_told_as_cancelled_for_good(self, client, feed):
        actions_editing.remove_session(actor=organiser(), session=self.session, expected_version=1)
        publish()
        for _again in range(2):
            one = events(client, feed)["session:debate"]
            assert (one["STATUS"], one["SEQUENCE"]) == ("CANCELLED", 1)
            assert one["SUMMARY"] == "Cancelled: Debate"
            assert one["DTSTART"].dt == at("09:00")
            assert one.walk("VALARM") == []

    def test_and_what_comes_back_is_confirmed_with_a_higher_one(self, client, feed, head):
        actions_editing.remove_session(actor=organiser(), session=self.session, expected_version=1)
        publish()
        events(client, feed)
        add("Debate", key="debate", type="high_level", room="CR1", chair=head, starts="11:00", ends="12:00")
        publish()
        one = events(client, feed)["session:debate"]
        assert (one["STATUS"], one["SEQUENCE"], one["DTSTART"].dt) == ("CONFIRMED", 2, at("11:00"))

    def test_another_chair_takes_it_out_of_the_calendar(self, client, feed):
        other = make_member("BRA", state="submitted")
        content = replace(get_content(self.session), chair=other)
        actions_editing.edit_session(actor=organiser(), session=self.session, content=content, expected_version=1)
        publish()
        assert events(client, feed)["session:debate"]["STATUS"] == "CANCELLED"

    def test_what_was_never_told_is_not_taken_back(self, client, feed):
        later = add("Later", key="later", type="plenary", starts="16:00", ends="17:00")
        publish()
        actions_editing.remove_session(actor=organiser(), session=later, expected_version=1)
        publish()
        assert "session:later" not in events(client, feed)

    def test_a_member_who_comes_no_more_has_everything_cancelled(self, client, focal, head, feed):
        own = make(focal, head)
        assert events(client, own)["session:debate"]["STATUS"] == "CONFIRMED"
        members.withdraw_member(actor=actor(focal), member=head, expected_version=head.version)
        assert {one["STATUS"] for one in events(client, own).values()} == {"CANCELLED"}

    def test_when_nothing_changed_nothing_is_written(self, client, feed):
        before = list(PublishedEvent.objects.values())
        first, second = client.get(path(feed)), client.get(path(feed))
        assert first.content == second.content
        assert list(PublishedEvent.objects.values()) == before


class TestASecondReader:
    def test_reads_hours_in_hanoi_and_paris_alarms_and_cancellations(self, client, focal, head):
        for hour in (7, 9):
            add(f"S{hour}", key=f"s{hour}", type="plenary", starts=f"{hour:02d}:00", ends=f"{hour:02d}:30", day=26)
        gone = add("Gone", key="gone", type="plenary", starts="10:00", ends="10:30", day=26)
        publish()
        feed = make(focal)
        client.get(path(feed))
        actions_editing.remove_session(actor=organiser(), session=gone, expected_version=1)
        publish()
        (calendar,) = vobject.readComponents(client.get(path(feed)).content.decode())
        found = {one.uid.value.partition("@")[0]: one for one in calendar.vevent_list}
        told = {
            key: f"{one.dtstart.value:%H:%M} {one.dtstart.value.astimezone(PARIS):%H:%M %Z} {one.status.value}"
            for key, one in found.items()
        }
        assert told == {
            "session:s7": "07:00 02:00 CEST CONFIRMED",
            "session:s9": "09:00 03:00 CET CONFIRMED",
            "session:gone": "10:00 04:00 CET CANCELLED",
        }
        assert found["session:s7"].valarm.trigger.value == timedelta(minutes=-15)


class TestItsAddress:
    def test_is_kept_as_a_hash_and_encrypted(self, focal):
        feed = make(focal)
        with connection.cursor() as cursor:
            cursor.execute("SELECT secret, secret_hash FROM calendar_feed")
            raw = cursor.fetchone()
        assert feed.secret not in "".join(raw)
        assert len(feed.secret) == 43
        assert not AuditEntry.objects.filter(details__icontains=feed.secret).exists()

    def test_one_renewed_opens_under_the_new_address_alone(self, client, focal):
        feed = make(focal)
        old = path(feed)
        actions.renew(actor=actor(focal), feed=feed)
        assert (client.get(old).status_code, client.get(path(feed)).status_code) == (404, 200)

    def test_one_withdrawn_opens_nothing_and_can_be_made_again(self, client, focal):
        feed = make(focal)
        old = path(feed)
        actions.revoke(actor=actor(focal), feed=feed)
        assert client.get(old).status_code == 404
        again = make(focal)
        assert again.pk == feed.pk
        assert (client.get(old).status_code, client.get(path(again)).status_code) == (404, 200)

    def test_an_invented_one_opens_nothing(self, client, focal):
        make(focal)
        assert client.get(f"/calendar/{'x' * 43}/calendar.ics").status_code == 404

    def test_a_second_is_refused(self, focal, head):
        make(focal)
        with pytest.raises(AlreadyDecided) as problem:
            make(focal)
        assert str(problem.value) == "Kenya already has a calendar address. Nothing was changed."
        make(focal, head)
        with pytest.raises(AlreadyDecided):
            make(focal, head)

    def test_the_database_holds_to_one_too(self, focal):
        feed = make(focal)
        with pytest.raises(IntegrityError), transaction.atomic():
            Feed.objects.bulk_create([Feed(delegation=feed.delegation, language="en", secret_hash="x", secret="y")])

    def test_nobody_makes_one_for_another_delegation(self, focal):
        stranger = make_focal_point("BRA")
        with pytest.raises(NotFound):
            make(stranger)
        theirs = make_member("BRA")
        with pytest.raises(NotFound):
            make(focal, theirs)
        feed = make(focal)
        for act in (actions.renew, actions.revoke):
            with pytest.raises(NotFound):
                act(actor=actor(stranger), feed=feed)
        assert not Feed.objects.exclude(pk=feed.pk).exists()

    def test_each_act_stands_in_the_record_once(self, focal):
        feed = make(focal)
        actions.renew(actor=actor(focal), feed=feed)
        actions.revoke(actor=actor(focal), feed=feed)
        verbs = AuditEntry.objects.filter(verb__startswith="feed.").order_by("pk").values_list("verb", flat=True)
        assert list(verbs) == ["feed.made", "feed.renewed", "feed.revoked"]

    def test_is_masked_in_the_log(self, client, focal, caplog):
        old = path(make(focal))
        actions.revoke(actor=actor(focal), feed=Feed.objects.get())
        from conference.web.logs import WithoutSecrets

        caplog.handler.addFilter(WithoutSecrets())
        client.get(old)
        assert "/calendar/…" in caplog.text
        assert old.split("/")[2] not in caplog.text


class TestReading:
    def test_is_private_and_kept_by_nobody_on_the_way(self, client, focal):
        response = client.get(path(make(focal)))
        assert "private" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert not response.cookies

    def test_is_answered_304_when_unchanged(self, client, focal):
        feed = make(focal)
        first = client.get(path(feed))
        again = client.get(path(feed), headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_sixty_times_a_minute_and_no_more(self, client, focal):
        feed = make(focal)
        with time_machine.travel(at("10:00:10"), tick=False):
            Feed.objects.update(window=at("10:00"), counted=59)
            assert client.get(path(feed)).status_code == 200
            refused = client.get(path(feed))
            assert (refused.status_code, refused["Retry-After"]) == (429, "60")
        with time_machine.travel(at("10:01"), tick=False):
            assert client.get(path(feed)).status_code == 200
        feed.refresh_from_db()
        assert (feed.counted, feed.last_read) == (1, at("10:01").astimezone(UTC))

    def test_the_same_number_of_queries_for_one_event_and_for_three(
        self, client, focal, head, django_assert_num_queries
    ):
        feed = make(focal)
        add("S0", key="s0", type="plenary", starts="08:00", ends="08:30")
        publish()
        client.get(path(feed))
        with django_assert_num_queries(QUERIES):
            client.get(path(feed))
        for hour in (9, 10):
            add(f"S{hour}", key=f"s{hour}", type="plenary", starts=f"{hour:02d}:00", ends=f"{hour:02d}:30")
        publish()
        client.get(path(feed))
        with django_assert_num_queries(QUERIES):
            assert len(events(client, feed)) == 3


# The feed, its count, the conference, members, the itinerary's sources, and what was told.
QUERIES = 13


class TestThePage:
    URL = "/portal/ken/calendars/"

    def test_makes_shows_renews_and_withdraws(self, client, focal, head):
        sign_in(client, focal)
        page = client.post(self.URL, {"person": str(head.public_id), "language": "en", "remind": "30"}, follow=True)
        feed = Feed.objects.get()
        assert (feed.person, feed.remind) == (head, 30)
        shown = page.content.decode()
        assert actions.address_of(feed) in shown
        assert "webcal://" in shown
        client.post(f"{self.URL}{feed.pk}/renew/")
        assert actions.address_of(feed) not in client.get(self.URL).content.decode()
        client.post(f"{self.URL}{feed.pk}/withdraw/")
        assert "No calendar has an address yet" in client.get(self.URL).content.decode()

    def test_belongs_to_the_itinerary_and_leads_back_to_it(self, client, focal):
        page = sign_in(client, focal).get(self.URL).content.decode()
        assert re.findall(r'<a href="([^"]+)" aria-current="page">', page) == ["/portal/ken/itinerary/"]
        assert '<p class="kicker"><a href="/portal/ken/itinerary/">Itinerary</a></p>' in page

    def test_of_another_delegation_is_404(self, client, focal):
        feed = make(focal)
        sign_in(client, make_focal_point("BRA"))
        assert client.get(self.URL).status_code == 404
        assert client.post(f"{self.URL}{feed.pk}/renew/").status_code == 404
        assert client.post(f"/portal/bra/calendars/{feed.pk}/renew/").status_code == 404

    def test_a_member_of_another_is_no_choice(self, client, focal):
        theirs = make_member("BRA")
        sign_in(client, focal)
        page = client.post(self.URL, {"person": str(theirs.public_id), "language": "en", "remind": "15"})
        assert page.status_code == 422
        assert not Feed.objects.exists()
