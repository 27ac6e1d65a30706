from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schedule.signing.appointments.models import Appointment
from schedule.signing.running_order.models import SigningSession


class Verb(models.TextChoices):
    CALL = "call", _("Call the next")
    SIGN = "sign", _("Signed, call nobody")
    NEXT = "next", _("Signed, call the next")
    SKIP = "skip", _("Skip")
    RECALL = "recall", _("Recall")
    UNDO = "undo", _("Undo")


class CeremonyAct(models.Model):
    """An act at a console. `key` is created there, so that an act sent twice, after a lost answer, is done once.

    An undone act stays, and so does its undoing, which names it in `undoes`. No act is undone twice.
    """

    session = models.ForeignKey(SigningSession, on_delete=models.PROTECT, related_name="acts")
    key = models.UUIDField(unique=True)
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=8, choices=Verb)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="acts")
    # Whom “Signed, call the next” called to the table.
    then = models.ForeignKey(Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    before: Any = models.JSONField(default=dict)  # states by the appointment's key, to undo it
    reason = models.CharField(max_length=300, blank=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    happened_at = models.DateTimeField()  # at the console, where the network may have been lost
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Why the next party was not called after a signature, for the answer to the console.
    not_called: str = ""

    class Meta:
        verbose_name = "act of the ceremony"
        verbose_name_plural = "acts of the ceremony"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="ceremonyact_one_a_number"),
            models.CheckConstraint(
                condition=Q(verb="undo", undoes__isnull=False) & ~Q(reason="")
                | ~Q(verb="undo") & Q(undoes__isnull=True),
                name="ceremonyact_undone_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.appointment}"


def made_calls(session: SigningSession) -> models.QuerySet[CeremonyAct]:
    """Return the acts of a session that called somebody to the table and were not undone."""
    calls = Q(verb__in=(Verb.CALL, Verb.RECALL)) | Q(verb=Verb.NEXT, then__isnull=False)
    return CeremonyAct.objects.filter(calls, session=session, undone_by__isnull=True)
