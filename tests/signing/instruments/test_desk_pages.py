"""The desk's pages of instruments, what-if, and the reminders to signatories."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine

from conference.core.access import Role
from schedule.signing.instruments import actions
from schedule.signing.models import Instrument, Reminder
from tests.markup import compact
from tests.people import make_party, make_user
from tests.signing.kit import deposit, depositary, words_of
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.django_db
URL = "/desk/instruments/"
PAPER = {
    "issued_by": "President of the Republic of Kenya",
    "issued_in": "Nairobi",
    "issued_on": "2026-11-02",
    "signed_by": "Amina Wanjiru",
    "signed_office": "head_of_state",
}


@pytest.fixture
def desk(world, client):
    client.force_login(make_user("lan@desk.example", Role.SECRETARIAT, name="Nguyễn Thị Lan"))
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
        yield client


def test_an_instrument_is_entered_corrected_and_removed(desk):
    hanoi()
    kenya = make_party("KEN")
    sent = {"party": kenya.pk, "kind": "ratification", "deposited_on": "2026-11-12", **PAPER}
    sent |= {"statement-1-kind": "interpretative", "statement-1-text_en": "As stated."}
    refused = desk.post(f"{URL}new/", sent)
    assert refused.status_code == 409
    assert "A party that has not signed accedes: choose accession (article 64 (4))." in refused.content.decode()
    assert desk.post(f"{URL}new/", {**sent, "kind": "accession"}).status_code == 302
    made = Instrument.objects.get()
    stated = made.statements.get()
    assert (made.party, made.kind, dict(stated.text)) == (kenya, "accession", {"en": "As stated."})
    page = f"{URL}{made.public_id}/"
    assert "12 November 2026" in words_of(desk.get(page))
    fields = {"kind": "accession", "deposited_on": "2026-11-13", "version": 1, **PAPER}
    assert desk.post(page, fields).status_code == 422  # without a reason
    assert desk.post(page, {**fields, "reason": "The receipt says the 13th"}).status_code == 302
    stale = desk.post(f"{page}remove/", {"version": 1, "reason": "Typed twice"})
    assert (stale.status_code, "Nguyễn Thị Lan" in stale.content.decode()) == (409, True)
    assert desk.post(f"{page}remove/", {"version": 2, "reason": "Typed twice"}).status_code == 302
    assert "No instrument yet" in words_of(desk.get(URL))


def test_a_withdrawal_before_entry_into_force_counts_at_once(desk):
    treaty = hanoi()
    made = deposit(treaty, "KEN", date(2026, 11, 12))
    page = f"{URL}{made.public_id}/"
    assert "39 more instruments are needed" in words_of(desk.get(URL))
    assert desk.post(f"{page}withdraw/", {"version": 2, "received_on": "2026-11-19"}).status_code == 302
    said = words_of(desk.get(URL))
    assert "40 more instruments are needed" in said
    assert desk.post(f"{page}restore/", {"version": 3, "reason": "Received in error"}).status_code == 302
    assert "39 more instruments are needed" in words_of(desk.get(URL))


def test_what_if(desk):
    deposit(hanoi(), "KEN", date(2026, 11, 12))
    said = words_of(desk.get(f"{URL}what-if/", {"day": "2026-12-31", "more": "39"}))
    assert "1 of 40" in said
    assert "With these deposits by 31 December 2026" in said
    assert "The number was reached on 31 December 2026; the treaty enters into force on 31 March 2027." in said


def test_a_reminder_is_planned_once_a_day_and_can_be_cancelled(desk):
    treaty = hanoi()
    assert desk.post(f"{URL}reminders/", {"day": "2026-11-19"}).status_code == 409
    assert desk.post(f"{URL}reminders/", {"day": "2026-12-01"}).status_code == 302
    again = desk.post(f"{URL}reminders/", {"day": "2026-12-01"})
    assert "A reminder is planned for that day already." in again.content.decode()
    planned = Reminder.objects.get()
    assert desk.post(f"{URL}reminders/{planned.pk}/cancel/").status_code == 302
    assert not Reminder.objects.exists()
    actions.plan_reminder(actor=depositary(), treaty=treaty, day=date(2026, 11, 20))
    assert actions.send_due() == 0  # nobody has signed
    assert Reminder.objects.get().sent_at is not None


def test_before_a_treaty_is_entered(desk):
    assert "No treaty is entered yet" in desk.get(URL).content.decode()


@pytest.mark.parametrize(
    "address",
    ["/desk/signing/", "/desk/instruments/", "/desk/instruments/what-if/", "/desk/commitments/", "/desk/results/"],
)
def test_the_menu_says_that_pages_reached_from_signing_belong_to_it(desk, address):
    hanoi()
    shown = compact(desk.get(address).content.decode())
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', shown) == ["/desk/signing/"]
