from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedTextField
from delegations.registration.members.models import Delegate


class EquipmentKind(models.TextChoices):
    FIREARM = "firearm", _("Firearm")
    RADIO = "radio", _("Radio")


class EquipmentState(models.TextChoices):
    ASKED = "asked", _("Requested")
    LICENSED = "licensed", _("Licensed")
    REFUSED = "refused", pgettext_lazy("a request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("a request", "Withdrawn")


class Equipment(AuditedModel):
    """One arm or one radio of a security officer, with what the licence has to name."""

    LABEL_IN_EACH_LANGUAGE = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "asked": ("licensed", "refused", "withdrawn"),
        "licensed": ("asked", "withdrawn"),
        "refused": ("asked", "withdrawn"),
        "withdrawn": (),
    }
    SECRET = frozenset({"serial", "serial_index", "calibre", "rounds", "frequency", "model", "make", "type", "licence"})

    bearer = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="equipment")
    kind = models.CharField(_("kind"), max_length=8, choices=EquipmentKind)
    make = models.CharField(_("make"), max_length=80)
    type = models.CharField(_("type"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    serial = EncryptedTextField(_("serial number"))
    serial_index = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    calibre = models.CharField(_("calibre"), max_length=30, blank=True)
    rounds = models.PositiveSmallIntegerField(_("rounds"), null=True, blank=True)
    frequency = models.CharField(_("frequency"), max_length=80, blank=True)
    power = models.CharField(_("power"), max_length=30, blank=True)
    checkpoint = models.CharField(_("border checkpoint"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=10, choices=EquipmentState, default=EquipmentState.ASKED)
    licence = models.CharField(_("number of the licence"), max_length=60, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("arm or radio")
        verbose_name_plural = _("arms and radios")
        ordering = ["bearer", "kind", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="equipment_ends_after"),
            models.CheckConstraint(
                condition=~models.Q(kind="firearm")
                | ~models.Q(type="") & ~models.Q(calibre="") & models.Q(rounds__isnull=False),
                name="equipment_firearm_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="radio") | ~models.Q(model="") & ~models.Q(frequency="") & ~models.Q(power=""),
                name="equipment_radio_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="licensed") | ~models.Q(licence=""), name="equipment_licence_named"
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="equipment_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.make} {self.model or self.type}".strip()

    @property
    def scope(self) -> str:
        return self.bearer.scope
