"""A nationality may be written as an adjective; one that two States share means the delegation's own, and is asked about else."""

from __future__ import annotations

import pytest

from delegations.registration.members.choices import Choices
from tests.people import make_party


@pytest.fixture
def states(world):
    for code, alpha2 in (
        ("TGO", "TG"),
        ("EGY", "EG"),
        ("COG", "CG"),
        ("COD", "CD"),
        ("NER", "NE"),
        ("NGA", "NG"),
        ("DEU", "DE"),
        ("VEN", "VE"),
    ):
        party = make_party(code)
        party.alpha2 = alpha2
        party.save()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Togolaise", "TG"),
        ("TOGOLAIS", "TG"),
        ("Togolese", "TG"),
        ("مصري", "EG"),
        ("المصرية", "EG"),
        ("égyptienne", "EG"),
        ("nigérien", "NE"),
        ("Nigerian", "NG"),
        ("nigériane", "NG"),
        ("alemana", "DE"),
        ("venezolana", "VE"),
        ("Congolaise", "Congolaise"),
    ],
)
def test_adjectives(states, text, code):
    assert Choices(make_party("TGO")).meant("nationality", text) == code


def test_one_of_two_states_is_the_delegations_own(states):
    assert Choices(make_party("COD")).meant("nationality", "Congolaise") == "CD"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Passeport diplomatique", "diplomatic"),
        ("PD", "diplomatic"),
        ("Dienstpass", "service"),
        ("جواز سفر لمهمة", "service"),
        ("Служебный паспорт", "service"),
        ("laissez-passer UN", "laissez_passer"),
        ("Reisepass", "ordinary"),
    ],
)
def test_kinds_of_documents(states, text, kind):
    assert Choices(make_party("TGO")).meant("document_type", text) == kind
