from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.widgets import DayInput
from delegations.accreditation.models import WatchEntry
from delegations.registration.members import rules

KEEPS = ("why", "document_number")


class WatchForm(characters.Form):
    """An entry. Of an existing one, reason and number are not shown; left empty, they stay as they are."""

    not_printed = ("name", "aliases", "document_number")  # compared with members, on pages
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Given and family name, in any script, as received."),
    )
    aliases = forms.CharField(
        label=_("Other names and spellings"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_(
            "One per line, in any script. Spellings in Latin, Cyrillic, Greek and Arabic letters are "
            "matched with each other."
        ),
    )
    date_of_birth = forms.DateField(label=_("Date of birth"), required=False, widget=DayInput)
    document_number = forms.CharField(label=_("Document number"), max_length=30, required=False)
    why = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("State why this person or document requires a second look.")},
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DayInput,
        help_text=_("After this date the entry no longer flags anybody."),
    )
    version = VersionField(required=False, min_value=1, max_value=10**9)

    def __init__(self, *args: Any, entry: WatchEntry | None = None, **kwargs: Any) -> None:
        self.entry = entry
        if entry is not None:
            born = date.fromisoformat(entry.date_of_birth) if entry.date_of_birth else None
            shown = {name: getattr(entry, name) for name in ("name", "aliases", "valid_until", "version")}
            kwargs["initial"] = {**shown, "date_of_birth": born}
        super().__init__(*args, **kwargs)
        if entry is not None:
            self.fields["why"].required = False
            for name in KEEPS:
                self.fields[name].help_text = _("Not shown here. Leave empty to keep it unchanged.")

    def clean_name(self) -> str:
        return rules.clean_name(self.cleaned_data["name"])

    def clean_aliases(self) -> str:
        lines = (rules.clean_name(line) for line in self.cleaned_data["aliases"].splitlines())
        return "\n".join(dict.fromkeys(line for line in lines if line))

    def clean_document_number(self) -> str:
        return rules.clean_number(self.cleaned_data["document_number"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        stored_number = self.entry is not None and self.entry.document_number_index
        if not (cleaned.get("name") or cleaned.get("document_number") or stored_number or self.errors):
            raise ValidationError(_("Enter a name or a document number."))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        born = values["date_of_birth"]
        values["date_of_birth"] = born.isoformat() if born else ""
        if self.entry is not None:
            values = {name: value for name, value in values.items() if value or name not in KEEPS}
            values.setdefault("document_number", self.entry.document_number)
        return values
