from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.models import Zone
from delegations.accreditation.badges.models import Badge
from delegations.gates.devices.models import Device, Direction
from delegations.registration.models import Delegate


class Verdict(models.TextChoices):
    """A gate's verdict on a badge. Reasons are in verdicts.py."""

    ENTER = "enter", _("Enter")
    REFUSED = "refused", _("Refused")
    CHECK = "check", _("Check manually")


class Scan(models.Model):
    """One scan as the gate recorded it. It is never changed or deleted, and a device's number is used once.

    `happened_at` is by the server's clock: the moment itself online, else computed from `device_at` and the device's clock. `counts` means
    that the bearer went through: let in (and not scanned twice), or on the way out. What came from a revoked device is marked `apart` and
    does not count.
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
    # The badge's bearer. Without a constraint, whose check would make a gate wait for a transaction that changes that delegation.
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
