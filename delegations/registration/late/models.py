from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core import undo
from conference.core.lifecycle import AuditedModel
from delegations.registration.delegations.models import Delegation
from delegations.registration.members.models import Delegate
from delegations.registration.notes.models import NoteVerbale

DECIDED = ("granted", "declined")


class LateRequest(AuditedModel):
    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    class State(models.TextChoices):
        ASKED = "asked", _("Requested")
        GRANTED = "granted", _("Granted")
        DECLINED = "declined", pgettext_lazy("a request", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("a request", "Withdrawn")

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "asked": ("granted", "declined", "withdrawn"),
        # An undone decision.
        "granted": ("asked",),
        "declined": ("asked",),
        "withdrawn": (),
    }

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="late_requests")
    note = models.OneToOneField(NoteVerbale, on_delete=models.PROTECT, related_name="late_request")
    members = models.ManyToManyField(Delegate, related_name="late_requests")
    words = models.CharField(_("why they come late"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("late request")
        verbose_name_plural = _("late requests")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state", "asked_at"], name="laterequest_open")]

    def __str__(self) -> str:
        return f"{self.delegation}, {self.note}"

    @property
    def scope(self) -> str:
        return self.delegation.scope

    @property
    def is_undoable(self) -> bool:
        """Return whether it was decided just now."""
        return self.state in DECIDED and self.decided_at is not None and not undo.late(self.decided_at)
