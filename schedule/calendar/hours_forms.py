"""From when to when on each day: the hours of a room, or of an interpreter."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms

from conference.core import characters
from conference.look.formsets import KeyedFormSet
from conference.look.times import day_text
from conference.look.widgets import ClockInput
from schedule.calendar.rooms.hours import DayHours


class HoursForm(characters.Form):
    """One day; both fields empty is no hours.

    `labels`: Of the two fields, with %(day)s. `half`: What is said where only one of them is filled in.
    """

    mark_optional = False
    opens = forms.TimeField(required=False, widget=ClockInput)
    until = forms.TimeField(required=False, widget=ClockInput)

    def __init__(self, *args: Any, key: date, labels: tuple[str, str], half: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.half = half
        for name, label in zip(("opens", "until"), labels, strict=True):
            self.fields[name].label = label % {"day": day_text(key, year=False)}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if {"opens", "until"} <= set(values) and (values["opens"] is None) != (values["until"] is None):
            self.add_error("until" if values["until"] is None else "opens", self.half)
        return values


class HoursFormSet(KeyedFormSet[date]):
    """Hours of the days that a form shows; those of other days, of `present`, stay. Further arguments as of HoursForm."""

    form = HoursForm

    def __init__(
        self, data: Any, *, days: Iterable[date], present: DayHours, labels: tuple[str, str], half: str
    ) -> None:
        shown = {day: {"opens": opens, "until": until} for day, (opens, until) in present.items()}
        super().__init__(
            data, keys=days, initial_by_key=shown, prefix="hours", form_kwargs={"labels": labels, "half": half}
        )
        self.present = present

    def hours(self) -> dict[date, tuple[time, time]]:
        others = {day: hours for day, hours in self.present.items() if day not in self.keys}
        typed = {day: (values["opens"], values["until"]) for day, values in self.rows() if values["opens"] is not None}
        return others | typed
