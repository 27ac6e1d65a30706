from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.texts import LANGUAGES, TextsField
from conference.look.widgets import MomentInput
from conference.treaties.models import SigningPlace
from schedule.calendar.models import Room
from schedule.signing.running_order.models import OrderRule, SigningSession


class SessionForm(characters.Form):
    """A signing session. Times are the conference's."""

    mark_optional = False
    not_printed = ("code",)  # in addresses of pages
    version = VersionField(required=False)
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=30)
    name = TextsField(label=gettext_lazy("Name"))
    place = forms.ModelChoiceField(
        label=gettext_lazy("Place of signature"),
        queryset=SigningPlace.objects.select_related("treaty"),
        empty_label=gettext_lazy("Please choose"),
    )
    room = forms.ModelChoiceField(label=gettext_lazy("Room"), queryset=Room.objects.all(), required=False)
    outside = forms.CharField(label=gettext_lazy("Place outside the hall"), max_length=160, required=False)
    starts = forms.DateTimeField(label=gettext_lazy("Begins"), widget=MomentInput)
    slot_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds for each signature"), min_value=30, max_value=3600, initial=90
    )
    lead_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes before the signature at which a signatory is in the hall"),
        min_value=0,
        max_value=240,
        initial=10,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the announcer"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    rule = forms.ChoiceField(label=gettext_lazy("Order"), choices=OrderRule.choices)
    witness = forms.CharField(label=gettext_lazy("Witness for the host"), max_length=160, required=False)

    def __init__(self, *args: Any, session: SigningSession | None = None, **kwargs: Any) -> None:
        if session is not None:
            kwargs["initial"] = model_to_dict(session) | {"version": session.version}
        super().__init__(*args, **kwargs)
        if session is not None:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("room") and not values.get("outside"):
            self.add_error("room", _("Choose a room, or say where outside the hall."))
        return values

    def facts(self) -> SigningSession:
        """Return what was entered, as a session that is not saved."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "code")}
        return SigningSession(treaty=values["place"].treaty, **values)
