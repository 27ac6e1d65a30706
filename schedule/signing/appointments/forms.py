from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField, VersionForm
from conference.look.texts import LANGUAGES, TextsField
from conference.translated import short_code
from delegations.registration.models import Delegate
from schedule.signing.appointments.actions import SPEECH, Intention
from schedule.signing.appointments.models import Appointment, AppointmentState, TextKind


class IntentionForm(characters.Form):
    """Whether the delegation signs, by whom, and with which text. The record prints the text."""

    mark_optional = False
    version = VersionField(required=False)
    signs = forms.ChoiceField(
        label=gettext_lazy("Will your delegation sign?"),
        choices=[("yes", gettext_lazy("It signs")), ("no", gettext_lazy("It does not sign here"))],
        widget=forms.RadioSelect,
    )
    signatory = forms.ChoiceField(
        label=gettext_lazy("Who signs"),
        required=False,
        help_text=gettext_lazy("Full powers name a person: if you replace the signatory, they no longer hold."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the announcement"), choices=LANGUAGES, required=False)
    makes_statement = forms.BooleanField(label=gettext_lazy("The signatory makes a statement"), required=False)
    text_kind = forms.ChoiceField(
        label=gettext_lazy("Declaration or reservation"), choices=TextKind.choices, required=False
    )
    text = forms.CharField(
        label=gettext_lazy("Text of the declaration or reservation"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
        help_text=gettext_lazy("The depositary’s staff review it before the ceremony; it is handed over in writing."),
    )
    confirm_on_ratification = forms.BooleanField(label=gettext_lazy("To be confirmed on ratification"), required=False)

    def __init__(self, *args: Any, members: Iterable[Delegate], appointment: Appointment | None, **kwargs: Any) -> None:
        self.members = {str(member.public_id): member for member in members}
        super().__init__(*args, **{"initial": _initial(appointment), **kwargs})
        choices: Any = self.fields["signatory"]
        choices.choices = [("", _("Not chosen yet")), *((key, member.called) for key, member in self.members.items())]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        kind, text = values.get("text_kind") or TextKind.NONE, values.get("text", "")
        if values.get("signs") == "yes" and (kind == TextKind.NONE) == bool(text):
            self.add_error("text", _("Give the kind and the text of what you declare, or neither."))
        return values

    def intention(self) -> Intention:
        values = {name: self.cleaned_data[name] for name in SPEECH} | {
            "signs": self.cleaned_data["signs"] == "yes",
            "signatory": self.members.get(self.cleaned_data["signatory"]),
            "language": self.cleaned_data["language"] or "en",
            "text_kind": self.cleaned_data["text_kind"] or TextKind.NONE,
        }
        return Intention(**values)


def _initial(appointment: Appointment | None) -> dict[str, Any]:
    if appointment is None:
        return {"language": short_code(None)}
    signs = "no" if appointment.state == AppointmentState.NOT_SIGNING else "yes"
    person = str(appointment.signatory.public_id) if appointment.signatory else ""
    return {"signs": signs, "signatory": person, **{name: getattr(appointment, name) for name in ("version", *SPEECH)}}


class ReviewForm(VersionForm):
    not_printed = ("comment",)  # for the delegation, on its page
    comment = forms.CharField(
        label=gettext_lazy("What the delegation is to change"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class AnnouncedForm(VersionForm):
    """The signatory's function in the languages of the announcer."""

    announced = TextsField(
        label=gettext_lazy("Function, as the announcer reads it"),
        required=False,
        help_text=gettext_lazy(
            "Where a language is empty, the announcer reads the function as the delegation entered it."
        ),
    )
