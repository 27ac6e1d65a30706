from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.core.access import Actor
from delegations.gates.devices import occasions
from delegations.gates.devices.models import LONGEST_SECOND_ENTRY, LONGEST_SILENT, SOONEST_SILENT
from delegations.gates.models import Gate


class InviteForm(characters.Form):
    not_printed = ("name",)  # on pages
    name = forms.CharField(label=_("Name of the device"), max_length=60, help_text=_("As written on the device."))
    gate = forms.ModelChoiceField(label=_("Gate"), queryset=Gate.objects.all(), empty_label=_("Please choose"))
    occasion = forms.ChoiceField(
        label=_("At the entrance of"),
        required=False,
        help_text=_("There it lets in by the guest list alone. It keeps the list for when there is no network."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        choices = [(occasion.key, occasion.name) for occasion in occasions.coming() if actor.may(occasion.right)]
        fields["occasion"].choices = [("", _("no reception: a gate")), *choices]
        if not choices:
            del fields["occasion"]


class PolicyForm(characters.Form):
    names = forms.BooleanField(label=_("Names of the bearers"), required=False)
    photos = forms.BooleanField(label=_("Small photos of the bearers"), required=False)


class MinutesForm(characters.Form):
    second_entry = forms.IntegerField(
        label=_("Second entry (minutes)"),
        min_value=0,
        max_value=LONGEST_SECOND_ENTRY,
        help_text=_(
            "A person who enters again within this time without having been scanned on leaving is checked by hand. 0: no such check."
        ),
    )
    silent_after = forms.IntegerField(
        label=_("Silent device (minutes)"),
        min_value=SOONEST_SILENT,
        max_value=LONGEST_SILENT,
        help_text=_("A device not heard from for this long becomes a task on the desk."),
    )
