from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.look.language_names import language_name
from conference.look.lists import with_brackets
from conference.parties.models import Party
from conference.treaties.models import SigningPlace, Treaty
from schedule.signing.appointments.models import Appointment
from schedule.signing.running_order.models import SigningSession


class Signature(models.Model):
    """A signature as it stands in the record: copied when the pen was down, so that later changes of persons or names leave it alone.

    It goes when the act is undone; once the record of its session is closed it can neither go nor change (guards.py). One that a
    rectification has struck out stays, and counts for nothing: the party may sign at another session.
    """

    session = models.ForeignKey(SigningSession, on_delete=models.PROTECT, related_name="signatures")
    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatures")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="signatures")
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
    struck = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "party"], condition=Q(struck=False), name="signature_one_a_party"
            ),
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(struck=False), name="signature_one_an_appointment"
            ),
            models.UniqueConstraint(fields=["session", "number"], name="signature_one_a_number"),
            models.CheckConstraint(condition=~Q(signatory="") & ~Q(party_formal=""), name="signature_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.party_formal

    @property
    def decided_rectifications(self) -> list["Rectification"]:
        """Return those that two persons have decided, by number. One query, unless `rectifications` is prefetched."""
        decided = (row for row in self.rectifications.all() if row.state == RectificationState.DECIDED)
        return sorted(decided, key=lambda row: row.number or 0)

    @property
    def legal_day(self) -> date:
        """Return the legal date of the signature, as it was rectified last."""
        moments = [row.after for row in self.decided_rectifications if row.field == RectifiedField.MOMENT]
        return self.place.day_of(datetime.fromisoformat(moments[-1])) if moments else self.signed_on


class RectifiedField(models.TextChoices):
    """What a rectification corrects; STRUCK takes out a signature that was noted in error."""

    SIGNATORY = "signatory", _("Who signs")
    FUNCTION = "function", _("Capacity")
    POWERS = "powers", _("Powers relied on")
    PARTY = "party_formal", pgettext_lazy("of a record of signature", "Party")
    TEXT = "text", _("Text of the declaration or reservation")
    WITNESS = "witness", _("Witness for the host")
    MOMENT = "signed_at", _("Date and time of signature")
    STRUCK = "struck", _("Signature noted in error")


# A party's own words: what it declared, and how it named itself and its signatory. They follow its communication alone.
OWN_WORDS = ("party_formal", "signatory", "function", "text")


# A record without one of these would be incomplete.
NEVER_EMPTY = ("party_formal", "signatory", "powers")
# Nor is a statement without its text.
NEVER_RECTIFIED_TO_NOTHING = (*NEVER_EMPTY, "text")


class RectificationState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("a rectification", "Awaits a second person")
    DECIDED = "decided", pgettext_lazy("a rectification", "Decided")
    DROPPED = "dropped", pgettext_lazy("a rectification", "Not pursued")


class Rectification(AuditedModel):
    """A correction of a closed record, by a procès-verbal: what stood there, what is right, and why.

    One person proposes it and another decides (rule: four eyes); the record follows from then on. What was proposed is never changed
    (guards.py). `before` and `after` of `signed_at` are in ISO 8601; `after` of `struck` is empty.
    """

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"proposed": ("decided", "dropped"), "decided": (), "dropped": ()}

    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="rectifications")
    state = models.CharField(max_length=8, choices=RectificationState, default=RectificationState.PROPOSED)
    number = models.PositiveSmallIntegerField(null=True, blank=True)  # in the session, given with the decision
    field = models.CharField(max_length=20, choices=RectifiedField)
    # Whose text is corrected.
    statement = models.ForeignKey(
        "signing.UnilateralStatement",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rectifications",
    )
    # In which language: the texts of each are corrected by themselves (Vienna Convention on the Law of Treaties, article 79 (3)).
    language = models.CharField(max_length=3, blank=True, default="", db_default="")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(max_length=500)
    # The party's communication: its reference, such as `Note verbale 12/2025`, and its date.
    communication = models.CharField(max_length=200, blank=True, default="")
    communicated_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("procès-verbal of rectification")
        verbose_name_plural = _("procès-verbaux of rectification")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(field__in=RectifiedField.values), name="rectification_of_a_field"),
            models.CheckConstraint(
                condition=Q(field="text", statement__isnull=False) | ~Q(field="text") & Q(statement__isnull=True),
                name="rectification_text_of_a_statement",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rectification_with_reason"),
            models.CheckConstraint(
                condition=Q(state="decided", decided_by__isnull=False, decided_at__isnull=False, number__isnull=False)
                & ~Q(decided_by=F("written_by"))
                | Q(state__in=("proposed", "dropped"), decided_by=None, decided_at=None, number=None),
                name="rectification_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided", field__in=OWN_WORDS)
                | ~Q(communication="") & Q(communicated_on__isnull=False),
                name="rectification_of_own_words",
            ),
            models.UniqueConstraint(
                fields=["signature", "field", "statement", "language"],
                condition=Q(state="proposed"),
                nulls_distinct=False,
                name="rectification_one_proposed",
            ),
        ]

    def __str__(self) -> str:
        return self.signature.party_formal

    @property
    def subject(self) -> str:
        """Return what is corrected: `Capacity`, `Text of the declaration or reservation 2 (French)`."""
        return name_subject(self.field, self.statement.number if self.statement else None, self.language)


def name_subject(field: str, statement: int | None, language: str) -> str:
    label = str(RectifiedField(field).label)
    text = f"{label} {statement}" if statement else label
    return with_brackets(text, language_name(language)) if language else text
