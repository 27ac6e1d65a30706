import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.fields import EncryptedTextField
from delegations.registration.delegations.models import Delegation
from delegations.registration.members.models import Delegate

FINGERPRINTS = "fingerprints"  # the form's hidden field, stored and sent with the others (members.conflicts)


class PhotoDraft(models.Model):
    """A good photo that came with a form that was invalid elsewhere: stored for a while."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    photo = models.FileField(upload_to="photos")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("photo not yet saved")
        verbose_name_plural = _("photos not yet saved")

    def __str__(self) -> str:
        return str(self.key)


class TypedForm(models.Model):
    """A member's form as far as somebody has typed it, so that a lost connection loses nothing.

    Encrypted as a whole: half a document's number is private too.
    """

    values = EncryptedTextField()  # JSON: field name to text, as typed
    expected_version = models.PositiveIntegerField(default=0)  # the member's version on the screen
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True


class FormDraft(TypedForm):
    """What a focal point, or staff acting for a delegation, has typed.

    It belongs to the form of a new member (`member` is null), of a present one, or of the one who takes that one's place (`replacing`).
    """

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Delegate, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    replacing = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("form not yet saved")
        verbose_name_plural = _("forms not yet saved")
        constraints = [
            models.UniqueConstraint(
                fields=["delegation", "user", "member", "replacing"],
                condition=models.Q(member__isnull=False),
                name="formdraft_once_a_form",
            ),
            models.UniqueConstraint(
                fields=["delegation", "user"], condition=models.Q(member__isnull=True), name="formdraft_one_new"
            ),
            models.CheckConstraint(
                condition=models.Q(replacing=False) | models.Q(member__isnull=False), name="formdraft_replaces_somebody"
            ),
        ]

    def __str__(self) -> str:
        return str(self.member or self.delegation)
