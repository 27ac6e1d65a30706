import uuid
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.parties.models import Party
from conference.translated import TranslatedField
from conference.treaties.models import Treaty


class InstrumentKind(models.TextChoices):
    """How a party consents to be bound: the first three are a signatory's, accession is everybody else's."""

    RATIFICATION = "ratification", _("Ratification")
    ACCEPTANCE = "acceptance", _("Acceptance")
    APPROVAL = "approval", _("Approval")
    ACCESSION = "accession", _("Accession")


class Instrument(AuditedModel):
    """An instrument deposited with the depositary. Its dates of effect are derived (`queries.py`), but for that of a withdrawal."""

    class State(models.TextChoices):
        DEPOSITED = "deposited", pgettext_lazy("an instrument", "Deposited")
        WITHDRAWN = "withdrawn", pgettext_lazy("an instrument", "Withdrawn")
        REMOVED = "removed", pgettext_lazy("an instrument", "Entered in error")

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "deposited": ("withdrawn", "removed"),
        "withdrawn": ("deposited", "removed"),
        "removed": (),
    }
    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="instruments", verbose_name=_("treaty"))
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="instruments", verbose_name=_("party"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DEPOSITED)
    kind = models.CharField(_("kind of instrument"), max_length=12, choices=InstrumentKind)
    deposited_on = models.DateField(_("deposited on"))
    declaration = TranslatedField(_("declaration"), blank=True)
    reservation = TranslatedField(_("reservation"), blank=True)
    # Of a reservation that was made when signing; None where there was none.
    confirms_reservation = models.BooleanField(_("confirms the reservation made when signing"), null=True, blank=True)
    withdrawal_received_on = models.DateField(_("withdrawal received on"), null=True, blank=True)
    withdrawn_from = models.DateField(_("withdrawal takes effect on"), null=True, blank=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["deposited_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "party"], condition=models.Q(state="deposited"), name="instrument_one_live_a_party"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=InstrumentKind.values), name="instrument_kind"),
            models.CheckConstraint(
                condition=models.Q(state="deposited", withdrawal_received_on=None, withdrawn_from=None)
                | models.Q(state="removed")
                | models.Q(
                    state="withdrawn",
                    # Asked by name: a comparison with nothing would be neither true nor false, and pass.
                    withdrawal_received_on__isnull=False,
                    withdrawn_from__isnull=False,
                    withdrawal_received_on__gte=models.F("deposited_on"),
                    withdrawn_from__gte=models.F("withdrawal_received_on"),
                ),
                name="instrument_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["treaty", "deposited_on"], name="instrument_by_day")]

    def __str__(self) -> str:
        return self.party.short


class Reminder(models.Model):
    """A day on which the focal points of all who have signed and not deposited are written to, once."""

    treaty = models.ForeignKey(Treaty, on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField(_("day"))
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    parties = models.PositiveSmallIntegerField(default=0)  # how many were written to

    class Meta:
        verbose_name = _("reminder to signatories")
        verbose_name_plural = _("reminders to signatories")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["treaty", "day"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return self.day.isoformat()
