from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.look.widgets import MomentInput
from schedule.calendar.models import Room


class SpanForm(characters.Form):
    """A form with `starts` and `ends`. An end before the start is an error of `ends`."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", ValidationError(_("This is before the beginning."), code="order"))
        return values


class ClosureForm(SpanForm):
    """Times are in the conference's zone, which must be the current one."""

    not_printed = ("reason",)  # on pages and in e-mails
    room = forms.ModelChoiceField(
        label=gettext_lazy("Room"),
        queryset=Room.objects.all(),
        to_field_name="code",
        empty_label=gettext_lazy("Please choose"),
    )
    starts = forms.DateTimeField(label=gettext_lazy("Closed from"), widget=MomentInput)
    ends = forms.DateTimeField(label=gettext_lazy("Closed until"), widget=MomentInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Delegations whose meeting loses the room read it."),
    )
