from django import forms
from django.utils.translation import gettext_lazy

from conference.core.concurrency import VersionForm
from schedule.receptions.receiving.actions import MOST_MINUTES
from schedule.receptions.receiving.proposals import MOST_LINES

MOST_GUESTS = 5_000


class PronunciationForm(VersionForm):
    """How a name is said."""

    said_as = forms.CharField(label=gettext_lazy("Pronunciation"), max_length=120, required=False)


class LineForm(VersionForm):
    each_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes for each guest"),
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"class": "w-auto num"}),
    )
    lines = forms.IntegerField(
        label=gettext_lazy("Lines side by side"),
        min_value=1,
        max_value=MOST_LINES,
        widget=forms.NumberInput(attrs={"class": "w-auto num"}),
    )
    line_guests = forms.IntegerField(
        label=gettext_lazy("Only the first guests by precedence"),
        min_value=1,
        max_value=MOST_GUESTS,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-auto num"}),
    )
