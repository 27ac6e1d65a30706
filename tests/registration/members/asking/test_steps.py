"""The steps tell the truth: a tick only for what is complete for this person, and flights are missing from their deadline on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conference.core import clock
from delegations.registration.members.actions import editing
from delegations.registration.models import Deadline, Delegate
from tests.people import actor, make_focal_point, make_member, sign_in
from tests.registration.kit import make_deadline, text_of

NOW = datetime(2025, 10, 18, 7, tzinfo=UTC)
ARRIVAL, DEPARTURE = datetime(2025, 10, 24, 11, tzinfo=UTC), datetime(2025, 10, 27, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def october():
    with clock.standing(NOW):
        yield


@pytest.fixture
def portal(client, world):
    return sign_in(client, make_focal_point("KEN"))


def step(portal, member: Delegate, anchor: str) -> tuple[str, str]:
    page = portal.get(f"/portal/ken/members/{member.public_id}/")
    return next((one.tone, one.status) for one in page.context["steps"] if one.anchor == anchor)


class TestTicks:
    def test_a_hotel_alone_is_no_journey(self, portal):
        assert step(portal, make_member("KEN", hotel="Lotus"), "travel") == ("", "not given: arrival, departure")

    def test_there_and_back_is(self, portal):
        assert step(portal, make_member("KEN", arrival=ARRIVAL, departure=DEPARTURE), "travel") == ("done", "")

    def test_the_hosts_own_people_do_not_travel(self, client, world):
        host = sign_in(client, make_focal_point("VNM"))
        member = make_member("VNM", hotel="Lotus")
        page = host.get(f"/portal/vnm/members/{member.public_id}/")
        assert next((one.tone, one.status) for one in page.context["steps"] if one.anchor == "travel") == ("done", "")

    def test_an_address_alone_is_not_all_of_needs_and_contact(self, portal):
        member = make_member("KEN", email="halima@mission.example")
        assert step(portal, member, "contact") == ("", "not given: telephone, emergency contact")
        member = make_member("KEN", email="h@mission.example", phone="+254 20", emergency_contact="Amina")
        assert step(portal, member, "contact") == ("done", "")

    def test_a_photo_that_is_not_asked_for(self, portal):
        assert step(portal, make_member("KEN"), "photo") == ("", "not asked of this person")

    def test_a_photo_that_is_asked_for_is_marked(self, portal):
        wanted, exempt = make_member("KEN", photo_exempt=False), make_member("KEN")
        assert "Photo (needed)" in text_of(portal.get(f"/portal/ken/members/{wanted.public_id}/"))
        assert "Photo (needed)" not in text_of(portal.get(f"/portal/ken/members/{exempt.public_id}/"))

    def test_what_is_not_begun_has_no_tick(self, portal):
        assert step(portal, make_member("KEN"), "contact") == ("", "not started")


class TestFlights:
    @pytest.fixture
    def member(self, portal):
        return make_member("KEN", family_name="Ouma", given_names="Brian", state="submitted")

    def test_before_their_deadline_nothing_is_missing(self, portal, member):
        make_deadline("travel", NOW + timedelta(hours=1))
        assert "Brian Ouma Counsellor Delegate D Delegate Nothing" in text_of(portal.get("/portal/ken/"))
        assert step(portal, member, "travel") == ("", "not started")

    def test_after_it_they_are(self, portal, member):
        make_deadline("travel", NOW - timedelta(hours=1))
        words = "Arrival (date and flight), departure (date and flight)"
        assert f"Brian Ouma Counsellor Delegate D Delegate {words}" in text_of(portal.get("/portal/ken/"))
        assert step(portal, member, "travel") == ("", words)

    def test_they_hold_up_nothing(self, portal, member):
        make_deadline("travel", NOW - timedelta(hours=1))
        draft = make_member("KEN")
        assert "Submit all complete (1)" in text_of(portal.get("/portal/ken/"))
        editing.edit_member(
            actor=actor(make_focal_point("KEN")),
            member=member,
            expected_version=member.version,
            values={"hotel": "Lotus"},
        )
        assert portal.post("/portal/ken/submit/").status_code == 302
        draft.refresh_from_db()
        assert draft.state == "submitted"

    def test_a_deadline_that_moves_counts_at_once(self, portal, member):
        make_deadline("travel", NOW - timedelta(hours=1))
        assert step(portal, member, "travel")[1] != "not started"
        Deadline.objects.update(at=NOW + timedelta(days=1))
        assert step(portal, member, "travel")[1] == "not started"
