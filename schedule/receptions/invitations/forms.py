from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from schedule.receptions.invitations.actions import COLUMNS, Answer, room_for
from schedule.receptions.models import Diet, Invitation

ANSWERS = (
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
    ("substitute", gettext_lazy("Propose a substitute")),
)


class AnswerForm(characters.Form):
    """The guest's answer. The action ignores the fields of other answers."""

    needed_when_shown = ("substitute_name",)
    not_printed = ("allergies", "number_plate", "substitute_reason")  # for the caterer, the gate and the host
    to = forms.ChoiceField(label=gettext_lazy("Your answer"), choices=ANSWERS)
    companion = forms.CharField(
        label=gettext_lazy("Name of the companion, as on the place card"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("With an honorific such as Mr. or Ms., if it shall stand on the card."),
    )
    diet = forms.ChoiceField(label=gettext_lazy("Diet of the guest"), choices=Diet, required=False)
    companion_diet = forms.ChoiceField(label=gettext_lazy("Diet of the companion"), choices=Diet, required=False)
    allergies = forms.CharField(label=gettext_lazy("Allergies"), max_length=200, required=False)
    number_plate = forms.CharField(
        label=gettext_lazy("Number plate"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("If you come by a delegation car; it will be announced at the gate."),
    )
    driver = forms.CharField(label=gettext_lazy("Name of the driver"), max_length=100, required=False)
    menu = forms.TypedChoiceField(
        label=gettext_lazy("Menu of the guest"), coerce=int, required=False, widget=forms.RadioSelect
    )
    companion_menu = forms.TypedChoiceField(
        label=gettext_lazy("Menu of the companion"), coerce=int, required=False, widget=forms.RadioSelect
    )
    substitute_name = forms.CharField(label=gettext_lazy("Name of the substitute"), max_length=150, required=False)
    substitute_function = forms.CharField(label=gettext_lazy("Function"), max_length=150, required=False)
    substitute_reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)
    version = VersionField()
    # How many places the page offers, so that an answer is not sent on what no longer holds.
    room = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(invitation)
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        reception = invitation.reception
        menus = [(number, reception.menu(number)) for number in range(1, len(reception.menus) + 1)]
        fields["menu"].choices = fields["companion_menu"].choices = menus
        if reception.spouses_only:
            fields["companion"].label = _("Name of the spouse, as on the place card")
        if not reception.companions:
            del fields["companion"], fields["companion_diet"]
        if not menus:
            del fields["menu"]
        if not (menus and reception.companions):
            del fields["companion_menu"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("to") == "substitute" and not values.get("substitute_name"):
            self.add_error("substitute_name", _("Name the person who would come instead."))
        return values

    def answer(self) -> Answer:
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "room")}
        values |= {name: values[name] or 0 for name in ("menu", "companion_menu") if name in values}
        values |= {name: values.get(name) or "none" for name in ("diet", "companion_diet")}
        return Answer(**values)


def _initial(invitation: Invitation) -> dict[str, Any]:
    """Return the present answer, or the late one that waits for the host, so that a change leaves the rest as it is."""
    to = {"accepted": "yes", "waiting": "yes", "regretted": "no", "substitute": "substitute"}.get(invitation.state, "")
    columns = {name: getattr(invitation, name) for name in (*COLUMNS, "version")}
    companion = invitation.companion_name or invitation.waiting_companion
    room = room_for(invitation, invitation.reception)
    return {**columns, "to": to, "companion": companion, "room": room, **invitation.late}
