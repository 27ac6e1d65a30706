from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.language_names import language_name
from conference.look.times import day_text
from conference.look.widgets import ClockInput
from conference.models import Conference
from schedule.calendar.interpreters.actions import Facts
from schedule.calendar.models import Interpreter

# The languages of the United Nations first, then others that heads of delegation speak.
FIRST = ("ar", "zh", "en", "fr", "ru", "es", "vi")
FURTHER = ("de", "fa", "hi", "id", "it", "ja", "km", "ko", "lo", "ms", "pl", "pt", "sw", "th", "tr", "uk", "ur")


class InterpreterForm(characters.Form):
    """An interpreter. The hours are two fields a day: opens_2025-10-25 and until_2025-10-25; both empty is off duty."""

    mark_optional = False
    version = VersionField(required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("From and into each of them."),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    position = forms.IntegerField(label=gettext_lazy("Position in lists"), min_value=0, max_value=9999, initial=0)

    def __init__(
        self, *args: Any, interpreter: Interpreter | None = None, conference: Conference, **kwargs: Any
    ) -> None:
        if interpreter is not None:
            kwargs["initial"] = _initial(interpreter)
        super().__init__(*args, **kwargs)
        first = [(code, language_name(code)) for code in FIRST]
        further = sorted(((code, language_name(code)) for code in FURTHER), key=lambda pair: pair[1])
        self.fields["languages"].choices = [*first, *further]  # type: ignore[attr-defined]
        self.kept = {one.day: (one.opens, one.until) for one in interpreter.hours.all()} if interpreter else {}
        count = (conference.ends_on - conference.starts_on).days + 1
        self.days = [conference.starts_on + timedelta(days=n) for n in range(count)]
        for day in self.days:
            for part, label in (("opens", _("On duty from, %(day)s")), ("until", _("On duty to, %(day)s"))):
                words = label % {"day": day_text(day, year=False)}
                self.fields[f"{part}_{day}"] = forms.TimeField(label=words, required=False, widget=ClockInput)

    @property
    def hours_fields(self) -> Iterator[tuple[Any, Any]]:
        for day in self.days:
            yield self[f"opens_{day}"], self[f"until_{day}"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for day in self.days:
            opens, until = f"opens_{day}", f"until_{day}"
            if opens in values and until in values and (values[opens] is None) != (values[until] is None):
                missing = until if values[until] is None else opens
                self.add_error(missing, _("Give both times, or neither: then the interpreter is not on duty."))
        return values

    def facts(self) -> Facts:
        """Return the form as facts. Hours of days that it doesn't show stay."""
        values = self.cleaned_data
        hours: dict[date, tuple[time, time]] = {day: one for day, one in self.kept.items() if day not in self.days}
        for day in self.days:
            if values[f"opens_{day}"] is not None:
                hours[day] = (values[f"opens_{day}"], values[f"until_{day}"])
        names = ("name", "languages", "email", "phone", "position")
        return Facts(**{name: values[name] for name in names}, hours=hours)


def _initial(interpreter: Interpreter) -> dict[str, Any]:
    names = ("version", "name", "languages", "email", "phone", "position")
    hours = {
        f"{part}_{one.day}": value
        for one in interpreter.hours.all()
        for part, value in (("opens", one.opens), ("until", one.until))
    }
    return {**{name: getattr(interpreter, name) for name in names}, **hours}
