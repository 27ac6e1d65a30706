from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from delegations.registration.models import Delegation
from schedule.programme.speaking.models import SpeakersList


class InterruptionKind(models.TextChoices):
    REPLY = "reply", _("Right of reply")
    SUSPENSION = "suspension", _("Suspension of the meeting")


class Interruption(models.Model):
    """A right of reply or a suspension of the meeting: while it lasts nobody else begins to speak."""

    list = models.ForeignKey(SpeakersList, on_delete=models.PROTECT, related_name="interruptions")
    kind = models.CharField(_("kind"), max_length=10, choices=InterruptionKind)
    delegation = models.ForeignKey(
        Delegation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("delegation")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("interruption of a list of speakers")
        verbose_name_plural = _("interruptions of lists of speakers")
        ordering = ["began_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["list"], condition=models.Q(ended_at__isnull=True), name="interruption_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="reply", delegation__isnull=False)
                | models.Q(kind="suspension", delegation__isnull=True),
                name="interruption_of_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("began_at")),
                name="interruption_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.delegation or ''}".strip()


def no_rows() -> list[Any]:
    return []


class PodiumStep(models.Model):
    """A step of the podium with what it found, so that it can be undone exactly, the last first."""

    list = models.ForeignKey(SpeakersList, on_delete=models.PROTECT, related_name="podium_steps")
    number = models.PositiveIntegerField()  # from 1
    verb = models.CharField(max_length=40)  # of its entry in the audit log
    about = models.CharField(max_length=200)  # the party or the meeting, as the operator saw it
    at = models.DateTimeField()
    # Of each inscription: id, what state and times it had (`was`) and has since (`now`), and its place among those to come.
    rows: Any = models.JSONField(default=no_rows)
    # Of an interruption: id, and whether the step began it.
    interruption: Any = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("step at the podium")
        verbose_name_plural = _("steps at the podium")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="podiumstep_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.verb}"
