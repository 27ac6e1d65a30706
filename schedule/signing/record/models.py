from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conference.parties.models import Party
from conference.treaties.models import SigningPlace, Treaty
from schedule.signing.appointments.models import Appointment
from schedule.signing.running_order.models import SigningSession


class Signature(models.Model):
    """A signature as it stands in the record: copied when the pen was down, so that later changes of persons or names leave it alone.

    It goes when the act is undone; once the record of its session is closed it can neither go nor change (guards.py).
    """

    session = models.ForeignKey(SigningSession, on_delete=models.PROTECT, related_name="signatures")
    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatures")
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="signature")
    place = models.ForeignKey(SigningPlace, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # in the session
    signed_on = models.DateField()  # legal
    signed_at = models.DateTimeField()  # actual
    party_formal = models.CharField(max_length=200)
    signatory = models.CharField(max_length=220)
    function = models.CharField(max_length=220, blank=True)
    powers = models.CharField(max_length=400, blank=True)
    witness = models.CharField(max_length=160, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["treaty", "party"], name="signature_one_a_party"),
            models.UniqueConstraint(fields=["session", "number"], name="signature_one_a_number"),
            models.CheckConstraint(condition=~Q(signatory="") & ~Q(party_formal=""), name="signature_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.party_formal


class Rectification(models.Model):
    """A correction of a closed record, by a procès-verbal: what stood there, what is right, and why. Never changed (guards.py)."""

    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="rectifications")
    number = models.PositiveSmallIntegerField()  # in the session
    field = models.CharField(max_length=20)
    # Whose text is corrected.
    statement = models.ForeignKey(
        "signing.UnilateralStatement", null=True, on_delete=models.PROTECT, related_name="rectifications"
    )
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(max_length=500)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("procès-verbal of rectification")
        verbose_name_plural = _("procès-verbaux of rectification")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(field__in=("signatory", "function", "powers", "party_formal", "text", "witness")),
                name="rectification_of_a_field",
            ),
            models.CheckConstraint(
                condition=Q(field="text", statement__isnull=False) | ~Q(field="text") & Q(statement__isnull=True),
                name="rectification_text_of_a_statement",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rectification_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.signature}, {self.number}"
