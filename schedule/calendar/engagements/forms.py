from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from conference.look.widgets import MomentInput
from schedule.calendar.engagements.span_form import SpanForm
from schedule.calendar.models import Room


class ClosureForm(SpanForm):
    """Times are in the conference's zone, which must be the current one."""

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
