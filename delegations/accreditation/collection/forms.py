from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters

TICKED, ALL = "ticked", "all"
ALSO_ROWS = 3


class HandOutForm(characters.Form):
    printed: ClassVar[tuple[str, ...]] = ("to",)
    to = forms.CharField(
        label=_("Signed for by"), max_length=150, error_messages={"required": _("Enter who signed for it.")}
    )


class SignedForm(HandOutForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s", **kwargs})
        self.fields["to"].widget.attrs |= {"class": "w-auto", "autocomplete": "off"}


class CorrectionForm(characters.Form):
    why = forms.CharField(
        label=_("Why the receipt is void"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Say why the receipt is void. Nothing was changed.")},
    )


class HandOutCorrectionForm(CorrectionForm):
    why = forms.CharField(
        label=_("What went wrong"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Say what went wrong. Nothing was changed.")},
    )


class ReceiptForm(HandOutForm):
    """Who takes many badges of a delegation. Its fields are outside the form element that sends them."""

    printed = (
        *("to", "document", "mandate"),
        *(f"also_{row}_{part}" for row in range(ALSO_ROWS) for part in ("what", "numbers")),
    )
    use_required_attribute = False  # the same form prints, for which nobody signs

    document = forms.CharField(
        label=_("Identified by"),
        required=False,
        max_length=150,
        help_text=_("Which document was shown, and the last digits of its number."),
    )
    mandate = forms.CharField(
        label=_("Mandate"),
        required=False,
        max_length=200,
        help_text=_("The note verbale authorizing the collection."),
    )
    badges = forms.TypedMultipleChoiceField(required=False, coerce=int)
    # The button that was pressed: what is handed out is said by it, never by ticks that are missing.
    take = forms.ChoiceField(
        label=_("Badges"),
        choices=[(TICKED, TICKED), (ALL, ALL)],
        error_messages={"required": _("Press one of the two buttons. Nothing was given out.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "h-%s", **kwargs})
        ticked: Any = self.fields["badges"]
        ticked.valid_value = lambda value: str(value).isdecimal()
        for row in range(ALSO_ROWS):
            self.fields |= _also_fields(row)
        for name in ("to", "document", "mandate", *(name for row in range(ALSO_ROWS) for name in _also_fields(row))):
            self.fields[name].widget.attrs |= {"form": "ticked", "autocomplete": "off"}

    @property
    def also_rows(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in _also_fields(row)] for row in range(ALSO_ROWS)]

    def clean(self) -> dict[str, Any]:
        """Require ticks for the ticked, and in each row of what else goes both what and how many."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("take") == TICKED and not cleaned.get("badges"):
            self.add_error("take", _("Tick the badges that are given out, or give out all. Nothing was given out."))
        cleaned["also"] = []
        for row in range(ALSO_ROWS):
            what, pieces, numbers = (cleaned.pop(name, None) for name in _also_fields(row))
            if what and pieces:
                cleaned["also"].append((what, pieces, numbers or ""))
            elif what and f"also_{row}_pieces" not in self.errors:
                self.add_error(f"also_{row}_pieces", _("Say how many."))
            elif pieces or numbers:
                self.add_error(f"also_{row}_what", _("Say what it is."))
        return cleaned


def _also_fields(row: int) -> dict[str, forms.Field]:
    """Return the fields of one row of what goes with the badges: what, how many, and their numbers."""
    return {
        f"also_{row}_what": forms.CharField(label=_("What"), required=False, max_length=80),
        f"also_{row}_pieces": forms.IntegerField(label=_("Items"), required=False, min_value=1, max_value=999),
        f"also_{row}_numbers": forms.CharField(label=_("Numbers"), required=False, max_length=120),
    }
