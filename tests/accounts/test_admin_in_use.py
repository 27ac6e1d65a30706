"""The administration while the conference is in use: what is entered there is read-only, and leads to its page of the desk."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from conference.accounts.admin_site import TableAdmin, in_use
from conference.core.access import Role
from conference.models import Conference
from conference.translated import Translated
from delegations.accreditation.models import BadgeSetup, EmergencyNumber, PassType
from delegations.registration.models import Delegation, Quota, UsualCategory
from schedule.calendar.models import Room
from schedule.programme.models import ApplicationRules
from tests.gates.scene import make_gate
from tests.people import make_delegation, make_party, make_user, sign_in
from tests.registration.kit import make_deadline
from tests.treaties.kit import hanoi

NAME = Translated(en="Name")
TABLES = [(model, site) for model, site in admin.site._registry.items() if isinstance(site, TableAdmin)]


@pytest.fixture
def chief(client, world):
    """An administrator, and a row in every table but that of delegations."""
    gate = make_gate("G")
    make_party("KEN")
    make_deadline()
    Quota.objects.create(kind="ngo", category=gate.zone.categories.first(), places=2)
    Room.objects.create(code="PH", name=NAME, purpose="plenary", capacity=2400)
    BadgeSetup.objects.create(language="en")
    EmergencyNumber.objects.create(name=NAME, number="115")
    PassType.objects.create(name=NAME, kind="vehicle", code="garage", prefix="GA", places=3)
    UsualCategory.objects.create(capacity="delegate", category=gate.zone.categories.first())
    ApplicationRules.objects.create(places=2)
    hanoi().groups.create(name=NAME, takes_part=True)
    user = make_user(None, Role.SECRETARIAT, Role.PROTOCOL)
    user.is_admin = True
    user.save()
    return sign_in(client, user)


def address(model, act: str, *key) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}", args=key)


def editable(page) -> set[str]:
    form = page.context["adminform"]
    return set(form.form.fields) - {"fingerprint"} if page.context["has_change_permission"] else set()


@pytest.mark.parametrize(("model", "site"), TABLES, ids=[model.__name__ for model, _site in TABLES])
def test_once_a_delegation_is_invited_nothing_changes_there(chief, model, site):
    make_delegation("KEN")
    row = model.objects.first()
    page = chief.get(address(model, "change", row.pk))
    # The liaison officer is a name and a number, which nothing follows.
    liaison = {"liaison_name", "liaison_phone"} if model is Delegation else set()
    assert (page.status_code, editable(page)) == (200, liaison)
    assert 'name="names-0-short"' not in page.content.decode()
    assert chief.get(address(model, "add")).status_code == 403
    assert chief.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    chief.post(address(model, "changelist"), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
    assert model.objects.filter(pk=row.pk).exists()
    if not liaison:
        assert chief.post(address(model, "change", row.pk), {}).status_code == 403
        desk = site.desk_url(row)
        assert f'href="{desk}"' in page.content.decode()
        assert "{&quot;en" not in page.content.decode()  # texts are read, not JSON
        assert chief.get(desk).status_code == 200


@pytest.mark.parametrize(("model", "site"), TABLES, ids=[model.__name__ for model, _site in TABLES])
def test_before_it_is_open_for_being_set_up(chief, model, site):
    """The control: with nobody invited and nothing planned the same pages have fields."""
    if model is Delegation:
        return
    page = chief.get(address(model, "change", model.objects.first().pk))
    assert editable(page)
    assert "Its page of the desk" not in page.content.decode()


def test_what_is_planned_counts_as_use_too(chief):
    row = Conference.objects.get()
    with in_use.override({"sessions": lambda: True}):
        assert chief.post(address(Conference, "change", row.pk), {"code": "other"}).status_code == 403
    assert Conference.objects.get().code == "hanoi2025"
