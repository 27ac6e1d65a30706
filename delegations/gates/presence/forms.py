from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.core.concurrency import VersionField


class LostForm(characters.Form):
    badge = forms.IntegerField(widget=forms.HiddenInput)
    version = VersionField(min_value=1)
    words = forms.CharField(label=_("Where and when, if known"), max_length=300, required=False)
