"""Sessions, which organisers edit as a draft, and releases, which everybody reads: numbered, complete, never changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.parties.models import Party
from conference.translated import TranslatedField
from delegations.registration.models import Delegate
from schedule.calendar.models import Room


class Type(models.TextChoices):
    """Kinds of session."""

    OPENING = "opening", _("Ceremony")
    PLENARY = "plenary", _("Plenary")
    SIGNING = "signing", _("Signing")
    HIGH_LEVEL = "high_level", _("High-level discussion")
    ROUNDTABLE = "roundtable", _("Roundtable")
    SIDE_EVENT = "side_event", _("Side event")
    WORKSHOP = "workshop", _("Workshop")
    PRESS = "press", _("Press")
    CEREMONY = "ceremony", _("Closing ceremony")
    PROTOCOL = "protocol", _("Protocol")
    SOCIAL = "social", _("Reception")


class Session(models.Model):
    """Something in a room from when to when: the draft. `key` stays the same through every change and names it in calendar files."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    type = models.CharField(_("type"), max_length=12, choices=Type)
    title = TranslatedField(_("title"))
    description = TranslatedField(_("description"), blank=True)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("room"))
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    is_open = models.BooleanField(_("open meeting"), default=True)
    webcast = models.BooleanField(_("webcast"), default=False)
    interpretation: Any = models.JSONField(_("languages of interpretation"), default=list, blank=True)
    agenda: Any = models.JSONField(_("agenda items"), default=list, blank=True)  # list of {"en": …} or str
    organisers = models.ManyToManyField(Party, blank=True, related_name="+", verbose_name=_("organised by"))
    chair = models.ForeignKey(
        Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("chair")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts", "room__position", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="session_in_order")]

    def __str__(self) -> str:
        return str(self.title)


class Release(models.Model):
    """A published programme: a number, a moment, what changed in words."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changes: Any = models.JSONField(default=list)  # list of {"key", "what", "was", "is"}

    class Meta:
        verbose_name = _("release of the programme")
        verbose_name_plural = _("releases of the programme")
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class ReleasedSession(models.Model):
    """One session as a release has it: its data, and its row of the programme ready-made in each language."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="rows")
    key = models.SlugField(max_length=60)
    day = models.DateField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    room_code = models.SlugField(max_length=30)
    type = models.CharField(max_length=12, choices=Type)
    is_open = models.BooleanField()
    data: Any = models.JSONField()
    html: Any = models.JSONField(default=dict)  # language → the row as HTML

    class Meta:
        ordering = ["starts", "id"]
        constraints = [models.UniqueConstraint(fields=["release", "key"], name="releasedsession_once")]
        indexes = [models.Index(fields=["release", "day", "starts"], name="releasedsession_day")]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.key}"
