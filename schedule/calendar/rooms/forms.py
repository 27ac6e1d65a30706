from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from itertools import combinations
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import characters
from conference.core.concurrency import VersionField
from conference.look.texts import TextsField
from conference.look.times import day_text
from conference.look.widgets import ClockInput
from conference.models import Conference
from schedule.calendar.models import Purpose, Room, TravelTime, Venue
from schedule.calendar.rooms.actions import Facts, Minutes

# In addresses they are pages of ours.
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


class RoomForm(characters.Form):
    """A room. `hours` are two fields a day: opens_2025-10-25 and until_2025-10-25; both empty is open all day."""

    mark_optional = False
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

    def __init__(self, *args: Any, room: Room | None = None, conference: Conference, **kwargs: Any) -> None:
        if room is not None:
            kwargs["initial"] = _initial(room)
        super().__init__(*args, **kwargs)
        if room is not None:
            del self.fields["code"]
        count = (conference.ends_on - conference.starts_on).days + 1
        self.days = [conference.starts_on + timedelta(days=n) for n in range(-1, count)]
        for day in self.days:
            for part, label in (("opens", _("Opens, %(day)s")), ("until", _("Closes, %(day)s"))):
                words = label % {"day": day_text(day, year=False)}
                self.fields[f"{part}_{day}"] = forms.TimeField(label=words, required=False, widget=ClockInput)
        self.kept = {one.day: (one.opens, one.until) for one in room.hours.all()} if room else {}

    @property
    def hours_fields(self) -> Iterator[tuple[Any, Any]]:
        for day in self.days:
            yield self[f"opens_{day}"], self[f"until_{day}"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for day in self.days:
            opens, until = f"opens_{day}", f"until_{day}"
            if opens in values and until in values and (values[opens] is None) != (values[until] is None):
                missing = until if values[until] is None else opens
                self.add_error(missing, _("Give both times, or neither: then the room is open all day."))
        return values

    def facts(self) -> Facts:
        """Return the form as facts. Hours of days that it doesn't show stay."""
        values = self.cleaned_data
        hours: dict[date, tuple[time, time]] = {day: one for day, one in self.kept.items() if day not in self.days}
        for day in self.days:
            if values[f"opens_{day}"] is not None:
                hours[day] = (values[f"opens_{day}"], values[f"until_{day}"])
        names = (
            "name",
            "purpose",
            "site",
            "capacity",
            "layout",
            "equipment",
            "booths",
            "flags",
            "minutes_from_plenary",
            "position",
        )
        return Facts(**{name: values[name] for name in names}, hours=hours)


def _initial(room: Room) -> dict[str, Any]:
    names = (
        "version",
        "name",
        "purpose",
        "capacity",
        "layout",
        "equipment",
        "booths",
        "flags",
        "minutes_from_plenary",
        "position",
    )
    hours = {
        f"{part}_{one.day}": value
        for one in room.hours.all()
        for part, value in (("opens", one.opens), ("until", one.until))
    }
    return {"site": room.site_id, **{name: getattr(room, name) for name in names}, **hours}


class VenueForm(characters.Form):
    printed = ("address",)
    version = VersionField(required=False)
    code = CodeField()
    name = TextsField(label=gettext_lazy("Name"))
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    position = forms.IntegerField(label=gettext_lazy("Position in lists"), min_value=0, max_value=9999, initial=0)

    def __init__(self, *args: Any, venue: Venue | None = None, **kwargs: Any) -> None:
        if venue is not None:
            names = ("version", "name", "address", "position")
            kwargs["initial"] = {name: getattr(venue, name) for name in names}
        super().__init__(*args, **kwargs)
        if venue is not None:
            del self.fields["code"]


class WaysForm(characters.Form):
    """Minutes on foot and by motorcade for each two venues, by keys: foot_1_2, motorcade_1_2."""

    mark_optional = False

    def __init__(self, *args: Any, venues: Iterable[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {(way.one_id, way.other_id): way for way in TravelTime.objects.all()}
        in_order = sorted(venues, key=lambda venue: venue.pk)
        self.pairs = list(combinations(in_order, 2))
        for one, other in self.pairs:
            way = known.get((one.pk, other.pk))
            for name, label, value in (
                ("foot", _("Minutes on foot, %(one)s – %(other)s"), way.on_foot if way else None),
                ("motorcade", _("Minutes by motorcade, %(one)s – %(other)s"), way.by_motorcade if way else None),
            ):
                words = label % {"one": one, "other": other}
                key = f"{name}_{one.pk}_{other.pk}"
                self.fields[key] = forms.IntegerField(
                    label=words, required=False, min_value=1, max_value=600, initial=value
                )

    @property
    def rows(self) -> Iterator[tuple[Venue, Venue, Any, Any]]:
        for one, other in self.pairs:
            yield one, other, self[f"foot_{one.pk}_{other.pk}"], self[f"motorcade_{one.pk}_{other.pk}"]

    def minutes(self) -> dict[tuple[int, int], Minutes]:
        values = self.cleaned_data
        return {
            (one.pk, other.pk): (values[f"foot_{one.pk}_{other.pk}"], values[f"motorcade_{one.pk}_{other.pk}"])
            for one, other in self.pairs
        }
