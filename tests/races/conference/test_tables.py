"""Two organisers save one row at once, each from the same page: one is told, nothing is put back."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from conference.accounts.admin_site import TableAdmin
from conference.audit.models import AuditEntry
from conference.models import Category, Zone
from tests.accounts.test_admin_tables import filled
from tests.people import make_conference, make_tables, make_user
from tests.registration.members.test_races import overlap

pytestmark = pytest.mark.django_db(transaction=True)


def organiser(name: str) -> Client:
    user = make_user(None, name=name)
    user.is_admin = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


def both_save() -> list[int]:
    """One closes zones to delegates, the other changes the number of places."""
    make_conference()
    make_tables()
    address = reverse("admin:conference_category_change", args=[Category.objects.get(letter="D").pk])
    linh, phuc = organiser("Linh"), organiser("Phúc")
    first, second = filled(linh.get(address)), filled(phuc.get(address))
    results = overlap(
        lambda: linh.post(address, {**first, "zones": [Zone.objects.get(letter="C").pk]}),
        lambda: phuc.post(address, {**second, "places": "9"}),
    )
    return [answer.status_code for answer in results]


def stands() -> tuple[list[str], int | None]:
    category = Category.objects.get(letter="D")
    return [zone.letter for zone in category.zones.all()], category.places


def test_the_second_of_two_who_save_at_once_is_refused():
    assert both_save() == [302, 200]
    assert stands() == (["C"], 6)
    assert AuditEntry.objects.filter(verb="table.changed").count() == 1


def test_without_the_rows_lock_the_second_puts_the_zones_back(monkeypatch):
    """The control: the form would compare with the row before the first had saved."""
    monkeypatch.setattr(TableAdmin, "get_object", admin.ModelAdmin.get_object)
    assert both_save() == [302, 302]
    zones, places = stands()
    assert places == 9
    assert len(zones) > 1
