from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.lists import join_facts, with_brackets
from conference.look.widgets import Bar, MomentInput
from conference.models import current_conference
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings.forms import room_choices
from schedule.bilaterals.meetings.queries import rooms_for
from schedule.bilaterals.models import LENGTHS, Meeting
from schedule.calendar.models import Interpreter, Room


class ReasonForm(characters.Form):
    """Why a room is taken away; both sides read it."""

    not_printed = ("reason",)  # on pages and in e-mails
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
        field: Any = self.fields["other"]
        field.queryset = Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings])
        field.choices = [
            (str(meeting.public_id), with_brackets(join_facts([meeting.asking, meeting.asked]), meeting.room))
            for meeting in meetings
        ]


class InterpreterForm(characters.Form):
    interpreter = forms.ModelChoiceField(
        label=gettext_lazy("Interpreter"), queryset=Interpreter.objects.all(), empty_label=None
    )
    version = VersionField()


class WalkInForm(characters.Form):
    """A meeting that both sides agree on at protocol's desk."""

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
        choices = [("", _("Choose a delegation")), *((side.pk, side.party.short) for side in delegations)]
        for name in ("asking", "asked"):
            field: Any = self.fields[name]
            field.queryset = Delegation.objects.filter(pk__in=[side.pk for side in delegations])
            field.choices = choices

    def list_rooms(self, now: datetime) -> None:
        """Say of each room whether it suits at the time that was typed, or else `now`; those that suit come first."""
        typed = getattr(self, "cleaned_data", {})
        starts = typed.get("starts") or now
        ends = starts + timedelta(minutes=typed.get("length") or 20)
        rooms = rooms_for(starts, ends, 2 * (typed.get("party_size") or 3), given=True)
        self.fields["room"].choices = [("", "–"), *room_choices(rooms)]  # type: ignore[attr-defined]

    def clean_starts(self) -> datetime:
        """Read what was typed as the conference's time."""
        typed: datetime = self.cleaned_data["starts"]
        return typed.replace(tzinfo=current_conference().zone)

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        topics = typed["topics"] or _("Arranged at protocol’s desk")
        return {
            **{name: typed[name] for name in ("asking", "asked", "starts", "room")},
            "length": timedelta(minutes=typed["length"]),
            "wish": {"topics": topics, "party_size": typed["party_size"], "contact": ""},
        }
