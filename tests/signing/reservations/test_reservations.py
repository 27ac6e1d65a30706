"""Reservations from signature to objection: Vienna Convention on the Law of Treaties, art. 19 to 23; UN Treaty Handbook, 3.5."""

from __future__ import annotations

import json
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from conference.core.errors import AlreadyDecided, NotPossible
from conference.db import guards
from conference.treaties.models import ForeseenStatement, Treaty
from conference.treaties.statements import StatementText, why_refused
from conference.web import page_cache
from delegations.credentials.powers import deciding
from delegations.credentials.powers.models import FullPowers
from schedule.signing.instruments import actions as instruments
from schedule.signing.models import Appointment, Objection, UnilateralStatement
from schedule.signing.record import actions as record
from schedule.signing.reservations import actions, queries
from tests.credentials.kit import officer
from tests.people import actor, make_party
from tests.signing.kit import declaration, deposit, depositary, enter, reservation, second, words_of
from tests.signing.scene import (
    BEGINS,
    accept_statements,
    empower,
    fill,
    intend,
    make_session,
    make_signatory,
    people,
    rectify,
    sign,
)
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db
DAY = date(2025, 11, 12)


@pytest.fixture
def treaty(world) -> Treaty:
    """The Convention, which Kenya has signed in Hanoi with a reservation and a declaration."""
    page_cache.forget()
    with time_machine.travel(BEGINS, tick=False):
        session = make_session()
        intend("KEN", statements=[reservation(), declaration()])
        fill(session)
        sign(session, "KEN")
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
        yield session.treaty
    page_cache.forget()


def made_at_signature() -> UnilateralStatement:
    return UnilateralStatement.objects.get(kind="reservation", signature__isnull=False)


def standings(treaty: Treaty) -> list[tuple[str, str, date | None]]:
    return [(status.statement.title, status.standing.value, status.effective_on) for status in queries.statuses(treaty)]


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(NotPossible) as refused:
        act(*args, **kwargs)
    return str(refused.value)


class TestConfirmation:
    """Art. 23 (2): made at a signature subject to ratification, a reservation is to be confirmed, and counts from then."""

    declared = ("Interpretative declaration", "made", date(2025, 10, 25))

    def test_until_the_instrument_it_is_to_be_confirmed_without_anybody_saying_so(self, treaty, client):
        assert standings(treaty) == [("Reservation, article 63 (2)", "to_confirm", None), self.declared]
        page = words_of(client.get("/treaty/declarations/"))
        assert "Reservation, article 63 (2): To be confirmed" in page
        assert (
            "Made upon signature on 25 October 2025. It is to be confirmed by the instrument (article 23 (2))." in page
        )

    def test_an_instrument_confirms_it_once_it_is_accepted(self, treaty):
        confirmed = (made_at_signature().pk,)
        entered = enter(treaty, make_party("KEN"), DAY, "ratification", confirmed=confirmed)
        assert standings(treaty)[0][1] == "to_confirm"
        instruments.accept(actor=second(), instrument=entered, expected_version=1)
        assert standings(treaty) == [("Reservation, article 63 (2)", "confirmed", DAY), self.declared]

    def test_an_instrument_that_does_not_confirm_it_lets_it_lapse(self, treaty, client):
        deposit(treaty, make_party("KEN"), DAY, "ratification")
        assert standings(treaty) == [("Reservation, article 63 (2)", "lapsed", None), self.declared]
        assert "The instrument did not confirm it: it has lapsed" in words_of(client.get("/treaty/declarations/"))

    def test_a_definitive_signature_needs_no_confirmation(self, treaty):
        Treaty.objects.update(definitive_signature=True)
        treaty.refresh_from_db()
        deposit(treaty, make_party("KEN"), date(2025, 10, 25), "definitive")
        assert standings(treaty)[0][1:] == ("made", date(2025, 10, 25))

    def test_what_an_instrument_states_is_shown_once_it_is_accepted(self, treaty):
        stated = (reservation("Brazil reserves.", "22"),)
        entered = enter(treaty, make_party("BRA"), DAY, statements=stated)
        assert standings(treaty)[-1] == ("Reservation, article 22", "awaited", None)
        assert make_party("BRA").pk not in queries.by_party(treaty)
        instruments.accept(actor=second(), instrument=entered, expected_version=1)
        assert standings(treaty)[-1] == ("Reservation, article 22", "made", DAY)


