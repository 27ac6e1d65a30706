"""Two depositary notifications are issued at once: they get two numbers that follow one another, and no act is notified twice."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import override_settings

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.db import guards
from schedule.signing.models import Notification
from schedule.signing.notifications import actions, queries
from tests.people import make_world
from tests.races.threads import attack, kinds
from tests.signing.kit import deposit
from tests.signing.notifications.kit import check, drafted, drafter
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=True), override_settings(UNDO_SECONDS=0):
        make_world()
        yield


def two_drafts() -> list[Notification]:
    treaty = hanoi()
    for code in ("KEN", "FRA"):
        deposit(treaty, code, date(2026, 11, 12))
    return [drafted(treaty), drafted(treaty)]


def test_two_are_issued_at_once():
    drafts, who = two_drafts(), drafter("Trần Thu Hà")
    outcomes = attack([lambda draft=draft: check(draft, who) for draft in drafts])
    assert kinds(outcomes) == {"done": 2}
    assert sorted(Notification.objects.values_list("number", flat=True)) == [1, 2]


def test_two_draft_the_same_acts():
    treaty = hanoi()
    deposit(treaty, "KEN", date(2026, 11, 12))
    group = queries.overview(treaty).groups[0]
    values = {"treaty": treaty, "group_key": group.key, "fingerprint": group.fingerprint}
    officers = [drafter(name) for name in ("Trần Thu Hà", "Lê An")]
    outcomes = attack([lambda who=who: actions.draft(actor=who, **values) for who in officers])
    assert kinds(outcomes) == {"done": 1, "AlreadyDecided": 1}
    assert Notification.objects.count() == 1


@lifecycle.use_case
def carelessly(draft: Notification, who: Actor) -> Notification:
    """Issue under the number that follows the one read before both began, without waiting for others who do so."""
    values = {"checked_by_id": who.user_id, "checked_at": clock.now()}
    checked = lifecycle.move(draft, "checked", actor=who, verb="notification.checked", **values)
    values = {"number": 1, "year": 2026, "issued_on": date(2026, 11, 20)}
    return lifecycle.move(checked, "issued", actor=who, verb="notification.issued", **values)


def two_carelessly() -> dict[str, int]:
    drafts, who = two_drafts(), drafter("Trần Thu Hà")
    return kinds(attack([lambda draft=draft: carelessly(draft, who) for draft in drafts]))


def test_of_two_that_read_the_same_last_number_the_database_takes_one():
    assert two_carelessly() == {"done": 1, "IntegrityError": 1}
    assert list(Notification.objects.filter(state="issued").values_list("number", flat=True)) == [1]


def test_control_without_the_constraint_and_the_guard_two_have_one_number():
    constraint = next(one for one in Notification._meta.constraints if one.name == "notification_one_a_number")
    names = ["signing_notification_number", "signing_notification_stays", "signing_notifiedact_delete"]
    guards.uninstall(names=names)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Notification, constraint)
    try:
        assert two_carelessly() == {"done": 2}
        assert list(Notification.objects.filter(state="issued").values_list("number", flat=True)) == [1, 1]
    finally:
        Notification.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Notification, constraint)
        guards.install(names=names)
