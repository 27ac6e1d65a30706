"""The badge beside a member's form shows what will be printed."""

from __future__ import annotations

import pytest

from delegations.registration.models import Delegate
from tests.registration.kit import post

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
