from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.look.formsets import KeyedFormSet, RowsFormMixin

TICKED, ALL = "ticked", "all"
ALSO_ROWS = 3


class HandOutForm(characters.Form):
    to = forms.CharField(
        label=_("Signed for by"), max_length=150, error_messages={"required": _("Enter who signed for it.")}
    )


class SignedForm(HandOutForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s", **kwargs})
        self.fields["to"].widget.attrs |= {"class": "w-auto", "autocomplete": "off"}


def _reason_field(label: Any, required: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    return forms.CharField(label=label, max_length=300, widget=widget, error_messages={"required": required})


class CorrectionForm(characters.Form):
    why = _reason_field(_("Why the receipt is void"), _("Say why the receipt is void. Nothing was changed."))


class HandOutCorrectionForm(CorrectionForm):
    why = _reason_field(_("What went wrong"), _("Say what went wrong. Nothing was changed."))


# The fields are outside the form element that sends them.
OF_TICKED = {"form": "ticked", "autocomplete": "off"}


class HandedOverForm(characters.Form):
    """What goes with the badges, how many, and their numbers."""

    mark_optional = False
    what = forms.CharField(label=_("What"), required=False, max_length=80)
    pieces = forms.IntegerField(label=_("Items"), required=False, min_value=1, max_value=999)
    numbers = forms.CharField(label=_("Numbers"), required=False, max_length=120)

    def __init__(self, *args: Any, key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= OF_TICKED

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name, pieces = cleaned.get("what"), cleaned.get("pieces")
        if name and not pieces and "pieces" not in self.errors:
            self.add_error("pieces", _("Say how many."))
        elif not name and (pieces or cleaned.get("numbers")):
            self.add_error("what", _("Say what it is."))
        return cleaned


class HandedOverFormSet(KeyedFormSet[int]):
    form = HandedOverForm

    def handed_over(self) -> list[tuple[str, int, str]]:
        return [(row["what"], row["pieces"], row["numbers"]) for _key, row in self.rows() if row["what"]]


class ReceiptForm(RowsFormMixin, HandOutForm):
    """Who takes many badges of a delegation, and what goes with them (`also`)."""

    rows = "also"
    use_required_attribute = False  # the same form prints, for which nobody signs

    document = forms.CharField(
        label=_("Identified by"),
        required=False,
        max_length=150,
        help_text=_("Which document was shown, and the last digits of its number."),
    )
    mandate = forms.CharField(
        label=_("Mandate"), required=False, max_length=200, help_text=_("The note verbale authorizing the collection.")
    )
    badges = forms.TypedMultipleChoiceField(required=False, coerce=int)
    # The button that was pressed: what is handed out is said by it, never by ticks that are missing.
    take = forms.ChoiceField(
        label=_("Badges"),
        choices=[(TICKED, TICKED), (ALL, ALL)],
        error_messages={"required": _("Press one of the two buttons. Nothing was given out.")},
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        """Show what was typed in another form of the page, by the names of the fields."""
        typed = initial or {}
        super().__init__(data, auto_id="h-%s", initial=typed)
        ticked: Any = self.fields["badges"]
        ticked.valid_value = lambda value: str(value).isdecimal()
        for name in ("to", "document", "mandate"):
            self.fields[name].widget.attrs |= OF_TICKED
        names = HandedOverForm.base_fields
        initial_rows = {row: {name: typed.get(f"also-{row}-{name}") for name in names} for row in range(ALSO_ROWS)}
        self.also = HandedOverFormSet(
            data, keys=range(ALSO_ROWS), initial_by_key=initial_rows, prefix="also", auto_id="h-%s"
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("take") == TICKED and not cleaned.get("badges"):
            self.add_error("take", _("Tick the badges that are given out, or give out all. Nothing was given out."))
        return cleaned
