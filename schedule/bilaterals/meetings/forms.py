from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters, parsing
from conference.core.concurrency import VersionField
from conference.look.widgets import Bar
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings.actions import Wish
from schedule.bilaterals.meetings.queries import RoomSuitability
from schedule.bilaterals.models import LENGTHS, Layout, Press


class AskForm(characters.Form):
    """The request. `start` is the chosen slot in ISO format with its offset."""

    length = forms.TypedChoiceField(label=gettext_lazy("Length"), choices=LENGTHS, coerce=int, initial=20, widget=Bar)
    topics = forms.CharField(
        label=gettext_lazy("Topics"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    party_size = forms.IntegerField(
        label=gettext_lazy("Our party"),
        min_value=1,
        max_value=30,
        initial=5,
        help_text=gettext_lazy("Persons at the table, including the principal."),
    )
    interpretation = forms.CharField(
        label=gettext_lazy("Interpretation"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Two languages, such as English and Portuguese; empty for none."),
    )
    press = forms.ChoiceField(label=gettext_lazy("Press"), choices=Press, initial=Press.PHOTO)
    layout = forms.ChoiceField(label=gettext_lazy("Layout"), choices=Layout, initial=Layout.SOFAS)
    contact = forms.CharField(
        label=gettext_lazy("Contact on the day"), max_length=160, help_text=gettext_lazy("Name and mobile number.")
    )
    start = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_start(self) -> datetime:
        text = self.cleaned_data["start"]
        if not text:
            raise ValidationError(_("Choose a time that both have free."))
        moment = parsing.moment(text)
        if moment is None:
            raise ValidationError(_("This is not a valid time. Choose one from the table."))
        return moment

    def wish(self) -> Wish:
        names = ("topics", "party_size", "contact", "interpretation", "press", "layout")
        return Wish(**{name: self.cleaned_data[name] for name in names})


class PartnerForm(characters.Form):
    party = forms.ChoiceField(
        label=gettext_lazy("With"), help_text=gettext_lazy("Delegations that have named their head.")
    )

    def __init__(self, *args: Any, partners: list[Delegation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.party.code, one.party.short) for one in partners]
        self.fields["party"].choices = [("", _("Choose a delegation")), *choices]  # type: ignore[attr-defined]
        self.fields["party"].widget.attrs["autofocus"] = True


class AnswerForm(characters.Form):
    """Yes or no, with words for the other side; `version` is what the reader saw."""

    words = forms.CharField(
        label=gettext_lazy("Message to the other delegation"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = VersionField()


class CancelForm(characters.Form):
    reason = forms.CharField(label=gettext_lazy("Reason (the other delegation reads it)"), max_length=300)
    version = VersionField()


class RoomForm(characters.Form):
    room = forms.ChoiceField(label=gettext_lazy("Room"))
    version = VersionField()

    def __init__(self, *args: Any, rooms: list[RoomSuitability], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [
            (one.room.code, f"{one.room} ({one.room.capacity})" + (f": {one.why}" if one.why else "")) for one in rooms
        ]
        self.fields["room"].choices = words  # type: ignore[attr-defined]
