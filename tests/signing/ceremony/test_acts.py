"""The acts at the console: what they do, what they refuse and why, and that each is done once."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import guards
from schedule.signing.models import Appointment, CeremonyAct, Signature
from tests.people import actor, make_user, sign_in
from tests.signing.scene import (
    BEGINS,
    appointment_of,
    do,
    fill,
    intend,
    intend_union,
    make_session,
    minutes,
    protocol,
    sign,
    states,
)
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("begun")


def test_signed_and_call_the_next_writes_the_record_and_who_comes_next(session):
    do(session, "call", "BRA")
    with clock.standing(BEGINS + minutes(2)):
        act = do(session, "next", "BRA", then="CIV")
    assert states(session) == {"BRA": "signed", "CIV": "called", "KEN": "scheduled"}
    assert (act.number, act.then) == (2, appointment_of("CIV"))
    row = Signature.objects.get()
    assert (row.party_formal, row.number, row.signed_on.isoformat()) == (
        "the Federative Republic of Brazil",
        1,
        "2025-10-25",
    )
    assert (row.signed_at, row.function) == (BEGINS + minutes(2), "President")
    assert row.signatory.startswith("H.E. Ms. ")


@pytest.mark.parametrize("verb", ["call", "recall"])
def test_who_has_signed_is_not_called_again(session, verb):
    sign(session, "BRA")
    with pytest.raises(NotPossible, match=r"^Brazil has already signed, and signs once\. Undo the signature if"):
        do(session, verb, "BRA")
    assert states(session) == {"BRA": "signed", "CIV": "scheduled", "KEN": "scheduled"}
    assert Signature.objects.count() == 1


def test_skipped_recalled_and_signed_later(session):
    do(session, "call", "BRA")
    do(session, "skip", "BRA")
    sign(session, "CIV")
    do(session, "recall", "BRA")
    do(session, "sign", "BRA")
    assert states(session) == {"BRA": "signed", "CIV": "signed", "KEN": "scheduled"}
    assert list(Signature.objects.values_list("party__code", flat=True)) == ["CIV", "BRA"]


def test_of_two_consoles_the_second_is_told_and_nothing_is_done_twice(session):
    seen = appointment_of("BRA").version
    do(session, "call", "BRA")
    with pytest.raises(AlreadyDecided, match="already"):
        do(session, "call", "BRA", expected_version=seen, who=protocol("Console B"))
    with pytest.raises(AlreadyDecided, match="Brazil is at the table"):
        do(session, "call", "CIV")
    do(session, "sign", "BRA")
    with pytest.raises(NotPossible, match="has already signed"):
        do(session, "call", "BRA")
    assert Signature.objects.count() == 1


def test_the_same_act_sent_again_after_a_lost_answer_is_done_once(session):
    key, seen = uuid.uuid4(), appointment_of("BRA").version
    first = do(session, "call", "BRA", key=key)
    again = do(session, "call", "BRA", key=key, expected_version=seen)
    assert (first.pk, CeremonyAct.objects.count(), appointment_of("BRA").state) == (again.pk, 1, "called")
    with pytest.raises(NotPossible, match="The page was incomplete"):
        do(session, "call", "CIV", key=key)


def test_acts_of_a_console_without_network_have_the_time_at_which_they_were_done(session):
    do(session, "call", "BRA")
    with clock.standing(BEGINS + minutes(10)):
        do(session, "sign", "BRA", ago=minutes(6))
        do(session, "call", "CIV", ago=minutes(20))  # never before the act before it
        with pytest.raises(NotPossible, match="more than six hours ago"):
            do(session, "sign", "CIV", ago=minutes(361))
    assert Signature.objects.get().signed_at == BEGINS + minutes(4)
    assert appointment_of("CIV").called_at == BEGINS + minutes(4)


def test_article_64_an_organization_is_called_after_one_of_its_members(world):
    found = make_session(hanoi())
    intend_union(("HRV", "FRA"))
    intend("HRV")
    intend("KEN")
    fill(found)
    sign(found, "KEN")
    with pytest.raises(
        NotPossible, match=r"No member State of .* has signed yet, so it cannot sign \(article 64 \(2\)\)"
    ):
        do(found, "call", "EU")
    sign(found, "HRV", "EU")
    assert states(found) == {"KEN": "signed", "HRV": "signed", "EU": "signed"}


def test_where_the_treaty_does_not_ask_for_it_the_organization_signs_first(world):
    treaty = hanoi()
    type(treaty).objects.update(member_signs_first=False)
    found = make_session(treaty)
    intend_union()
    fill(found)
    sign(found, "EU")
    assert appointment_of("EU").state == "signed"


def test_if_the_next_cannot_be_called_the_signature_stands_and_the_table_is_empty(world):
    found = make_session(hanoi())
    intend_union(("FRA",))
    intend("BRA")
    fill(found)
    do(found, "call", "BRA")
    assert do(found, "next", "BRA", then="EU").then is None
    assert states(found) == {"BRA": "signed", "EU": "scheduled"}


def test_nobody_is_called_on_a_day_on_which_the_treaty_is_not_open_or_without_the_signatory(session):
    with (
        clock.standing(BEGINS + minutes(3 * 24 * 60)),
        pytest.raises(NotPossible, match=r"not open .* \(article 64 \(1\)\)"),
    ):
        do(session, "call", "BRA")
    _leave(appointment_of("BRA").signatory)
    with pytest.raises(NotPossible, match="Brazil has no signatory who is still in its delegation"):
        do(session, "call", "BRA")


def test_undo_takes_the_last_act_back_with_a_reason_and_both_stay(session):
    do(session, "call", "BRA")
    act = do(session, "next", "BRA", then="CIV")
    with pytest.raises(NotPossible, match="give a reason"):
        do(session, "undo", "BRA", act=act.number)
    with pytest.raises(AlreadyDecided, match="not the last act any more"):
        do(session, "undo", "BRA", act=1, reason="Wrong party")
    do(session, "undo", "BRA", act=act.number, reason="The pen failed")
    assert states(session) == {"BRA": "called", "CIV": "scheduled", "KEN": "scheduled"}
    assert not Signature.objects.exists()
    assert list(CeremonyAct.objects.values_list("verb", flat=True)) == ["call", "next", "undo"]
    do(session, "undo", "BRA", act=1, reason="Wrong party")
    assert appointment_of("BRA").state == "scheduled"


def test_the_database_has_one_at_the_table_and_keeps_every_act(session):
    do(session, "call", "BRA")
    with pytest.raises(IntegrityError), transaction.atomic():
        _force("CIV", "called")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        CeremonyAct.objects.all().delete()
    guards.uninstall(names=["signing_ceremonyact_no_delete"])
    try:
        assert CeremonyAct.objects.all().delete()[0] == 1
    finally:
        guards.install(names=["signing_ceremonyact_no_delete"])


@lifecycle.use_case
def _force(code: str, state: str) -> None:
    lifecycle.move(appointment_of(code), state, actor=SYSTEM, verb="test")


@lifecycle.use_case
def _leave(person) -> None:
    lifecycle.move(person, "withdrawn", actor=SYSTEM, verb="test")


def test_accreditation_has_no_console(session):
    with pytest.raises(NotAllowed):
        do(session, "call", "BRA", who=actor(make_user(None, Role.ACCREDITATION)))


def test_the_console_shows_the_script_and_takes_acts_from_script_and_form(client, session):
    sign_in(client, make_user(None, Role.PROTOCOL))
    page, act = reverse("signing:console", args=["first"]), reverse("signing:act", args=["first"])
    row = appointment_of("BRA")
    data = {"do": "call", "id": row.public_id, "version": row.version, "key": uuid.uuid4(), "ago": "3"}
    assert client.post(act, data, headers={"accept": "application/json"}).json() == {"number": 1}
    assert client.post(act, data, headers={"accept": "application/json"}).json() == {"number": 1}
    told = client.post(act, {**data, "key": uuid.uuid4()}, headers={"accept": "application/json"})
    assert told.status_code == 409
    assert "already" in told.json()["refused"]
    shown = client.get(page).content.decode()
    name = row.signatory.called.replace("H.E. Ms.", "Her Excellency Ms.")
    assert f'I now invite <em>{name}</em>, <bdi lang="en">President</bdi>, to sign' in shown
    assert "<em>The Federative Republic of Brazil</em> has signed." in shown
    row = appointment_of("BRA")
    data = {"do": "sign", "id": row.public_id, "version": row.version, "key": uuid.uuid4()}
    assert client.post(act, data).status_code == 302
    assert Appointment.objects.filter(state="signed").count() == 1