class TestWhatATreatyAllows:
    """Art. 19."""

    def test_none(self, treaty):
        treaty.reservations, treaty.article_reservations = "none", "70"
        assert why_refused(treaty, "reservation", "63 (2)") == (
            "kind",
            "The treaty prohibits reservations (article 70; Vienna Convention on the Law of Treaties, article 19 (a)).",
        )
        assert why_refused(treaty, "interpretative", "") == ("", "")

    def test_only_to_named_provisions(self, treaty):
        treaty.reservations, treaty.reservable = "named", "63 (2); 11"
        assert why_refused(treaty, "reservation", "63(2)") == ("", "")
        field, reason = why_refused(treaty, "reservation", "5")
        assert (field, reason) == (
            "provision",
            "The treaty allows reservations to these provisions alone: 63 (2), 11 "
            "(article 63 (3); Vienna Convention on the Law of Treaties, article 19 (b)).",
        )

    def test_declarations_under_the_treaty_name_a_provision_that_asks_for_them(self, treaty):
        ForeseenStatement.objects.filter(treaty=treaty).delete()
        ForeseenStatement.objects.create(
            treaty=treaty, kind="notification", provision="40 (12)", subject={"en": "Authority"}
        )
        assert why_refused(treaty, "notification", "40(12)") == ("", "")
        assert why_refused(treaty, "notification", "")[0] == "provision"
        assert why_refused(treaty, "notification", "41")[1].endswith("under these provisions: 40 (12).")

    @pytest.mark.parametrize(("allowed", "reservable"), [("none", ""), ("named", "22; 11")])
    def test_the_database_refuses_it_too(self, treaty, allowed, reservable):
        instrument = deposit(treaty, "BRA", DAY)
        Treaty.objects.update(reservations=allowed, reservable=reservable)
        row = {"instrument": instrument, "number": 1, "kind": "reservation", "provision": "63 (2)", "text": {"en": "x"}}
        with pytest.raises(IntegrityError, match="does not allow this reservation"), transaction.atomic():
            UnilateralStatement.objects.create(**row)
        guards.uninstall(names=["signing_unilateralstatement_allowed"])
        try:
            UnilateralStatement.objects.create(**row)  # the control
        finally:
            guards.install(names=["signing_unilateralstatement_allowed"])


class TestPowers:
    """Handbook, 3.5.3: whoever makes a reservation needs powers that cover it."""

    def test_full_powers_cover_it_by_an_officers_decision_alone(self, world):
        with time_machine.travel(BEGINS, tick=False):
            session = make_session(hanoi())
            person = make_signatory("BRA", "minister", functional_title="Minister of Justice")
            intend("BRA", person, statements=[reservation()])
            empower(person)
            fill(session)
            assert refusal(sign, session, "BRA").startswith(
                "No officer of the depositary has found that the full powers"
            )
            powers = FullPowers.objects.get(representative=person)
            deciding.decide_coverage(actor=officer(), powers=powers, covers=False)
            assert "authorize the reservation" in refusal(sign, session, "BRA")
            deciding.decide_coverage(actor=officer(), powers=powers, covers=True)
            sign(session, "BRA")
        assert made_at_signature().party.code == "BRA"

    def test_what_was_found_of_one_reservation_is_not_found_of_another(self, world):
        with time_machine.travel(BEGINS, tick=False):
            session = make_session(hanoi())
            person = make_signatory("BRA", "minister", functional_title="Minister of Justice")
            intend("BRA", person, statements=[reservation()])
            empower(person)
            deciding.decide_coverage(actor=officer(), powers=FullPowers.objects.get(representative=person), covers=True)
            intend("BRA", person, statements=[reservation("Brazil is not bound by article 22.")])
            fill(session)
            assert refusal(sign, session, "BRA").startswith(
                "No officer of the depositary has found that the full powers"
            )


class TestAcceptedStatements:
    """Vienna Convention, art. 2 (1) (d): a reservation is one whatever the party calls it, so an officer accepts text and kind."""

    def test_nobody_signs_with_a_statement_that_no_officer_has_accepted(self, world):
        with time_machine.travel(BEGINS, tick=False):
            session = make_session(hanoi())
            stated = intend("BRA", statements=[declaration("Article 63 (2) does not bind Brazil.")])
            fill(session, accept=False)
            assert refusal(sign, session, "BRA").startswith(
                "No officer of the depositary has accepted the reservations and declarations of Brazil"
            )
            stated.refresh_from_db()
            accept_statements(stated)
            sign(session, "BRA")
        assert UnilateralStatement.objects.get().party.code == "BRA"

    def test_what_was_accepted_is_not_stated_once_the_treaty_no_longer_allows_it(self, world):
        with time_machine.travel(BEGINS, tick=False):
            session = make_session(hanoi())
            intend("BRA", statements=[reservation()])
            fill(session)
            Treaty.objects.update(reservations="none")
            assert "reservations" in refusal(sign, session, "BRA")

    @pytest.mark.parametrize("state", ["called", "signed"])
    def test_the_database_refuses_it_too(self, world, state):
        with time_machine.travel(BEGINS, tick=False):
            session = make_session(hanoi())
            intend("BRA", statements=[declaration("Article 63 (2) does not bind Brazil.")])
            fill(session, accept=False)
        guards.uninstall(names=["signing_appointment_graph"])  # the state alone is changed here

        def come_to_the_table():
            with transaction.atomic():
                Appointment.objects.update(state=state)

        try:
            with pytest.raises(IntegrityError, match="no officer has accepted what is stated"):
                come_to_the_table()
            guards.uninstall(names=["signing_appointment_texts_accepted"])
            come_to_the_table()  # the control
        finally:
            guards.install(names=["signing_appointment_graph", "signing_appointment_texts_accepted"])


