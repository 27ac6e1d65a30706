"""A row of the members says each thing once."""

from datetime import date

import pytest

from delegations.accreditation.review.actions import decisions
from tests.accreditation.kit import as_actor, officer
from tests.people import make_focal_point, make_member, sign_in
from tests.registration.kit import text_of


@pytest.fixture
def portal(client, world):
    return sign_in(client, make_focal_point("KEN"))


def test_a_category_of_the_same_words_as_the_capacity_is_named_once(portal):
    make_member("KEN", capacity="head", category="H")
    make_member("KEN", capacity="delegate", category="D")
    make_member("KEN", capacity="adviser", category="D")
    page = portal.get("/portal/ken/")
    assert [row.says_capacity for row in page.context["rows"]] == [True, True, False]
    on_the_phone = text_of(page).partition("Adviser D Delegate")[2]
    assert "Head of delegation H Head of delegation" not in on_the_phone
    assert "Delegate D Delegate" not in on_the_phone
    assert "Adviser D Delegate" in on_the_phone


def test_what_a_person_was_returned_for_is_not_missing_besides(portal):
    member = make_member("KEN", state="submitted", document_expiry=date(2025, 10, 1))
    decisions.return_(actor=as_actor(officer()), delegate=member, code="document_expires", explanation="Renew it.")
    [row] = portal.get("/portal/ken/").context["rows"]
    assert row.as_returned
    assert "document" not in row.lacks.casefold()
    member.refresh_from_db()
    type(member).objects.filter(pk=member.pk).update(return_code="photo_unclear")
    [row] = portal.get("/portal/ken/").context["rows"]
    assert "ocument" in row.lacks
