"""Doubles with names in another script, order or vowels: found beside an equal date of birth alone."""

from __future__ import annotations

import base64
import io

import pytest
from django.core.management import call_command

from conference.core.access import SYSTEM
from delegations.registration.duplicates import queries
from delegations.registration.members.actions import editing
from delegations.registration.members.similar_names import key
from delegations.registration.models import Delegate
from tests.registration.duplicates.test_duplicates import enter, keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"family_name": "Nguyễn", "given_names": "Văn An"},
            {"family_name": "An", "given_names": "Van Nguye\u0302\u0303n"},
        ),
        (
            {"family_name": "Tchaikovsky", "given_names": "Pyotr"},
            {"family_name": "Чайковский", "given_names": "Пётр"},
        ),
        ({"family_name": "Mohammed", "given_names": "Ali"}, {"family_name": "علي", "given_names": "محمد"}),
        ({"family_name": "Al-Sayed", "given_names": "Ahmed"}, {"family_name": "Elsayed", "given_names": "Ahmad"}),
        (
            {"family_name": "Papadopoulos", "given_names": "Georgios"},
            {"family_name": "Γεώργιος Παπαδόπουλος", "given_names": ""},
        ),
        ({"family_name": "Müller", "given_names": "Jörg"}, {"family_name": "Mueller", "given_names": "Joerg"}),
        (
            {"family_name": "Li", "given_names": "Wei", "name_native": "李伟"},
            {"family_name": "伟", "given_names": "李"},
        ),
        ({"family_name": "Lee", "name_native": "李伟"}, {"family_name": "Li", "name_native": "李 伟"}),
    ],
)
def test_one_birth_date_and_a_name_in_another_script_order_or_spelling(world, one, other):
    enter("KEN", document_number="A1000001", **one)
    enter("BRA", document_number="B2000002", **other)
    [pair] = queries.pairs()
    assert (pair.by_number, pair.by_name, pair.by_likeness) == (False, False, True)
    first = Delegate.objects.get(pk=pair.first)
    editing.edit_member(actor=SYSTEM, member=first, expected_version=1, values={"date_of_birth": "1984-03-03"})
    assert keys() == []


def test_the_same_name_is_not_told_twice_and_another_name_not_at_all(world):
    enter("KEN", document_number="A1000001")
    enter("BRA", document_number="B2000002")
    enter("HRV", document_number="C3000003", family_name="Barasa")
    [pair] = queries.pairs()
    assert (pair.by_name, pair.by_likeness) == (True, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khrushchev Nikita", "Никита Хрущёв"),
        ("Waleed Hassan", "حسن وليد"),
        ("Cohen David", "דוד כהן"),
        ("Gamal", "Jamāl"),
    ],
)
def test_a_name_has_one_key_in_every_script(one, other):
    assert key(one) == key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Li Wei", "Lu Yao"), ("Halima Wario", "Halima Barasa"), ("李伟", "李娜")])
def test_other_names_have_others(one, other):
    assert key(one) != key(other)


def test_they_are_found_under_a_new_key_too(world, settings):
    new = f"k2:{base64.b64encode(b'k2' * 16).decode()}"
    enter("KEN", document_number="A1000001", family_name="Li", given_names="Wei")
    settings.FIELD_KEYS = f"{new},{settings.FIELD_KEYS}"
    call_command("rotate_keys", stdout=io.StringIO())
    enter("BRA", document_number="B2000002", family_name="Wei", given_names="Li")
    assert [pair.by_likeness for pair in queries.pairs()] == [True]
