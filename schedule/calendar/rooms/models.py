from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from conference.translated import Translated, TranslatedField


class Purpose(models.TextChoices):
    PLENARY = "plenary", _("Plenary")
    CONFERENCE = "conference", _("Conference room")
    WORKSHOP = "workshop", _("Workshop room")
    BILATERAL = "bilateral", _("Bilateral meeting room")
    PRESS = "press", _("Press")
    RECEPTION = "reception", _("Receptions and protocol")


def place_comma() -> str:
    """Return the comma between a room and its venue: `، ` in Arabic."""
    return pgettext("between a thing and its place", ", ")


def venue_beside(names: Mapping[str, str], venues: Mapping[str, str]) -> Translated:
    """Return the venue beside a room's name: nothing if the name has it (`Banquet Hall, Presidential Palace`)."""
    is_named = any(venue and venue.casefold() in names.get(code, "").casefold() for code, venue in venues.items())
    return Translated() if is_named else Translated(venues)


class Venue(models.Model):
    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = TranslatedField(_("name"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and copy the name to its rooms, so that lists and released programmes need no join."""
        super().save(*args, **kwargs)
        self.rooms.update(venue=self.name)


class TravelTime(models.Model):
    """The way between two venues, in either direction. `one` has the lower key."""

    one = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", verbose_name=_("venue"))
    other = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", verbose_name=_("other venue"))
    on_foot = models.PositiveSmallIntegerField(
        _("minutes on foot"), null=True, blank=True, help_text=_("Empty: too far to walk.")
    )
    by_motorcade = models.PositiveSmallIntegerField(_("minutes by motorcade"), null=True, blank=True)

    class Meta:
        db_table = "calendar_way"  # as first named
        verbose_name = _("travel time between venues")
        verbose_name_plural = _("travel times between venues")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="way_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="way_of_two"),
            models.CheckConstraint(
                condition=models.Q(on_foot__isnull=False) | models.Q(by_motorcade__isnull=False), name="way_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"

    @property
    def minutes(self) -> int:
        return min(minutes for minutes in (self.on_foot, self.by_motorcade) if minutes is not None)


class Room(models.Model):
    """A room or another named place where something happens. `venue` is a copy of the site's name."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = TranslatedField(_("name"))
    site = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("venue")
    )
    venue = TranslatedField(_("name of the venue"), blank=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    capacity = models.PositiveIntegerField(_("seats"), default=0)
    layout = models.CharField(_("layout"), max_length=80, blank=True)
    equipment = models.CharField(_("equipment"), max_length=160, blank=True)
    flags = models.BooleanField(_("flags can stand there"), default=False, db_default=False)
    booths = models.PositiveSmallIntegerField(_("interpretation booths"), default=0)
    minutes_from_plenary = models.PositiveSmallIntegerField(_("minutes from the plenary hall"), default=0)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with a copy of the site's name."""
        if self.site is not None:
            self.venue = Translated(self.site.name)
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "venue"}
        super().save(*args, **kwargs)

    @property
    def where(self) -> str:
        return place_comma().join(filter(None, [str(self.name), str(venue_beside(self.name, self.venue))]))


class Hours(models.Model):
    """When a room is open on a day, in the conference's zone. Without hours it is open all day.

    `until` at or before `opens` is on the next morning: a banquet hall is open from 17:00 to 01:00.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="hours")
    day = models.DateField(_("day"))
    opens = models.TimeField(_("opens"))
    until = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["day", "opens"]
        constraints = [models.UniqueConstraint(fields=["room", "day"], name="hours_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.opens:%H:%M}–{self.until:%H:%M}"

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        last: date = self.day if self.until > self.opens else self.day + timedelta(days=1)
        return datetime.combine(self.day, self.opens, zone), datetime.combine(last, self.until, zone)
