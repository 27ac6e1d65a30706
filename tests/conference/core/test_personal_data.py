"""Every field is declared personal or not, and what is declared exists."""

import pytest
from django.apps import apps
from django.db import models

from conference.core import personal_data
from conference.core.personal_data import PersonalData

# Of these kinds a field can hold what somebody typed, or a date of theirs. Times of acts are none.
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.DateField, models.TimeField)
TEXTS += (models.BinaryField, models.GenericIPAddressField)


def undeclared() -> list[str]:
    return [
        f"{model._meta.label_lower}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.local_concrete_fields
        if isinstance(column, TEXTS)
        and not isinstance(column, models.DateTimeField)
        and not column.is_relation
        and column.name not in getattr(personal_data.declared.get(model._meta.label_lower), "fields", ())
    ]


def test_every_field_is_declared_personal_or_not():
    assert undeclared() == []


def test_a_forgotten_field_is_found():
    own = dict(personal_data.declared)
    own["registration.equipment"] = PersonalData("registration.equipment")
    with personal_data.declared.override(own):
        assert "registration.equipment.serial" in undeclared()


@pytest.mark.parametrize("label", sorted(personal_data.declared))
def test_what_is_declared_exists_once(label: str):
    data = personal_data.declared[label]
    names = [*data.clear, *data.named, *data.with_name, *data.kept, *data.other]
    assert sorted(set(names)) == sorted(names), "declared twice"
    assert {column.name for column in data.of_model._meta.local_concrete_fields} >= set(names)
    for kind, path in data.paths:
        assert kind in personal_data.person_kinds
        data.of_model._base_manager.filter(**{path or "pk": 1}).query  # noqa: B018 (raises FieldError)
