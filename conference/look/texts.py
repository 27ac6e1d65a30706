from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings

from conference.core import characters
from conference.translated import Translated, short_code

LANGUAGES = [(short_code(code), name) for code, name in settings.LANGUAGES]


class TextsInput(forms.MultiWidget):
    """A line for each language. With `is_folded`, those other than English are in a fold, open while one of them has a text."""

    template_name = "parts/texts.html"
    is_folded = False

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({code: self.line({"lang": code, "dir": "auto"}) for code, _name in LANGUAGES}, attrs)

    def line(self, attrs: dict[str, Any]) -> forms.Widget:
        return forms.TextInput({**attrs, "size": "60"})

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code, _name in LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for widget, (_code, language) in zip(context["widget"]["subwidgets"], LANGUAGES, strict=True):
            widget["language"] = language
        others = any(widget["value"] for widget in context["widget"]["subwidgets"][1:])
        context["widget"] |= {"is_folded": self.is_folded, "is_open": others}
        return context


class LongTextsInput(TextsInput):
    """For texts of several lines."""

    def line(self, attrs: dict[str, Any]) -> forms.Widget:
        return forms.Textarea({**attrs, "rows": "3", "cols": "60"})


class TextsField(forms.MultiValueField):
    """A text in several languages, which papers print. English is required if the text is."""

    widget = TextsInput

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        lines = [
            forms.CharField(
                required=required and place == 0, validators=[characters.check_characters, characters.check_printed]
            )
            for place, _language in enumerate(LANGUAGES)
        ]
        for name in ("encoder", "decoder"):  # of a JSON field's form
            kwargs.pop(name, None)
        super().__init__(lines, required=required, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> Translated:
        texts = zip(LANGUAGES, data_list or [], strict=False)
        return Translated({code: text for (code, _name), text in texts if text})
