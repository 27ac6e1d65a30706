from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.parties import seating
from conference.parties.actions import Lot
from conference.parties.models import FirstSeat, Party
from delegations.registration.members.fields import NameField


class FirstSeatForm(characters.Form):
    """A lot to be drawn here, or one that was drawn in the hall, after the draw `last`."""

    kind = forms.ChoiceField(
        label=_("Draw"),
        choices=[("party", _("A party")), ("letter", _("A letter"))],
        initial="party",
        widget=forms.RadioSelect,
    )
    told_party = forms.ChoiceField(
        label=_("Party drawn in the hall"), required=False, help_text=_("Leave empty to draw the lot here.")
    )
    told_letter = forms.CharField(
        label=_("Letter drawn in the hall"),
        required=False,
        max_length=1,
        help_text=_("Leave empty to draw the lot here."),
    )
    together = forms.BooleanField(
        label=_("Seat observers and organizations in the same alphabetical order"),
        required=False,
        help_text=_("Otherwise they are seated after the Member States."),
    )
    reason = NameField(label=_("Reason for a further draw"), required=False, max_length=300)
    expected_version = VersionField(min_value=0)

    def __init__(self, data: Any = None, *, present: Iterable[Party], last: FirstSeat | None) -> None:
        number = last.number if last else 0
        super().__init__(data, initial={"expected_version": number, "together": bool(last and last.together)})
        fields: dict[str, Any] = self.fields
        parties = seating.who_can_be_drawn(present, together=True)
        fields["told_party"].choices = [("", "–"), *((party.code, party.short) for party in parties)]
        if not number:
            del fields["reason"]

    def get_lot(self) -> Lot:
        values = self.cleaned_data
        return Lot(
            values["kind"] == "letter", values[f"told_{values['kind']}"], values["together"], values.get("reason", "")
        )
