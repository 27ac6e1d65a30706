"""Two clicks on one button, whose requests arrive at once, do what one does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conference.core import clock
from conference.correspondence.models import Message
from delegations.accreditation.models import Remark
from delegations.accreditation.review.actions import remarks
from delegations.registration.models import MemberLink
from delegations.registration.own_page import actions as own_page
from schedule.programme.applications import actions as applications
from schedule.programme.models import Application
from tests.accreditation.kit import as_actor, security
from tests.people import actor, make_conference, make_delegation, make_focal_point, make_member, make_tables
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2025, 10, 10, 7, tzinfo=UTC)


@pytest.fixture
def jane():
    make_conference()
    make_tables()
    return make_focal_point("KEN")


def at(job: Callable[[], Any], now: datetime = NOW) -> Callable[[], Any]:
    """Return the job with the clock standing, in whichever thread it runs."""

    def run() -> Any:
        with clock.standing(now):
            return job()

    return run


def test_a_remark_is_made_once(jane):
    member, officer = make_member("KEN", state="submitted"), as_actor(security())

    def make(text: str = "Leaves on Sunday.") -> Remark:
        return remarks.remark(actor=officer, delegate=member, text=text)

    first, *others = attack([at(make)] * 4)
    assert (Remark.objects.count(), [other.pk for other in others]) == (1, [first.pk] * 3)
    at(lambda: make("Leaves on Monday."))()
    at(make, NOW + timedelta(hours=1))()
    assert Remark.objects.count() == 3


def test_a_link_is_sent_once(jane):
    member = make_member("KEN")

    def ask(email: str = "h@mission.example") -> MemberLink:
        return own_page.ask_member(actor=actor(jane), member=member, email=email)

    assert kinds(attack([at(ask)] * 4)) == {"done": 4}
    assert (MemberLink.objects.count(), Message.objects.count()) == (1, 1)
    at(lambda: ask("other@mission.example"))()
    at(ask, NOW + timedelta(minutes=2))()  # who has not got the first one
    assert (MemberLink.objects.filter(withdrawn_at=None).count(), Message.objects.count()) == (1, 3)


def test_a_side_event_is_begun_once(jane):
    kenya = make_delegation("KEN")

    def begin() -> Application:
        return applications.begin(actor=actor(jane), delegation=kenya)

    begun = attack([at(begin)] * 4)
    assert {application.pk for application in begun} == {Application.objects.get().pk}
    applications.save_draft(actor=actor(jane), application=begun[0], typed={"title": "Evidence"}, expected_version=0)
    assert begin().pk != begun[0].pk
