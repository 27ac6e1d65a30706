"""What the database refuses, whoever writes; with each guard off the same row is taken."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from conference.core import clock
from conference.db import guards
from conference.translated import Translated
from schedule.receptions.models import GuestRule, PlanVersion, Reception, Seat, SeatingPlan, SeatingTable, Wish
from schedule.receptions.seating import actions
from schedule.receptions.seating.actions import TableValues
from tests.receptions.scene import NOW
from tests.receptions.seating.scene import make_banquet


@pytest.fixture
def banquet(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_banquet, seated=False)


@pytest.fixture
def other(banquet):
    """Another plan, of a reception to which nobody is invited, with a table."""
    reception = Reception.objects.create(
        code="luncheon",
        name=Translated(en="Luncheon"),
        host=Translated(en="The Secretary-General"),
        room=banquet.reception.room,
        starts=banquet.reception.starts,
        ends=banquet.reception.ends,
        answer_by=banquet.reception.answer_by,
        capacity=10,
    )
    plan = actions.make_plan(actor=banquet.protocol, reception=reception)
    actions.add_tables(actor=banquet.protocol, plan=plan, values=TableValues(seats=6))
    return plan


@contextmanager
def without(*names):
    """Switch guards off, and on again."""
    guards.uninstall(names=names)
    try:
        yield
    finally:
        guards.install(names=names)


def refused(write, *names):
    """Assert that `write` is refused, and taken while the guards are off."""
    with pytest.raises(DatabaseError), transaction.atomic():
        write()
    with without(*names), transaction.atomic():
        write()
        transaction.set_rollback(True)


def row(banquet, **kwargs) -> Seat:
    values = {
        "plan": banquet.plan,
        "table": banquet.plan.tables.get(number=1),
        "number": 2,
        "invitation_id": int(banquet.key("BRA")),
        **kwargs,
    }
    return Seat(**values)


@pytest.mark.parametrize("number", [0, 1, 5])
def test_no_seat_above_the_tables_and_none_of_its_host(banquet, number):
    refused(lambda: row(banquet, number=number).save(), "receptions_seat_exists_insert")
    kept = row(banquet)
    kept.save()
    refused(lambda: Seat.objects.filter(pk=kept.pk).update(number=number), "receptions_seat_exists_update")


@pytest.mark.parametrize("values", [{"seats": 3}, {"host_seat": 4, "host_name": "Host"}])
def test_no_table_that_loses_a_seat_that_is_taken(banquet, values):
    row(banquet, number=4).save()
    tables = SeatingTable.objects.filter(plan=banquet.plan, number=1)
    refused(lambda: tables.update(**values), "receptions_seatingtable_seats_update")


def test_no_seat_at_a_table_of_another_plan(banquet, other):
    strange = other.tables.get()
    refused(lambda: row(banquet, table=strange).save(), "receptions_seat_one_plan_insert")
    refused(
        lambda: GuestRule.objects.create(plan=banquet.plan, invitation_id=banquet.key("BRA"), table=strange),
        "receptions_guestrule_one_plan_insert",
    )


def test_nobody_who_is_not_invited_to_this_reception(banquet, other):
    table = other.tables.get()
    refused(lambda: row(banquet, plan=other, table=table).save(), "receptions_seat_invited_insert")
    refused(
        lambda: GuestRule.objects.create(plan=other, invitation_id=banquet.key("BRA")),
        "receptions_guestrule_invited_insert",
    )
    low, high = sorted(int(banquet.key(code)) for code in ("BRA", "FRA"))
    refused(
        lambda: Wish.objects.create(plan=other, tie="apart", one_id=low, other_id=high),
        "receptions_wish_invited_insert",
    )


def test_nobody_twice_and_no_seat_for_two(banquet):
    row(banquet).save()
    with pytest.raises(IntegrityError, match=r"seat_nobody_twice|invitation"), transaction.atomic():
        row(banquet, number=3).save()
    with pytest.raises(IntegrityError, match=r"seat_one_person|number"), transaction.atomic():
        row(banquet, invitation_id=int(banquet.key("FRA"))).save()
    # The control: the companion, and another seat, are taken.
    row(banquet, number=3, companion=True).save()
    row(banquet, number=4, invitation_id=int(banquet.key("FRA"))).save()


def test_a_seat_is_somebodys_or_kept(banquet):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(banquet, invitation_id=None).save()
    row(banquet, invitation_id=None, kept_until=clock.now() + timedelta(hours=1)).save()


def test_the_hosts_seat_is_for_a_guest_who_presides_alone(banquet):
    table = SeatingTable.objects.create(plan=banquet.plan, number=3, seats=6, host_seat=1)
    refused(lambda: row(banquet, table=table, number=1, companion=True).save(), "receptions_seat_exists_insert")
    kept = {"invitation_id": None, "kept_until": clock.now() + timedelta(hours=1)}
    refused(lambda: row(banquet, table=table, number=1, **kept).save(), "receptions_seat_exists_insert")
    row(banquet, table=table, number=1).save()
    named = SeatingTable.objects.filter(pk=table.pk)
    refused(lambda: named.update(host_name="Ms. Somebody Else"), "receptions_seatingtable_seats_update")


@pytest.mark.parametrize("values", [{"for_couples": False}, {"host_seat": 0}, {"host_seat": 5}, {"seats": 0}])
def test_tables_that_cannot_be(banquet, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatingTable.objects.filter(plan=banquet.plan, number=1).update(**values)


def test_versions_are_never_changed(banquet):
    found = PlanVersion.objects.filter(plan=banquet.plan)
    refused(lambda: found.update(data={}), "receptions_planversion_no_update")
    refused(lambda: found.delete(), "receptions_planversion_no_delete")


def test_a_plan_moves_along_its_graph(banquet):
    found = SeatingPlan.objects.filter(pk=banquet.plan.pk)
    refused(lambda: found.update(state="closed"), "receptions_seatingplan_graph")
