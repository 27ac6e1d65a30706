"""Objections of security, each of which stops the accreditation of one person until it is lifted."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedTextField
from delegations.registration.models import Delegate

LONGEST_WHY = 1000


class HoldState(models.TextChoices):
    IN_FORCE = "in_force", _("In force")
    LIFTED = "lifted", _("Lifted")


class Hold(AuditedModel):
    """An objection of security to a person. While it is in force, the database refuses the accreditation (guards.py).

    The audit log has only its number and the person's key: only security and accreditation read who is objected to, and why.
    """

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"in_force": ("lifted",), "lifted": ()}
    SECRET = frozenset({"why", "lifted_why"})

    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="holds")
    why = EncryptedTextField(_("reason"))
    state = models.CharField(_("state"), max_length=10, choices=HoldState, default=HoldState.IN_FORCE)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = EncryptedTextField(_("why it was lifted"), blank=True, default="")

    class Meta:
        verbose_name = _("objection of security")
        verbose_name_plural = _("objections of security")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["delegate"], condition=Q(state="in_force"), name="hold_one_in_force")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
