"""Venues and the ways between them, rooms and their hours, and the one table of who or what is engaged from when to when."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from conference.lifecycle import Lived
from conference.translated import Translated, TranslatedField
from delegations.registration.models import Delegate
from schedule.calendar.feed_models import Feed as Feed
from schedule.calendar.feed_models import Told as Told


class Purpose(models.TextChoices):
    """What a room is for."""

    PLENARY = "plenary", _("Plenary")
    CONFERENCE = "conference", _("Conference room")
    WORKSHOP = "workshop", _("Workshop room")
    BILATERAL = "bilateral", _("Bilateral meeting room")
    PRESS = "press", _("Press")
    RECEPTION = "reception", _("Receptions and protocol")


def place_comma() -> str:
    """What stands between a room and its venue in the reader's language: `، ` in Arabic."""
    return pgettext("between a thing and its place", ", ")


def venue_beside(names: Mapping[str, str], venues: Mapping[str, str]) -> Translated:
    """The venue to stand beside a room's name: nothing where the name says it already (`Banquet Hall, Presidential Palace`)."""
    said = any(venue and venue.casefold() in names.get(code, "").casefold() for code, venue in venues.items())
    return Translated() if said else Translated(venues)


class Venue(models.Model):
    """A building, or another place that one has to travel to."""

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
        """Django's; its rooms keep the name too, so that lists and released programmes need no join."""
        super().save(*args, **kwargs)
        self.rooms.update(venue=self.name)


class Way(models.Model):
    """How long one is on the way between two venues, in either direction, door to door. `one` is the venue with the lower key."""

    one = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", verbose_name=_("venue"))
    other = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", verbose_name=_("other venue"))
    on_foot = models.PositiveSmallIntegerField(
        _("minutes on foot"), null=True, blank=True, help_text=_("Empty: too far to walk.")
    )
    by_motorcade = models.PositiveSmallIntegerField(_("minutes by motorcade"), null=True, blank=True)

    class Meta:
        verbose_name = _("way between venues")
        verbose_name_plural = _("ways between venues")
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
        """The shorter of the two."""
        return min(known for known in (self.on_foot, self.by_motorcade) if known is not None)


class Room(models.Model):
    """A room or another place with a name where something happens. `venue` is the site's name, kept beside it."""

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
        """Django's; the name of the site is kept beside it."""
        if self.site is not None:
            self.venue = Translated(self.site.name)
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "venue"}
        super().save(*args, **kwargs)

    @property
    def where(self) -> str:
        """The room and its venue, for whoever has to find it."""
        return place_comma().join(filter(None, [str(self.name), str(venue_beside(self.name, self.venue))]))


class Hours(models.Model):
    """When a room is open on a day, on the clocks of the conference. A room without hours on a day is open all of it.

    `until` at or before `opens` is on the morning after: a banquet hall is open from 17:00 to 01:00.
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
        """From when (in) to when (out) it is open, as moments."""
        last: date = self.day if self.until > self.opens else self.day + timedelta(days=1)
        return datetime.combine(self.day, self.opens, zone), datetime.combine(last, self.until, zone)


class Closure(Lived):
    """A room closed for a time, with the reason. While it is `closed` it holds the room's time like everything else (rule 1)."""

    class State(models.TextChoices):
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Opened again")

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"closed": ("reopened",), "reopened": ()}

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="closures", verbose_name=_("room"))
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CLOSED)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("closure of a room")
        verbose_name_plural = _("closures of rooms")
        ordering = ["starts", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="closure_in_order")]

    def __str__(self) -> str:
        return f"{self.room}: {self.reason}"


class Engagement(models.Model):
    """A room or a person taken from `starts` (in) to `ends` (out). What takes several has several rows with one `booking`.

    No two rows of one room, and no two of one person, overlap: an exclusion constraint on PostgreSQL, triggers on SQLite
    (guards.py of this app). Buffers lie inside the range. A row with `holds_until` is an offer's: it takes its time in full until
    then, and is deleted afterwards.
    """

    booking = models.UUIDField(default=uuid.uuid4, db_index=True)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements")
    person = models.ForeignKey(Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements")
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    holds_until = models.DateTimeField(_("held until"), null=True, blank=True)
    kind = models.CharField(max_length=12)  # session, bilateral, reception, closure
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    labels = TranslatedField()  # what their own side reads, by language
    # A room's time that takes the time of every head of delegation with it, such as the opening's: nobody is entered one by one.
    for_heads = models.BooleanField(_("all heads of delegation are there"), default=False)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="engagement_in_order"),
            models.CheckConstraint(
                condition=models.Q(room__isnull=False, person__isnull=True)
                | models.Q(room__isnull=True, person__isnull=False),
                name="engagement_of_one",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "starts"], name="engagement_room"),
            models.Index(fields=["person", "starts"], name="engagement_person"),
            models.Index(fields=["subject_type", "subject_id"], name="engagement_subject"),
            models.Index(fields=["starts"], condition=models.Q(for_heads=True), name="engagement_heads"),
            models.Index(fields=["holds_until"], condition=models.Q(holds_until__isnull=False), name="engagement_held"),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.starts:%d %b %H:%M}"

    @property
    def label(self) -> str:
        """What their own side reads, in the reader's language."""
        return str(self.labels)
