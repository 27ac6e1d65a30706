"""Rooms, and the one table of who or what is engaged from when to when."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.translated import Translated, TranslatedField
from delegations.registration.models import Delegate


class Purpose(models.TextChoices):
    """What a room is for."""

    PLENARY = "plenary", _("Plenary")
    CONFERENCE = "conference", _("Conference room")
    WORKSHOP = "workshop", _("Workshop room")
    BILATERAL = "bilateral", _("Bilateral meeting room")
    PRESS = "press", _("Press")
    RECEPTION = "reception", _("Receptions and protocol")


def venue_beside(names: Mapping[str, str], venues: Mapping[str, str]) -> Translated:
    """The venue to stand beside a room's name: nothing where the name says it already (`Banquet Hall, Presidential Palace`)."""
    said = any(venue and venue.casefold() in names.get(code, "").casefold() for code, venue in venues.items())
    return Translated() if said else Translated(venues)


class Room(models.Model):
    """A room or another place with a name where something happens."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = TranslatedField(_("name"))
    venue = TranslatedField(_("venue"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    capacity = models.PositiveIntegerField(_("seats"), default=0)
    layout = models.CharField(_("layout"), max_length=80, blank=True)
    equipment = models.CharField(_("equipment"), max_length=160, blank=True)
    booths = models.PositiveSmallIntegerField(_("interpretation booths"), default=0)
    minutes_from_plenary = models.PositiveSmallIntegerField(_("minutes from the plenary hall"), default=0)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def where(self) -> str:
        """The room and its venue, for whoever has to find it."""
        return ", ".join(filter(None, [str(self.name), str(venue_beside(self.name, self.venue))]))


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
