import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.translated import TranslatedField
from conference.treaties.models import Treaty
from conference.treaties.statements import StatementText, has_reservation
from delegations.registration.models import Delegate, Delegation


class AppointmentState(models.TextChoices):
    INTENDS = "intends", pgettext_lazy("a signature", "Intends to sign")
    SCHEDULED = "scheduled", pgettext_lazy("a signature", "Scheduled")
    CALLED = "called", pgettext_lazy("a signature", "At the table")
    SKIPPED = "skipped", pgettext_lazy("a signature", "Skipped")
    SIGNED = "signed", pgettext_lazy("a signature", "Signed")
    NOT_SIGNING = "not_signing", pgettext_lazy("a signature", "Does not sign")


class TextState(models.TextChoices):
    """The depositary's review of the texts, before they are handed over in writing."""

    NONE = "none", pgettext_lazy("a text", "None")
    TO_REVIEW = "to_review", pgettext_lazy("a text", "To be reviewed")
    REVIEWED = "reviewed", pgettext_lazy("a text", "Reviewed")
    RETURNED = "returned", pgettext_lazy("a text", "Returned")


# In which a party still comes to the table.
AHEAD = (AppointmentState.SCHEDULED, AppointmentState.CALLED, AppointmentState.SKIPPED)


class Appointment(AuditedModel):
    """What a delegation intends about signing a treaty: whether, by whom, with which text; and its place in the order of a session."""

    LABEL_NAMES_PARTIES: ClassVar[bool] = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "intends": ("scheduled", "not_signing"),
        # Passed over, when it cannot be called yet.
        "scheduled": ("called", "skipped", "intends", "not_signing"),
        # Back to where a call came from, when it is undone.
        "called": ("signed", "skipped", "scheduled", "not_signing"),
        "skipped": ("called", "scheduled", "intends", "not_signing"),
        # Undone, until the record of its session is closed; afterwards taken back to the intention when the signature is struck out.
        "signed": ("called", "intends"),
        "not_signing": ("intends",),
    }

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="appointments")
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="appointments")
    state = models.CharField(max_length=12, choices=AppointmentState, default=AppointmentState.INTENDS)
    signatory = models.ForeignKey(
        Delegate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    language = models.CharField(max_length=3, default="en")
    # The signatory's function in the languages of the announcer; the member's own is in one language alone.
    announced = TranslatedField(_("function as announced"), blank=True)
    makes_statement = models.BooleanField(default=False)
    # The reservations and declarations that are handed over at the table (`StatementText.dump`).
    statements: Any = models.JSONField(default=list, blank=True, db_default=[])
    text_state = models.CharField(max_length=10, choices=TextState, default=TextState.NONE, editable=False)
    text_words = models.CharField(max_length=500, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    # Its place: a session, the order there, and the time that was reckoned for it.
    session = models.ForeignKey(
        "signing.SigningSession", null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    position = models.PositiveIntegerField(default=0)
    by_hand = models.BooleanField(default=False)
    starts = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("intention to sign")
        verbose_name_plural = _("intentions to sign")
        ordering = ["session", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["treaty", "delegation"], name="appointment_one_a_delegation"),
            # One table: whoever calls second is told.
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="called"), name="appointment_one_at_the_table"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("scheduled", "called", "skipped", "signed")) | Q(session__isnull=False),
                name="appointment_scheduled_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("called", "signed")) | Q(signatory__isnull=False),
                name="appointment_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(statements=[], text_state="none") | ~Q(statements=[]) & ~Q(text_state="none"),
                name="appointment_text_is_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(text_state="reviewed") | Q(reviewed_by__isnull=False), name="appointment_reviewed_by"
            ),
        ]

    def __str__(self) -> str:
        return str(self.delegation)

    @property
    def own_state(self) -> str:
        """Return the state as its delegation reads it: whoever was skipped is still to sign."""
        return AppointmentState.SCHEDULED if self.state == AppointmentState.SKIPPED else self.state

    @property
    def statement_texts(self) -> list[StatementText]:
        return StatementText.load(self.statements)

    @property
    def has_reservation(self) -> bool:
        return has_reservation(self.statement_texts)

    @property
    def scope(self) -> str:
        return self.delegation.scope
