from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conference.core import characters
from conference.models import Conference
from delegations.registration.equipment.actions import OWN_FIELDS
from delegations.registration.members import rules
from delegations.registration.members.fields import CodeField, DayField, NameField
from delegations.registration.models import Equipment, EquipmentKind

MOST_ROUNDS = 5000


class EquipmentForm(characters.Form):
    """One arm or one radio. Its period must be near the days of the conference."""

    mark_optional = False
    # Read on the page by who checks it.
    not_printed = ("make", "serial", "type", "calibre", "model", "frequency", "power", "checkpoint")

    kind = forms.ChoiceField(label=gettext_lazy("Item"), choices=EquipmentKind.choices, widget=forms.RadioSelect)
    make = CodeField(label=gettext_lazy("Make"), max_length=80)
    serial = CodeField(
        label=gettext_lazy("Serial number"),
        max_length=60,
        help_text=gettext_lazy("Not shown in lists and e-mails; only the licensing officers read it."),
    )
    type = CodeField(label=gettext_lazy("Type"), max_length=80, required=False, help_text=gettext_lazy("Pistol …"))
    calibre = CodeField(label=gettext_lazy("Calibre"), max_length=30, required=False)
    rounds = forms.IntegerField(label=gettext_lazy("Rounds"), required=False, min_value=0, max_value=MOST_ROUNDS)
    model = CodeField(label=gettext_lazy("Model"), max_length=80, required=False)
    frequency = CodeField(
        label=gettext_lazy("Frequency"), max_length=80, required=False, help_text=gettext_lazy("With its unit: 400 MHz")
    )
    power = CodeField(
        label=gettext_lazy("Power"), max_length=30, required=False, help_text=gettext_lazy("With its unit: 4 W")
    )
    checkpoint = NameField(
        label=gettext_lazy("Border checkpoint"),
        max_length=120,
        help_text=gettext_lazy("Where the item enters and leaves the country."),
    )
    starts_on = DayField(label=pgettext_lazy("start of a period", "From"))
    ends_on = DayField(label=gettext_lazy("Until"))

    def __init__(self, data: Any = None, *, conference: Conference, equipment: Equipment | None = None) -> None:
        initial = {name: getattr(equipment, name) for name in self.base_fields} if equipment else None
        super().__init__(data, initial=initial)
        self.conference = conference
        for name in ("serial", "calibre", "frequency", "power", "model"):
            self.fields[name].widget.attrs |= {"dir": "ltr", "spellcheck": "false"}
        self.fields["serial"].widget.attrs["autocomplete"] = "off"

    def clean_starts_on(self) -> date:
        return self._day("starts_on")

    def clean_ends_on(self) -> date:
        return self._day("ends_on")

    def _day(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        rules.check_near(day, self.conference.starts_on)
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        for name in OWN_FIELDS.get(values.get("kind", ""), ()):
            if name in values and values[name] in ("", None):
                self.add_error(name, ValidationError(self.fields[name].error_messages["required"], code="required"))
        start, end = values.get("starts_on"), values.get("ends_on")
        if start and end:
            days = {"end": rules.day_words(end), "start": rules.day_words(start)}
            if end < start:
                self.add_error("ends_on", _("%(end)s is before %(start)s. Please check both dates.") % days)
            elif end < self.conference.starts_on or start > self.conference.ends_on:
                message = _("%(start)s to %(end)s does not include a day of the conference. Please check both dates.")
                self.add_error("ends_on", message % days)
        return values
