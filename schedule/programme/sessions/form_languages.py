"""Fields of a form for a text in the other languages of the site; English stands in a field of its own, which is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise

from conference.translated import FALLBACK, short_code

OTHERS = [(short_code(code), name) for code, name in settings.LANGUAGES if short_code(code) != FALLBACK]


@dataclass(frozen=True)
class OtherLanguages:
    """A text that a form asks in each other language too.

    Args:
        name: Of the field that asks it in English.
        label: With `%(language)s`.
        rows: Of the field, 1 for a line.
        most: Characters.
    """

    name: str
    label: str | Promise
    rows: int = 1
    most: int = 2000

    def field_in(self, code: str, language: str | Promise) -> forms.CharField:
        """Return the field of one language."""
        attrs = {"lang": code, "dir": "auto"}
        widget = forms.Textarea({**attrs, "rows": self.rows}) if self.rows > 1 else forms.TextInput(attrs)
        label: Any = self.label
        return forms.CharField(
            label=label % {"language": language}, required=False, max_length=self.most, widget=widget
        )

    def initial(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Return what the fields of the other languages begin with."""
        return {f"{self.name}_{code}": texts.get(code, "") for code, _language in OTHERS}

    def said(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return the text in each language that has one, of a form's clean values."""
        texts = {FALLBACK: values[self.name], **{code: values[f"{self.name}_{code}"] for code, _language in OTHERS}}
        return {code: text for code, text in texts.items() if text}


def add_fields(form: forms.Form, texts: Sequence[OtherLanguages]) -> None:
    """Add the fields to a form, a language after the other."""
    for code, language in OTHERS:
        for text in texts:
            form.fields[f"{text.name}_{code}"] = text.field_in(code, language)


def bound_fields(form: forms.Form, texts: Iterable[OtherLanguages]) -> list[Any]:
    """Return the bound fields in the order in which `add_fields` added them."""
    names = [text.name for text in texts]
    return [form[f"{name}_{code}"] for code, _language in OTHERS for name in names]
