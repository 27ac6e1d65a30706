"""Staff remarks about a person. Delegations never see them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delegations.registration.models import Delegate

LONGEST_REMARK = 2000


class Remark(models.Model):
    """A staff remark about a person. Never changed, never deleted (guards.py), never in a mail."""

    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(_("remark"), max_length=LONGEST_REMARK)

    class Meta:
        verbose_name = _("remark among staff")
        verbose_name_plural = _("remarks among staff")
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_says_something")]

    def __str__(self) -> str:
        return f"#{self.pk}"
