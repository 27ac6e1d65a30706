from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.lists import beside, with_brackets
from conference.look.widgets import Bar, MomentInput
from conference.models import current_conference
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings.actions import Wish
from schedule.bilaterals.meetings.forms import words_of
from schedule.bilaterals.meetings.queries import rooms_for
from schedule.bilaterals.models import LENGTHS, Meeting
from schedule.calendar.models import Interpreter, Room


class ReasonForm(characters.Form):
    """Why a room is taken away; both sides read it."""

    reason = forms.CharField(label=gettext_lazy("Reason (both delegations read it)"), max_length=300)
    version = VersionField()


class SwapForm(ReasonForm):
    """The meeting with which rooms are exchanged."""

    other = forms.ModelChoiceField(
        label=gettext_lazy("Exchange rooms with"), queryset=Meeting.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, meetings: list[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["other", "reason"])
        self.fields["other"].queryset = Meeting.objects.filter(pk__in=[one.pk for one in meetings])  # type: ignore[attr-defined]
        words = [(str(one.public_id), with_brackets(beside([one.asking, one.asked]), one.room)) for one in meetings]
        self.fields["other"].choices = words  # type: ignore[attr-defined]


class InterpreterForm(characters.Form):
    interpreter = forms.ModelChoiceField(
        label=gettext_lazy("Interpreter"), queryset=Interpreter.objects.all(), empty_label=None
    )
    version = VersionField()

    def __init__(self, *args: Any, interpreters: list[Interpreter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interpreter"].choices = [(one.pk, str(one)) for one in interpreters]  # type: ignore[attr-defined]


class WalkInForm(characters.Form):
    """A meeting that both sides agree on at protocol's desk."""

    printed = ("topics",)
    asking = forms.ModelChoiceField(label=gettext_lazy("Delegation"), queryset=Delegation.objects.none())
    asked = forms.ModelChoiceField(label=gettext_lazy("meets"), queryset=Delegation.objects.none())
    starts = forms.DateTimeField(label=gettext_lazy("From"), widget=MomentInput)
    length = forms.TypedChoiceField(label=gettext_lazy("Length"), choices=LENGTHS, coerce=int, initial=20, widget=Bar)
    room = forms.ModelChoiceField(
        label=gettext_lazy("Room"), queryset=Room.objects.filter(purpose="bilateral"), to_field_name="code"
    )
    party_size = forms.IntegerField(label=gettext_lazy("Persons per side"), min_value=1, max_value=30, initial=3)
    topics = forms.CharField(label=gettext_lazy("Topics"), max_length=1000, required=False)

    def __init__(self, *args: Any, delegations: list[Delegation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a delegation")), *((one.pk, one.party.short) for one in delegations)]
        for name in ("asking", "asked"):
            self.fields[name].queryset = Delegation.objects.filter(pk__in=[one.pk for one in delegations])  # type: ignore[attr-defined]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def list_rooms(self, now: datetime) -> None:
        """Say of each room whether it suits at the time that was typed, or else `now`; those that suit come first."""
        found = getattr(self, "cleaned_data", {})
        starts = found.get("starts") or now
        ends = starts + timedelta(minutes=found.get("length") or 20)
        rooms = rooms_for(starts, ends, 2 * (found.get("party_size") or 3), given=True)
        self.fields["room"].choices = [("", "–"), *words_of(rooms)]  # type: ignore[attr-defined]

    def clean_starts(self) -> datetime:
        """Read what was typed as the conference's time."""
        typed: datetime = self.cleaned_data["starts"]
        return typed.replace(tzinfo=current_conference().zone)

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        wish = Wish(
            topics=found["topics"] or _("Arranged at protocol’s desk"), party_size=found["party_size"], contact=""
        )
        return {
            **{name: found[name] for name in ("asking", "asked", "starts", "room")},
            "length": timedelta(minutes=found["length"]),
            "wish": wish,
        }
