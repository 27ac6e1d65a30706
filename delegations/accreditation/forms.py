"""What officers and the print room send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delegations.accreditation import reasons
from delegations.accreditation.actions.badges import REPLACE_REASONS
from delegations.accreditation.prints import LAYOUTS

LAYOUT_NAMES = {"a6": _("A6, a badge a page"), "a4x4": _("A4, four badges a sheet, to be cut")}
REPLACE_NAMES = {"lost": _("Lost"), "damaged": _("Damaged"), "misprint": _("Misprint")}


class DecisionForm(forms.Form):
    """The version that the officer had on the screen."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReasonForm(DecisionForm):
    """A decision that needs a reason: its code, and words to the focal point."""

    code = forms.ChoiceField(
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason.")}
    )
    words = forms.CharField(required=False, max_length=2000, widget=forms.Textarea)

    def __init__(self, table: tuple[reasons.Reason, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["code"]
        field.choices = [(reason.code, reason.label) for reason in table]

    def clean(self) -> dict[str, Any]:
        """Another reason needs words."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("code") == reasons.OTHER and not cleaned.get("words", "").strip():
            self.add_error("words", _("Say the reason in words: the focal point must know it."))
        return cleaned


class BatchForm(forms.Form):
    """Which badges, on what paper."""

    delegation = forms.CharField(required=False, max_length=20)
    category = forms.CharField(required=False, max_length=2)
    layout = forms.ChoiceField(choices=[(layout, LAYOUT_NAMES[layout]) for layout in LAYOUTS])
    again = forms.BooleanField(required=False)


class HandOutForm(forms.Form):
    """Who signed for it."""

    to = forms.CharField(
        label=_("Signed for by"), max_length=150, error_messages={"required": _("Enter who signed for it.")}
    )


class ReplaceForm(DecisionForm):
    """Why a new copy is needed."""

    code = forms.ChoiceField(
        label=_("Why"), choices=[(code, REPLACE_NAMES[code]) for code in REPLACE_REASONS], widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("What happened"), required=False, max_length=500)
