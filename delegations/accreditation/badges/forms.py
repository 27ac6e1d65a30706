from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.core.concurrency import VersionForm
from delegations.accreditation.badges.actions.issuing import REPLACE_REASONS, needs_words
from delegations.accreditation.badges.contents import Choice, PrintMode
from delegations.accreditation.badges.prints import LAYOUTS

LAYOUT_NAMES = {
    "a6": _("A6, a badge a page"),
    "a4x4": _("A4, four badges a sheet, to be cut"),
    "cr80": _("Card (CR80), both sides, code on the back"),
}


REPLACE_NAMES = {"lost": _("Lost"), "damaged": _("Damaged"), "misprint": _("Misprint")}


AGAIN_NAMES = {
    "jam": _("Paper jam: the sheet is destroyed"),
    "spoiled": _("Print spoiled: the sheet is destroyed"),
}


class BatchForm(characters.Form):
    """Which badges, on what paper. Only with a reason those that were printed before."""

    delegation = forms.CharField(required=False, max_length=20)
    category = forms.CharField(required=False, max_length=2)
    badges = forms.TypedMultipleChoiceField(required=False, coerce=int)
    layout = forms.ChoiceField(
        label=_("Paper"),
        choices=[(layout, LAYOUT_NAMES[layout]) for layout in LAYOUTS],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a kind of paper. Nothing was printed.")),
    )
    backs = forms.BooleanField(required=False)
    covers = forms.BooleanField(required=False)
    rest = forms.BooleanField(required=False)
    why = forms.ChoiceField(
        label=_("Why it is printed again"),
        required=False,
        choices=[("", _("No, only those never printed")), *AGAIN_NAMES.items()],
    )
    words = forms.CharField(
        label=_("What happened"), required=False, max_length=500, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "b-%s", **kwargs})
        ticked: Any = self.fields["badges"]
        # Any key is valid here: only printable badges are looked up.
        ticked.valid_value = lambda value: str(value).isdecimal()

    def choice(self) -> Choice:
        cleaned = self.cleaned_data
        code = (self.data.get("one") or cleaned["delegation"]).upper()
        return Choice(code, cleaned["category"], bool(cleaned["why"]), tuple(cleaned["badges"]))

    def way(self) -> PrintMode:
        return PrintMode(
            **{name: self.cleaned_data[name] for name in ("layout", "backs", "covers", "rest", "why", "words")}
        )


class AgainForm(characters.Form):
    last_good = forms.CharField(
        label=_("The last badge that came out whole"),
        required=False,
        max_length=20,
        help_text=_("Its number, or its place in the batch. Empty: none came out."),
    )
    why = forms.ChoiceField(label=_("Why it is printed again"), choices=list(AGAIN_NAMES.items()))
    words = forms.CharField(label=_("What happened"), required=False, max_length=500)


class ReplaceForm(VersionForm):
    mark_optional = False  # whether words are needed depends on the reason

    code = forms.ChoiceField(
        label=_("Why"), choices=[(code, REPLACE_NAMES[code]) for code in REPLACE_REASONS], widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What happened"),
        max_length=500,
        required=False,
        help_text=_("Needed for a damaged or a misprinted copy; of a loss only when more is known."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if needs_words(cleaned.get("code", "lost")) and not cleaned.get("words", "").strip():
            self.add_error("words", _("Say in words what happened to this copy."))
        return cleaned
