"""Nobody comes to the table whose authority to sign has not been found in order: what the console says, and what mends it."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import NotPossible
from delegations.credentials.powers import actions, deciding
from delegations.credentials.powers.models import FullPowers
from delegations.registration.models import Delegate
from schedule.signing.ceremony.questions import Question
from schedule.signing.models import Signature
from tests.credentials.kit import FACTS, another_scan, minister, officer
from tests.people import make_user, sign_in
from tests.registration.kit import text_of
from tests.signing.scene import appointment_of, do, empower, fill, intend, make_session, sign, states
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world", "begun")


@pytest.fixture
def session():
    """Kenya's minister needs full powers; the Presidents of Brazil and Croatia do not."""
    found = make_session(hanoi())
    for code in ("BRA", "HRV"):
        intend(code)
    intend("KEN", minister())
    fill(found)
    return found


def paper() -> FullPowers:
    return FullPowers.objects.get(representative=Delegate.objects.get(delegation__party__code="KEN"))


def refused(session) -> str:
    with pytest.raises(NotPossible) as problem:
        do(session, "call", "KEN")
    return str(problem.value)


def test_a_call_waits_for_the_decision_of_an_officer_and_says_what_is_missing(session):
    person = appointment_of("KEN").signatory
    assert refused(session).startswith("H.E. Ms. Naliaka Barasa has handed in no full powers and holds no office")
    assert "(Vienna Convention on the Law of Treaties, article 7)" in refused(session)
    actions.hand_in(actor=officer(), powers=paper(), facts=FACTS, document=another_scan())
    assert refused(session).startswith("The full powers of H.E. Ms. Naliaka Barasa are not checked yet. Kenya can be")
    deciding.find_defective(actor=officer(), powers=paper(), defects=["undated"])
    assert refused(session).startswith("The full powers of H.E. Ms. Naliaka Barasa were found defective.")
    deciding.check_again(actor=officer(), powers=paper())
    deciding.accept(actor=officer(), powers=paper())
    Delegate.objects.filter(pk=person.pk).update(family_name="Kilonzi", given_names="Mary")
    assert "no longer hold, since the person’s name or office has changed" in refused(session)
    Delegate.objects.filter(pk=person.pk).update(family_name="Barasa", given_names="Naliaka")
    assert states(session)["KEN"] == "scheduled"
    actions.receive_original(actor=officer(), powers=paper())
    sign(session, "KEN")
    assert Signature.objects.get().powers.startswith("Full powers: William Kipruto, Minister for Foreign Affairs")


def test_the_console_says_that_the_original_has_not_been_shown_before_the_call_and_at_the_table(session, client):
    awaited = "The original has not been shown yet."
    desk, address = sign_in(client, make_user(None, Role.PROTOCOL)), reverse("signing:console", args=["first"])
    actions.hand_in(actor=officer(), powers=paper(), facts=FACTS, document=another_scan())
    deciding.accept(actor=officer(), powers=paper())
    assert awaited in text_of(desk.get(address))
    signing = desk.get(reverse("signing:one", args=[appointment_of("KEN").public_id]))
    assert f'href="{reverse("credentials:paper", args=[paper().public_id])}"' in signing.content.decode()
    do(session, "call", "KEN")
    assert "1 October 2025; original not yet shown" in text_of(desk.get(address))
    actions.receive_original(actor=officer(), powers=paper())
    assert "not yet shown" not in text_of(desk.get(address))


def test_whoever_has_shown_a_copy_alone_signs_only_once_it_is_answered_that_the_original_follows(session):
    """UN Treaty Handbook, 3.2."""
    actions.hand_in(actor=officer(), powers=paper(), facts=FACTS, document=another_scan())
    deciding.accept(actor=officer(), powers=paper())
    do(session, "call", "KEN")
    with pytest.raises(
        Question, match="Does Kenya sign on the copy all the same, with the original to follow"
    ) as asked:
        do(session, "sign", "KEN")
    assert states(session)["KEN"] == "called"
    do(session, "sign", "KEN", answers={"soon", asked.value.answer})
    assert Signature.objects.get().powers.endswith("1 October 2025; original not yet shown")
    assert AuditEntry.objects.filter(verb="ceremony.signed_on_copy").count() == 1


@pytest.mark.parametrize("facts", [{}, {"treaty_named": "general", "is_deposited": True}])
def test_nothing_is_asked_of_an_original_that_was_shown_or_that_the_depositary_keeps(session, facts):
    actions.hand_in(actor=officer(), powers=paper(), facts={**FACTS, **facts}, document=another_scan())
    deciding.accept(actor=officer(), powers=paper())
    if not facts:
        actions.receive_original(actor=officer(), powers=paper())
    sign(session, "KEN")
    assert Signature.objects.get().powers.endswith("1 October 2025" if facts else "1 October 2025; original shown")
    assert not AuditEntry.objects.filter(verb="ceremony.signed_on_copy").exists()


def test_who_cannot_be_called_is_passed_over_and_recalled_once_it_can(session):
    do(session, "skip", "BRA")
    do(session, "undo", "BRA", act=1, reason="The President is here")
    assert states(session)["BRA"] == "scheduled"
    do(session, "skip", "KEN")
    sign(session, "BRA", "HRV")
    with pytest.raises(NotPossible, match="no full powers"):
        do(session, "recall", "KEN")
    empower(appointment_of("KEN").signatory)
    do(session, "recall", "KEN")
    do(session, "sign", "KEN")
    assert list(Signature.objects.order_by("number").values_list("party__code", flat=True)) == ["BRA", "HRV", "KEN"]


def test_after_a_signature_the_console_is_told_why_the_next_is_not_called(session):
    client = sign_in(Client(), make_user(None, Role.PROTOCOL))
    act = reverse("signing:act", args=["first"])
    sign(session, "HRV")
    do(session, "call", "BRA")
    row, then = appointment_of("BRA"), appointment_of("KEN")
    data = {"do": "next", "id": row.public_id, "version": row.version, "key": uuid.uuid4()}
    data |= {"then": then.public_id, "then_version": then.version, "answers": "soon"}
    told = client.post(act, data, headers={"accept": "application/json"}).json()
    assert told["number"] == 4
    assert told["told"].startswith("H.E. Ms. Naliaka Barasa has handed in no full powers")
    assert states(session) == {"BRA": "signed", "HRV": "signed", "KEN": "scheduled"}


def test_the_console_leads_to_the_paper_that_waits(session):
    row = paper()
    client = sign_in(Client(), make_user(None, Role.PROTOCOL))
    shown = client.get(reverse("signing:console", args=["first"])).content.decode()
    assert reverse("credentials:paper", args=[row.public_id]) in shown
    assert "Full powers not accepted yet" in shown
