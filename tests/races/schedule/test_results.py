"""Two officers close the results at once: one report is stored, and the other is told by whom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from conference.core.access import Role
from schedule.results.models import Report
from schedule.results.reports import actions
from tests.people import actor, make_user, make_world
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)
EVENING = datetime(2025, 10, 26, 11, tzinfo=UTC)  # 18:00 in Hanoi, the last day


def test_two_close_at_once():
    with time_machine.travel(EVENING, tick=True):
        make_world()
        officers = [actor(make_user(None, Role.SECRETARIAT, name=name)) for name in ("Trần Thu Hà", "Lê An")]
        found = attack([lambda who=who: actions.close(actor=who, expected_number=1) for who in officers])
    assert kinds(found) == {"done": 1, "AlreadyDecided": 1}
    report = Report.objects.get()
    (told,) = [str(one) for one in found if isinstance(one, Exception)]
    assert told == f"{report.closed_by} has closed the results meanwhile. Nothing was changed."
