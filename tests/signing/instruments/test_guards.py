"""What the database refuses about instruments, whoever writes; each with a control in which the same attack succeeds without its guard."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F

from conference.db import guards
from conference.treaties.models import Treaty
from schedule.signing.instruments import actions
from schedule.signing.models import Instrument, Reminder
from tests.people import make_party
from tests.signing.kit import deposit, depositary
from tests.treaties.kit import hanoi

DAY, LATER = date(2026, 11, 12), date(2026, 11, 15)


@pytest.fixture
def treaty(world) -> Treaty:
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
        found = hanoi()
        deposit(found, "KEN", DAY)
        actions.plan_reminder(actor=depositary(), treaty=found, day=date(2026, 12, 1))
        yield found


def instrument(**fields) -> Callable[[Treaty], object]:
    def write(treaty: Treaty) -> None:
        values = {"party": make_party("BRA"), "kind": "accession", "deposited_on": DAY, **fields}
        found = values["party"]
        values["party"] = make_party(found) if isinstance(found, str) else found
        Instrument.objects.bulk_create([Instrument(treaty=treaty, **values)])

    return write


WITHDRAWN = {"state": "withdrawn"}
ATTACKS: dict[str, tuple[type[models.Model], str, Callable[[Treaty], object]]] = {
    "a second one of a party": (Instrument, "instrument_one_live_a_party", instrument(party="KEN")),
    "of no kind": (Instrument, "instrument_kind", instrument(kind="signature")),
    "withdrawn without a day": (Instrument, "instrument_days_in_order", instrument(**WITHDRAWN)),
    "withdrawn before its deposit": (
        Instrument,
        "instrument_days_in_order",
        instrument(**WITHDRAWN, withdrawal_received_on=date(2026, 11, 11), withdrawn_from=LATER),
    ),
    "withdrawn with effect before its receipt": (
        Instrument,
        "instrument_days_in_order",
        instrument(**WITHDRAWN, withdrawal_received_on=LATER, withdrawn_from=DAY),
    ),
    "deposited with a day of withdrawal": (
        Instrument,
        "instrument_days_in_order",
        instrument(withdrawal_received_on=LATER, withdrawn_from=LATER),
    ),
    "accepted by who entered it": (
        Instrument,
        "instrument_four_eyes",
        lambda treaty: Instrument.objects.update(accepted_by=F("entered_by")),
    ),
    "accepted without its issuer": (
        Instrument,
        "instrument_accepted_whole",
        lambda treaty: Instrument.objects.update(issued_by=""),
    ),
    "signed by somebody without full powers": (
        Instrument,
        "instrument_signed_with_authority",
        lambda treaty: Instrument.objects.update(signed_office="other"),
    ),
    "a succession without its date": (
        Instrument,
        "instrument_succession_has_its_date",
        instrument(kind="succession"),
    ),
    "two provisional applications of a party": (
        Instrument,
        "instrument_one_provisional_a_party",
        lambda treaty: [instrument(kind="provisional")(treaty) for _number in range(2)],
    ),
    "two reminders on a day": (
        Reminder,
        "reminder_once_a_day",
        lambda treaty: Reminder.objects.create(
            treaty=treaty, day=date(2026, 12, 1), planned_at="2026-11-20T00:00:00+00:00"
        ),
    ),
}


def written(attack: Callable[[], object]) -> bool:
    """Return whether it is written; it is taken back."""
    try:
        with transaction.atomic():
            attack()
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize("what", ATTACKS)
def test_it_is_refused(treaty, what):
    _model, _name, attack = ATTACKS[what]
    assert written(lambda: instrument()(treaty))
    assert not written(lambda: attack(treaty))


@pytest.mark.parametrize("what", ATTACKS)
def test_control_without_the_constraint_it_is_written(treaty, what):
    model, name, attack = ATTACKS[what]
    constraint = next(one for one in model._meta.constraints if one.name == name)
    make_party("BRA")
    connection.check_constraints()  # what waits for the commit would keep the table from being changed
    with transaction.atomic():
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)
        assert written(lambda: attack(treaty))
        transaction.set_rollback(True)
    assert not written(lambda: attack(treaty))


def test_a_state_moves_along_its_graph_alone(treaty):
    row = actions.remove(
        actor=depositary(), instrument=Instrument.objects.get(), reason="Typed twice", expected_version=2
    )
    jump = {"state": "deposited", "version": row.version + 1, "record_id": uuid.uuid4()}

    def jumps() -> object:
        return Instrument.objects.filter(pk=row.pk).update(**jump)

    assert not written(jumps)
    guards.uninstall(names=["signing_instrument_graph"])
    try:
        assert written(jumps)  # the control: without its guard the jump is written
    finally:
        guards.install(names=["signing_instrument_graph"])
