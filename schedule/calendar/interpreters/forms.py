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
from schedule.calendar.interpreters.actions import INTERPRETER_COLUMNS, InterpreterFacts
from schedule.calendar.models import Interpreter
from schedule.calendar.rooms.hours import conference_days, hours_by_day

# The languages of the United Nations first, then others that heads of delegation speak.
FIRST = ("ar", "zh", "en", "fr", "ru", "es", "vi")
FURTHER = ("de", "fa", "hi", "id", "it", "ja", "km", "ko", "lo", "ms", "pl", "pt", "sw", "th", "tr", "uk", "ur")


class InterpreterForm(RowsFormMixin, characters.Form):
    """An interpreter. A day without hours is off duty."""

    rows = "hours"
    mark_optional = False
    not_printed = ("name", "phone")  # on pages and in e-mails
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
        self.interpreter = interpreter
        if interpreter is not None:
            kwargs["initial"] = {name: getattr(interpreter, name) for name in (*INTERPRETER_COLUMNS, "version")}
        super().__init__(data, **kwargs)
        first = [(code, language_name(code)) for code in FIRST]
        further = sorted(((code, language_name(code)) for code in FURTHER), key=lambda choice: choice[1])
        self.fields["languages"].choices = [*first, *further]  # type: ignore[attr-defined]
        self.hours = HoursFormSet(
            data,
            days=conference_days(conference),
            present=hours_by_day(interpreter) if interpreter else {},
            labels=(_("On duty from, %(day)s"), _("On duty to, %(day)s")),
            half=_("Give both times, or neither: then the interpreter is not on duty."),
        )

    def facts(self) -> InterpreterFacts:
        """Return the form as facts. Hours of days that it doesn't show stay."""
        values = {name: self.cleaned_data[name] for name in INTERPRETER_COLUMNS}
        return InterpreterFacts(**values, hours=self.hours.hours())
