"""Remarks among staff: kept for good, in no mail and in no record."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import NotAllowed
from conference.correspondence.models import Message
from delegations.accreditation.models import Remark
from delegations.accreditation.review.actions import decisions, remarks
from tests.accreditation.kit import as_actor, officer, security
from tests.accreditation.review.test_queue import QUEUE, listed, waits
from tests.markup import compact
from tests.people import make_focal_point, make_user, sign_in

SAID = "The head may leave on Sunday <soon>."


def test_a_remark_is_made_at_the_desk_and_read_by_staff_alone(client, world):
    member = waits(family_name="Mokoena", given_names="Thandeka")
    waits("BRA", family_name="Silva", given_names="Ana")
    person = reverse("accreditation:person", args=[member.public_id])
    make = reverse("accreditation:remark", args=[member.public_id])
    sign_in(client, make_user(None, Role.PROTOCOL, name="Bùi Khánh Chi"))
    response = client.post(make, {"text": "  "})
    assert response.status_code == 422
    assert "Please write a remark first." in response.content.decode()
    text = client.post(f"{make}?step=all", {"text": SAID}, follow=True).content.decode()
    assert "Your remark is saved. Staff can read it; delegations cannot." in text
    assert "<bdi>The head may leave on Sunday &lt;soon&gt;.</bdi>" in text
    assert "Bùi Khánh Chi" in text
    sign_in(client, security())
    assert 'data-key="c"' in client.get(person).content.decode()
    assert "1 remark<" in compact(client.get(QUEUE, {"step": "vet"}).content.decode())
    assert listed(client.get(QUEUE, {"step": "vet", "mark": "remarks"})) == ["Thandeka Mokoena"]
    # The print room sees the queue, and no remarks.
    sign_in(client, make_user(None, Role.PRINT_ROOM))
    assert "Sunday" not in client.get(person).content.decode()
    assert "remark" not in client.get(QUEUE, {"step": "vet"}).content.decode().casefold()
    # The delegation: none of its pages, no letter, nothing in its record.
    decisions.return_(actor=as_actor(officer()), delegate=member, code="photo_unclear")
    sign_in(client, make_focal_point("KEN", email="late@mission.example"))
    for name, args in (("member", ["ken", member.public_id]), ("delegation", ["ken"])):
        page = client.get(reverse(f"registration:{name}", args=args))
        assert page.status_code == 200
        assert "Sunday" not in page.content.decode()
    assert not Message.objects.filter(kind__contains="remark").exists()
    assert "Sunday" not in str(list(Message.objects.values()))
    assert "Sunday" not in str(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.get(verb="remark.made").scope == ""


def test_a_remark_turns_no_text_round(world):
    remarks.remark(actor=as_actor(officer()), delegate=waits(), text="Ask \u202eabc\u2066 again, \u0645\u200c\u06cc")
    assert Remark.objects.get().text == "Ask abc again, \u0645\u200c\u06cc"


def test_a_remark_stays_as_it_is(world):
    member = waits()
    with pytest.raises(NotAllowed):
        remarks.remark(actor=as_actor(make_user(None, Role.PRINT_ROOM)), delegate=member, text="x")
    made = remarks.remark(actor=as_actor(officer()), delegate=member, text=SAID)
    for change in (lambda: Remark.objects.update(text="other"), made.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Remark.objects.get().text == SAID
