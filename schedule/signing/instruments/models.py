import uuid
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.parties.models import Party
from conference.treaties.models import Treaty
from delegations.credentials.powers.rules import ISSUING, Office


class InstrumentKind(models.TextChoices):
    """How a party consents to be bound (Vienna Convention on the Law of Treaties, art. 11 to 15); the last is no consent (art. 25)."""

    RATIFICATION = "ratification", _("Ratification")
    ACCEPTANCE = "acceptance", _("Acceptance")
    APPROVAL = "approval", _("Approval")
    ACCESSION = "accession", _("Accession")
    FORMAL_CONFIRMATION = "confirmation", _("Formal confirmation")
    SUCCESSION = "succession", _("Succession")
    DEFINITIVE_SIGNATURE = "definitive", _("Definitive signature")
    PROVISIONAL_APPLICATION = "provisional", _("Provisional application")


# In which a party has no other instrument.
LIVE = ("entered", "deposited")


class Instrument(AuditedModel):
    """An instrument deposited with the depositary, which counts once a second person has accepted it.

    Its dates of effect are derived (`queries.py`), but for that of a withdrawal.
    """

    class State(models.TextChoices):
        ENTERED = "entered", pgettext_lazy("an instrument", "To be accepted")
        DEPOSITED = "deposited", pgettext_lazy("an instrument", "Deposited")
        WITHDRAWN = "withdrawn", pgettext_lazy("an instrument", "Withdrawn")
        REMOVED = "removed", pgettext_lazy("an instrument", "Entered in error")

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "entered": ("deposited", "removed"),
        # Back to `entered`: it was corrected.
        "deposited": ("withdrawn", "entered", "removed"),
        "withdrawn": ("deposited", "removed"),
        "removed": (),
    }
    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="instruments", verbose_name=_("treaty"))
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="instruments", verbose_name=_("party"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ENTERED)
    kind = models.CharField(_("kind of instrument"), max_length=12, choices=InstrumentKind)
    deposited_on = models.DateField(_("deposited on"))
    # The paper: who issued and who signed it, where and when; of a definitive signature, as the record says.
    issued_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    issued_in = models.CharField(max_length=120, blank=True, default="", db_default="")
    issued_on = models.DateField(null=True, blank=True)
    signed_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    signed_office = models.CharField(max_length=20, choices=Office, blank=True, default="", db_default="")
    signed_powers = models.CharField(max_length=200, blank=True, default="", db_default="")
    succession_on = models.DateField(null=True, blank=True)
    scan = models.FileField(upload_to="instruments", blank=True, default="", db_default="")
    scan_name = models.CharField(max_length=150, blank=True, default="", db_default="")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawal_received_on = models.DateField(_("withdrawal received on"), null=True, blank=True)
    withdrawn_from = models.DateField(_("withdrawal takes effect on"), null=True, blank=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["deposited_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "party"],
                condition=models.Q(state__in=LIVE) & ~models.Q(kind="provisional"),
                name="instrument_one_live_a_party",
            ),
            models.UniqueConstraint(
                fields=["treaty", "party"],
                condition=models.Q(state__in=LIVE, kind="provisional"),
                name="instrument_one_provisional_a_party",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=InstrumentKind.values), name="instrument_kind"),
            # Whoever entered it does not accept it.
            models.CheckConstraint(
                condition=~models.Q(state="deposited")
                | models.Q(entered_by__isnull=False, accepted_by__isnull=False, accepted_at__isnull=False)
                & ~models.Q(entered_by=models.F("accepted_by")),
                name="instrument_four_eyes",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="deposited")
                | models.Q(issued_on__isnull=False, issued_on__lte=models.F("deposited_on"))
                & ~models.Q(issued_by="")
                & ~models.Q(issued_in="")
                & ~models.Q(signed_by=""),
                name="instrument_accepted_whole",
            ),
            # A person in another office needs full powers for it (UN Treaty Handbook, 3.3.5).
            models.CheckConstraint(
                condition=~models.Q(state="deposited")
                | models.Q(kind="definitive")
                | models.Q(signed_office__in=[*ISSUING, Office.ORGAN])
                | ~models.Q(signed_powers=""),
                name="instrument_signed_with_authority",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="succession", succession_on__isnull=False)
                | ~models.Q(kind="succession") & models.Q(succession_on__isnull=True),
                name="instrument_succession_has_its_date",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=LIVE, withdrawal_received_on=None, withdrawn_from=None)
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

    @property
    def is_accepted(self) -> bool:
        return self.state in (Instrument.State.DEPOSITED, Instrument.State.WITHDRAWN)

    @property
    def is_consent(self) -> bool:
        """Return whether the party consents by it to be bound; provisional application is no consent."""
        return self.kind != InstrumentKind.PROVISIONAL_APPLICATION


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
