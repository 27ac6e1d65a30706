from django import forms
from django.utils.translation import gettext_lazy

from conference.core.concurrency import VersionForm
from schedule.receptions.receiving.actions import MOST_MINUTES


class PronunciationForm(VersionForm):
    """How a name is said."""

    said_as = forms.CharField(label=gettext_lazy("Pronunciation"), max_length=120, required=False)


class MinutesForm(VersionForm):
    each_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes for each guest"),
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "w-auto num"}),
    )
