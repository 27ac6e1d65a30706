"""A prepared query answers as its query set does, each time for new values, and locks in a transaction alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import BigIntegerField, CharField, Exists, OuterRef
from django.db.transaction import TransactionManagementError

from conference.db.prepared import AT_ONCE, Prepared, insert, save
from conference.parties.models import Party, PartyName
from delegations.registration.models import Delegation, NoteVerbale
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


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, AT_ONCE, AT_ONCE + 1])
def test_few_and_many_rows_are_inserted_by_one_statement_and_learn_their_keys(django_assert_num_queries, count):
    kenya = make_delegation("KEN")
    days = [date(2025, 10, 1) + timedelta(days=number) for number in range(count)]
    rows = [NoteVerbale(delegation=kenya, number=f"{day:%d}", dated=day, received_at=NOW) for day in days]
    with django_assert_num_queries(1):
        insert(rows)
    found = NoteVerbale.objects.filter(delegation=kenya).order_by("pk")
    assert [(one.pk, one.dated) for one in found] == [(row.pk, row.dated) for row in rows]
    assert not rows[0]._state.adding


@pytest.mark.django_db
def test_a_row_that_a_constraint_refuses_is_left_out_or_raises():
    kenya = make_delegation("KEN")
    name = {"party": kenya.party, "short": "Kenya", "formal": "the Republic of Kenya"}
    insert([PartyName(language="xx", **name), PartyName(language="en", **name)], skip=True)
    assert kenya.party.names.filter(language="xx").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([PartyName(language="en", **name)])


@pytest.mark.django_db
def test_the_named_columns_alone_are_saved_and_a_row_that_is_gone_is_no_silent_success():
    party = make_delegation("KEN").party
    party.en_short, party.en_sort = "Kenia", "kenia"
    save(party, ["en_short"])
    saved = Party.objects.get(pk=party.pk)
    assert (saved.en_short, saved.en_sort) != ("Kenia", "kenia")
    assert saved.en_short == "Kenia"
    party.pk = 0
    with pytest.raises(DatabaseError):
        save(party, ["en_short"])
