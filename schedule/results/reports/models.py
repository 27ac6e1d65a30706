from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """The results as they were when an officer closed them. `data` is what `figures.collecting` gave then: figures and names, no page.

    Append-only (guards.py): the highest number is the one that counts, and every earlier one stays as it was.
    """

    number = models.PositiveSmallIntegerField(unique=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    data: Any = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("report of results")
        verbose_name_plural = _("reports of results")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(number=1) | ~models.Q(reason=""), name="report_again_with_reason")
        ]

    def __str__(self) -> str:
        return str(self.number)
