import uuid
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.parties.models import Party
from conference.translated import TranslatedField


class CommitmentKind(models.TextChoices):
    RATIFICATION = "ratification", _("Early ratification")
    ASSISTANCE = "assistance", _("Technical assistance")
    TRAINING = "training", _("Training or a training centre")
    FUNDING = "funding", _("Financial contribution")
    HOSTING = "hosting", _("Hosting a meeting")
    OTHER = "other", pgettext_lazy("a commitment", "Other")


class Source(models.TextChoices):
    """Where a party undertook it. What was said in confidence is public only once it has been published elsewhere."""

    STATEMENT = "statement", _("Statement")
    DOCUMENT = "document", _("Document or press release")
    SIDE_EVENT = "side_event", _("Side event")
    BILATERAL = "bilateral", _("Bilateral meeting")
    RECEPTION = "reception", pgettext_lazy("where it was said", "Reception")


CONFIDENTIAL = (Source.BILATERAL, Source.RECEPTION)


class Commitment(AuditedModel):
    """What a party undertook or offered at the conference, with its source, who follows it up by when, and how it stands."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("a commitment", "Announced")
        UNDER_WAY = "under_way", pgettext_lazy("a commitment", "Under way")
        FULFILLED = "fulfilled", pgettext_lazy("a commitment", "Fulfilled")
        DROPPED = "dropped", pgettext_lazy("a commitment", "No longer pursued")
        REMOVED = "removed", pgettext_lazy("a commitment", "Entered in error")

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "announced": ("under_way", "fulfilled", "dropped", "removed"),
        "under_way": ("announced", "fulfilled", "dropped", "removed"),
        "fulfilled": ("announced", "under_way", "removed"),
        "dropped": ("announced", "under_way", "removed"),
        "removed": (),
    }
    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=12, choices=CommitmentKind)
    text = TranslatedField()
    source = models.CharField(max_length=10, choices=Source)
    source_text = TranslatedField()
    said_on = models.DateField()
    is_public = models.BooleanField(default=False)
    published_in = models.CharField(max_length=300, blank=True)
    followed_up_by = TranslatedField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ANNOUNCED)
    # Since when the state stands, and what is known of it; the reader of the results page sees both.
    stands_since = models.DateField()
    progress = TranslatedField(blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["said_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CommitmentKind.values), name="commitment_kind"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="commitment_source"),
            # What was said between two or at table is public only by what others have published.
            models.CheckConstraint(
                condition=Q(is_public=False) | ~Q(source__in=("bilateral", "reception")) | ~Q(published_in=""),
                name="commitment_public_as_published",
            ),
            models.CheckConstraint(condition=Q(stands_since__gte=models.F("said_on")), name="commitment_days_in_order"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=models.F("said_on")), name="commitment_due_after_said"
            ),
        ]

    def __str__(self) -> str:
        return self.party.short
