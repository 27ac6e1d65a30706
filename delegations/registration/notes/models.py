from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.core import undo
from delegations.registration.delegations.models import Delegation


class NoteVerbale(models.Model):
    """A note by which a party names its delegation, as a file. Organisations send a signed letter."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="notes")
    number = models.CharField(_("number of the note"), max_length=60, blank=True)
    dated = models.DateField(_("date of the note"), null=True, blank=True)
    file = models.FileField(upload_to="notes")
    file_name = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    received_from = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("note verbale")
        verbose_name_plural = _("notes verbales")
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.number or self.file_name

    @property
    def scope(self) -> str:
        return self.delegation.party.code

    @property
    def is_undoable(self) -> bool:
        """Return whether it was accepted just now. The note of a late request is decided and undone with the request."""
        return self.accepted_at is not None and not undo.late(self.accepted_at) and not hasattr(self, "late_request")
