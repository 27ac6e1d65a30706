"""Reservations, declarations and objections in depositary notifications (Vienna Convention, articles 20, 22, 23 and 77 (1) (e))."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from conference.core import clock
from conference.treaties.models import Treaty
from schedule.signing.instruments import actions as instruments
from schedule.signing.models import Objection, UnilateralStatement
from schedule.signing.notifications import queries
from schedule.signing.reservations import actions
from schedule.signing.status import queries as status
from tests.people import make_party
from tests.signing.kit import content, declaration, deposit, depositary, enter, reservation, second
from tests.signing.notifications.kit import close_record, issued
from tests.signing.scene import BEGINS, fill, intend, make_session, sign
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 12)


@pytest.fixture
def treaty(world) -> Treaty:
    """The Convention, which Kenya has signed with a reservation and a declaration; its signature is notified."""
    made = hanoi()
    with clock.standing(BEGINS):
        session = make_session(made)
        intend("KEN", statements=[reservation(), declaration()])
        fill(session)
        sign(session, "KEN")
        close_record(session)
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
        yield made


def titles(treaty: Treaty) -> list[str]:
    return [group.title or group.kind for group in queries.overview(treaty).groups]


def is_provisional(code: str) -> bool:
    return {row.party.code: row.is_provisional for row in status.status().participants}[code]


def test_a_signature_is_notified_with_its_statements_and_with_their_confirmation(treaty):
    text = issued(treaty).content["en"]
    assert [(row["heading"], row["text"]) for row in text["texts"]] == [
        ("Kenya: Reservation, article 63 (2)", "Article 63 (2) does not bind Kenya."),
        ("Kenya: Interpretative declaration", "Kenya understands article 4 as follows."),
    ]
    assert "must be confirmed when the party expresses its consent to be bound" in text["remarks"][0]


def test_the_day_of_its_notification_is_that_from_which_the_twelve_months_for_objections_run(treaty):
    """Vienna Convention, art. 20 (5). A reservation made when signing counts, and is notified, once an instrument confirms it."""
    issued(treaty)
    days = dict(UnilateralStatement.objects.values_list("kind", "notified_on"))
    assert days == {"reservation": None, "interpretative": date(2026, 11, 20)}
    reserved = UnilateralStatement.objects.get(kind="reservation")
    deposit(treaty, make_party("KEN"), DAY, "ratification", confirmed=(reserved.pk,))
    issued(treaty)
    reserved.refresh_from_db()
    assert reserved.notified_on == date(2026, 11, 20)
    actions.withdraw(actor=depositary(), statement=reserved, received_on=date(2026, 11, 18))
    issued(treaty)
    reserved.refresh_from_db()
    assert reserved.withdrawal_notified_on == date(2026, 11, 20)


def test_an_instrument_is_notified_once_it_is_accepted_and_says_what_it_confirms(treaty):
    issued(treaty)
    kenya, confirmed = make_party("KEN"), UnilateralStatement.objects.get(kind="reservation")
    entered = enter(treaty, kenya, DAY, "ratification", confirmed=(confirmed.pk,), statements=(declaration("Also."),))
    assert (titles(treaty), is_provisional("KEN")) == ([], False)
    instruments.accept(actor=second(), instrument=entered, expected_version=1)
    assert (titles(treaty), is_provisional("KEN")) == (["Ratification"], True)
    text = issued(treaty).content["en"]
    assert text["sentences"] == ["The instrument of ratification was deposited on 12 November 2026."]
    assert [row["heading"] for row in text["texts"]] == [
        "Kenya: Interpretative declaration",
        "Kenya: Confirmed: Reservation, article 63 (2)",
    ]
    assert (titles(treaty), is_provisional("KEN")) == ([], False)


def test_an_instrument_that_confirms_nothing_says_that_the_reservation_has_lapsed(treaty):
    issued(treaty)
    deposit(treaty, make_party("KEN"), DAY, "ratification")
    assert issued(treaty).content["en"]["remarks"] == [
        "A statement made when signing was not confirmed by the instrument and has lapsed: Reservation, article 63 (2)."
    ]


def test_nothing_is_communicated_of_a_notified_instrument_while_its_correction_awaits_the_second_person(treaty):
    issued(treaty)
    instrument = deposit(treaty, "BRA", DAY, statements=(reservation(),))
    issued(treaty)
    stated = (reservation("Article 63 (2) does not bind Brazil."),)
    corrected = content(DAY, statements=stated)
    instruments.correct(
        actor=depositary(), instrument=instrument, content=corrected, reason="Misread", expected_version=2
    )
    assert titles(treaty) == []
    instruments.accept(actor=second(), instrument=instrument, expected_version=3)
    assert titles(treaty) == ["correction"]
    texts = issued(treaty).content["en"]["texts"]
    assert [row["text"] for row in texts] == ["Article 63 (2) does not bind Brazil."]


def test_an_objection_its_withdrawal_and_that_of_the_reservation_are_notified(treaty):
    issued(treaty)
    deposit(treaty, "BRA", DAY, statements=(reservation("Article 63 (2) does not bind Brazil."),))
    issued(treaty)
    statement = UnilateralStatement.objects.get(instrument__party__code="BRA")
    values = {"received_on": date(2026, 11, 16), "precludes_entry": True, "text": {"en": "France objects."}}
    actions.object_to(actor=depositary(), statement=statement, party=make_party("FRA"), **values)
    assert (titles(treaty), is_provisional("BRA")) == (["Objection to a reservation"], True)
    text = issued(treaty).content["en"]
    assert text["title"] == "France: Objection to a reservation"
    assert text["sentences"] == [
        "The depositary received an objection to a statement of Brazil on 16 November 2026: Reservation, article 63 (2). "
        "The objecting party opposes the entry into force of the treaty between the two (Vienna Convention on the Law of "
        "Treaties, article 20 (4) (b))."
    ]
    assert text["texts"] == [{"heading": "France: Objection", "text": "France objects.", "language": "en"}]
    withdrawal = {"received_on": date(2026, 11, 17), "expected_version": 1}
    actions.withdraw_objection(actor=depositary(), objection=Objection.objects.get(), **withdrawal)
    assert issued(treaty).content["en"]["sentences"] == [
        "The depositary received the withdrawal of the objection to a statement of Brazil on 17 November 2026: Reservation, "
        "article 63 (2)."
    ]
    actions.withdraw(actor=depositary(), statement=statement, received_on=date(2026, 11, 18))
    text = issued(treaty).content["en"]
    assert text["title"] == "Brazil: Withdrawal of a reservation or declaration"
    assert text["sentences"] == [
        "The depositary received the withdrawal of a statement on 18 November 2026: Reservation, article 63 (2)."
    ]
    assert "article 22 (3) (a)" in text["remarks"][0]
    assert (titles(treaty), is_provisional("BRA")) == ([], False)


def test_an_objection_entered_in_error_makes_a_correction(treaty):
    issued(treaty)
    deposit(treaty, "BRA", DAY, statements=(reservation(),))
    issued(treaty)
    statement = UnilateralStatement.objects.get(instrument__party__code="BRA")
    values = {"received_on": date(2026, 11, 16), "precludes_entry": False, "text": {"en": "France objects."}}
    made = actions.object_to(actor=depositary(), statement=statement, party=make_party("FRA"), **values)
    issued(treaty)
    actions.remove_objection(actor=depositary(), objection=made, reason="Of another treaty", expected_version=1)
    assert titles(treaty) == ["correction"]
    assert issued(treaty).content["en"]["sentences"][1] == (
        "France: the entry is withdrawn; the depositary’s records contain no such act."
    )
