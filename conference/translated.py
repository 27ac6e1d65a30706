from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

FALLBACK = "en"


def short_code(language: str | None) -> str:
    """Return `zh` for `zh-hans`, `en` for nothing."""
    return (language or FALLBACK).split("-")[0].lower()


class Translated(dict[str, str]):
    """A text that reads in the active language, else in English, else in any."""

    def __str__(self) -> str:
        return self.into(get_language())

    def into(self, language: str | None) -> str:
        return self.get(short_code(language)) or self.get(FALLBACK) or next(iter(self.values()), "")


def in_each(make: Callable[[], str]) -> Translated:
    """Return what `make` says in each language."""
    texts = Translated()
    for code, _name in settings.LANGUAGES:
        with override(code):
            texts[short_code(code)] = make()
    return texts


class TranslatedField(models.JSONField):
    """A Translated; English is required unless `blank=True`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Translated)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Translated:
        return Translated(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Translated:
        if isinstance(value, str) and not value.lstrip().startswith("{"):
            return Translated({FALLBACK: value})
        return Translated(super().to_python(value) or {})

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not self.blank and not value.get(FALLBACK):
            raise ValidationError(_("The English text is missing."), code="required")

    def formfield(self, **kwargs: Any) -> Any:
        from conference.look.texts import TextsField  # it reads this module

        # Past JSONField's own, whose form speaks of encoders.
        return super(models.JSONField, self).formfield(
            **{"form_class": TextsField, "show_hidden_initial": False, **kwargs}
        )
