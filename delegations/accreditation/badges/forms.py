from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.core.concurrency import VersionForm
from delegations.accreditation.badges.contents import BadgeChoice, PrintMode

LAYOUT_NAMES = {
    "a6": _("A6, one badge per page"),
    "a4x4": _("A4, four badges per sheet, to be cut"),
    "cr80": _("Card (CR80), both sides, code on the back"),
}
REPLACE_NAMES = {"lost": _("Lost"), "damaged": _("Damaged"), "misprint": _("Misprint")}
AGAIN_NAMES = {"jam": _("Paper jam: the sheet is destroyed"), "spoiled": _("Misprint: the sheet is destroyed")}
NEW, ALSO = "new", "also"  # whether those printed before are printed again
TICKED, ALL = "ticked", "all"


class BatchForm(characters.Form):
    """The badges to print and the paper. Badges printed before need a reason."""

    not_printed = ("delegation", "category")  # codes
    delegation = forms.CharField(required=False, max_length=20)
    category = forms.CharField(required=False, max_length=2)
    badges = forms.TypedMultipleChoiceField(required=False, coerce=int)
    layout = forms.ChoiceField(
        label=_("Paper"),
        choices=list(LAYOUT_NAMES.items()),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a kind of paper. Nothing was printed.")),
    )
    backs = forms.BooleanField(required=False)
    covers = forms.BooleanField(required=False)
    rest = forms.BooleanField(required=False)
    which = forms.ChoiceField(
        label=_("Which"),
        required=False,
        initial=NEW,
        choices=[(NEW, _("Only those never printed")), (ALSO, _("Also those printed before and not collected"))],
        widget=forms.RadioSelect,
    )
    # The button that was pressed on a page where badges can be ticked.
    take = forms.ChoiceField(label=_("Badges"), required=False, choices=[(TICKED, TICKED), (ALL, ALL)])
    why = forms.ChoiceField(
        label=_("Reason for reprinting"), required=False, choices=[("", _("Please choose")), *AGAIN_NAMES.items()]
    )
    words = forms.CharField(
        label=_("What happened"), required=False, max_length=500, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "b-%s", **kwargs})
        ticked: Any = self.fields["badges"]
        # Any key is valid here: only printable badges are looked up.
        ticked.valid_value = lambda value: str(value).isdecimal()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("which") != ALSO:
            cleaned |= {"why": "", "words": ""}
        elif not cleaned.get("why") and "why" not in self.errors:
            self.add_error("why", _("Say why those printed before are printed again. Nothing was printed."))
        take, looked = cleaned.get("take"), self.data.get("check")
        if take == TICKED and not cleaned.get("badges"):
            self.add_error("take", _("Tick the badges that are to be printed, or print all. Nothing was printed."))
        elif looked == TICKED and not cleaned.get("badges"):
            self.add_error("take", _("Tick the badges that are to be checked, or check all. Nothing was checked."))
        elif ALL in (take, looked):
            cleaned["badges"] = []
        return cleaned

    def choice(self) -> BadgeChoice:
        cleaned = self.cleaned_data
        code = (self.data.get("one") or cleaned["delegation"]).upper()
        return BadgeChoice(code, cleaned["category"], cleaned["which"] == ALSO, tuple(cleaned["badges"]))

    def way(self) -> PrintMode:
        return PrintMode(
            **{name: self.cleaned_data[name] for name in ("layout", "backs", "covers", "rest", "why", "words")}
        )


AFTER, WHOLE = "after", "whole"


class AgainForm(characters.Form):
    not_printed = ("last_good",)  # a number
    start = forms.ChoiceField(
        label=_("What is printed again"),
        choices=[
            (AFTER, _("Everything after the last badge printed correctly")),
            (WHOLE, _("The whole batch: no badge was printed correctly")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is printed again. Nothing was printed.")},
    )
    last_good = forms.CharField(
        label=_("Last badge printed correctly"),
        required=False,
        max_length=20,
        help_text=_("Its number, or its place in the batch."),
    )
    why = forms.ChoiceField(label=_("Reason for reprinting"), choices=list(AGAIN_NAMES.items()))
    explanation = forms.CharField(label=_("What happened"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """Require the badge after which the printing goes on; `last_good` is None for the whole batch."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, last_good = cleaned.pop("start", ""), cleaned.get("last_good", "")
        if start == WHOLE:
            cleaned["last_good"] = None
        elif start == AFTER and not last_good.strip() and "last_good" not in self.errors:
            self.add_error("last_good", _("Enter the number of the last badge printed correctly, or its position."))
        return cleaned


class ReplaceForm(VersionForm):
    mark_optional = False  # whether words are needed depends on the reason

    code = forms.ChoiceField(
        label=_("Why"),
        choices=list(REPLACE_NAMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the copy is lost, damaged or misprinted. Nothing was changed.")},
    )
    explanation = forms.CharField(
        label=_("What happened"),
        max_length=500,
        required=False,
        help_text=_("Required for a damaged or misprinted copy; for a loss only when details are known."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("code", "lost") != "lost" and not cleaned.get("explanation", "").strip():
            self.add_error("explanation", _("Describe what happened to this copy."))
        return cleaned
