"""Of two who decide on an export at once one is told that it is decided, and nobody approves an own one, whatever the program does."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, connection

from conference.accounts.exports import actions
from conference.accounts.models import ExportRequest, User
from conference.audit.models import AuditEntry
from conference.core import clock, lifecycle
from conference.core.access import Role
from tests.people import actor, make_conference, make_user
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4
BY_TWO = next(rule for rule in ExportRequest._meta.constraints if rule.name == "export_by_two_persons")


@pytest.fixture
def asker() -> User:
    make_conference()
    return make_user(None, Role.SECRETARIAT)


@pytest.fixture
def without_constraint(asker):
    with connection.schema_editor() as editor:
        editor.remove_constraint(ExportRequest, BY_TWO)
    yield
    ExportRequest.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(ExportRequest, BY_TWO)


def ask(user: User, number: int = 0) -> ExportRequest:
    path = f"/desk/record/export/?n={number}"
    return actions.ask_for_export(
        actor=actor(user), address="desk:record_export", path=path, fields=[], reason="Report", right="audit.read"
    )


@lifecycle.use_case
def approve_own(export: ExportRequest, user: User) -> None:
    values = {"decided_by_id": user.pk, "decided_at": clock.now()}
    lifecycle.move(export, "approved", actor=actor(user), verb="export.approved", **values)


def test_one_of_two_decides(asker):
    first, second = make_user(None, Role.SECRETARIAT), make_user(None, Role.SECURITY)
    for number in range(ROUNDS):
        export = ask(asker, number)
        rows = [ExportRequest.objects.get(pk=export.pk) for _ in range(2)]
        jobs = [
            partial(actions.decide_on_export, actor=actor(first), export=rows[0], approve=True),
            partial(actions.decide_on_export, actor=actor(second), export=rows[1], approve=False),
        ]
        assert kinds(attack(jobs)) == {"done": 1, "AlreadyDecided": 1}
        export.refresh_from_db()
        assert (export.state, export.decided_by) in [("approved", first), ("refused", second)]
        decided = AuditEntry.objects.filter(subject_id=str(export.pk), verb__in=["export.approved", "export.refused"])
        assert [entry.went_to for entry in decided] == [export.state]


def test_nobody_approves_an_own_one(asker):
    with pytest.raises(IntegrityError, match=BY_TWO.name):
        approve_own(ask(asker), asker)


def test_without_the_constraint_it_would_be_approved(asker, without_constraint):
    export = ask(asker)
    approve_own(export, asker)
    assert ExportRequest.objects.get(pk=export.pk).decided_by == asker
