from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionForm

FIELDS = (
    ("signatory", gettext_lazy("Who signs")),
    ("function", gettext_lazy("Capacity")),
    ("powers", gettext_lazy("Powers relied on")),
    ("party_formal", pgettext_lazy("of a record of signature", "Party")),
    ("text", gettext_lazy("Text of the declaration or reservation")),
    ("witness", gettext_lazy("Witness for the host")),
)


class CloseRecordForm(VersionForm):
    """The closing of a record, by the first or the second person according to its state."""

    witness = forms.CharField(label=gettext_lazy("Witness for the host"), max_length=160, required=False)


class ReopenForm(VersionForm):
    not_printed = ("reason",)  # on pages
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, error_messages={"required": gettext_lazy("Please give a reason.")}
    )


class RectifyForm(characters.Form):
    """One correction of a closed record."""

    signature = forms.IntegerField(widget=forms.HiddenInput)
    field = forms.ChoiceField(label=gettext_lazy("What is wrong"), choices=FIELDS)
    statement = forms.IntegerField(
        label=gettext_lazy("Number of the reservation or declaration"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("Where its text is wrong: 1 for the first that the party made."),
    )
    after = forms.CharField(
        label=gettext_lazy("Correct wording"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 2})
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)
