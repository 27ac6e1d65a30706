from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters, parsing
from conference.core.concurrency import VersionField
from conference.look.times import when_text
from conference.look.widgets import Bar, MomentInput
from conference.models import current_conference
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings.actions import Reply
from schedule.bilaterals.meetings.queries import RoomSuitability
from schedule.bilaterals.models import LENGTHS, Layout, Press


class ConferenceMomentField(forms.DateTimeField):
    """A moment as typed, on the conference's clock, or with an offset of its own."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        if moment := parsing.moment(str(value)):
            return moment
        typed: datetime | None = super().to_python(value)
        return typed.replace(tzinfo=current_conference().zone) if typed else None

    def prepare_value(self, value: Any) -> Any:
        moment = value if isinstance(value, datetime) else parsing.moment(str(value))
        if moment is None or moment.tzinfo is None:
            return value
        return moment.astimezone(current_conference().zone).replace(tzinfo=None)


def _choose_principal(form: forms.Form, principals: Sequence[Delegate]) -> dict[str, Delegate]:
    """Offer these persons in the form's field, and return them by the values of the choices."""
    by_key = {str(principal.pk): principal for principal in principals}
    field: Any = form.fields["principal"]
    field.choices = [(key, principal.called) for key, principal in by_key.items()]
    return by_key


