from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters, clock
from conference.machines import scopes
from conference.machines.models import HIGHEST_RATE, USUAL_RATE
from conference.models import current_conference


class MachineForm(characters.Form):
    not_printed = ("name",)  # on pages
    name = forms.CharField(
        label=_("Name of the system"),
        max_length=60,
        help_text=_("The manufacturer and the purpose. The audit log uses this name."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one thing that the system may do.")},
    )
    until = forms.DateField(label=_("Valid until the end of"), widget=forms.DateInput({"type": "date"}))
    per_minute = forms.IntegerField(
        label=_("Requests per minute, at most"), min_value=1, max_value=HIGHEST_RATE, initial=USUAL_RATE
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scope.name, scope.label) for scope in scopes.SCOPES.values()]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]
        self.fields["until"].initial = current_conference().ends_on + timedelta(days=1)

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        today = clock.now().astimezone(current_conference().zone).date()
        if not today <= until <= today + timedelta(days=366):
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return until

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        # Not midnight, which would be shown as the day after the chosen one.
        expires_at = datetime.combine(values.pop("until"), time(23, 59), current_conference().zone)
        return {**values, "expires_at": expires_at}
