from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyViolation(models.Model):
    """What browsers kept from running on a page, as its Content-Security-Policy says; counted.

    `blocked` is an origin or a keyword of CSP, `page` the pattern of an address. Nothing tells who reported: no person, network or link.
    """

    directive = models.CharField(_("rule"), max_length=40)
    blocked = models.CharField(_("what was blocked"), max_length=120)
    page = models.CharField(_("page"), max_length=200)
    count = models.PositiveBigIntegerField(_("count"), default=0)
    first_at = models.DateTimeField(_("first reported"))
    last_at = models.DateTimeField(_("last reported"))

    class Meta:
        verbose_name = _("blocked content")
        verbose_name_plural = _("blocked content")
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "blocked", "page"], name="desk_one_row_a_violation")
        ]

    def __str__(self) -> str:
        return f"{self.directive} {self.blocked} {self.page}"
