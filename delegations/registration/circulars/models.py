from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.core import undo
from conference.translated import TranslatedField
from delegations.registration.delegations.models import Delegation


class Circular(models.Model):
    """A letter to the focal points of many delegations, each of whom gets a separate mail."""

    subject = TranslatedField(_("subject"))
    body = TranslatedField(_("text"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    delegations = models.ManyToManyField(Delegation, related_name="+")
    recipients = models.PositiveIntegerField(default=0)
    # `send_at` is None when it is sent at once; `sent_at` is when its mails were written.
    send_at = models.DateTimeField(_("send at"), null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("circular")
        verbose_name_plural = _("circulars")
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(called_off_at__isnull=True),
                name="circular_sent_or_called_off",
            )
        ]
        indexes = [
            models.Index(
                fields=["send_at"],
                condition=models.Q(sent_at__isnull=True, called_off_at__isnull=True),
                name="circular_due",
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def waits(self) -> bool:
        return self.sent_at is None and self.called_off_at is None

    @property
    def is_undoable(self) -> bool:
        """Return whether it can be cancelled: it waits for its time, or it was sent just now and its mails still wait."""
        return self.waits or (self.sent_at is not None and self.send_at is None and not undo.late(self.sent_at))


class CircularFile(models.Model):
    """A file that goes with each mail of a circular."""

    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=150)
    file = models.FileField(upload_to="circulars", max_length=120)

    class Meta:
        verbose_name = _("file of a circular")
        verbose_name_plural = _("files of circulars")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
