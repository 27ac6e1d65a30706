from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField, VersionForm
from conference.look.texts import LANGUAGES, TextsField
from conference.translated import short_code
from conference.treaties.models import Treaty
from delegations.registration.models import Delegate
from schedule.signing.appointments.actions import Intention
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.statement_forms import PlainStatementFormSet

SPOKEN = ("version", "language", "makes_statement")


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

    def __init__(
        self,
        data: Any = None,
        *,
        treaty: Treaty,
        members: Iterable[Delegate],
        appointment: Appointment | None,
        **kwargs: Any,
    ) -> None:
        self.members = {str(member.public_id): member for member in members}
        super().__init__(data, **{"initial": _initial(appointment), **kwargs})
        statements = appointment.statement_texts if appointment else []
        self.statements = PlainStatementFormSet(data, treaty=treaty, statements=statements)
        choices: Any = self.fields["signatory"]
        choices.choices = [("", _("Not chosen yet")), *((key, member.called) for key, member in self.members.items())]

    def is_valid(self) -> bool:
        valid = super().is_valid()
        return valid and (self.cleaned_data["signs"] == "no" or self.statements.is_valid())

    def intention(self) -> Intention:
        signs = self.cleaned_data["signs"] == "yes"
        return Intention(
            signs=signs,
            signatory=self.members.get(self.cleaned_data["signatory"]),
            language=self.cleaned_data["language"] or "en",
            makes_statement=self.cleaned_data["makes_statement"],
            statements=self.statements.statements() if signs else (),
        )


def _initial(appointment: Appointment | None) -> dict[str, Any]:
    if appointment is None:
        return {"language": short_code(None)}
    signs = "no" if appointment.state == AppointmentState.NOT_SIGNING else "yes"
    person = str(appointment.signatory.public_id) if appointment.signatory else ""
    return {"signs": signs, "signatory": person, **{name: getattr(appointment, name) for name in SPOKEN}}


class CoverageForm(VersionForm):
    """Whether the signatory's full powers cover the reservation, as the paper says."""

    covers = forms.TypedChoiceField(
        label=gettext_lazy("Do the full powers authorize the reservation?"),
        choices=[("yes", gettext_lazy("Yes, the paper says so")), ("no", gettext_lazy("No"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Full powers to sign cover a reservation only if they say so. A Head of State or Government or a Minister for "
            "Foreign Affairs needs none (UN Treaty Handbook, 3.5)."
        ),
    )


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
