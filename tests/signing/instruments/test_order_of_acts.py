"""Signature comes before the instrument or not at all: Vienna Convention on the Law of Treaties, art. 14, 15; UN Treaty Handbook, 3.3."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from conference.core import clock
from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.db import guards
from conference.treaties.models import Treaty
from schedule.signing.appointments.actions import Intention, declare
from schedule.signing.instruments import actions
from schedule.signing.models import Appointment, Instrument, Signature
from schedule.signing.running_order import actions as running_order
from tests.people import make_delegation, make_party, make_user, sign_in
from tests.signing.kit import content, declaration, deposit, depositary, words_of
from tests.signing.scene import BEGINS, appointment_of, do, fill, intend, make_session, minutes, protocol, sign, states
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world", "begun")
DAY = date(2025, 10, 25)
SIGNS_NO_MORE = (
    "Kenya has deposited its instrument (Accession, 25 October 2025). It has consented to be bound and signs no more "
    "(Vienna Convention on the Law of Treaties, articles 14 and 15)."
)


@pytest.fixture
def session():
    made = make_session(hanoi())
    for code in ("BRA", "KEN"):
        intend(code)
    return made


def ratify_unsigned(code: str) -> Instrument:
    """Deposit while the party is in a running order, as a treaty allows that asks for no signature before."""
    Treaty.objects.update(signature_before_ratification=False)
    return deposit(Treaty.objects.get(), code, DAY, "ratification")


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(NotPossible) as refused:
        act(*args, **kwargs)
    return str(refused.value)


class TestNoSignatureAfterAnInstrument:
    """Articles 14 and 15: consent is expressed once; ratification confirms a signature, accession takes its place."""

    def test_who_has_acceded_is_left_out_of_the_running_order_and_cannot_declare_to_sign(self, session):
        deposit(session.treaty, "KEN", DAY)
        fill(session)
        assert states(session) == {"BRA": "scheduled"}
        values = {"session": session, "appointment": appointment_of("KEN"), "expected_version": session.order_version}
        assert refusal(running_order.schedule_appointment, actor=protocol(), **values) == SIGNS_NO_MORE
        values = {"delegation": make_delegation("KEN"), "treaty": session.treaty, "intention": Intention()}
        assert refusal(declare, actor=protocol(), **values) == SIGNS_NO_MORE

    @pytest.mark.parametrize("called", [False, True])
    def test_who_has_deposited_is_not_called_and_does_not_sign(self, session, called):
        fill(session)
        if called:
            do(session, "call", "KEN")
        ratify_unsigned("KEN")
        reason = refusal(do, session, "sign" if called else "call", "KEN")
        assert reason == SIGNS_NO_MORE.replace("Accession", "Ratification")
        assert not Signature.objects.exists()

    def test_once_its_withdrawal_has_taken_effect_a_party_may_sign(self, session):
        fill(session)
        instrument = ratify_unsigned("KEN")
        Treaty.objects.update(threshold=1, entry_delay=0, withdrawal_delay=0)
        instrument.treaty.refresh_from_db()
        actions.withdraw(actor=depositary(), instrument=instrument, received_on=DAY, expected_version=2)
        sign(session, "KEN")
        instrument.refresh_from_db()
        values = {"instrument": instrument, "reason": "Taken back", "expected_version": instrument.version}
        Instrument.objects.filter(pk=instrument.pk).update(kind="accession")
        assert refusal(actions.revoke_withdrawal, actor=depositary(), **values) == (
            "Kenya has signed since, on 25 October 2025. Nothing was changed."
        )

    def test_console_and_running_order_say_why(self, client, session):
        fill(session)
        ratify_unsigned("KEN")
        sign_in(client, make_user(None, Role.PROTOCOL))
        for address in ("/desk/signing/sessions/first/console/", "/desk/signing/sessions/first/"):
            reason = "Has deposited its instrument (Ratification, 25 October 2025) and signs no more"
            assert words_of(client.get(address)).count(reason) >= 1, address


def test_a_signature_that_was_ratified_is_not_undone(session):
    """Article 14: the instrument confirms a signature, which stays as long as the instrument does."""
    fill(session)
    sign(session, "BRA")
    ratified = deposit(session.treaty, "BRA", DAY, "ratification")
    undone = {"act": 2, "reason": "Pressed too early"}
    assert refusal(lambda: do(session, "undo", "BRA", **undone)).startswith(
        "Brazil has deposited its instrument as a signatory (Ratification, 25 October 2025). Correct the instrument first"
    )
    actions.remove(actor=depositary(), instrument=ratified, reason="Typed by mistake", expected_version=2)
    do(session, "undo", "BRA", **undone)
    assert states(session)["BRA"] == "called"


class TestNoAccessionFromARunningOrder:
    """Article 15, and UN Treaty Handbook, 3.3.4: accession is for who has not signed and does not sign."""

    def test_it_is_refused_with_the_session_until_the_party_is_taken_out(self, session):
        fill(session)
        assert refusal(deposit, session.treaty, "KEN", DAY) == (
            "Kenya may still sign: it stands in the running order of “Signing of the Convention”, 25 October 2025. Take it "
            "out of that order before you enter an accession, or let it sign and enter its ratification, acceptance or "
            "approval (article 64 (4))."
        )
        values = {"appointment": appointment_of("KEN"), "expected_version": session.order_version}
        running_order.take_out(actor=protocol(), session=session, **values)
        assert deposit(session.treaty, "KEN", DAY).kind == "accession"

    def test_who_was_skipped_is_taken_out_too(self, client, session):
        fill(session)
        do(session, "skip", "KEN")
        assert refusal(deposit, session.treaty, "KEN", DAY).startswith("Kenya may still sign: ")
        sign_in(client, make_user(None, Role.PROTOCOL))
        data = {"do": "out", "id": appointment_of("KEN").pk, "order": session.order_version}
        assert 'value="out"' in client.get("/desk/signing/sessions/first/").content.decode()
        client.post("/desk/signing/sessions/first/do/", data)
        assert appointment_of("KEN").state == "intends"
        assert deposit(session.treaty, "KEN", DAY).kind == "accession"

    def test_after_the_last_day_at_its_place_the_order_hinders_nobody(self, session):
        fill(session)
        with clock.standing(BEGINS + minutes(24 * 60)):
            assert refusal(deposit, session.treaty, "KEN", DAY).startswith("Kenya may still sign: ")
        with clock.standing(BEGINS + minutes(2 * 24 * 60)):
            assert deposit(session.treaty, "KEN", date(2025, 10, 27)).kind == "accession"

    def test_an_entry_made_before_can_still_be_corrected(self, session):
        instrument = deposit(session.treaty, "KEN", DAY)
        Appointment.objects.filter(delegation__party__code="KEN").update(session=session)
        corrected = content(DAY, statements=(declaration("Kenya declares."),))
        values = {"instrument": instrument, "content": corrected, "reason": "Text was lacking", "expected_version": 2}
        assert actions.correct(actor=depositary(), **values).version == 3


class TestDatabase:
    """What it refuses by itself, whoever writes (articles 14 and 15), with controls."""

    def sign_carelessly(self, session) -> None:
        """Copy the signature of Brazil for Kenya."""
        row = Signature.objects.get(party__code="BRA")
        row.pk, row.number, row.party, row.appointment = None, 2, make_party("KEN"), appointment_of("KEN")
        with transaction.atomic():
            row.save(force_insert=True)

    def test_a_signature_after_an_instrument(self, session):
        fill(session)
        sign(session, "BRA")
        ratify_unsigned("KEN")
        with pytest.raises(IntegrityError, match="the party has deposited an instrument"):
            self.sign_carelessly(session)
        guards.uninstall(names=["signing_signature_after_instrument"])
        try:
            self.sign_carelessly(session)  # the control
            assert Signature.objects.count() == 2
        finally:
            guards.install(names=["signing_signature_after_instrument"])

    @pytest.mark.parametrize(("kind", "day"), [("accession", date(2025, 10, 26)), ("ratification", date(2025, 10, 24))])
    def test_an_instrument_that_its_partys_signature_contradicts(self, session, kind, day):
        fill(session)
        sign(session, "BRA")
        row = {"treaty": session.treaty, "party": make_party("BRA"), "kind": kind, "deposited_on": day}
        with pytest.raises(IntegrityError, match="the party has signed"), transaction.atomic():
            Instrument.objects.bulk_create([Instrument(**row)])
        guards.uninstall(names=["signing_instrument_before_signature"])
        try:
            with transaction.atomic():  # the control; it has no audit entry, so it is taken back
                Instrument.objects.bulk_create([Instrument(**row)])
                transaction.set_rollback(True)
        finally:
            guards.install(names=["signing_instrument_before_signature"])
