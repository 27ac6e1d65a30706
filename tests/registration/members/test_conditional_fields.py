"""Fields are asked only where they apply."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conference.audit.models import AuditEntry
from conference.look import lists
from delegations.accreditation.models import Badge
from delegations.registration.members import queries
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from tests.people import actor, make_focal_point, make_member, make_party, sign_in
from tests.registration.kit import post, text_of

NEW = "/portal/ken/members/new/"
FLIGHTS = {
    "arrival": "2025-10-24T18:40",
    "arrival_flight": "VN 10",
    "departure": "2025-10-27T09:00",
    "departure_flight": "VN 11",
}


@pytest.fixture
def portal(client, world):
    make_party("KEN")
    return sign_in(client, make_focal_point("KEN"))


def url_of(member: Delegate) -> str:
    return f"/portal/ken/members/{member.public_id}/"


def part_of(page: str, field: str) -> str:
    before = page[: page.index(f'name="{field}"')]
    return before[before.rindex('<div class="w') :].partition(">")[0]


class TestTheFunction:
    def test_a_companion_has_none(self, portal):
        portal.post(NEW, post(capacity="companion"))
        member = Delegate.objects.get()
        assert (member.capacity, member.functional_title) == ("companion", "")
        part = part_of(portal.get(url_of(member)).content.decode(), "functional_title")
        assert part.endswith(" hidden")
        assert 'data-only-if="capacity=|head|deputy_head|delegate|adviser|support|interpreter|media|security"' in part

    def test_everybody_else_is_asked(self, portal):
        portal.post(NEW, post())
        member = Delegate.objects.get()
        assert member.functional_title == "Interpreter, French and English"
        assert not part_of(portal.get(url_of(member)).content.decode(), "functional_title").endswith("hidden")

    def test_before_the_capacity_is_chosen_it_is_asked(self, portal):
        assert not part_of(portal.get(NEW).content.decode(), "functional_title").endswith("hidden")

    def test_one_who_becomes_a_companion_loses_it(self, portal):
        member = make_member("KEN", functional_title="Counsellor")
        portal.post(url_of(member), post(version="1", capacity="companion", functional_title="Counsellor"))
        member.refresh_from_db()
        assert (member.capacity, member.functional_title) == ("companion", "")

    def test_what_a_companion_has_already_stays_until_somebody_changes_it(self, portal):
        """Otherwise a new hotel would take an accredited companion's badge away."""
        member = make_member("KEN", state="accredited", capacity="companion", functional_title="Spouse of the Minister")
        kept = {name: getattr(member, name) or "" for name in ("honorific", "family_name", "given_names")}
        kept |= {"date_of_birth": member.date_of_birth, "document_type": "diplomatic", "capacity": "companion"}
        kept |= {"document_number": member.document_number, "functional_title": "Spouse of the Minister"}
        assert "data-only-if" not in part_of(portal.get(url_of(member)).content.decode(), "functional_title")
        assert portal.post(url_of(member), post(version="1", hotel="Lotus", **kept)).status_code == 302
        member.refresh_from_db()
        assert (member.state, member.hotel, member.functional_title) == (
            "accredited",
            "Lotus",
            "Spouse of the Minister",
        )
        assert Badge.objects.get(delegate=member).state == "queued"


