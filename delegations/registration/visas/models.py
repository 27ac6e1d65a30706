from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.fields import EncryptedTextField
from delegations.registration.members.models import Delegate


class VisaLetter(models.Model):
    """A letter to an embassy. Its text is stored encrypted, so that the same letter can be made again."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    member = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="visa_letters")
    # With the number and this code an embassy checks that the letter is genuine and in force.
    check_code = models.CharField(max_length=12)
    holds = EncryptedTextField()  # JSON: the text of the letter
    valid_until = models.DateField(null=True)  # the last day of the stay that it names
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("visa support letter")
        verbose_name_plural = _("visa support letters")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_at__isnull=True), name="visaletter_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def scope(self) -> str:
        return self.member.scope
