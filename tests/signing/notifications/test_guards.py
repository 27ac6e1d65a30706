"""What the database refuses of depositary notifications, and that it is the guard which refuses it."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from conference.core import clock, lifecycle
from conference.db import guards
from schedule.signing.models import Notification, NotifiedAct
from tests.people import make_user
from tests.signing.kit import deposit
from tests.signing.notifications.kit import check, drafted, drafter, issued
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(world):
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def treaty():
    made = hanoi()
    for code in ("KEN", "FRA"):
        deposit(made, code, date(2026, 11, 12))
    return made


def refused(change) -> str:
    with pytest.raises(DatabaseError) as problem, transaction.atomic():
        change()
    return str(problem.value)


def test_an_issued_notification_and_its_acts_never_change(treaty):
    rows = Notification.objects.filter(pk=issued(treaty).pk)
    acts = NotifiedAct.objects.filter(notification__in=rows)
    assert "it was checked or issued" in refused(lambda: rows.update(content={}))
    assert "it was issued" in refused(lambda: rows._raw_delete("default"))
    assert "its notification was checked or issued" in refused(lambda: acts.update(facts={}))
    assert "its notification was checked or issued" in refused(acts.delete)
    further = {"notification": rows.get(), "position": 9, "act": "deposit:0", "kind": "deposit"}
    assert "its notification was checked or issued" in refused(lambda: NotifiedAct.objects.create(**further))


def test_control_without_the_guard_an_issued_notification_changes(treaty):
    rows = Notification.objects.filter(pk=issued(treaty).pk)
    guards.uninstall(names=["signing_notification_issued"])
    try:
        assert rows.update(content={"en": {"title": "Another"}}) == 1
    finally:
        guards.install(names=["signing_notification_issued"])


def test_what_was_checked_is_what_is_issued(treaty):
    draft = drafted(treaty)
    rows = Notification.objects.filter(pk=draft.pk)
    assert rows.update(content={**draft.content, "en": draft.content["fr"]}) == 1
    check(draft)
    assert "it was checked or issued" in refused(lambda: rows.update(content={}))
    assert "it was checked or issued" in refused(lambda: rows.update(checked_by=make_user("other@desk.example")))


def test_nobody_checks_what_the_same_person_drafted(treaty):
    draft = drafted(treaty)
    values = {"state": "checked", "checked_by": draft.drafted_by, "checked_at": draft.drafted_at}
    fields = {
        "treaty": treaty,
        "kind": "deposit",
        "day": date(2026, 11, 12),
        "content": {},
        "drafted_at": draft.drafted_at,
    }
    with pytest.raises(IntegrityError, match="notification_checked_by_another"), transaction.atomic():
        Notification.objects.create(drafted_by=draft.drafted_by, **fields, **values)


@lifecycle.use_case
def issue_under(number: int, draft: Notification) -> None:
    who = drafter("Trần Thu Hà")
    values = {"checked_by_id": who.user_id, "checked_at": clock.now()}
    checked = lifecycle.move(draft, "checked", actor=who, verb="notification.checked", **values)
    values = {"number": number, "year": 2026, "issued_on": date(2026, 11, 20)}
    lifecycle.move(checked, "issued", actor=who, verb="notification.issued", **values)


def test_numbers_of_a_year_have_no_gap(treaty):
    issued(treaty)
    draft = drafted(treaty)
    for number in (3, 1):
        assert "not the next one of the year" in refused(lambda number=number: issue_under(number, draft))
        draft.refresh_from_db()
    issue_under(2, draft)
    draft.refresh_from_db()
    assert draft.reference == "C.N.2.2026"


def test_an_act_is_communicated_once(treaty):
    draft = drafted(treaty)
    act = draft.acts.get()
    with pytest.raises(IntegrityError, match="notifiedact_once"), transaction.atomic():
        NotifiedAct.objects.create(notification=draft, position=2, act=act.act, kind=act.kind)
