from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

FALLBACK = "en"


def short_code(language: str | None) -> str:
    """Return `zh` for `zh-hans`, `en` for nothing."""
    return (language or FALLBACK).split("-")[0].lower()


class Untranslated(str):
    """A text in another language than the active one; templates print it by the filter `marked`."""

    __slots__ = ("language",)
    language: str


def untranslated(text: str, language: str) -> Untranslated:
    marked_text = Untranslated(text)
    marked_text.language = language
    return marked_text


class Translated(dict[str, str]):
    """A text that reads in the active language, else in English, else in any."""

    def __str__(self) -> str:
        wanted = short_code(get_language())
        language = self.language_for(wanted)
        if language == wanted or not self.get(language):
            return self.get(language, "")
        return untranslated(self[language], language)

    def into(self, language: str | None) -> str:
        return self.get(self.language_for(language), "")

    def language_for(self, language: str | None) -> str:
        """Return the language in which a reader of `language` gets the text."""
        wanted = (short_code(language), FALLBACK, *self)
        return next((code for code in wanted if self.get(code)), FALLBACK)

    @property
    def lacking(self) -> list[str]:
        """Return the languages of the site that the text lacks; none for an empty text."""
        codes = [short_code(code) for code, _name in settings.LANGUAGES]
        return [code for code in codes if not self.get(code)] if any(self.values()) else []


def around(text: str, sentence: str) -> str:
    """Return `sentence`, which holds `text`, marked with the language of the text where that is another one."""
    return untranslated(sentence, text.language) if isinstance(text, Untranslated) else sentence


def language_attributes(text: Any) -> str:
    """Return `lang` and `dir` for an element that can hold no other, such as an option; empty in the page's language."""
    if not isinstance(text, Untranslated):
        return ""
    return format_html(' lang="{}" dir="{}"', text.language, direction_of(text.language))


def direction_of(language: str) -> str:
    return "rtl" if language in settings.LANGUAGES_BIDI else "ltr"


def mark_language(text: Any) -> str:
    """Return an organizers' text for a page, marked with its language where that is another than the page's."""
    plain = text if isinstance(text, str) else str(text)
    if not isinstance(plain, Untranslated):
        return plain
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', plain.language, direction_of(plain.language), plain)


def fill_sentence(sentence: str, values: Mapping[str, object]) -> str:
    """Return `sentence % values` for a page, with values that lack the page's language marked with their own.

    For attributes, which cannot hold marks, use `%`.
    """
    texts = {key: value if isinstance(value, (str, int)) else str(value) for key, value in values.items()}
    if not any(isinstance(value, Untranslated) for value in texts.values()):
        return sentence % texts
    # `%(n)d` takes a number as it is; all else is escaped, or marked.
    shown = {
        key: value if isinstance(value, int) else conditional_escape(mark_language(value))
        for key, value in texts.items()
    }
    return mark_safe(escape(sentence) % shown)  # noqa: S308 (both sides are escaped here)


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
