"""Form fields of a member, checked by `rules.py`, and which of them apply to whom. Errors repeat what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from conference.core import days
from conference.core.characters import check_printed
from conference.look.widgets import DayInput, MomentInput
from delegations.registration.members import rules
from delegations.registration.models import Capacity


class NameField(forms.CharField):
    """A name, or any other line printed on a badge or a list."""

    def to_python(self, value: Any) -> str:
        return rules.clean_name("" if value is None else str(value))


class PrintedField(NameField):
    """A name or line of a member, which badges, lists and itineraries print."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        check_printed(text)
        return text


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
    """A day as people write it (`days.read`). In `order`, `dmy` or `mdy`, a day that can be read in two ways is read."""

    widget = DayInput
    order = ""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        return days.read(str(value), self.order)


class MomentField(forms.DateTimeField):
    """A date and time in the conference's time zone; the form sets `zone`."""

    widget = MomentInput
    zone: ZoneInfo = ZoneInfo("UTC")
    order = ""

    def to_python(self, value: Any) -> Any:
        with timezone.override(self.zone):
            if value in self.empty_values or isinstance(value, date):
                return super().to_python(value)
            moment = days.read_moment(str(value), self.order)
            # One that brings an offset keeps it; an hour that the clocks skip is refused.
            return moment if moment.tzinfo is not None else from_current_timezone(moment)

    def prepare_value(self, value: Any) -> Any:
        """Return the moment as the input shows it: in the conference's zone, which it does not name."""
        return value.astimezone(self.zone).replace(tzinfo=None) if isinstance(value, datetime) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class PhoneField(forms.RegexField):
    default_error_messages: ClassVar = {
        "invalid": gettext_lazy("A telephone number may contain only digits, spaces, +, - and brackets.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^\+?[0-9][0-9 ()./-]{3,38}$", **{"max_length": 40, **kwargs})


@dataclass(frozen=True)
class OnlyIf:
    """A field that applies only while the field `other` has one of `values`; `why` is the hint beside it, empty where it is obvious."""

    other: str
    values: tuple[str, ...]
    why: str | Promise = ""

    def holds(self, now: Mapping[str, Any]) -> bool:
        return str(now.get(self.other) or "") in self.values

    @property
    def attribute(self) -> str:
        """Return the condition as `forms.js` reads it."""
        return f"{self.other}={'|'.join(self.values)}"


# While the capacity is empty it is undecided, so that the function is asked for.
ONLY_IF: dict[str, OnlyIf] = {
    "functional_title": OnlyIf(
        "capacity", ("", *(capacity for capacity in Capacity.values if capacity != Capacity.COMPANION))
    ),
    "visa_post": OnlyIf(
        "visa_support", ("yes",), gettext_lazy("Required because a visa support letter was requested.")
    ),
    "birth_place": OnlyIf("visa_support", ("yes",)),
}
EQUIPMENT = OnlyIf("capacity", (Capacity.SECURITY.value,))
