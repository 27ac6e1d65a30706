"""A world in which every text is hostile: markup of the typesetter, a formula, or what turns and hides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from conference.core.personal_data import PersonalText, key_owner
from conference.fields import EncryptedChoiceField, EncryptedJSONField, EncryptedTextField
from conference.translated import TranslatedField

# What no person types, or what others are found by.
_OF_MACHINES = re.compile(
    r"hash|digest|key|token|secret|code|slug|zone|language|lease|file|kind|verb|state|serial|email|search|url|_id$|^number$|layout|"
    r"template|password|flag|alpha|colour|nationality|honorific|icon|label|version|locale|citizen|country|letter|birth|document$|phone"
)
_MODELS = {"accounts.BrowserSession", "accounts.ExportRequest"}
_APPS = {"audit", "sessions", "socialaccount", "contenttypes", "auth", "mfa", "account", "admin", "machines"}
_SHORTEST = 60  # characters; shorter fields hold words of the program


def make_hostile(change: Callable[[str], str]) -> int:
    """Replace every text that somebody typed by `change` of it, past the guards. Return how many fields had one."""
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model, field in _texts():
            for row in model._base_manager.only("pk", field.name):
                value = _changed(field, getattr(row, field.name), change)
                if value is None:
                    continue
                if isinstance(field, EncryptedTextField):
                    value = PersonalText(value, key_owner(row, field.name))
                try:
                    with transaction.atomic():
                        model._base_manager.filter(pk=row.pk).update(**{field.name: value})
                except IntegrityError:  # a constraint keeps it out
                    continue
                count += 1
    return count


def _texts() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    for model in apps.get_models():
        if model._meta.app_label in _APPS or model._meta.label in _MODELS or not model._meta.managed:
            continue
        for field in model._meta.local_concrete_fields:
            if _OF_MACHINES.search(field.name) or field.choices or field.unique:
                continue
            if isinstance(
                field,
                EncryptedChoiceField | EncryptedJSONField | models.EmailField | models.URLField | models.SlugField,
            ):
                continue
            if isinstance(field, models.CharField | models.TextField | TranslatedField):
                yield model, field


def _changed(field: models.Field[Any, Any], value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(field, TranslatedField):
        return {language: change(text) for language, text in dict(value).items() if text} if value else None
    text = change(value or "") if value else ""
    most = field.max_length or 10_000
    return text if text and len(text) <= most and most >= _SHORTEST else None
