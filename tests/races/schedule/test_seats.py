"""Several who seat guests at once: no seat for two, and nobody at two seats."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection

from schedule.receptions.models import Seat, SeatingPlan
from schedule.receptions.seating import actions
from tests.races.threads import attack, kinds
from tests.receptions.scene import NOW
from tests.receptions.seating.scene import make_banquet

pytestmark = pytest.mark.django_db(transaction=True)
CODES = ("BRA", "CIV", "FRA", "KEN")


@pytest.fixture
def banquet():
    with time_machine.travel(NOW, tick=True):
        yield make_banquet(seated=False)


def movers(banquet, places):
    """Return the jobs of protocol officers who each saw the plan as it is now: a key to a table and seat."""
    banquet.plan.refresh_from_db()
    version, key = banquet.plan.version, banquet.plan.pk

    def move(who, table, seat):
        return lambda: actions.move_guest(
            actor=banquet.protocol,
            plan=SeatingPlan.objects.get(pk=key),
            key=who,
            table=table,
            seat=seat,
            reason="x",
            expected_version=version,
        )

    return [move(*place) for place in places]


def writers(banquet, places):
    """Return the jobs of careless actions, which look at nothing and write the seat."""
    tables = {table.number: table.pk for table in banquet.plan.tables.all()}

    def write(who, table, seat):
        values = {"table_id": tables[table], "number": seat, "invitation_id": int(who)}
        return lambda: Seat.objects.create(plan_id=banquet.plan.pk, **values)

    return [write(*place) for place in places]


def one_seat_for_all(banquet):
    return [(banquet.key(code), 2, 1) for code in CODES]


def all_seats_for_one(banquet):
    return [(banquet.key("BRA"), 2, seat) for seat in (1, 2, 3, 4)]


@pytest.mark.parametrize("places", [one_seat_for_all, all_seats_for_one])
def test_of_four_moves_on_one_page_one_is_done_and_the_others_read_that_the_plan_has_changed(banquet, places):
    results = attack(movers(banquet, places(banquet)))
    assert kinds(results) == {"done": 1, "AlreadyDecided": 3}
    assert Seat.objects.filter(companion=False).count() == 1


@pytest.mark.parametrize("places", [one_seat_for_all, all_seats_for_one])
def test_careless_actions_are_stopped_by_the_database(banquet, places):
    assert kinds(attack(writers(banquet, places(banquet)))) == {"done": 1, "IntegrityError": 3}
    assert Seat.objects.count() == 1


@pytest.mark.parametrize(
    ("places", "name"), [(one_seat_for_all, "seat_one_person"), (all_seats_for_one, "seat_nobody_twice")]
)
def test_control_without_the_constraint_all_are_written(banquet, places, name):
    rule = next(one for one in Seat._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Seat, rule)
    try:
        assert kinds(attack(writers(banquet, places(banquet)))) == {"done": 4}
        assert Seat.objects.values("table", "number").distinct().count() == {"seat_one_person": 1}.get(name, 4)
        assert Seat.objects.values("invitation").distinct().count() == {"seat_nobody_twice": 1}.get(name, 4)
    finally:
        Seat.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Seat, rule)