class AskForm(characters.Form):
    """The request. `start` is the chosen time in ISO format with its offset; `other_time`, which was not offered, goes before it."""

    not_printed = ("contact",)  # on the page of the other side
    needed_when_shown = ("place",)
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
    principal = forms.ChoiceField(label=gettext_lazy("Our principal"), required=False)
    by_telephone = forms.BooleanField(
        label=gettext_lazy("Both sides have agreed on this by telephone"),
        required=False,
        help_text=gettext_lazy("The other side only confirms what you enter."),
    )
    pull_aside = forms.BooleanField(
        label=gettext_lazy("A pull-aside: no room is needed"),
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("Where you meet without a room"), max_length=120, required=False)
    flags = forms.BooleanField(label=gettext_lazy("Flags in the room"), required=False, initial=True)
    further = forms.MultipleChoiceField(
        label=gettext_lazy("Third and fourth delegation"),
        required=False,
        help_text=gettext_lazy("Two at most. The meeting takes place when all have accepted."),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    preferred = forms.MultipleChoiceField(
        label=gettext_lazy("Times that would suit you better"), required=False, widget=forms.CheckboxSelectMultiple
    )
    impossible = forms.MultipleChoiceField(
        label=gettext_lazy("Times that are impossible for you"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_time = ConferenceMomentField(
        label=gettext_lazy("None of these suits: another time"),
        required=False,
        help_text=gettext_lazy(
            "Between 09:00 and 18:00 on a day of the conference. The other side reads it with your request, and accepts it or proposes "
            "another one."
        ),
    )
    start = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        principals: Sequence[Delegate] = (),
        partners: Sequence[Delegation] = (),
        windows: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.principals = _choose_principal(self, principals)
        self.list_partners(partners)
        for name in ("preferred", "impossible"):
            self._choose(name, windows)

    def list_partners(self, partners: Sequence[Delegation]) -> None:
        """Offer these as third and fourth delegation."""
        self.partners = {partner.party.code: partner for partner in partners}
        self._choose("further", [(code, partner.party.short) for code, partner in self.partners.items()])

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if set(values.get("preferred", ())) & set(values.get("impossible", ())):
            self.add_error("impossible", _("A time cannot be both preferred and impossible."))
        if values.get("pull_aside") and not values.get("place"):
            self.add_error("place", _("Say where you meet."))
        if not (values.get("start") or values.get("other_time") or {"start", "other_time"} & set(self.errors)):
            self.add_error("start", _("Choose one of the times, or name another one."))
        return values

    def clean_start(self) -> datetime | None:
        moment = parsing.moment(self.cleaned_data["start"])
        if self.cleaned_data["start"] and moment is None:
            raise ValidationError(_("This is not a valid time. Choose one of those offered."))
        return moment

    @property
    def time_field(self) -> str:
        """Return the field from which the time came."""
        return "other_time" if self.cleaned_data.get("other_time") else "start"

    def terms(self) -> dict[str, Any]:
        """Return the terms of the meeting, as of MeetingTerms, besides the two delegations."""
        values = self.cleaned_data
        names = ("topics", "party_size", "contact", "interpretation", "press", "layout", "flags", "pull_aside")
        wish: dict[str, Any] = {name: values[name] for name in names}
        for name in ("preferred", "impossible"):
            wish[name] = [stretch.split("/") for stretch in values[name]]
        wish["place"] = values["place"] if values["pull_aside"] else ""
        return {
            "starts": values[self.time_field],
            "length": timedelta(minutes=values["length"]),
            "wish": wish,
            "principal": self.principals.get(values["principal"]),
            "further": [self.partners[code] for code in values["further"]],
            "by_telephone": values["by_telephone"],
        }


class PartnerForm(characters.Form):
    party = forms.ChoiceField(
        label=gettext_lazy("With"), help_text=gettext_lazy("Delegations that have named their head.")
    )

    def __init__(self, *args: Any, partners: list[Delegation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(partner.party.code, partner.party.short) for partner in partners]
        self.fields["party"].choices = [("", _("Choose a delegation")), *choices]  # type: ignore[attr-defined]
        self.fields["party"].widget.attrs["autofocus"] = True


class MessageForm(characters.Form):
    words = forms.CharField(
        label=gettext_lazy("Message to the others"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = VersionField()


class AnswerForm(MessageForm):
    """Yes, no or another time, with a message for the other side; `version` is that of the page."""

    not_printed = ("contact", "languages")  # on the page of the other side
    choice = forms.ChoiceField(label=gettext_lazy("Which time"), required=False, widget=forms.RadioSelect)
    principal = forms.ChoiceField(label=gettext_lazy("Who comes"), required=False)
    party_size = forms.IntegerField(
        label=gettext_lazy("Our party"),
        min_value=1,
        max_value=30,
        required=False,
        help_text=gettext_lazy("Persons at the table, including the principal."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact on the day"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Name and mobile number."),
    )
    languages = forms.CharField(label=gettext_lazy("Languages"), max_length=60, required=False)

    def __init__(
        self,
        *args: Any,
        principals: Sequence[Delegate] = (),
        offers: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.principals = _choose_principal(self, principals)
        self.fields["choice"].choices = list(offers)  # type: ignore[attr-defined]

    def reply(self, present: Delegate | None) -> Reply:
        """Return what the side says of itself; nothing of the principal where it is the same as before."""
        values = self.cleaned_data
        principal = self.principals.get(values["principal"])
        return Reply(
            values["party_size"], values["contact"], values["languages"], None if principal == present else principal
        )


class TimesForm(MessageForm):
    """One to three other times, of those offered or one of the side's own."""

    field_order = ("first", "second", "third", "other_time")
    first = forms.ChoiceField(label=gettext_lazy("Time"), required=False)
    second = forms.ChoiceField(label=gettext_lazy("or"), required=False)
    third = forms.ChoiceField(label=gettext_lazy("or"), required=False)
    other_time = ConferenceMomentField(label=gettext_lazy("None of these suits: another time"), required=False)

    def __init__(self, *args: Any, times: Sequence[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = current_conference().zone
        choices = [("", "–"), *((time.isoformat(), when_text(time.astimezone(zone), year=False)) for time in times)]
        for name in ("first", "second", "third"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not self.times():
            self.add_error("first", _("Propose one, two or three times."))
        return values

    def times(self) -> list[datetime]:
        chosen = {
            datetime.fromisoformat(text) for name in ("first", "second", "third") if (text := self.cleaned_data[name])
        }
        return sorted(chosen | ({moment} if (moment := self.cleaned_data["other_time"]) else set()))


class PrincipalForm(characters.Form):
    """Who comes for a side instead of its present principal."""

    principal = forms.ChoiceField(label=gettext_lazy("Who comes"))
    version = VersionField()

    def __init__(self, *args: Any, principals: Sequence[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.principals = _choose_principal(self, principals)

    def chosen(self) -> Delegate:
        return self.principals[self.cleaned_data["principal"]]


class CancelForm(characters.Form):
    not_printed = ("reason",)  # on pages and in e-mails
    reason = forms.CharField(label=gettext_lazy("Reason (the others read it)"), max_length=300)
    version = VersionField()


def room_choices(rooms: Sequence[RoomSuitability]) -> list[tuple[str, str]]:
    """Return the choices of rooms: each with its seats, and why it does not suit."""
    return [
        (suits.room.code, f"{suits.room} ({suits.room.capacity})" + (f": {suits.why}" if suits.why else ""))
        for suits in rooms
    ]


class RoomForm(characters.Form):
    room = forms.ChoiceField(label=gettext_lazy("Room"))
    version = VersionField()

    def __init__(self, *args: Any, rooms: list[RoomSuitability], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = room_choices(rooms)  # type: ignore[attr-defined]
