"""Form fields of a member, validated by `rules.py`. Errors repeat what was typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.look.widgets import DayInput, MomentInput
from delegations.registration.members import rules

DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"]


class NameField(forms.CharField):
    """A name, or any other line printed on a badge or a list."""

    def to_python(self, value: Any) -> str:
        return rules.clean_name("" if value is None else str(value))


def optional_name(label: Any, length: int, **kwargs: Any) -> NameField:
    return NameField(label=label, max_length=length, required=False, **kwargs)


class CodeField(forms.CharField):
    """A line that may consist of figures only: a serial number, a calibre, a frequency."""

    def to_python(self, value: Any) -> str:
        return rules.clean_name("" if value is None else str(value), letters=False)


class NumberField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return rules.clean_number("" if value is None else str(value))


class DayField(forms.DateField):
    """A day, read from 2029-06-30 and 30.06.2029."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=DAY_FORMATS, **kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as problem:
            words = _("“%(value)s” is no date. Write it as 2029-06-30 or 30.06.2029.")
            raise ValidationError(words % {"value": str(value)[:40]}, code="invalid") from problem


class MomentField(forms.DateTimeField):
    """A date and time in the conference's time zone; the form sets `zone`."""

    widget = MomentInput
    zone: ZoneInfo = ZoneInfo("UTC")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=MOMENT_FORMATS, **kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            with timezone.override(self.zone):
                return super().to_python(value)
        except ValidationError as problem:
            words = _("“%(value)s” is no date and time. Write it as 2025-10-24 18:40.")
            raise ValidationError(words % {"value": str(value)[:40]}, code="invalid") from problem

    def prepare_value(self, value: Any) -> Any:
        """Return the moment as the input shows it: in the conference's zone, without naming it."""
        return value.astimezone(self.zone).replace(tzinfo=None) if isinstance(value, datetime) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class PhoneField(forms.RegexField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        messages = {"invalid": gettext_lazy("A telephone number has figures, spaces, +, - and brackets only.")}
        super().__init__(
            r"^\+?[0-9][0-9 ()./-]{3,38}$", error_messages={**messages, **kwargs.pop("error_messages", {})}, **kwargs
        )
