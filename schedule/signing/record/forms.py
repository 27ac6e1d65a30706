from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionForm
from conference.core.errors import UserError
from conference.look.widgets import DayInput, MomentInput
from schedule.signing.record.models import (
    NEVER_RECTIFIED_TO_NOTHING,
    OWN_WORDS,
    Rectification,
    RectifiedField,
    Signature,
)
from schedule.signing.record.queries import RecordRow
from schedule.signing.record.rules import check_value


class CloseRecordForm(VersionForm):
    """The closing of a record, by the first or the second person according to its state."""

    witness = forms.CharField(label=gettext_lazy("Witness for the host"), max_length=160, required=False)


class ReopenForm(VersionForm):
    not_printed = ("reason",)  # on pages
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, error_messages={"required": gettext_lazy("Please give a reason.")}
    )


class DecideForm(VersionForm):
    """The decision of a rectification by the second person."""


class DropForm(ReopenForm):
    """A proposal that is not pursued, with the reason."""


class RectifyForm(characters.Form):
    """One correction of a closed record, of what `subject` names: its signature, field and statement."""

    after = forms.CharField(label=gettext_lazy("Correct wording"), max_length=5_000, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("It stands in the procès-verbal."),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Please give a reason.")},
    )
    communication = forms.CharField(
        label=gettext_lazy("Communication of the party"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Its reference, such as “Note verbale 12/2025”. Needed where the party’s own words are corrected."
        ),
    )
    communicated_on = forms.DateField(label=gettext_lazy("Date of the communication"), required=False, widget=DayInput)

    def __init__(self, *args: Any, row: RecordRow, subject: Rectification, **kwargs: Any) -> None:
        self.row, self.subject, field = row, subject, subject.field
        zone = row.signature.place.zone
        present = row.signed_at.astimezone(zone) if field == RectifiedField.MOMENT else row.value_of(subject)
        super().__init__(*args, **{"initial": {"after": present}, **kwargs})
        if field == RectifiedField.STRUCK:
            del self.fields["after"]
        elif field == RectifiedField.MOMENT:
            self.fields["after"] = forms.DateTimeField(
                label=gettext_lazy("Correct date and time, at the place of signature"), widget=MomentInput
            )
        else:
            text: Any = self.fields["after"]
            text.required = field in NEVER_RECTIFIED_TO_NOTHING
            text.widget = forms.Textarea({"rows": 6, "dir": "auto"} if field == RectifiedField.TEXT else {"rows": 2})
            if field != RectifiedField.TEXT:
                text.max_length = Signature._meta.get_field(field).max_length  # type: ignore[union-attr]
                text.validators.append(MaxLengthValidator(text.max_length))
        if field in OWN_WORDS:
            for name in ("communication", "communicated_on"):
                self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """Check as the action does, so that each refusal stands at its field."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "after" not in self.errors:
            try:
                check_value(self.row, self.content())
            except UserError as refusal:
                self.add_error("after" if "after" in self.fields else None, str(refusal))
        return values

    def content(self) -> Rectification:
        """Return what was entered, as a rectification that is not saved."""
        values = self.cleaned_data
        after = values.get("after", "")
        return Rectification(
            signature=self.row.signature,
            field=self.subject.field,
            statement=self.subject.statement,
            language=self.subject.language,
            after=after.astimezone(UTC).isoformat() if isinstance(after, datetime) else after.strip(),
            **{name: values.get(name) or "" for name in ("reason", "communication")},
            communicated_on=values.get("communicated_on"),
        )
