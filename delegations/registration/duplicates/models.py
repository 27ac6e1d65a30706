from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from delegations.registration.members.models import Delegate


class DistinctPersons(models.Model):
    """Two members who look like one person and are two, as an organiser decided."""

    one = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        db_table = "registration_notthesame"  # the table's first name
        verbose_name = _("two different persons")
        verbose_name_plural = _("pairs of different persons")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="notthesame_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="notthesame_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one}, {self.other}"
