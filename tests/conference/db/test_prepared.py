"""A prepared query answers as its query set does, each time for new values, and locks in a transaction alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, Exists, OuterRef
from django.db.transaction import TransactionManagementError

from conference.db.prepared import Prepared
from conference.parties.models import Party, PartyName
from delegations.registration.models import Delegation
from tests.people import make_delegation

NOW = datetime(2025, 10, 1, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_joined_rows_with_what_is_added_and_named_values(django_assert_num_queries):
    kenya, brazil = make_delegation("KEN"), make_delegation("BRA")

    def build(code):
        names = PartyName.objects.filter(party=OuterRef("party"), language="fr")
        rows = Delegation.objects.filter(party__code=code).select_related("party")
        return rows.annotate(is_french=Exists(names)).order_by()

    find = Prepared(build, CharField())
    for _time in range(2):
        with django_assert_num_queries(2):
            [one], [two] = find("KEN"), find("BRA")
            assert (one, one.party.en_short, one.is_french) == (kenya, "Kenya", False)
            assert (two, two.party.en_short) == (brazil, "Brazil")
    assert find("ZZZ") == []
    codes = Prepared(
        lambda one, two: Party.objects.filter(pk__gte=one, pk__lte=two).values_list("code"), *[BigIntegerField()] * 2
    )
    assert codes(kenya.party_id, kenya.party_id) == [("KEN",)]


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_alone():
    lock = Prepared(lambda pk: Party.objects.select_for_update().filter(pk=pk).order_by(), BigIntegerField())
    if connection.features.has_select_for_update:
        with pytest.raises(TransactionManagementError):
            lock(1)
    else:
        assert lock(1) == []
