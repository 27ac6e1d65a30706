"""Two officers close the results at once: one report is stored, and the other is told by whom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection

from conference.accounts.models import User
from conference.core import clock
from conference.core.access import Role
from conference.db import guards
from schedule.results.figures.collecting import collect_figures
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


def carelessly(who: User) -> Report:
    """A closing that asks nobody whether there is a report already."""
    return Report.objects.create(number=1, closed_at=clock.now(), closed_by=who, data=collect_figures())


def two_carelessly() -> dict[str, int]:
    with time_machine.travel(EVENING, tick=True):
        make_world()
        officers = [make_user(None, Role.SECRETARIAT, name=name) for name in ("Trần Thu Hà", "Lê An")]
        return kinds(attack([lambda who=who: carelessly(who) for who in officers]))


def test_of_two_careless_closings_the_database_stores_one():
    assert two_carelessly() == {"done": 1, "IntegrityError": 1}
    assert Report.objects.count() == 1


def test_control_without_the_constraint_there_are_two_reports_of_one_number():
    number = Report._meta.get_field("number")
    several = number.clone()
    several._unique = False
    several.set_attributes_from_name("number")
    several.model = Report
    with connection.schema_editor() as editor:
        editor.alter_field(Report, number, several)
    try:
        assert two_carelessly() == {"done": 2}
        assert list(Report.objects.values_list("number", flat=True)) == [1, 1]
    finally:
        names = ["results_report_no_delete"]
        guards.uninstall(names=names)
        Report.objects.all().delete()
        guards.install(names=names)
        with connection.schema_editor() as editor:
            editor.alter_field(Report, several, number)
