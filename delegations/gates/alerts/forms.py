"""The form of a gate alert."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters


class SettleForm(characters.Form):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What came of it"), max_length=2000, widget=forms.Textarea({"rows": 2}), error_messages={}
    )
