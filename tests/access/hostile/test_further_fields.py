"""Whoever sends further fields beside a form's or a body's changes nothing by them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from conference.accounts.models import User
from conference.core.access import Role
from delegations.gates.models import Device
from delegations.registration.models import Delegate
from tests.gates.scene import make_gate
from tests.machines.scene import act, make_machine
from tests.people import make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import post

pytestmark = pytest.mark.usefixtures("world")
ALWAYS = {"id": "1", "pk": "1", "version": "1", "state": "accredited", "record_id": "1", "public_id": "1"}


def test_a_member_comes_as_a_draft_into_the_own_delegation(client):
    other = make_delegation("BRA")
    portal = sign_in(client, make_focal_point("KEN"))
    further = {
        "delegation": other.pk,
        "delegation_id": other.pk,
        "is_head": "on",
        "replaces": "1",
        "submitted_at": "2025-01-01",
    }
    assert portal.post("/portal/ken/members/new/", {**post(), **ALWAYS, **further}).status_code == 302
    member = Delegate.objects.get()
    assert (member.delegation.party.code, member.state, member.version, member.is_head) == ("KEN", "draft", 1, False)
    assert (member.replaces_id, member.submitted_at) == (None, None)


def test_a_member_stays_in_the_state_and_delegation(client):
    other = make_delegation("BRA")
    portal, member = sign_in(client, make_focal_point("KEN")), make_member("KEN")
    page = reverse("registration:member", args=["ken", member.public_id])
    sent = {**post(functional_title="Reviser"), **ALWAYS, "delegation": other.pk, "version": member.version}
    assert portal.post(page, sent).status_code == 302
    now = Delegate.objects.get()
    assert (now.functional_title, now.delegation_id, now.state) == ("Reviser", member.delegation_id, "draft")
    assert (now.pk, now.public_id) == (member.pk, member.public_id)


def test_an_account_of_staff_keeps_address_password_and_powers(client):
    office = sign_in(client, make_user(None, Role.SECRETARIAT))
    user = make_user("phuc@host.example", Role.SECURITY)
    further = {
        "email": "evil@example.org",
        "password": "x",
        "is_admin": "on",
        "is_superuser": "on",
        "connect_until": "2030-01-01",
    }
    sent = {"name": "Phúc", "language": "vi", "roles": ["security"], "is_active": "on", "expected_roles": "security"}
    assert office.post(reverse("staff:one", args=[user.pk]), {**sent, **further}).status_code == 302
    now = User.objects.get(pk=user.pk)
    assert (now.name, now.email, now.password) == ("Phúc", "phuc@host.example", user.password)
    assert (now.is_admin, now.is_superuser, now.connect_until) == (False, False, None)
    new = {"email": "ha@host.example", "name": "Hà", "language": "vi", "roles": ["protocol"]}
    assert office.post(reverse("staff:new"), {**further, **new}).status_code == 302
    made = User.objects.get(email="ha@host.example")
    assert (made.is_admin, made.is_superuser, made.has_usable_password()) == (False, False, False)


def test_a_machine_s_device_is_invited_and_no_more():
    gate, key = make_gate(), make_machine()[1]
    further = {
        "id": 77,
        "state": "active",
        "key_hash": "0" * 64,
        "code_hash": "0" * 64,
        "version": 9,
        "enrolled_at": "2025-01-01",
    }
    assert act(key, "/devices", {"gate": gate.pk, "name": "Scanner", **further}).status_code == 201
    device = Device.objects.get()
    assert (device.name, device.gate_id, device.state, device.version) == ("Scanner", gate.pk, "invited", 1)
    assert device.pk != 77
    assert device.key_hash is None
    assert device.code_hash != "0" * 64
