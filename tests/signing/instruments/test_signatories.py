"""What holds of a signatory: how its instrument is called, what the status says, and that it is reminded once a day chosen."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from conference.core.errors import NotPossible
from conference.correspondence.models import Message
from conference.treaties.models import Treaty
from schedule.signing.instruments import actions, queries
from schedule.signing.status import wording
from schedule.signing.status.queries import status
from tests.people import make_delegation, make_focal_point
from tests.signing.kit import deposit, depositary, reservation
from tests.signing.scene import BEGINS, fill, intend, make_session, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def treaty(world) -> Treaty:
    """The Convention, which Kenya and Brazil have signed in Hanoi."""
    with time_machine.travel(BEGINS, tick=False):
        session = make_session()
        intend("KEN", statements=[reservation()])
        intend("BRA")
        fill(session)
        sign(session, "BRA", "KEN")
    with time_machine.travel("2025-11-20T09:00:00+07:00", tick=False):
        yield session.treaty


def test_a_signatory_ratifies_and_not_before_it_signed(treaty):
    kenya = make_delegation("KEN").party
    for kind, day, words in (
        (
            "accession",
            date(2025, 11, 12),
            "Kenya signed on 25 October 2025: a signatory ratifies, accepts or approves. Choose one of these (article 64 (3)).",
        ),
        ("ratification", date(2025, 10, 24), "The treaty is open for signature from 25 October 2025"),
    ):
        with pytest.raises(NotPossible) as refused:
            deposit(treaty, kenya, day, kind)
        assert str(refused.value).startswith(words)
    deposit(treaty, kenya, date(2025, 11, 12), "ratification")
    assert [party.code for party in queries.awaited(treaty)] == ["BRA"]


def test_the_status_names_signatures_and_texts(treaty):
    deposit(treaty, make_delegation("KEN").party, date(2025, 11, 12), "ratification")
    shown = status()
    assert wording.who_signed(shown) == "2 Member States"
    told = [(one.party.code, wording.signature(one), wording.instrument(one)) for one in shown.participants]
    assert told == [
        ("BRA", "Signed 25 Oct 2025", "No instrument yet"),
        ("KEN", "Signed 25 Oct 2025", "Ratified 12 Nov 2025"),
    ]
    assert [str(status.statement.text) for status in shown.participants[1].reservations] == [
        "Article 63 (2) does not bind Kenya."
    ]


def test_who_has_not_deposited_is_reminded_once(treaty):
    for code in ("KEN", "BRA"):
        make_focal_point(code, email=f"focal.{code.lower()}@mission.example")
    deposit(treaty, make_delegation("KEN").party, date(2025, 11, 12), "ratification")
    actions.plan_reminder(actor=depositary(), treaty=treaty, day=date(2025, 11, 20))
    assert (actions.send_due(), actions.send_due()) == (1, 0)
    sent = Message.objects.filter(kind="signing.instrument_awaited")
    assert [(one.recipient, one.context["deposited"]) for one in sent] == [("focal.bra@mission.example", 1)]
