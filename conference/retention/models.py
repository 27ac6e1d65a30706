from functools import reduce
from operator import or_

from django.db import models

from conference.retention.kinds import KINDS
from conference.translated import TranslatedField

WITHIN_LIMITS = reduce(
    or_, (models.Q(kind=code, length__range=(kind.minimum, kind.maximum)) for code, kind in KINDS.items())
)


class RetentionPeriod(models.Model):
    """How long a kind of data is kept: one row a kind, in the unit of its kind (days or hours)."""

    LABEL_IN_EACH_LANGUAGE = True

    kind = models.CharField(primary_key=True, max_length=20)  # a key of KINDS
    length = models.PositiveSmallIntegerField("period")

    class Meta:
        verbose_name = "retention period"
        verbose_name_plural = "retention periods"
        constraints = [models.CheckConstraint(condition=WITHIN_LIMITS, name="retention_within_limits")]

    def __str__(self) -> str:
        return str(KINDS[self.kind].holds)


class PrivacyNotice(models.Model):
    """One row: what the organizers write on the privacy page."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    legal_basis = TranslatedField("legal basis", blank=True)

    class Meta:
        verbose_name = "privacy notice"
        verbose_name_plural = "privacy notices"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="privacynotice_one_row")]

    def __str__(self) -> str:
        return "privacy notice"
