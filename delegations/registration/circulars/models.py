from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.translated import TranslatedField
from delegations.registration.delegations.models import Delegation


class Circular(models.Model):
    """One letter to the focal points of many delegations, each of whom gets a separate mail."""

    subject = TranslatedField(_("subject"))
    body = TranslatedField(_("text"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    delegations = models.ManyToManyField(Delegation, related_name="+")
    recipients = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("circular")
        verbose_name_plural = _("circulars")
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return str(self.subject)
