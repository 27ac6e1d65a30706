"""A delegation says whether it signs, by whom and with which text; staff review the text."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from conference.core.access import SYSTEM
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.parties.models import Kind
from schedule.signing.appointments import actions
from schedule.signing.appointments.actions import Intention
from schedule.signing.models import Appointment
from tests.people import make_delegation, make_focal_point, make_member, sign_in
from tests.signing.kit import reservation
from tests.signing.scene import (
    appointment_of,
    depositary,
    do,
    fill,
    intend,
    intend_union,
    make_session,
    make_signatory,
    protocol,
    sign,
)
from tests.treaties.kit import hanoi, make_organization

DECLARATION = "Kenya does not consider itself bound by article 63 (2)."
RESERVATION = "Kenya does not consider itself bound by article 63 (2)."


@pytest.fixture
def treaty(world):
    return hanoi()


def test_a_focal_point_says_who_signs_with_which_declaration_and_changes_it(client, treaty):
    person, other = make_signatory("KEN"), make_member("KEN")
    sign_in(client, make_focal_point("KEN"))
    address = reverse("signing:appointment", args=["ken"])
    assert client.get(address).status_code == 200
    data = {"signs": "yes", "signatory": person.public_id, "language": "en"}
    incomplete = {**data, "statement-1-kind": "interpretative"}
    page = client.post(address, incomplete)
    assert page.status_code == 422
    assert page.context["form"].statements.forms[0].errors["text"] == [
        "Enter the text: a reservation or declaration is made in writing."
    ]
    both = {"statement-2-kind": "reservation", "statement-2-provision": "63 (2)", "statement-2-text": RESERVATION}
    assert client.post(address, {**incomplete, "statement-1-text": DECLARATION, **both}).status_code == 302
    row = appointment_of("KEN")
    assert (row.state, row.signatory, row.text_state) == ("intends", person, "to_review")
    assert [(made.title, str(made.text)) for made in row.statement_texts] == [
        ("Interpretative declaration", DECLARATION),
        ("Reservation, article 63 (2)", RESERVATION),
    ]
    changed = {**data, "version": row.version, "signatory": other.public_id}
    assert client.post(address, changed).status_code == 302
    row = appointment_of("KEN")
    assert (row.signatory, row.statements, row.text_state) == (other, [], "none")
    assert client.post(address, changed).context["form"].errors["__all__"]
    assert client.post(address, {"version": row.version, "signs": "no"}).status_code == 302
    assert appointment_of("KEN").state == "not_signing"


def test_an_agency_has_no_page_of_signing_and_cannot_intend(client, treaty):
    make_organization("WHO", Kind.UN_ENTITY)
    sign_in(client, make_focal_point("WHO"))
    assert client.get(reverse("signing:appointment", args=["who"])).status_code == 404
    assert "/portal/who/signing/" not in client.get("/portal/who/").content.decode()
    with pytest.raises(NotPossible, match="not open for signature by"):
        actions.declare(actor=SYSTEM, delegation=make_delegation("WHO"), treaty=treaty, intention=Intention())


def test_an_organization_is_told_that_a_member_state_signs_first(client, treaty, begun):
    """Else it would learn so at the table. The form is one column, with its button at the end."""
    intend_union()
    intend("HRV")
    session = make_session(treaty)
    fill(session)
    sign_in(client, make_focal_point("EU"))
    address = reverse("signing:appointment", args=["eu"])
    words = "An organization is called to sign after one of its member States has signed (article 64 (2))."
    page = client.get(address).content.decode()
    assert words in " ".join(page.split())
    assert ("form-page" in page, "with-margin" in page) == (False, True)
    sign(session, "HRV")
    assert words not in " ".join(client.get(address).content.decode().split())
    sign_in(client, make_focal_point("KEN"))
    assert words not in " ".join(client.get(reverse("signing:appointment", args=["ken"])).content.decode().split())


def test_the_signatory_is_a_member_who_has_not_left(treaty):
    for person in (make_signatory("BRA"), make_member("KEN", state="withdrawn")):
        with pytest.raises(NotPossible, match="member of the delegation"):
            intend("KEN", person)
    assert not Appointment.objects.exists()


def test_staff_return_a_text_with_a_reason_and_a_changed_text_is_reviewed_again(treaty):
    row, staff = intend("KEN", statements=[reservation("Article 5 does not apply.")]), depositary()
    with pytest.raises(NotPossible, match="what the delegation is to change"):
        actions.review(actor=staff, appointment=row, accepted=False, comment=" ", expected_version=row.version)
    with pytest.raises(NotAllowed):
        actions.review(actor=protocol(), appointment=row, accepted=True, comment="", expected_version=row.version)
    actions.review(actor=staff, appointment=row, accepted=False, comment="Which paragraph?", expected_version=1)
    assert (appointment_of("KEN").text_state, appointment_of("KEN").text_words) == ("returned", "Which paragraph?")
    with pytest.raises(AlreadyDecided):
        actions.review(actor=staff, appointment=row, accepted=True, comment="", expected_version=1)
    again = Intention(signatory=row.signatory, statements=[reservation("Article 5 (2) does not apply.")])
    actions.declare(actor=SYSTEM, delegation=row.delegation, treaty=treaty, intention=again)
    assert (appointment_of("KEN").text_state, appointment_of("KEN").text_words) == ("to_review", "")


def test_whoever_was_passed_over_reads_nothing_of_it(client, treaty, begun):
    """The delegation is still to sign; that others were called before it is no matter of record."""
    session = make_session(treaty)
    intend("KEN")
    fill(session)
    sign_in(client, make_focal_point("KEN"))
    address = reverse("signing:appointment", args=["ken"])
    before = client.get(address).context["appointment"].own_state
    do(session, "skip", "KEN")
    page = client.get(address)
    assert appointment_of("KEN").state == "skipped"
    assert (before, page.context["appointment"].own_state) == ("scheduled", "scheduled")
    for text in (page.text, client.get("/portal/ken/").text, client.get("/board/").text, client.get("/treaty/").text):
        assert not re.search("skipped|passed over", text, re.IGNORECASE)


def test_at_the_table_the_delegation_changes_nothing_more(treaty, begun):
    session = make_session(treaty)
    row = intend("KEN")
    fill(session)
    do(session, "call", "KEN")
    with pytest.raises(NotPossible, match="at the table or has signed"):
        actions.declare(actor=SYSTEM, delegation=row.delegation, treaty=treaty, intention=Intention(signs=False))
    assert appointment_of("KEN").state == "called"
