"""Reservations and declarations (Vienna Convention on the Law of Treaties, articles 19 to 23), and objections to them."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.parties.models import Party
from conference.translated import FALLBACK, Translated, TranslatedField
from conference.treaties.choices import StatementKind
from conference.treaties.statements import statement_title
from schedule.signing.instruments.models import Instrument
from schedule.signing.record.models import Signature


class UnilateralStatement(models.Model):
    """A reservation or declaration that a party made in writing when it signed, or with its instrument.

    What it says never changes once the record is closed (guards.py); what became of it is added, and its standing is derived
    (`queries.py`): a reservation made at signature counts once the instrument confirms it.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    signature = models.ForeignKey(Signature, null=True, on_delete=models.CASCADE, related_name="statements")
    instrument = models.ForeignKey(Instrument, null=True, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField()  # in the signature or the instrument
    kind = models.CharField(max_length=14, choices=StatementKind)
    provision = models.CharField(max_length=20, blank=True)
    text = TranslatedField()
    # The instrument that confirms a reservation made at signature.
    confirmed_by = models.ForeignKey(
        Instrument, null=True, on_delete=models.PROTECT, related_name="confirmed_statements"
    )
    # When the depositary notified the other parties: from then on they have twelve months to object.
    notified_on = models.DateField(null=True)
    withdrawal_received_on = models.DateField(null=True)
    withdrawal_notified_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("reservation or declaration")
        verbose_name_plural = _("reservations and declarations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["signature", "number"], name="statement_one_a_number_at_signature"),
            models.UniqueConstraint(fields=["instrument", "number"], name="statement_one_a_number_with_instrument"),
            models.CheckConstraint(
                condition=Q(signature__isnull=False, instrument__isnull=True)
                | Q(signature__isnull=True, instrument__isnull=False),
                name="statement_at_signature_or_with_instrument",
            ),
            models.CheckConstraint(condition=Q(kind__in=StatementKind.values), name="statement_kind"),
            models.CheckConstraint(condition=~Q(text={}), name="statement_in_writing"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(kind="reservation", signature__isnull=False),
                name="statement_confirmed_reservation",
            ),
            models.CheckConstraint(
                condition=Q(withdrawal_notified_on__isnull=True)
                | Q(
                    withdrawal_received_on__isnull=False,
                    withdrawal_notified_on__gte=F("withdrawal_received_on"),
                ),
                name="statement_withdrawal_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party.short}, {self.title}"

    @property
    def title(self) -> str:
        """Return `Reservation, article 63 (2)`."""
        return statement_title(self.kind, self.provision)

    @property
    def source(self) -> Signature | Instrument:
        source = self.signature or self.instrument
        if source is None:
            raise AssertionError("a constraint of the database excludes this")
        return source

    @property
    def party(self) -> Party:
        return self.source.party

    @property
    def made_on(self) -> date:
        return self.signature.legal_day if self.signature else self.source.deposited_on  # type: ignore[union-attr]

    @property
    def as_rectified(self) -> Translated:
        """Return the text, each language as the last procès-verbal of rectification corrected it; one of no language left one text."""
        text: Translated = self.text
        for row in self.signature.decided_rectifications if self.signature else []:
            if row.statement_id == self.pk:
                text = Translated({**(text if row.language else {}), row.language or FALLBACK: row.after})
        return text


class Objection(AuditedModel):
    """A party's objection to another's reservation (Vienna Convention, articles 20 (4) and (5), 21 (3) and 23 (1))."""

    class State(models.TextChoices):
        MADE = "made", pgettext_lazy("an objection", "Received")
        WITHDRAWN = "withdrawn", pgettext_lazy("an objection", "Withdrawn")
        REMOVED = "removed", pgettext_lazy("an objection", "Entered in error")

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"made": ("withdrawn", "removed"), "withdrawn": (), "removed": ()}
    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(UnilateralStatement, on_delete=models.PROTECT, related_name="objections")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="objections")
    state = models.CharField(max_length=10, choices=State, default=State.MADE)
    received_on = models.DateField()
    text = TranslatedField(blank=True)
    precludes_entry = models.BooleanField(default=False)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["received_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "party"], condition=Q(state="made"), name="objection_one_a_party"
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_on__isnull=False, withdrawn_on__gte=F("received_on"))
                | ~Q(state="withdrawn") & Q(withdrawn_on__isnull=True),
                name="objection_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.party.short
