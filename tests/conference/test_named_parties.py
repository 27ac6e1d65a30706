"""A line that names several parties: each once, and the first unknown one is said."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from conference.parties.models import PartyName
from conference.parties.spellings import Spellings
from tests.people import make_party


@pytest.fixture
def parties(world):
    for code, french in (("KEN", "Kenya"), ("BRA", "Brésil"), ("CIV", "Côte d’Ivoire")):
        PartyName.objects.update_or_create(
            party=make_party(code), language="fr", defaults={"short": french, "formal": f"République ({french})"}
        )


def test_by_code_by_any_name_and_without_accents_each_once_in_their_order(parties):
    found = Spellings().find_all(" bresil; KEN ;; kenya;Côte d’Ivoire;")
    assert [party.code for party in found] == ["BRA", "KEN", "CIV"]


def test_nobody_is_named_in_an_empty_line(parties, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Spellings().find_all(" ; ") == []


def test_a_name_that_none_has_is_said(parties):
    with pytest.raises(ValidationError, match="There is no party “Atlantis”"):
        Spellings().find_all("KEN; Atlantis; Lemuria")


def test_a_name_that_two_have_is_not_guessed(parties):
    PartyName.objects.filter(language="fr").exclude(short="Kenya").update(short="Guinée")
    with pytest.raises(ValidationError, match="Several parties are called “Guinée”"):
        Spellings().find_all("Guinée")
