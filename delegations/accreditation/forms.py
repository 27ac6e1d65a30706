"""What officers and the print room send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from conference import characters, given
from delegations.accreditation import reasons
from delegations.accreditation.actions.badges import REPLACE_REASONS, needs_words
from delegations.accreditation.papers import Choice, Way
from delegations.accreditation.prints import LAYOUTS
from delegations.accreditation.watching import LONGEST_REMARK

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


class DecisionForm(characters.Form):
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


class RemarkForm(characters.Form):
    """What somebody of the staff says about a person."""

    text = forms.CharField(max_length=LONGEST_REMARK, error_messages={"required": _("Write something first.")})


class AsideForm(characters.Form):
    """What tells a person apart from an entry of the watch list, and the digest of what was compared on the screen."""

    basis = forms.CharField(max_length=32, required=False)
    words = forms.CharField(
        max_length=500,
        error_messages={"required": _("Say what tells them apart: birthplace, face, passport. Nothing was changed.")},
    )


class WordsForm(DecisionForm):
    """Why a decision is taken back."""

    words = forms.CharField(
        max_length=2000, error_messages={"required": _("Say why it goes back to review. Nothing was changed.")}
    )


class SeveralForm(characters.Form):
    """A decision on several people: which, on whom, each at which version, and the reason of a return."""

    act = forms.ChoiceField(choices=[("vet", _("Vet")), ("accredit", _("Accredit")), ("return", _("Return"))])
    code = forms.ChoiceField(required=False, choices=[(reason.code, reason.label) for reason in reasons.RETURN])
    words = forms.CharField(required=False, max_length=2000)

    def seen(self) -> list[tuple[UUID, int]]:
        """Public id and version of each; whatever is neither is passed over."""
        found = {}
        for text in self.data.getlist("who"):  # type: ignore[attr-defined]
            key, _colon, version = text.partition(":")
            try:
                found[UUID(key)] = given.number(version, 10**9) or 0
            except ValueError:
                continue
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        """A return needs a reason, and another reason needs words: asked when it is done, not when it is looked at."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("act") == "return" and "sure" in self.data:
            if not cleaned.get("code"):
                self.add_error("code", _("Choose a reason."))
            elif cleaned["code"] == reasons.OTHER and not cleaned.get("words", "").strip():
                self.add_error("words", _("Say the reason in words: the focal point must know it."))
        return cleaned


class BatchForm(characters.Form):
    """Which badges, on what paper. Without a reason only those that were never printed; with one the others too."""

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
        # Whichever keys were sent: those that may be printed are looked for among the printable ones.
        ticked.valid_value = lambda value: str(value).isdecimal()

    def choice(self) -> Choice:
        """The badges that were asked for."""
        cleaned = self.cleaned_data
        code = (self.data.get("one") or cleaned["delegation"]).upper()
        return Choice(code, cleaned["category"], bool(cleaned["why"]), tuple(cleaned["badges"]))

    def way(self) -> Way:
        """How they are to be printed."""
        return Way(**{name: self.cleaned_data[name] for name in ("layout", "backs", "covers", "rest", "why", "words")})


class AgainForm(characters.Form):
    """From where on a batch is printed again after a jam, and why."""

    last_good = forms.CharField(
        label=_("The last badge that came out whole"),
        required=False,
        max_length=20,
        help_text=_("Its number, or its place in the batch. Empty: none came out."),
    )
    why = forms.ChoiceField(label=_("Why it is printed again"), choices=list(AGAIN_NAMES.items()))
    words = forms.CharField(label=_("What happened"), required=False, max_length=500)


class HandOutForm(characters.Form):
    """Who signed for it."""

    to = forms.CharField(
        label=_("Signed for by"), max_length=150, error_messages={"required": _("Enter who signed for it.")}
    )


class SignedForm(HandOutForm):
    """The same at the counter, beside the button for the bearer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s", **kwargs})
        self.fields["to"].widget.attrs |= {"class": "w-auto", "autocomplete": "off"}


class ReceiptForm(HandOutForm):
    """Who takes many badges of a delegation, and on whose behalf. Its fields stand beside the form that they are sent with."""

    use_required_attribute = False  # the same form prints, for which nobody signs

    document = forms.CharField(
        label=_("Identified by"),
        required=False,
        max_length=150,
        help_text=_("Which document was seen, and the end of its number."),
    )
    mandate = forms.CharField(
        label=_("Mandate"),
        required=False,
        max_length=200,
        help_text=_("The note verbale under which they are collected."),
    )
    badges = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "h-%s", **kwargs})
        ticked: Any = self.fields["badges"]
        ticked.valid_value = lambda value: str(value).isdecimal()
        for name in ("to", "document", "mandate"):
            self.fields[name].widget.attrs |= {"form": "ticked", "autocomplete": "off"}


class ReplaceForm(DecisionForm):
    """Why a new copy is needed."""

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
        """Of a loss nobody has to know more."""
        cleaned: dict[str, Any] = super().clean() or {}
        if needs_words(cleaned.get("code", "lost")) and not cleaned.get("words", "").strip():
            self.add_error("words", _("Say in words what happened to this copy."))
        return cleaned
