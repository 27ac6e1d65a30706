from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.look import times
from delegations.accreditation.models import PassType
from delegations.accreditation.passes import queries
from delegations.registration.models import Delegation

NOT_CHOSEN = _("Please choose")


class LendForm(characters.Form):
    """Which pass, to whom, and who signs. The action checks what a vehicle's needs."""

    mark_optional = False

    type = forms.ModelChoiceField(PassType.objects.order_by("position"), label=_("Sort"), empty_label=NOT_CHOSEN)
    number = forms.CharField(label=_("Number on the piece"), max_length=20)
    member: Any = forms.ModelChoiceField(queryset=None, label=_("Member"), required=False, empty_label=NOT_CHOSEN)
    to = forms.CharField(label=_("Signed for by"), required=False, max_length=150, help_text=_("Empty: the member."))
    plate = forms.CharField(label=_("Plate"), required=False, max_length=20)
    driver = forms.CharField(label=_("Driver"), required=False, max_length=150)
    gate = forms.CharField(label=_("Gate"), required=False, max_length=60)
    days = forms.TypedMultipleChoiceField(
        label=_("Days"), required=False, coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, delegation: Delegation, days: Sequence[date], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member: Any = self.fields["member"]
        member.queryset = queries.members_of(delegation)
        member.label_from_instance = lambda one: one.full_name
        choices: Any = self.fields["days"]
        choices.choices = [(day.isoformat(), times.day_text(day, year=False)) for day in days]


class EndForm(characters.Form):
    version = forms.IntegerField(required=False)
    by = forms.CharField(required=False, max_length=150)


class AllowForm(characters.Form):
    type = forms.ModelChoiceField(PassType.objects.all())
    most = forms.IntegerField()
