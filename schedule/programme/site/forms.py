from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.translated import FALLBACK, short_code
from schedule.programme.site.models import PublicList, PublicPages
from schedule.programme.site.pages import TEXTS

LABELS = {
    "practical": gettext_lazy("Practical information (%(language)s)"),
    "press": gettext_lazy("For the press (%(language)s)"),
}
LONGEST = 20_000


class PublicPagesForm(characters.Form):
    """The pages, each in every language of the conference."""

    not_printed = tuple(f"{name}_{short_code(code)}" for name in TEXTS for code, _name in settings.LANGUAGES)  # pages
    version = VersionField(min_value=0)
    participants = forms.ChoiceField(label=gettext_lazy("The public list of participants"), choices=PublicList.choices)

    def __init__(self, *args: Any, pages: PublicPages, **kwargs: Any) -> None:
        initial = {"version": pages.version, "participants": pages.participants}
        for name in TEXTS:
            initial |= {f"{name}_{code}": text for code, text in getattr(pages, name).items()}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for name in TEXTS:
            for code, _name in settings.LANGUAGES:
                short = short_code(code)
                info = get_language_info(code)
                attrs = {"rows": 10 if short == FALLBACK else 5, "lang": code, "dir": "rtl" if info["bidi"] else "ltr"}
                self.fields[f"{name}_{short}"] = forms.CharField(
                    label=LABELS[name] % {"language": info["name_translated"]},
                    required=False,
                    max_length=LONGEST,
                    widget=forms.Textarea(attrs=attrs),
                )

    def clean(self) -> dict[str, Any]:
        """Require English where there is another language: it is what all others read."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in TEXTS:
            if any(self.texts(name).values()) and not self.texts(name).get(FALLBACK):
                message = _("In English it is required if there is one in another language.")
                self.add_error(f"{name}_{FALLBACK}", message)
        return values

    def texts(self, name: str) -> dict[str, str]:
        codes = [short_code(code) for code, _name in settings.LANGUAGES]
        return {code: self.cleaned_data.get(f"{name}_{code}", "") for code in codes}

    def values(self) -> dict[str, Any]:
        return {**{name: self.texts(name) for name in TEXTS}, "participants": self.cleaned_data["participants"]}

    @property
    def written(self) -> list[tuple[Any, list[Any]]]:
        """Return each page's field in English, and those in other languages."""
        fields = [[self[field] for field in self.fields if field.startswith(f"{name}_")] for name in TEXTS]
        return [(first, rest) for first, *rest in fields]
