from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.core.concurrency import VersionField


class SettleForm(characters.Form):
    version = VersionField(min_value=1)
    words = forms.CharField(label=_("Outcome"), max_length=2000, widget=forms.Textarea({"rows": 2}), error_messages={})
