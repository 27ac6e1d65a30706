"""The badge beside a member's form shows what will be printed."""

from __future__ import annotations

import pytest

from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited
from tests.people import make_member
from tests.registration.kit import post, text_of

NEW = "/portal/ken/members/new/"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ({"honorific": "H.E. Ms.", "name_on_badge": "Naliaka Barasa"}, "H.E. Ms. Naliaka Barasa"),
        ({"honorific": "Ms.", "name_on_badge": "Ms. Naliaka BARASA"}, "Ms. Naliaka BARASA"),
        ({"honorific": "", "name_on_badge": "", "given_names": "Naliaka", "family_name": "Barasa"}, "Naliaka Barasa"),
    ],
)
def test_the_preview_of_the_badge_has_the_honorific_that_is_printed(portal, typed, printed):
    portal.post(NEW, post(**typed))
    page = portal.get(f"/portal/ken/members/{Delegate.objects.get().public_id}/")
    assert page.context["badge"].name == printed


def test_the_number_is_shown_once_there_is_one(portal):
    member, badge = accredited("KEN")
    text = text_of(portal.get(f"/portal/ken/members/{member.public_id}/"))
    assert f"{badge.number} (1)" in text
    assert "no serial yet" not in text
    for draft in (make_member("KEN"), make_member("KEN", state="submitted")):
        assert "no serial yet" in text_of(portal.get(f"/portal/ken/members/{draft.public_id}/"))
