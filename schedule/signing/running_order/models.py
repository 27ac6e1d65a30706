from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.translated import Translated, TranslatedField
from conference.treaties.models import SigningPlace, Treaty
from schedule.calendar.models import Room


class RecordState(models.TextChoices):
    OPEN = "open", pgettext_lazy("a record of signature", "Open")
    CLOSING = "closing", pgettext_lazy("a record of signature", "Closed by one person")
    CLOSED = "closed", pgettext_lazy("a record of signature", "Closed")


class OrderRule(models.TextChoices):
    ALPHABETICAL = "alphabetical", _("The host first, then in English alphabetical order")
    RANK = "rank", _("The host first, then by rank of the signatory, within it in English alphabetical order")
    INSCRIPTION = "inscription", _("The host first, then in the order in which the intentions came")


def english_alone() -> list[str]:
    return ["en"]


class SigningSession(AuditedModel):
    """A sitting at which a treaty is signed, in a hall or outside one, and the record of its signatures.

    Two persons close the record (rule: four eyes); from then on its signatures are unchangeable (guards.py).
    """

    LABEL_IN_EACH_LANGUAGE: ClassVar[bool] = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "open": ("closing",),
        "closing": ("open", "closed"),
        "closed": (),
    }

    code = models.SlugField(max_length=30, unique=True)
    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="sessions")
    place = models.ForeignKey(SigningPlace, on_delete=models.PROTECT, related_name="sessions")
    name = TranslatedField(_("name"))
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outside = models.CharField(max_length=160, blank=True)
    starts = models.DateTimeField()
    slot_seconds = models.PositiveSmallIntegerField(
        default=90, validators=[MinValueValidator(30), MaxValueValidator(3600)]
    )
    lead_minutes = models.PositiveSmallIntegerField(
        default=10,
        validators=[MaxValueValidator(240)],
    )
    languages: Any = models.JSONField(default=english_alone)
    rule = models.CharField(max_length=12, choices=OrderRule, default=OrderRule.ALPHABETICAL)
    # Counts changes of the order, so that two who reorder at once cannot both win.
    order_version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(max_length=8, choices=RecordState, default=RecordState.OPEN)
    witness = models.CharField(max_length=160, blank=True)
    closed_first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_first_at = models.DateTimeField(null=True, blank=True)
    closed_second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_second_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("signing session")
        verbose_name_plural = _("signing sessions")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_first_by__isnull=True, closed_second_by__isnull=True)
                | Q(state="closing", closed_first_by__isnull=False, closed_second_by__isnull=True)
                | Q(state="closed", closed_first_by__isnull=False, closed_second_by__isnull=False)
                & ~Q(closed_first_by=F("closed_second_by")),
                name="signingsession_closed_by_two",
            ),
            models.CheckConstraint(condition=Q(slot_seconds__gte=30), name="signingsession_slot"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def where(self) -> Translated | str:
        return self.room.name if self.room else self.outside

    @property
    def slot(self) -> timedelta:
        return timedelta(seconds=self.slot_seconds)
