import uuid
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.translated import TranslatedField
from delegations.registration.models import Delegate
from schedule.calendar.interpreters.models import Interpreter
from schedule.calendar.rooms.models import Room


class Closure(AuditedModel):
    """A room closed for a time. While `closed`, it holds the room's time like everything else (calendar/guards.py)."""

    class State(models.TextChoices):
        CLOSED = "closed", pgettext_lazy("a room", "Closed")
        REOPENED = "reopened", _("Opened again")

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"closed": ("reopened",), "reopened": ()}

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="closures", verbose_name=_("room"))
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CLOSED)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("closure of a room")
        verbose_name_plural = _("closures of rooms")
        ordering = ["starts", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="closure_in_order")]

    def __str__(self) -> str:
        return f"{self.room}: {self.reason}"


class Engagement(models.Model):
    """A room, person or interpreter taken from `starts` (in) to `ends` (out). The rows of several share one `booking`.

    No two rows of a room, person or interpreter overlap: exclusion constraints refuse it (guards.py). Buffers lie inside the range. A row
    with `holds_until` is an offer's: it counts until then and is deleted afterwards.
    """

    booking = models.UUIDField(default=uuid.uuid4, db_index=True)
    # No index of their own: the indexes below begin with the same columns.
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements", db_index=False
    )
    person = models.ForeignKey(
        Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements", db_index=False
    )
    interpreter = models.ForeignKey(
        Interpreter, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements", db_index=False
    )
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    holds_until = models.DateTimeField(_("held until"), null=True, blank=True)
    kind = models.CharField(max_length=12)  # session, bilateral, reception, closure
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    labels = TranslatedField()  # what their own side reads, by language
    # The room's time takes that of every head of delegation too, as at the opening; the heads have no rows of their own.
    for_heads = models.BooleanField(_("all heads of delegation are there"), default=False)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="engagement_in_order"),
            models.CheckConstraint(
                condition=models.Q(room__isnull=False, person__isnull=True, interpreter__isnull=True)
                | models.Q(room__isnull=True, person__isnull=False, interpreter__isnull=True)
                | models.Q(room__isnull=True, person__isnull=True, interpreter__isnull=False),
                name="engagement_of_one",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "starts"], name="engagement_room"),
            models.Index(fields=["person", "starts"], name="engagement_person"),
            models.Index(fields=["interpreter", "starts"], name="engagement_interpreter"),
            models.Index(fields=["subject_type", "subject_id"], name="engagement_subject"),
            models.Index(fields=["starts"], condition=models.Q(for_heads=True), name="engagement_heads"),
            models.Index(fields=["holds_until"], condition=models.Q(holds_until__isnull=False), name="engagement_held"),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.starts:%d %b %H:%M}"

    @property
    def label(self) -> str:
        """Return what their own side reads, in the reader's language."""
        return str(self.labels)