class TestAfterwards:
    @pytest.fixture
    def confirmed(self, treaty) -> UnilateralStatement:
        deposit(treaty, make_party("KEN"), DAY, "ratification", confirmed=(made_at_signature().pk,))
        return made_at_signature()

    def object_to(self, statement: UnilateralStatement, code: str, day: date, precludes: bool = False) -> Objection:
        values = {"received_on": day, "precludes_entry": precludes, "text": {"en": "We object."}}
        return actions.object_to(actor=depositary(), statement=statement, party=make_party(code), **values)

    def test_objections_within_twelve_months_of_the_notification(self, treaty, confirmed, client):
        """Art. 20 (4) (b), 20 (5) and 21 (3)."""
        actions.enter_notice(actor=depositary(), statement=confirmed, notified_on=date(2025, 11, 15))
        self.object_to(confirmed, "FRA", date(2026, 11, 15))
        self.object_to(confirmed, "BRA", date(2026, 3, 1), precludes=True)
        self.object_to(confirmed, "CIV", date(2026, 11, 16))
        status = queries.by_party(treaty)[confirmed.party.pk][0]
        assert status.objections_until == date(2026, 11, 15)
        effects = {row.objection.party.code: row.effect.value for row in status.objections}
        assert effects == {"BRA": "precludes", "FRA": "limits", "CIV": "late"}
        kenya = json.loads(client.get("/treaty/treaty.json").content)["participants"][0]["reservations"][0]
        assert (kenya["standing"], kenya["effective_on"], kenya["objections_until"]) == (
            "confirmed",
            "2025-11-12",
            "2026-11-15",
        )
        assert kenya["objections"][0] == {
            "code": "BRA",
            "received_on": "2026-03-01",
            "precludes_entry_into_force": True,
            "effect": "precludes",
            "withdrawn_on": None,
            "text": "We object.",
        }

    def test_who_consents_later_may_object_until_then(self, treaty, confirmed):
        """Art. 20 (5): by the date of its own consent, whichever is later."""
        assert not queries.is_late(date(2027, 1, 10), date(2025, 11, 15), date(2027, 1, 10))
        assert queries.is_late(date(2027, 1, 11), date(2025, 11, 15), date(2027, 1, 10))

    def test_one_objects_once_and_to_a_reservation_of_another(self, treaty, confirmed):
        made = self.object_to(confirmed, "FRA", date(2026, 3, 1))
        assert refusal(self.object_to, confirmed, "FRA", date(2026, 3, 2)).startswith("This is entered already.")
        assert (
            refusal(self.object_to, confirmed, "KEN", date(2026, 3, 2))
            == "This party cannot object to the reservation."
        )
        other = UnilateralStatement.objects.get(kind="interpretative")
        assert refusal(self.object_to, other, "BRA", date(2026, 3, 2)) == "Only a reservation is objected to."
        values = {"actor": depositary(), "objection": made, "received_on": date(2026, 4, 1), "expected_version": 1}
        assert actions.withdraw_objection(**values).state == "withdrawn"
        status = queries.by_party(treaty)[confirmed.party.pk][0]
        assert [row.effect.value for row in status.objections] == ["withdrawn"]

    def test_it_is_withdrawn_with_effect_on_notice(self, treaty, confirmed, client):
        """Art. 22 (1), (3) (a) and 23 (4)."""
        who = depositary()
        actions.withdraw(actor=who, statement=confirmed, received_on=date(2026, 5, 4))
        with pytest.raises(AlreadyDecided):
            actions.withdraw(actor=who, statement=confirmed, received_on=date(2026, 5, 4))
        page = words_of(client.get("/treaty/declarations/"))
        assert "Withdrawn: the withdrawal was received on 4 May 2026." in page
        assert "It takes effect for each other party on receipt of the notice of it (article 22 (3) (a))." in page
        actions.enter_withdrawal_notice(actor=who, statement=confirmed, notified_on=date(2026, 5, 6))
        page_cache.forget()
        assert "The parties were notified of it on 6 May 2026" in words_of(client.get("/treaty/declarations/"))
        assert refusal(actions.remove_withdrawal, actor=who, statement=confirmed, reason="Error") == (
            "Only a withdrawal of which the parties have not been notified can be removed."
        )


def test_a_closed_record_keeps_its_reservations_and_a_rectification_corrects_the_text(treaty):
    one, other = map(actor, people())
    session = made_at_signature().signature.session
    session.refresh_from_db()
    record.close(actor=one, session=session, witness="", expected_version=session.version)
    record.confirm(actor=other, session=session, expected_version=session.version)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        UnilateralStatement.objects.filter(pk=made_at_signature().pk).update(text={"en": "Changed"})
    corrected = made_at_signature()
    rectify(corrected.signature, "text", "Article 63 (2) does not bind the Republic.", statement=corrected)
    assert str(queries.statuses(treaty)[0].statement.as_rectified) == "Article 63 (2) does not bind the Republic."


def test_statements_survive_the_way_through_json():
    made = [reservation(), declaration()]
    assert StatementText.load([statement.dump() for statement in made]) == made
