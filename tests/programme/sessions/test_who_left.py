"""A chair who has left: the delegation is led to the page with whom to agree on another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from conference.core.access import SYSTEM
from delegations.registration.members.actions import editing
from tests.people import make_focal_point, make_member, sign_in
from tests.programme.draft import add
from tests.registration.kit import text_of

pytestmark = pytest.mark.usefixtures("world")


def test_whoever_has_to_agree_on_another_chair_reads_with_whom(client, settings):
    settings.CLOCK_OFFSET = datetime(2025, 10, 20, 7, tzinfo=UTC) - timezone.now()  # the session is to come
    portal = sign_in(client, make_focal_point("KEN"))
    chair = make_member("KEN", state="submitted")
    add("Closing", chair=chair)
    editing.withdraw_member(actor=SYSTEM, member=chair, expected_version=chair.version)
    [item] = [one for one in portal.get("/portal/ken/").context["waiting"] if "Closing" in one.title]
    assert (item.remedy, item.url) == ("Agree on another with the organizers", "/portal/ken/help/")
    text = text_of(portal.get(item.url))
    assert "Who helps" in text
    assert "Secretariat" in text
