from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from delegations.registration.drafts.models import TypedForm
from delegations.registration.members.models import Delegate


class MemberLink(models.Model):
    """The link to a member's own page. Only the SHA-256 of the link's secret is stored."""

    member = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="links")
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    secret_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("member's own link")
        verbose_name_plural = _("members' own links")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(withdrawn_at__isnull=True), name="memberlink_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} ({self.email})"


class OwnDraft(TypedForm):
    """What the holder of a member's own link has typed. It is deleted with the link."""

    link = models.OneToOneField(MemberLink, on_delete=models.CASCADE, related_name="draft")

    class Meta:
        verbose_name = _("personal page not yet saved")
        verbose_name_plural = _("personal pages not yet saved")

    def __str__(self) -> str:
        return str(self.link)
