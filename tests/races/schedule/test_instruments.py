"""Several who enter one party's instrument at once: one instrument."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.parties.models import Party
from conference.treaties.models import Treaty
from schedule.signing.instruments import actions
from schedule.signing.models import Instrument
from tests.people import make_conference, make_party
from tests.races.threads import attack, kinds
from tests.signing.kit import content, depositary
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 12)
ONE_LIVE = next(one for one in Instrument._meta.constraints if one.name == "instrument_one_live_a_party")


@pytest.fixture
def treaty():
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=True):
        make_conference()
        make_party("KEN")
        yield hanoi()


@lifecycle.use_case
def carelessly(treaty: Treaty, party: Party) -> Instrument:
    """An action that looks at nothing."""
    made = Instrument(treaty=treaty, party=party, kind="accession", deposited_on=DAY)
    return lifecycle.create(made, actor=SYSTEM, verb="instrument.deposited")


def test_of_four_deposits_of_one_party_one_is_entered_and_the_others_read_why(treaty):
    who, party = depositary(), make_party("KEN")
    jobs = [
        lambda: actions.deposit(actor=who, treaty=treaty, party=party, content=content(DAY)) for _number in range(4)
    ]
    results = attack(jobs)
    assert kinds(results) == {"done": 1, "NotPossible": 3}
    assert {str(one) for one in results if isinstance(one, Exception)} == {
        "Kenya has deposited its instrument already: Accession, 12 November 2026. Nothing was entered."
    }
    assert Instrument.objects.count() == 1


def test_careless_actions_are_stopped_by_the_database(treaty):
    party = make_party("KEN")
    assert kinds(attack([lambda: carelessly(treaty, party)] * 4)) == {"done": 1, "IntegrityError": 3}
    assert Instrument.objects.count() == 1


def test_control_without_the_constraint_all_are_entered(treaty):
    party = make_party("KEN")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Instrument, ONE_LIVE)
    try:
        assert kinds(attack([lambda: carelessly(treaty, party)] * 4)) == {"done": 4}
        assert Instrument.objects.filter(state="entered").count() == 4
    finally:
        Instrument.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Instrument, ONE_LIVE)
