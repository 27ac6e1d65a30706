"""What the desk sends about gates."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from conference import characters
from delegations.gates.models import Gate


class InviteForm(characters.Form):
    """A new device."""

    name = forms.CharField(label=_("Name of the device"), max_length=60, help_text=_("As it is written on it."))
    gate = forms.ModelChoiceField(label=_("Gate"), queryset=Gate.objects.all(), empty_label=_("Please choose"))


class PolicyForm(characters.Form):
    """What devices may keep of people."""

    names = forms.BooleanField(label=_("Names of the bearers"), required=False)
    photos = forms.BooleanField(label=_("Small photos of the bearers"), required=False)


class LostForm(characters.Form):
    """A badge is lost."""

    badge = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    words = forms.CharField(label=_("Where and when, if known"), max_length=300, required=False)


class SettleForm(characters.Form):
    """A finding is settled."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What came of it"), max_length=2000, widget=forms.Textarea({"rows": 2}), error_messages={}
    )
