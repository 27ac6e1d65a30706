from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from delegations.registration.models import Delegation


class Receipt(models.Model):
    """What somebody signed who took many badges of a delegation at once. Numbered without a gap; nothing of it changes but that it is void.

    `lines` has [number, letter, colour, colour of its words, name, capacity, copy] of each badge as they were on that day.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="receipts")
    to = models.CharField(_("collected by"), max_length=150)
    document = models.CharField(_("identified by"), max_length=150, blank=True)
    mandate = models.CharField(_("mandate"), max_length=200, blank=True)
    handed_by = models.CharField(_("handed over by"), max_length=200)
    at = models.DateTimeField()
    lines: Any = models.JSONField(default=list)
    # Taken back at once: the badges are at the counter again, and the number stays taken.
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=200, blank=True)
    voided_why = models.CharField(max_length=300, blank=True)  # of a correction: an undo of just now needs no reason
    others: Any = models.JSONField(
        default=list
    )  # [what, pieces, numbers] of passes, pins and the like that went with them

    class Meta:
        verbose_name = _("receipt for badges")
        verbose_name_plural = _("receipts for badges")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"C-{self.number:04d}"

    @property
    def scope(self) -> str:
        return self.delegation.party.code

    @property
    def count(self) -> int:
        return len(self.lines)
