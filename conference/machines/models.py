from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedTextField

USUAL_RATE, HIGHEST_RATE = 120, 6000


class MachineState(models.TextChoices):
    """A machine's state; a revoked one never comes back."""

    ACTIVE = "active", _("In use")
    REVOKED = "revoked", pgettext_lazy("an API key", "Revoked")


class Machine(AuditedModel):
    """A maker's system, with the SHA-256 of its key.

    `window` is the minute of its last requests, `counted` their number (keys.py).
    """

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"active": ("revoked",), "revoked": ()}
    SECRET = frozenset({"key_hash"})

    name = models.CharField(_("name"), max_length=60)
    state = models.CharField(_("state"), max_length=7, choices=MachineState, default=MachineState.ACTIVE)
    scopes: Any = models.JSONField(_("scopes"), default=list)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("good until"))
    per_minute = models.PositiveSmallIntegerField(_("requests a minute"), default=USUAL_RATE)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True)
    window = models.DateTimeField(null=True, blank=True, editable=False)
    counted = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("machine of a device maker")
        verbose_name_plural = _("machines of device makers")
        ordering = ["name", "id"]
        constraints = [
            # The audit log distinguishes machines by their name.
            models.UniqueConstraint(fields=["name"], condition=models.Q(state="active"), name="machine_name_once"),
            models.CheckConstraint(
                condition=models.Q(per_minute__gte=1, per_minute__lte=HIGHEST_RATE), name="machine_rate"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """A machine's answer under an idempotency key (idempotency.py).

    `asked` is method and path. The answer may contain a one-time code and is encrypted. Status 0: the act is still running, in the
    transaction that inserted the row.
    """

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="answers", db_index=False)
    key = models.CharField(max_length=80)
    asked = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = EncryptedTextField(blank=True)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("stored API response")
        verbose_name_plural = _("stored API responses")
        constraints = [models.UniqueConstraint(fields=["machine", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.machine_id}/{self.key}"
