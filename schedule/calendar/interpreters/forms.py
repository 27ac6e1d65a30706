from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.formsets import RowsFormMixin
from conference.look.language_names import language_name
from conference.models import Conference
from schedule.calendar.hours_forms import HoursFormSet
from schedule.calendar.interpreters.actions import Facts
from schedule.calendar.models import Interpreter

# The languages of the United Nations first, then others that heads of delegation speak.
FIRST = ("ar", "zh", "en", "fr", "ru", "es", "vi")
FURTHER = ("de", "fa", "hi", "id", "it", "ja", "km", "ko", "lo", "ms", "pl", "pt", "sw", "th", "tr", "uk", "ur")


class InterpreterForm(RowsFormMixin, characters.Form):
    """An interpreter. A day without hours is off duty."""

    rows = "hours"
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
        self, data: Any = None, *, interpreter: Interpreter | None = None, conference: Conference, **kwargs: Any
    ) -> None:
        if interpreter is not None:
            kwargs["initial"] = _initial(interpreter)
        super().__init__(data, **kwargs)
        first = [(code, language_name(code)) for code in FIRST]
        further = sorted(((code, language_name(code)) for code in FURTHER), key=lambda pair: pair[1])
        self.fields["languages"].choices = [*first, *further]  # type: ignore[attr-defined]
        count = (conference.ends_on - conference.starts_on).days + 1
        self.hours = HoursFormSet(
            data,
            days=[conference.starts_on + timedelta(days=n) for n in range(count)],
            known={one.day: (one.opens, one.until) for one in interpreter.hours.all()} if interpreter else {},
            labels=(_("On duty from, %(day)s"), _("On duty to, %(day)s")),
            half=_("Give both times, or neither: then the interpreter is not on duty."),
        )

    def facts(self) -> Facts:
        """Return the form as facts. Hours of days that it doesn't show stay."""
        values = self.cleaned_data
        names = ("name", "languages", "email", "phone", "position")
        return Facts(**{name: values[name] for name in names}, hours=self.hours.hours())


def _initial(interpreter: Interpreter) -> dict[str, Any]:
    names = ("version", "name", "languages", "email", "phone", "position")
    return {name: getattr(interpreter, name) for name in names}
