import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel


class ExportState(models.TextChoices):
    ASKED = "asked", _("Waiting for approval")
    APPROVED = "approved", pgettext_lazy("an export", "Approved")
    REFUSED = "refused", pgettext_lazy("an export", "Refused")


class ExportRequest(AuditedModel):
    """A request for a file of personal data of more than one delegation: one of the staff asks, another approves.

    It is good for this address and form alone, and for a while (actions.py). `path` has the filter; `fields` are the form's, in pairs.
    """

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"asked": ("approved", "refused"), "approved": (), "refused": ()}
    LABEL_IN_EACH_LANGUAGE = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=ExportState, default=ExportState.ASKED)
    address = models.CharField(max_length=60)
    path = models.CharField(max_length=1000)
    fields: Any = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request for an export")
        verbose_name_plural = _("requests for exports")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="export_by_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(state="asked"),
                name="export_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        view = resolve(urlsplit(self.path).path).func
        return str(getattr(view, "export_title", self.address))