class TestTheVisa:
    def test_a_letter_and_where_the_visa_is_issued(self, portal):
        portal.post(NEW, post(**FLIGHTS, visa_support="yes", visa_post="Embassy in Nairobi"))
        member = Delegate.objects.get()
        assert (member.visa_support, member.visa_post) == (True, "Embassy in Nairobi")
        page = portal.get(url_of(member)).content.decode()
        part = part_of(page, "visa_post")
        assert 'data-only-if="visa_support=yes"' in part
        assert not part.endswith("hidden")
        assert "Required because a visa support letter was requested." in text_of(portal.get(url_of(member)))
        assert 'value="Embassy in Nairobi"' in page

    def test_the_place_of_birth_is_optional_and_for_the_letter_alone(self, portal):
        portal.post(NEW, post(**FLIGHTS, visa_support="yes", visa_post="Nairobi", birth_place="Mombasa, Kenya"))
        member = Delegate.objects.get()
        assert member.birth_place == "Mombasa, Kenya"
        answer = portal.post(url_of(member), post(version="1", visa_support="no", birth_place="Mombasa, Kenya"))
        assert (answer.status_code, Delegate.objects.get().birth_place) == (302, "")

    def test_without_a_letter_no_place_is_asked_or_kept(self, portal):
        portal.post(NEW, post(visa_support="no", visa_post="Embassy in Nairobi"))
        member = Delegate.objects.get()
        assert (member.visa_support, member.visa_post) == (False, "")
        assert part_of(portal.get(url_of(member)).content.decode(), "visa_post").endswith(" hidden")

    def test_whoever_asks_needs_the_journey_and_the_place(self, world):
        member = make_member("KEN", visa_support=True)
        fields = [lack.field for lack in queries.missing_fields(member)]
        assert fields == ["arrival", "departure", "visa_post"]
        assert lists.in_words(queries.missing_fields(member)) == (
            "flight of arrival (for the visa), flight of departure (for the visa), place where the visa is issued"
        )
        member.arrival = member.departure = datetime(2025, 10, 24, 11, tzinfo=UTC)
        assert [lack.field for lack in queries.missing_fields(member)] == [
            "arrival_flight",
            "departure_flight",
            "visa_post",
        ]
        member.arrival_flight = member.departure_flight = "VN 10"
        member.visa_post = "Nairobi"
        assert queries.missing_fields(member) == []

    def test_whoever_asks_not_needs_none_of_it(self, world):
        assert queries.missing_fields(make_member("KEN")) == []

    def test_a_submitted_one_cannot_ask_for_a_letter_by_halves(self, portal):
        member = make_member("KEN", state="submitted", functional_title="Counsellor")
        answer = portal.post(url_of(member), post(version="1", **FLIGHTS, visa_support="yes"))
        [words] = answer.context["form"].errors["visa_post"]
        assert words.endswith("has already been submitted. (place where the visa is issued)")
        assert (
            portal.post(url_of(member), post(version="1", **FLIGHTS, visa_support="yes", visa_post="X1 A")).status_code
            == 302
        )

    def test_the_record_keeps_no_word_of_it(self, world):
        jane = actor(make_focal_point("KEN"))
        member = make_member("KEN")
        editing.edit_member(
            actor=jane, member=member, expected_version=1, values={"visa_support": True, "visa_post": "Nairobi"}
        )
        changed = AuditEntry.objects.get(subject_id=str(member.pk), subject_version=2).details["changed"]
        assert (changed["visa_support"], changed["visa_post"]) == ("changed", "changed")

    def test_two_at_once(self, portal):
        member = make_member("KEN", visa_support=True, visa_post="Nairobi")
        kamau = actor(make_focal_point("KEN", name="Kamau Gitonga"))
        editing.edit_member(
            actor=kamau, member=member, expected_version=1, values={"visa_post": "Addis Ababa", "visa_support": True}
        )
        answer = portal.post(url_of(member), post(version="1", **FLIGHTS, visa_support="yes", visa_post="Kampala"))
        assert answer.status_code == 409
        assert answer.context["form"].errors["visa_post"] == [
            "Kamau Gitonga changed this to “Addis Ababa” in the meantime; you typed “Kampala”. If you save, your version replaces it."
        ]

    def test_a_letter_that_the_other_asked_for_is_said_in_words(self, portal):
        member = make_member("KEN")
        kamau = actor(make_focal_point("KEN", name="Kamau Gitonga"))
        editing.edit_member(
            actor=kamau, member=member, expected_version=1, values={"visa_post": "Addis Ababa", "visa_support": True}
        )
        answer = portal.post(url_of(member), post(version="1", visa_support="no"))
        assert answer.context["form"].errors["visa_support"] == [
            "Kamau Gitonga changed this to “Yes” in the meantime; you typed “No”. If you save, your version replaces it."
        ]


def test_a_step_of_which_nothing_is_filled_in_is_not_begun(portal):
    member = make_member("KEN")
    travel = next(step for step in portal.get(url_of(member)).context["steps"] if step.anchor == "travel")
    assert (travel.number, travel.tone, travel.status) == (5, "", "not started")
