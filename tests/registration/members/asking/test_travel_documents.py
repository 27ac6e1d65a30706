"""What the host asks of travel documents is a setting: checked when typed, at the import and for the officer alike."""

from __future__ import annotations

from datetime import date

import pytest

from conference.models import Conference
from delegations.registration.members import queries
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from delegations.registration.transfer import tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.tables import TableRefused
from tests.accreditation.kit import officer
from tests.people import actor, make_focal_point, make_member, make_party, sign_in
from tests.registration.kit import picture, post, text_of

NEW = "/portal/ken/members/new/"
SHORT = (
    "14 March 2026 is too early: the host asks for a document that is valid until 26 April 2026 at least. Check the year, or enter the "
    "renewed document."
)
ALL = {"asks_sex": True, "asks_issue_date": True, "asks_issue_place": True}


@pytest.fixture
def portal(client, world):
    Conference.objects.update(document_months=6)
    make_party("KEN")
    return sign_in(client, make_focal_point("KEN"))


def sent(**more) -> dict:
    return {**post(**more), "photo-file": picture()}


@pytest.mark.parametrize(
    ("ends", "months", "until"),
    [
        (date(2025, 10, 26), 0, date(2025, 10, 26)),
        (date(2025, 10, 26), 6, date(2026, 4, 26)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
    ],
)
def test_months_beyond_the_end(ends, months, until):
    assert Conference(ends_on=ends, document_months=months).documents_valid_to == until


class TestValidity:
    def test_the_form_explains_it_and_refuses_what_is_short(self, portal):
        page = portal.get(NEW).content.decode()
        assert "The host asks for a document that is valid until 26 April 2026 at least." in page
        assert 'min="2026-04-26"' in page
        answer = portal.post(NEW, sent(document_expiry="2026-03-14"))
        assert answer.context["form"].errors == {"document_expiry": [SHORT]}

    def test_the_last_day_will_do(self, portal):
        assert portal.post(NEW, sent(document_expiry="2026-04-26")).status_code == 302

    def test_the_import_says_the_same(self, portal):
        text = "family_name,capacity,category,document_expiry\nX,delegate,D,14.3.2026\n"
        with pytest.raises(TableRefused) as refused:
            importing.import_members(
                actor=actor(make_focal_point("KEN")),
                delegation=make_member("KEN").delegation,
                rows=tables.read(text.encode()),
            )
        assert [(one.column, one.reason) for one in refused.value.problems] == [("document_expiry", SHORT)]

    def test_the_officer_reads_it_too(self, client, portal):
        member = make_member("KEN", state="submitted", document_expiry=date(2026, 3, 14))
        text = text_of(sign_in(client, officer()).get(f"/desk/accreditation/{member.public_id}/"))
        assert "Still missing: document valid until 26 April 2026 at least." in text

    def test_when_the_host_asks_for_more_a_submitted_one_can_still_be_changed(self, portal):
        member = make_member("KEN", state="submitted", document_expiry=date(2026, 3, 14))
        jane = make_focal_point("KEN")
        values = {"hotel": "Lotus"}
        editing.edit_member(actor=actor(jane), member=member, expected_version=member.version, values=values)
        assert Delegate.objects.get(pk=member.pk).hotel == "Lotus"


class TestWhatIsCollected:
    def test_what_is_not_asked_for_is_not_in_the_form(self, portal):
        fields = portal.get(NEW).context["form"].fields
        assert not {"sex", "document_issue_date", "document_issue_place"} & set(fields)

    def test_each_is_asked_by_its_own_switch(self, portal):
        for switch, field in (
            ("asks_sex", "sex"),
            ("asks_issue_date", "document_issue_date"),
            ("asks_issue_place", "document_issue_place"),
        ):
            Conference.objects.update(**(dict.fromkeys(ALL, False) | {switch: True}))
            fields = portal.get(NEW).context["form"].fields
            assert set(fields) & {"sex", "document_issue_date", "document_issue_place"} == {field}
            assert [lack.field for lack in queries.missing_fields(make_member("KEN"))] == [field]

    def test_they_are_saved(self, portal):
        Conference.objects.update(**ALL)
        given = {"sex": "F", "document_issue_date": "2019-07-01", "document_issue_place": "Nairobi"}
        assert portal.post(NEW, sent(**given)).status_code == 302
        member = Delegate.objects.get()
        assert (member.sex, member.document_issue_date, member.document_issue_place) == (
            "F",
            date(2019, 7, 1),
            "Nairobi",
        )
        assert queries.missing_fields(member) == []

    @pytest.mark.parametrize("issued", ["2035-01-01", "2029-07-01", "1980-01-01"])
    def test_a_date_of_issue_that_cannot_be(self, portal, issued):
        Conference.objects.update(**ALL)
        given = {"sex": "F", "document_issue_date": issued, "document_issue_place": "Nairobi"}
        answer = portal.post(NEW, sent(**given))
        assert list(answer.context["form"].errors) == ["document_issue_date"]

    def test_needed_fields_are_marked(self, portal):
        Conference.objects.update(asks_sex=True)
        text = text_of(portal.get(NEW))
        for label in ("Family name", "Capacity", "Date of birth", "Sex", "Expiry date"):
            assert f"{label} (needed)" in text
        for label in ("Honorific", "Hotel", "Date of issue"):
            assert f"{label} (needed)" not in text
