"""Tables kept in the process until somebody changes one, in whatever way."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from conference.db import guards, reference_tables
from conference.models import Category, Rank, Reference
from conference.parties.models import PartyName
from delegations.registration.models import Quota
from tests.people import make_delegation

pytestmark = pytest.mark.django_db

GUARD = "conference_category_restamps_update"


@pytest.fixture
def kept():
    return reference_tables.CachedTable(lambda: sorted(Category.objects.values_list("code", flat=True)))


def rename(code):
    with connection.cursor() as cursor:  # as a migration or a person at the database's own prompt does
        cursor.execute("UPDATE conference_category SET code = %s WHERE letter = 'D'", [code])


def test_it_is_read_once(world, kept, django_assert_num_queries):
    first = kept()
    with django_assert_num_queries(1):
        assert kept() is first


def test_a_change_is_seen_at_once(world, kept):
    assert "delegate" in kept()
    rename("member")
    assert "delegate" not in kept()
    assert "member" in kept()


def test_without_the_trigger_it_would_not_be(world, kept):
    """The control: what tells the process is the trigger."""
    guards.uninstall(names=[GUARD])
    try:
        assert "delegate" in kept()
        rename("member")
        assert "delegate" in kept()
    finally:
        guards.install(names=[GUARD])


def test_what_was_read_in_a_transaction_goes_with_it(world, kept):
    with transaction.atomic():
        rename("member")
        assert "member" in kept()
        transaction.set_rollback(True)
    assert "delegate" in kept()


def test_every_table_is_watched(world):
    make_delegation("KEN")
    country = PartyName.objects.filter(party__code="KEN").first()
    category, rank = Category.objects.first(), Rank.objects.first()
    acts = {
        "a party's name": lambda: PartyName.objects.filter(pk=country.pk).update(short="Kenia"),
        "a category": lambda: Category.objects.filter(pk=category.pk).update(places=9),
        "its zones": lambda: category.zones.clear(),
        "a rank": lambda: Rank.objects.filter(pk=rank.pk).update(photo_exempt=True),
        "places by kind": lambda: Quota.objects.create(kind="igo", category=category, places=3),
    }
    for what, act in acts.items():
        before = reference_tables.stamp()
        act()
        assert reference_tables.stamp() != before, what


def test_without_a_stamp_nothing_is_kept(world, kept):
    Reference.objects.all().delete()
    assert reference_tables.stamp() == ""
    assert kept() is not kept()
