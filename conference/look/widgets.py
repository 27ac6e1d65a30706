"""Inputs that the browser knows how to enter: days and times. Values go in and out as HTML writes them."""

from __future__ import annotations

from django import forms


class DayInput(forms.DateInput):
    """A date by the browser's own picker, in the reader's order of day and month."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day, hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class MomentInput(forms.DateTimeInput):
    """A date and time without a zone; the form's help says that it is the conference's."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Bar(forms.RadioSelect):
    """One of a few short choices, shown as one bar."""

    look = "choice3"
