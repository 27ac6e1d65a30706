from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.desk.privacy.queries import period_text
from conference.look.texts import LongTextsInput, TextsField
from conference.retention.kinds import KINDS, Kind


class RetentionForm(characters.Form):
    """The period of each kind, and the legal basis. `expected` holds the periods that the page showed.

    `confirmed` repeats the periods of which the page has said what they delete at once.
    """

    legal_basis = TextsField(
        label=gettext_lazy("Legal basis"),
        required=False,
        widget=LongTextsInput,
        help_text=gettext_lazy(
            "The law or decision on which the host processes these data. It stands on the privacy page."
        ),
    )
    expected = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lengths: Mapping[str, int], legal_basis: Mapping[str, str], **kwargs: Any) -> None:
        kwargs["initial"] = {**lengths, "legal_basis": legal_basis, "expected": written(lengths)}
        super().__init__(*args, **kwargs)
        for code, kind in KINDS.items():
            self.fields[code] = forms.IntegerField(
                label=str(kind.holds),
                min_value=kind.minimum,
                max_value=kind.maximum,
                help_text=_limits_text(kind),
                widget=forms.NumberInput({"class": "short"}),
            )

    @property
    def periods(self) -> list[BoundField]:
        return [self[code] for code in KINDS]

    def lengths(self) -> dict[str, int]:
        return {code: self.cleaned_data[code] for code in KINDS}

    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data["confirmed"] == written(self.lengths()))


def written(lengths: Mapping[str, int]) -> str:
    """Return the periods as one text, to compare what a page showed with what is."""
    return ",".join(f"{code}:{lengths[code]}" for code in KINDS)


def _limits_text(kind: Kind) -> str:
    """Return `1–365 days after the end of the conference`."""
    return period_text(kind, kind.maximum).replace(str(kind.maximum), f"{kind.minimum}–{kind.maximum}", 1)
