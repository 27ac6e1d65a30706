from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.lists import join_facts, with_brackets
from conference.look.widgets import Bar
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings.forms import ConferenceMomentField
from schedule.bilaterals.meetings.queries import suitable_rooms
from schedule.bilaterals.models import LENGTHS, Meeting
from schedule.calendar.models import Interpreter, Purpose, Room


class ReasonForm(characters.Form):
    """Why a room is taken away; both sides read it."""

    not_printed = ("reason",)  # on pages and in e-mails
    reason = forms.CharField(label=gettext_lazy("Reason (the delegations read it)"), max_length=300)
    version = VersionField()


class SwapForm(ReasonForm):
    """The meeting with which rooms are exchanged."""

    other = forms.ModelChoiceField(
        label=gettext_lazy("Exchange rooms with"), queryset=Meeting.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, meetings: list[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["other", "reason"])
        field: Any = self.fields["other"]
        field.queryset = Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings])
        field.choices = [
            (str(meeting.public_id), with_brackets(join_facts(meeting.parties()), meeting.room)) for meeting in meetings
        ]


class MoveForm(ReasonForm):
    """The time to which protocol moves a meeting, and the room there; empty for its own if that is free, else the smallest."""

    field_order = ("starts", "room", "reason")
    starts = ConferenceMomentField(label=gettext_lazy("Begins"))
    room = forms.ModelChoiceField(
        label=gettext_lazy("Room"),
        queryset=Room.objects.filter(purpose=Purpose.BILATERAL),
        to_field_name="code",
        required=False,
        empty_label="–",
        help_text=gettext_lazy("Empty: the present room if it is free, else the smallest that suits."),
    )
    interpreter = forms.ModelChoiceField(
        queryset=Interpreter.objects.all(), required=False, widget=forms.HiddenInput
    )  # who was shown as staying engaged


class InterpreterForm(characters.Form):
    interpreter = forms.ModelChoiceField(
        label=gettext_lazy("Interpreter"), queryset=Interpreter.objects.all(), empty_label=None
    )
    version = VersionField()


class WalkInForm(characters.Form):
    """A meeting that two or three delegations agree on at protocol's desk."""

    asking = forms.ModelChoiceField(label=gettext_lazy("Delegation"), queryset=Delegation.objects.none())
    asked = forms.ModelChoiceField(label=gettext_lazy("meets"), queryset=Delegation.objects.none())
    third = forms.ModelChoiceField(
        label=gettext_lazy("Third delegation"), queryset=Delegation.objects.none(), required=False
    )
    starts = ConferenceMomentField(label=gettext_lazy("From"))
    length = forms.TypedChoiceField(label=gettext_lazy("Length"), choices=LENGTHS, coerce=int, initial=20, widget=Bar)
    room = forms.ModelChoiceField(
        label=gettext_lazy("Room"), queryset=Room.objects.filter(purpose="bilateral"), to_field_name="code"
    )
    party_size = forms.IntegerField(label=gettext_lazy("Persons per side"), min_value=1, max_value=30, initial=3)
    topics = forms.CharField(label=gettext_lazy("Topics"), max_length=1000, required=False)

    def __init__(self, *args: Any, delegations: list[Delegation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a delegation")), *((side.pk, side.party.short) for side in delegations)]
        for name in ("asking", "asked", "third"):
            field: Any = self.fields[name]
            field.queryset = Delegation.objects.filter(pk__in=[side.pk for side in delegations])
            field.choices = choices

    def list_rooms(self, now: datetime, typed: Mapping[str, Any] | None = None) -> None:
        """Offer the rooms that are free at the time that was typed, or else `now`, and seat so many; propose the smallest.

        `typed`: By default what was sent and is valid.
        """
        rooms = self._suitable_rooms(getattr(self, "cleaned_data", {}) if typed is None else typed, now)
        choices = [(room.code, with_brackets(room, room.capacity)) for room in rooms]
        self.fields["room"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        if rooms and self.initial.get("room") not in [room.code for room in rooms]:
            self.initial["room"] = rooms[0].code

    def _suitable_rooms(self, typed: Mapping[str, Any], now: datetime) -> list[Room]:
        starts = typed.get("starts") or now
        ends = starts + timedelta(minutes=typed.get("length") or 20)
        sides = 3 if typed.get("third") else 2
        return suitable_rooms(starts, ends, sides * (typed.get("party_size") or 3))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        room, starts = values.get("room"), values.get("starts")
        if room and starts and room not in self._suitable_rooms(values, starts):
            self.add_error("room", _("%(room)s is not free at that time, or has too few seats.") % {"room": room})
        return values

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        topics = typed["topics"] or _("Arranged at protocol’s desk")
        return {
            **{name: typed[name] for name in ("asking", "asked", "starts", "room")},
            "further": [typed["third"]] if typed["third"] else [],
            "length": timedelta(minutes=typed["length"]),
            "wish": {"topics": topics, "party_size": typed["party_size"], "contact": ""},
        }
