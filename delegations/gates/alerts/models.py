"""Gate alerts, which stay open until a person settles them."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from conference.core.lifecycle import AuditedModel
from conference.translated import FALLBACK
from delegations.gates.checking.models import Scan
from delegations.gates.devices.models import Device
from delegations.registration.models import Delegate


class AlertKind(models.TextChoices):
    ENDED_BADGE = "ended-badge", _("Admitted with an invalid badge")
    COPIED = "copied", _("Badge used at two places at once")
    DIFFERS = "differs", _("Gate decision contradicts the records")
    REVOKED_DEVICE = "revoked-device", _("Scans by a revoked device")
    TWO_CONTENTS = "two-contents", _("Two different scans with the same number")


class AlertState(models.TextChoices):
    OPEN = "open", _("Not settled")
    SETTLED = "settled", _("Settled")


class Finding(AuditedModel):
    """A gate alert, for a person to look into. Its `key` is unique, so that a repeated sync adds nothing.

    The class has the name that its table and the entries of the audit log have kept.
    """

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"open": ("settled",), "settled": ()}

    kind = models.CharField(max_length=15, choices=AlertKind)
    key = models.CharField(max_length=60, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=AlertState, default=AlertState.OPEN)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="findings")
    scan = models.ForeignKey(Scan, null=True, on_delete=models.PROTECT, related_name="+")
    delegate = models.ForeignKey(Delegate, null=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    facts: Any = models.JSONField(default=dict)
    words = models.TextField(_("what came of it"), blank=True)

    class Meta:
        verbose_name = _("gate alert")
        verbose_name_plural = _("gate alerts")
        ordering = ["-found_at", "-id"]
        indexes = [models.Index(fields=["state", "found_at"], name="finding_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.device})"

    @classmethod
    def retold(cls, label: str) -> str:
        """Return a label of the audit log, which names the kind in English, in the active language."""
        with override(FALLBACK):
            kinds = {str(kind.label): kind for kind in AlertKind}
        kind_label, between, device = label.partition(" (")
        return f"{kinds[kind_label].label}{between}{device}" if kind_label in kinds else label

    @property
    def scope(self) -> str:
        return ""
