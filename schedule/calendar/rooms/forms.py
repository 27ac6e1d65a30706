from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.formsets import KeyedFormSet, RowsFormMixin
from conference.look.texts import TextsField
from conference.models import Conference
from schedule.calendar.hours_forms import HoursFormSet
from schedule.calendar.models import Purpose, Room, TravelTime, Venue
from schedule.calendar.rooms.actions import ROOM_COLUMNS, Minutes, RoomFacts
from schedule.calendar.rooms.hours import conference_days, hours_by_day

# Addresses of our own pages.
TAKEN = {"new"}


class CodeField(forms.SlugField):
    def __init__(self, **kwargs: Any) -> None:
        help_text = gettext_lazy(
            "Letters, digits and hyphens. It is part of web addresses and cannot be changed later."
        )
        super().__init__(label=gettext_lazy("Code"), max_length=30, help_text=help_text, **kwargs)

    def clean(self, value: Any) -> str:
        """Refuse the names of our own pages."""
        code: str = super().clean(value)
        if code.lower() in TAKEN:
            raise ValidationError(_("This word cannot be used as a code. Please choose another."))
        return code


class RoomForm(RowsFormMixin, characters.Form):
    """A room. A day without hours is open all day."""

    rows = "hours"
    mark_optional = False
    not_printed = ("code", "layout", "equipment")  # on pages
    version = VersionField(required=False)
    code = CodeField()
    name = TextsField(label=gettext_lazy("Name"))
    site = forms.ModelChoiceField(
        label=gettext_lazy("Venue"), queryset=Venue.objects.all(), empty_label=gettext_lazy("Please choose")
    )
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=Purpose.choices)
    capacity = forms.IntegerField(label=gettext_lazy("Seats"), min_value=0, max_value=100_000)
    booths = forms.IntegerField(label=gettext_lazy("Interpretation booths"), min_value=0, max_value=50, initial=0)
    layout = forms.CharField(label=gettext_lazy("Layout"), max_length=80, required=False)
    equipment = forms.CharField(label=gettext_lazy("Equipment"), max_length=160, required=False)
    flags = forms.BooleanField(
        label=gettext_lazy("Flags"),
        required=False,
        help_text=gettext_lazy("The flags of both sides can stand in the room."),
    )
    minutes_from_plenary = forms.IntegerField(
        label=gettext_lazy("Minutes from the plenary hall"),
        min_value=0,
        max_value=120,
        initial=0,
        help_text=gettext_lazy("On foot, within the venue; in other venues, from the entrance."),
    )
    position = forms.IntegerField(label=gettext_lazy("Position in lists"), min_value=0, max_value=9999, initial=0)

    def __init__(self, data: Any = None, *, room: Room | None = None, conference: Conference, **kwargs: Any) -> None:
        self.room = room
        if room is not None:
            names = (*ROOM_COLUMNS, "version")
            kwargs["initial"] = {name: getattr(room, name) for name in names} | {"site": room.site_id}
        super().__init__(data, **kwargs)
        if room is not None:
            del self.fields["code"]
        self.hours = HoursFormSet(
            data,
            days=conference_days(conference, with_eve=True),
            present=hours_by_day(room) if room else {},
            labels=(_("Opens, %(day)s"), _("Closes, %(day)s")),
            half=_("Give both times, or neither: then the room is open all day."),
        )

    def facts(self) -> RoomFacts:
        """Return the form as facts. Hours of days that it doesn't show stay."""
        return RoomFacts(**{name: self.cleaned_data[name] for name in ROOM_COLUMNS}, hours=self.hours.hours())


class VenueForm(characters.Form):
    not_printed = ("code",)  # in addresses of pages
    version = VersionField(required=False)
    code = CodeField()
    name = TextsField(label=gettext_lazy("Name"))
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    position = forms.IntegerField(label=gettext_lazy("Position in lists"), min_value=0, max_value=9999, initial=0)

    def __init__(self, *args: Any, venue: Venue | None = None, **kwargs: Any) -> None:
        self.venue = venue
        if venue is not None:
            names = ("version", "name", "address", "position")
            kwargs["initial"] = {name: getattr(venue, name) for name in names}
        super().__init__(*args, **kwargs)
        if venue is not None:
            del self.fields["code"]


class TravelTimeForm(characters.Form):
    """Minutes from one venue to another, or back."""

    mark_optional = False
    on_foot = forms.IntegerField(required=False, min_value=1, max_value=600)
    by_motorcade = forms.IntegerField(required=False, min_value=1, max_value=600)

    def __init__(self, *args: Any, key: str, venues: Mapping[str, tuple[Venue, Venue]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one, self.other = venues[key]
        names = {"one": self.one, "other": self.other}
        self.fields["on_foot"].label = _("Minutes on foot, %(one)s – %(other)s") % names
        self.fields["by_motorcade"].label = _("Minutes by motorcade, %(one)s – %(other)s") % names


class TravelTimeFormSet(KeyedFormSet[str]):
    """Travel times between each two venues, by both keys: `1-2`."""

    form = TravelTimeForm

    def __init__(self, data: Any = None, *, venues: Iterable[Venue]) -> None:
        in_order = sorted(venues, key=lambda venue: venue.pk)
        self.pairs = {f"{first.pk}-{second.pk}": (first, second) for first, second in combinations(in_order, 2)}
        minutes = {
            f"{way.one_id}-{way.other_id}": {"on_foot": way.on_foot, "by_motorcade": way.by_motorcade}
            for way in TravelTime.objects.all()
        }
        super().__init__(
            data, keys=self.pairs, initial_by_key=minutes, prefix="times", form_kwargs={"venues": self.pairs}
        )

    def minutes(self) -> dict[tuple[int, int], Minutes]:
        return {
            (self.pairs[key][0].pk, self.pairs[key][1].pk): (values["on_foot"], values["by_motorcade"])
            for key, values in self.rows()
        }
