"""A party’s instrument is entered while the party signs: nobody signs after it (Vienna Convention on the Law of Treaties, art. 14, 15)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import date

import pytest

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import NotPossible
from conference.db import guards
from conference.treaties.models import Treaty
from schedule.signing.ceremony import actions as ceremony
from schedule.signing.ceremony.actions import ConsoleCommand
from schedule.signing.instruments import actions
from schedule.signing.models import Instrument, Signature, SigningSession
from tests.people import make_world
from tests.races.threads import attack, kinds
from tests.signing.kit import content, depositary
from tests.signing.scene import BEGINS, appointment_of, do, fill, intend, make_session, minutes, protocol
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2025, 10, 25)
BOTH = ("signing_signature_after_instrument", "signing_instrument_before_signature")
# How long each careless transaction stays open after it has written, so that the other one writes before it can see it.
PAUSE = 0.5  # s


@pytest.fixture
def session():
    """Kenya is at the table, under a treaty that asks for no signature before ratification."""
    with clock.standing(BEGINS):
        make_world()
        made = make_session(hanoi())
        Treaty.objects.update(signature_before_ratification=False)
        intend("KEN")
        fill(made)
        do(made, "call", "KEN")
        return SigningSession.objects.select_related("treaty").get()


def at_the_ceremony(job: Callable[[], object]) -> Callable[[], object]:
    """Return the job with the clock of the ceremony, which stands in its own thread alone."""

    def run() -> object:
        with clock.standing(BEGINS + minutes(1)):
            return job()

    return run


@lifecycle.use_case
def sign_carelessly(session: SigningSession) -> None:
    """Write a signature as an action would that looks at nothing."""
    appointment = appointment_of("KEN")
    Signature.objects.create(
        session=session,
        treaty=session.treaty,
        party=appointment.delegation.party,
        appointment=appointment,
        place=session.place,
        number=1,
        signed_on=DAY,
        signed_at=BEGINS,
        party_formal="the Republic of Kenya",
        signatory="H.E. Ms. Barasa",
        powers="Head of State",
    )
    time.sleep(PAUSE)


@lifecycle.use_case
def accede_carelessly(session: SigningSession) -> None:
    party = appointment_of("KEN").delegation.party
    made = Instrument(treaty=session.treaty, party=party, kind="accession", deposited_on=DAY)
    lifecycle.create(made, actor=SYSTEM, verb="instrument.deposited")
    time.sleep(PAUSE)


def attack_carelessly(session: SigningSession) -> dict[str, int]:
    return kinds(attack([lambda: sign_carelessly(session), lambda: accede_carelessly(session)]))


def test_who_deposits_first_does_not_sign_and_reads_why(session):
    row, who, officer = appointment_of("KEN"), protocol(), depositary()
    command = ConsoleCommand(verb="sign", key=uuid.uuid4(), appointment=row, expected_version=row.version)
    ratification = content(DAY, "ratification")
    party = row.delegation.party
    signature, instrument = attack(
        [
            at_the_ceremony(lambda: ceremony.perform_act(actor=who, session=session, command=command)),
            at_the_ceremony(
                lambda: actions.deposit(actor=officer, treaty=session.treaty, party=party, content=ratification)
            ),
        ]
    )
    assert isinstance(instrument, Instrument)  # which confirms the signature, or excludes it
    if isinstance(signature, Exception):
        assert isinstance(signature, NotPossible)
        assert "signs no more" in str(signature)
    assert Signature.objects.count() == (0 if isinstance(signature, Exception) else 1)


def test_of_careless_actions_the_database_lets_one_through(session):
    assert attack_carelessly(session) == {"done": 1, "IntegrityError": 1}
    assert Signature.objects.count() + Instrument.objects.count() == 1


def test_control_without_the_guards_both_are_written(session):
    guards.uninstall(names=BOTH)
    try:
        assert attack_carelessly(session) == {"done": 2}
    finally:
        Signature.objects.all().delete()
        Instrument.objects.all().delete()
        guards.install(names=BOTH)
