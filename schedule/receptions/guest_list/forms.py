from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.models import Rank
from schedule.calendar.engagements.groups import groups
from schedule.receptions.guest_list.rules import HEADS, OUTSIDE, PERSONS, RANKS, Rule

MOST_NAMES = 200


class RuleForm(characters.Form):
    """Whom to invite. Names one a line."""

    mark_optional = False
    not_printed = ("names",)  # looked up

    kind = forms.ChoiceField(label=gettext_lazy("Whom to invite"), widget=forms.RadioSelect, initial=HEADS)
    rank = forms.ModelChoiceField(
        label=gettext_lazy("The lowest rank"), queryset=Rank.objects.all(), required=False, empty_label="–"
    )
    names = forms.CharField(
        label=gettext_lazy("Names, one per line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("As in the list of members or on the badge."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [
            (HEADS, _("Heads of delegation, whoever holds the office")),
            (RANKS, _("Persons of a rank and above")),
            *((key, group.title) for key, group in groups.items()),
            (PERSONS, _("Persons by name")),
            (OUTSIDE, _("Outside guests: all who are on the list of outside guests")),
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == RANKS and not values.get("rank"):
            self.add_error("rank", _("Choose the lowest rank that is invited."))
        if values.get("kind") == PERSONS:
            count = len(values.get("names", "").split("\n")) if values.get("names", "").strip() else 0
            if not count:
                self.add_error("names", _("Write the names, one per line."))
            elif count > MOST_NAMES:
                self.add_error("names", _("At most %(most)d names at once.") % {"most": MOST_NAMES})
        return values

    def rule(self) -> Rule:
        values = self.cleaned_data
        return Rule(values["kind"], values.get("rank"), tuple(values.get("names", "").splitlines()))
