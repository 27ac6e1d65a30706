import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedJSONField, EncryptedTextField
from conference.parties.models import Party
from delegations.registration.models import Delegation

# The code of registration's deadline after which an application is late.
DEADLINE = "side_events"


class Part(models.TextChoices):
    MORNING = "morning", _("Morning, 09:00 to 12:00")
    MIDDAY = "midday", _("Midday, 12:00 to 13:30")
    AFTERNOON = "afternoon", _("Afternoon, 13:30 to 18:00")


class ApplicationRules(models.Model):
    """One row: how many applications a delegation may have, how long a side event is."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    places = models.PositiveSmallIntegerField(
        _("applications of each delegation"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    minutes = models.PositiveSmallIntegerField(_("length of a side event, minutes"), default=60)

    class Meta:
        verbose_name = _("rules for side events")
        verbose_name_plural = _("rules for side events")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="applicationrules_one_row")]

    def __str__(self) -> str:
        return str(_("rules for side events"))


class Application(AuditedModel):
    """A delegation's application. A draft's form is in `typed`, valid or not; the columns hold what was sent."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", pgettext_lazy("a request", "Submitted")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", pgettext_lazy("a request", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("a request", "Withdrawn")

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "draft": ("submitted", "withdrawn"),
        "submitted": ("accepted", "declined", "withdrawn"),
        "accepted": ("withdrawn",),
        "declined": (),
        "withdrawn": (),
    }
    SECRET: ClassVar[frozenset[str]] = frozenset({"typed", "contact_email", "contact_phone"})

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="side_events")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    typed: Any = EncryptedJSONField(default=dict, blank=True)  # field → text, or list of texts
    typed_version = models.PositiveIntegerField(default=0)
    typed_at = models.DateTimeField(null=True, blank=True)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    abstract = models.TextField(_("abstract"), max_length=3000, blank=True)
    partners = models.ManyToManyField(Party, blank=True, related_name="+", verbose_name=_("organized together with"))
    days: Any = models.JSONField(_("preferred days"), default=list, blank=True)  # YYYY-MM-DD
    parts: Any = models.JSONField(_("preferred parts of the day"), default=list, blank=True)
    attendance = models.PositiveIntegerField(_("persons expected"), null=True, blank=True)
    interpretation: Any = models.JSONField(_("languages of interpretation"), default=list, blank=True)
    needs = models.TextField(_("what the room needs"), max_length=1000, blank=True)
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    contact_phone = EncryptedTextField(_("telephone"), max_length=40, blank=True, default="")
    late = models.BooleanField(_("after the deadline"), default=False)
    late_words = models.CharField(_("why it comes late"), max_length=500, blank=True)
    # The note verbale that a late one came with. It names nobody of the delegation, so that it is none of registration's.
    note_file = models.FileField(upload_to="notes", blank=True)
    note_name = models.CharField(max_length=150, blank=True)
    note_number = models.CharField(_("number of the note"), max_length=60, blank=True)
    note_dated = models.DateField(_("date of the note"), null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    # The session's name for ever; the session itself may be taken out of the programme later.
    session_key = models.SlugField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("application for a side event")
        verbose_name_plural = _("applications for side events")
        ordering = ["submitted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "withdrawn"))
                | models.Q(attendance__isnull=False, submitted_at__isnull=False) & ~models.Q(title=""),
                name="application_sent_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | ~models.Q(session_key=""),
                name="application_accepted_has_session",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="application_state")]

    def __str__(self) -> str:
        return self.title or str(self.typed.get("title", "")) or str(_("Untitled side event"))

    @property
    def note(self) -> str:
        """Return the note's number, else its file's name; empty without one."""
        return self.note_number or self.note_name

    @property
    def day_dates(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.days]

    @property
    def part_words(self) -> list[str]:
        return [str(Part(part).label) for part in self.parts]

    @property
    def scope(self) -> str:
        return self.delegation.scope
