from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core.concurrency import VersionForm
from conference.core.errors import NotPossible
from conference.models import Rank, current_conference
from delegations.registration.members.fields import MomentField, NameField
from schedule.receptions.seating.actions import TableValues
from schedule.receptions.seating.actions.set_tables import ONE_TABLE, check_host
from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.models import MOST_SEATS, MOST_TABLES, CompanionPlace
from schedule.receptions.seating.problem import Tie
from schedule.receptions.seating.queries import LoadedPlan


class TableForm(VersionForm):
    """A table, or several of a kind."""

    not_printed = ("host_languages",)  # read as codes
    shape = forms.ChoiceField(label=_("Shape"), choices=Shape)
    seats = forms.IntegerField(label=_("Seats, the host’s included"), min_value=1, max_value=MOST_SEATS, initial=10)
    host = forms.TypedChoiceField(
        label=_("Guest who presides"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("This guest has the host’s seat and no other."),
    )
    host_name = NameField(label=_("Or somebody who is no guest, as on the place card"), max_length=150, required=False)
    host_languages = forms.CharField(label=_("Languages of the host"), max_length=120, required=False)
    with_companions = forms.BooleanField(
        label=_("Companions sit at this table too"),
        required=False,
        initial=True,
        help_text=_(
            "At a head table they may sit apart from their guests; the plan then names each such couple as a fault."
        ),
    )
    count = forms.IntegerField(label=_("How many such tables"), min_value=1, max_value=MOST_TABLES, initial=1)

    def __init__(self, *args: Any, world: LoadedPlan, number: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.world, self.number = world, number
        guests = [diner for diner in world.diners.values() if not diner.companion]
        choices = [(diner.invitation.pk, f"{diner.party.short}, {diner.name}") for diner in guests]
        self.fields["host"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        if number:
            del self.fields["count"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("count", 1) > 1 and (values.get("host") or values.get("host_name")):
            self.add_error("count", str(ONE_TABLE))
        elif not self.errors:
            try:
                check_host(self.world, self.values(), self.number)
            except NotPossible as refusal:
                self.add_error("host_name" if values.get("host_name") else "host", str(refusal))
        return values

    def values(self) -> TableValues:
        names = ("shape", "seats", "host", "host_name", "host_languages")
        values = {name: self.cleaned_data[name] for name in names}
        return TableValues(**values, for_couples=self.cleaned_data["with_companions"])


class PlanForm(VersionForm):
    companions = forms.ChoiceField(label=_("Companions without an office are ranked"), choices=CompanionPlace)
    alternate = forms.BooleanField(label=_("Women and men sit in turn"), required=False)


class MoveForm(VersionForm):
    """The move that the page shows; a reason where it makes a fault."""

    not_printed = ("reason",)  # on pages
    key = forms.RegexField(r"^\d{1,12}c?$", widget=forms.HiddenInput)
    table = forms.IntegerField(min_value=1, max_value=MOST_TABLES, widget=forms.HiddenInput)
    seat = forms.IntegerField(min_value=1, max_value=MOST_SEATS, widget=forms.HiddenInput)
    sort = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class KeepForm(VersionForm):
    table = forms.IntegerField(min_value=1, max_value=MOST_TABLES, widget=forms.HiddenInput)
    seat = forms.IntegerField(min_value=1, max_value=MOST_SEATS, widget=forms.HiddenInput)
    until = MomentField(label=_("Keep free until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].zone = current_conference().zone  # type: ignore[attr-defined]


class GuestForm(VersionForm):
    """The rank by which somebody is seated, and the table."""

    key = forms.RegexField(r"^\d{1,12}c?$", widget=forms.HiddenInput)
    rank = forms.ModelChoiceField(
        label=_("Rank for the seating"), queryset=Rank.objects.all(), required=False, empty_label=_("own rank")
    )
    table = forms.TypedChoiceField(label=_("Table"), coerce=int, empty_value=None, required=False)

    def __init__(
        self, *args: Any, tables: Iterable[int], companion: bool = False, substitute: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if substitute:
            self.fields["rank"].empty_label = _("not set yet")  # type: ignore[attr-defined]
        self.fields["table"].choices = [("", _("any table")), *((number, str(number)) for number in tables)]  # type: ignore[attr-defined]
        if companion:
            del self.fields["table"]


class WishForm(VersionForm):
    """What two guests are to each other at table."""

    not_printed = ("wish_reason",)  # on pages
    one = forms.TypedChoiceField(label=_("Guest"), coerce=int)
    tie = forms.ChoiceField(label=_("Wish"), choices=Tie)
    other = forms.TypedChoiceField(label=_("Other guest"), coerce=int)
    wish_reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, help_text=_("Kept encrypted; protocol alone reads it.")
    )

    def __init__(self, *args: Any, world: LoadedPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guests = [diner for diner in world.diners.values() if not diner.companion]
        choices = [(diner.invitation.pk, f"{diner.party.short}, {diner.name}") for diner in guests]
        for name in ("one", "other"):
            self.fields[name].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
