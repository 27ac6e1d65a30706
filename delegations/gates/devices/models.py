from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.models import Zone
from conference.translated import TranslatedField

# A presence's place is its zone's key, or this: the whole site, to which gates without a zone lead.
SITE = 0
# Of the settings, in minutes: a week; what a device that is in touch may take; a day.
LONGEST_SECOND_ENTRY, SOONEST_SILENT, LONGEST_SILENT = 7 * 24 * 60, 3, 24 * 60


class Direction(models.TextChoices):
    IN = "in", _("In")
    OUT = "out", _("Out")
    BOTH = "both", _("In and out")


class Gate(models.Model):
    """A place where badges are scanned, on the way into a zone, or into the whole site when it has none."""

    name = TranslatedField(_("name"))
    zone = models.ForeignKey(
        Zone,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="gates",
        verbose_name=_("zone"),
        help_text=_("Leave empty if the gate leads to the whole site."),
    )
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.BOTH)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)


class DeviceState(models.TextChoices):
    """The states of a device. A revoked one is invited anew, as another."""

    INVITED = "invited", _("Awaiting enrolment")
    ENROLLED = "enrolled", _("In use")
    REVOKED = "revoked", pgettext_lazy("a device", "Revoked")


class Device(AuditedModel):
    """A scanner at a gate. Only the SHA-256 of its code and of its key, which opens the gates' addresses and nothing else, is stored."""

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "invited": ("enrolled", "revoked"),
        "enrolled": ("revoked",),
        "revoked": (),
    }
    SECRET = frozenset({"key_hash", "code_hash"})

    name = models.CharField(_("name"), max_length=60)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="devices", verbose_name=_("gate"))
    # The occasion at whose entrance it stands, by its key (occasions.py); empty for a gate.
    occasion = models.SlugField(_("at the entrance of"), max_length=40, blank=True, default="", db_index=False)
    state = models.CharField(_("state"), max_length=8, choices=DeviceState, default=DeviceState.INVITED)
    key_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    code_expires = models.DateTimeField(null=True, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen = models.DateTimeField(null=True, blank=True)
    bundle_version = models.PositiveBigIntegerField(null=True, blank=True)
    bundle_at = models.DateTimeField(null=True, blank=True)
    clock_offset = models.FloatField(null=True, blank=True)  # s that the server's clock is ahead of the device's

    class Meta:
        verbose_name = _("device at a gate")
        verbose_name_plural = _("devices at gates")
        ordering = ["gate__position", "gate_id", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="enrolled") | models.Q(key_hash__isnull=False), name="device_has_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Policy(models.Model):
    """The organisers' settings for gates, one row: what devices may store, and limits in minutes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    names = models.BooleanField(_("Devices keep names"), default=False)
    photos = models.BooleanField(_("Devices keep small photos"), default=False)
    second_entry = models.PositiveSmallIntegerField(
        _("Minutes in which a second entry is checked"),
        default=30,  # gate_check.sql has the same
        validators=[MaxValueValidator(LONGEST_SECOND_ENTRY)],
    )
    silent_after = models.PositiveSmallIntegerField(
        _("Minutes after which a silent device is a task"),
        default=15,
        validators=[MinValueValidator(SOONEST_SILENT), MaxValueValidator(LONGEST_SILENT)],
    )

    class Meta:
        verbose_name = _("what devices may keep")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="gates_policy_one_row")]

    def __str__(self) -> str:
        return "policy"

    @classmethod
    def current(cls) -> Policy:
        """Return the settings; the defaults where nobody has set any. One query."""
        return cls.objects.first() or cls()
