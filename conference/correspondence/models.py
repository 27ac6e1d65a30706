"""Messages: rows written in the transaction of their cause, delivered later by Celery (outbox/delivery.py).

No mail queue writes a row once per cause, leases it without loss or doubling, renders it in the reader's language and deletes its secrets
at the end.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.fields import EncryptedTextField

NO_SCOPE = "M"  # begins the reference of a message to nobody's delegation


class State(models.TextChoices):
    """A message's state. `sending` is a lease until `lease_until`; `held`: the database was restored from a copy, and may have sent it."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", _("Failed")
    HELD = "held", pgettext_lazy("message", "Held")
    CANCELLED = "cancelled", pgettext_lazy("message", "Cancelled")


class Outcome(models.TextChoices):
    """How a try ended. After `transient` and `timeout` (it may have arrived) the message is tried again."""

    SENT = "sent", pgettext_lazy("message", "Sent")
    TRANSIENT = "transient", _("Not now")
    TIMEOUT = "timeout", _("No answer")
    REJECTED = "rejected", pgettext_lazy("message", "Refused")
    BROKEN = "broken", _("Could not be written")


class Message(models.Model):
    """One mail to one address, one per (kind, subject, version, recipient).

    `context` holds its variables until it is rendered. `sealed` holds encrypted ones, such as an invitation's link, and is emptied when the
    message ends. Its states change thousands of times a minute, so each try is an `Attempt` and no audit entry.
    """

    GRAPH: ClassVar[dict[str, tuple[str, ...]]] = {
        "queued": ("sending", "cancelled", "held"),
        "sending": ("sent", "queued", "failed", "held"),
        "held": ("queued", "cancelled"),
        "failed": ("queued",),
        "sent": (),
        "cancelled": (),
    }
    AUDITED = False

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_version = models.PositiveIntegerField(default=0)
    recipient = models.EmailField()
    recipient_name = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    scope = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, default="en")
    context: Any = models.JSONField(default=dict)
    sealed = EncryptedTextField(blank=True, default="")
    message_id = models.CharField(max_length=200, unique=True)
    subject_line = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "subject_version", "recipient"], name="message_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sending") | models.Q(lease__isnull=False, lease_until__isnull=False),
                name="message_sending_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=models.Q(state="queued"), name="message_due"),
            models.Index(fields=["lease_until"], condition=models.Q(state="sending"), name="message_leased"),
            models.Index(fields=["state", "-id"], name="message_state"),
            models.Index(fields=["scope", "-id"], name="message_scope"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
        ]

    def __str__(self) -> str:
        # The audit log keeps this for ever, so it names no address.
        return f"{self.reference} ({self.kind})"

    @property
    def reference(self) -> str:
        """Return the reference by which an answer is found: `KEN-00042`."""
        return f"{self.scope.upper() or NO_SCOPE}-{self.pk or 0:05d}"


class Attempt(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%d %b %H:%M} {self.outcome}"
