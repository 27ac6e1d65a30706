from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.models import Zone
from delegations.gates.checking.models import Scan
from delegations.gates.devices.models import SITE
from delegations.registration.models import Delegate, Delegation


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

    @property
    def zone(self) -> Zone | None:
        """Return the zone; none for the whole site, whose presence may come from a zone's gate."""
        return None if self.place == SITE else self.scan.zone


class Tally(models.Model):
    """How many of a delegation are inside a place, written only by a trigger; everybody who enters must lock this row."""

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
    """A place was marked as empty, as at night: whoever entered before is no longer inside."""

    place = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    people = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("clearing of a zone")
        verbose_name_plural = _("clearings of zones")
        indexes = [models.Index(fields=["place", "-at"], name="clearing_latest")]

    def __str__(self) -> str:
        return f"{self.place} {self.at}"
