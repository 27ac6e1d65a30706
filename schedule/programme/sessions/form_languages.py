"""Form fields for a text in languages other than English, which has a field of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise

from conference.core.characters import check_printed
from conference.translated import FALLBACK, short_code

OTHERS = [(short_code(code), name) for code, name in settings.LANGUAGES if short_code(code) != FALLBACK]


@dataclass(frozen=True)
class OtherLanguages:
    """A text that a form asks in each other language too. `name` is the English field's; `most` counts characters."""

    name: str
    label: str | Promise
    rows: int = 1
    most: int = 2000

    def field_in(self, code: str, language: str | Promise) -> forms.CharField:
        attrs = {"lang": code, "dir": "auto"}
        widget = forms.Textarea({**attrs, "rows": self.rows}) if self.rows > 1 else forms.TextInput(attrs)
        label = self.label % {"language": language}  # type: ignore[operator]
        return forms.CharField(
            label=label, required=False, max_length=self.most, widget=widget, validators=[check_printed]
        )

    def initial(self, texts: Mapping[str, str]) -> dict[str, str]:
        return {f"{self.name}_{code}": texts.get(code, "") for code, _language in OTHERS}

    def by_language(self, values: Mapping[str, Any]) -> dict[str, str]:
        texts = {FALLBACK: values[self.name], **{code: values[f"{self.name}_{code}"] for code, _language in OTHERS}}
        return {code: text for code, text in texts.items() if text}


def add_fields(form: forms.Form, texts: Sequence[OtherLanguages]) -> None:
    for code, language in OTHERS:
        for text in texts:
            form.fields[f"{text.name}_{code}"] = text.field_in(code, language)


def bound_fields(form: forms.Form, texts: Iterable[OtherLanguages]) -> list[Any]:
    names = [text.name for text in texts]
    return [form[f"{name}_{code}"] for code, _language in OTHERS for name in names]
