from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.core import undo
from conference.fields import EncryptedTextField
from conference.parties.models import Party
from delegations.registration.delegations.models import Delegation


class FocalPoint(models.Model):
    """A person who acts for a delegation (UN practice: Designated Administrative Officer)."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="focal_points")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="focal_for")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        constraints = [
            models.UniqueConstraint(
                fields=["delegation", "user"], condition=models.Q(until__isnull=True), name="focalpoint_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def scope(self) -> str:
        return self.delegation.scope


class FocalPointInvitation(models.Model):
    """An invitation to become a focal point, taken up once. Only the SHA-256 of the link's secret is stored."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    secret_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # The later invitation of the same address that ended this one; undoing the later one makes this one valid again.
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced")
    # The focal point who invited a colleague; null for the secretariat's own invitations.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # A focal point who hands over stays one until the successor has taken the invitation up: a delegation is never without.
    takes_over = models.ForeignKey(FocalPoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("invitation of a focal point")
        verbose_name_plural = _("invitations of focal points")

    def __str__(self) -> str:
        return f"{self.name}, {self.email}" if self.name else self.email

    @property
    def is_undoable(self) -> bool:
        """Return whether its e-mail should still wait in the outbox, by the clock."""
        return self.used_at is None and self.withdrawn_at is None and not undo.late(self.sent_at)

    @property
    def scope(self) -> str:
        return self.delegation.scope


class AccessRequest(models.Model):
    """A request for an invitation. The answer to the asker does not depend on what is known."""

    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    party_words = models.CharField(_("State or organization"), max_length=160)
    name = models.CharField(_("name"), max_length=150)
    function = models.CharField(_("function"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"))
    phone = EncryptedTextField(_("telephone"), max_length=40, blank=True, default="")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    words = models.TextField(_("message"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    granted = models.BooleanField(null=True, editable=False)
    invitation = models.ForeignKey(
        FocalPointInvitation, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("request for an invitation")
        verbose_name_plural = _("requests for an invitation")
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, granted__isnull=True)
                | models.Q(answered_at__isnull=False, granted__isnull=False),
                name="accessrequest_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.party_words})"

    @property
    def is_undoable(self) -> bool:
        """Return whether the answer was given just now, and its invitation was neither used nor withdrawn since."""
        if self.answered_at is None or undo.late(self.answered_at):
            return False
        return not self.granted or (self.invitation is not None and self.invitation.is_undoable)
