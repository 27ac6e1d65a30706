"""Gates, the devices that scan at them, what they scanned, and what follows: who is inside where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.lifecycle import Lived
from conference.models import Zone
from conference.translated import TranslatedField
from delegations.accreditation.models import Badge
from delegations.registration.models import Delegate, Delegation

# A presence's place is its zone's key, or this: the whole site, which gates without a zone lead to.
SITE = 0


class Direction(models.TextChoices):
    """Which way a gate lets people through."""

    IN = "in", _("In")
    OUT = "out", _("Out")
    BOTH = "both", _("In and out")


class Verdict(models.TextChoices):
    """What a gate says of a badge. The stable words of reasons are in verdicts.py."""

    ENTER = "enter", _("Enter")
    REFUSED = "refused", _("Refused")
    CHECK = "check", _("Check by hand")


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
        help_text=_("Empty: the gate leads to the whole site."),
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
    """Where a device stands. A revoked one never comes back: it is invited anew, as another."""

    INVITED = "invited", _("Waits for its code")
    ENROLLED = "enrolled", _("In use")
    REVOKED = "revoked", _("Revoked")


class Device(Lived):
    """A scanner at a gate. Its key, which opens the gates' addresses and nothing else, and its code are kept only as SHA-256."""

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "invited": ("enrolled", "revoked"),
        "enrolled": ("revoked",),
        "revoked": (),
    }
    SECRET = frozenset({"key_hash", "code_hash"})

    name = models.CharField(_("name"), max_length=60)
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="devices", verbose_name=_("gate"))
    state = models.CharField(_("state"), max_length=8, choices=DeviceState, default=DeviceState.INVITED)
    key_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    code_expires = models.DateTimeField(null=True, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen = models.DateTimeField(null=True, blank=True)
    bundle_version = models.PositiveBigIntegerField(null=True, blank=True)
    bundle_at = models.DateTimeField(null=True, blank=True)
    clock_offset = models.FloatField(null=True, blank=True)  # s that the house's clock is ahead of the device's

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


class Scan(models.Model):
    """One scan, as the gate saw it: never changed, never deleted, once for each number of a device.

    `happened_at` is by the house's clock: the moment itself online, else reckoned from `device_at` and the device's clock. `counts` says
    that the bearer went through: let in (and not scanned twice), or on the way out. What came from a revoked device stands `apart` and
    counts for nothing.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="scans", db_index=False)
    number = models.PositiveBigIntegerField()
    zone = models.ForeignKey(Zone, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=4, choices=Direction)
    device_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    online = models.BooleanField()
    serial = models.CharField(max_length=64, blank=True)
    badge = models.ForeignKey(Badge, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The badge's bearer. Without a constraint, whose check would make a gate wait for whoever changes that delegation just then.
    delegate = models.ForeignKey(
        Delegate, null=True, on_delete=models.PROTECT, related_name="scans", db_index=False, db_constraint=False
    )
    verdict = models.CharField(max_length=7, choices=Verdict)
    reason = models.CharField(max_length=20, blank=True)
    bundle = models.PositiveBigIntegerField(default=0)  # the version by which an offline device decided
    counts = models.BooleanField()
    apart = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["happened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["device", "number"], name="scan_number_once"),
            models.CheckConstraint(condition=~models.Q(direction="both"), name="scan_one_way"),
            models.CheckConstraint(
                condition=models.Q(counts=False) | models.Q(apart=False, delegate__isnull=False), name="scan_counts"
            ),
        ]
        indexes = [models.Index(fields=["delegate", "happened_at"], name="scan_of_delegate")]

    def __str__(self) -> str:
        return f"{self.device_id}/{self.number}"


class Presence(models.Model):
    """Where a person is, derived from the scans that count: since when inside a place, null when outside again.

    `place` is the zone's key or SITE. A trigger keeps the tally of each place and delegation (guards.py).
    """

    delegate = models.ForeignKey(
        Delegate, on_delete=models.PROTECT, related_name="presences", db_index=False, db_constraint=False
    )
    delegation = models.ForeignKey(
        Delegation, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    place = models.PositiveBigIntegerField()
    since = models.DateTimeField(null=True)
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["delegate", "place"], name="presence_once")]
        indexes = [models.Index(fields=["scan"], name="presence_scan")]

    def __str__(self) -> str:
        return f"{self.delegate_id} @ {self.place}"


class Tally(models.Model):
    """How many of a delegation are inside a place, written by a trigger alone; the row that whoever enters must lock."""

    place = models.PositiveBigIntegerField()
    delegation = models.ForeignKey(
        Delegation, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    inside = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(fields=["place", "delegation"], name="tally_once"),
            models.CheckConstraint(condition=models.Q(inside__gte=0), name="tally_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.place}/{self.delegation_id}: {self.inside}"


class Clearing(models.Model):
    """Somebody said that a place is empty, as at night: whoever was let in before that moment is no longer inside."""

    place = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    people = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("clearing of a zone")
        verbose_name_plural = _("clearings of zones")
        indexes = [models.Index(fields=["place", "-at"], name="clearing_latest")]

    def __str__(self) -> str:
        return f"{self.place} {self.at}"


class FindingKind(models.TextChoices):
    """What was found out late, or should alarm."""

    ENDED_BADGE = "ended-badge", _("Let in with a badge that had ended")
    COPIED = "copied", _("One badge at two places")
    DIFFERS = "differs", _("The gate decided otherwise than the record")
    REVOKED_DEVICE = "revoked-device", _("Scans of a revoked device")
    TWO_CONTENTS = "two-contents", _("One number with two contents")


class FindingState(models.TextChoices):
    """A finding waits until somebody has looked into it and says what came of it."""

    OPEN = "open", _("Not settled")
    SETTLED = "settled", _("Settled")


class Finding(Lived):
    """Something for a person to look into. `key` is the same for the same thing, so that a repeated sync finds nothing twice."""

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"open": ("settled",), "settled": ()}

    kind = models.CharField(max_length=15, choices=FindingKind)
    key = models.CharField(max_length=60, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=FindingState, default=FindingState.OPEN)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="findings")
    scan = models.ForeignKey(Scan, null=True, on_delete=models.PROTECT, related_name="+")
    delegate = models.ForeignKey(Delegate, null=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    facts: Any = models.JSONField(default=dict)
    words = models.TextField(_("what came of it"), blank=True)

    class Meta:
        verbose_name = _("finding of the gates")
        verbose_name_plural = _("findings of the gates")
        ordering = ["-found_at", "-id"]
        indexes = [models.Index(fields=["state", "found_at"], name="finding_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.device})"

    @property
    def scope(self) -> str:
        return ""


class Policy(models.Model):
    """What the organisers allow devices to keep: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    names = models.BooleanField(_("Devices keep names"), default=False)
    photos = models.BooleanField(_("Devices keep small photos"), default=False)

    class Meta:
        verbose_name = _("what devices may keep")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="gates_policy_one_row")]

    def __str__(self) -> str:
        return "policy"
