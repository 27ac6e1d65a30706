from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from delegations.gates.models import Gate


class InviteForm(characters.Form):
    name = forms.CharField(label=_("Name of the device"), max_length=60, help_text=_("As it is written on it."))
    gate = forms.ModelChoiceField(label=_("Gate"), queryset=Gate.objects.all(), empty_label=_("Please choose"))


class PolicyForm(characters.Form):
    names = forms.BooleanField(label=_("Names of the bearers"), required=False)
    photos = forms.BooleanField(label=_("Small photos of the bearers"), required=False)
