from django import forms

from conference.core import characters


class DraftForm(characters.Form):
    """The group of acts whose notification is drafted, as the page showed it."""

    group_key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
