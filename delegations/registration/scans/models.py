from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.fields import EncryptedTextField
from delegations.registration.members.models import Delegate


class DocumentScan(models.Model):
    """The page with the photo of a member's travel document, from when it is sent until some time after the decision.

    Encrypted as a whole, in the database and not among the files: it ends with its row, in backups too as they are replaced.
    """

    member = models.OneToOneField(Delegate, on_delete=models.CASCADE, related_name="scan")
    kind = models.CharField(max_length=3)  # jpg or pdf
    body = EncryptedTextField()  # base64
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("scan of a travel document")
        verbose_name_plural = _("scans of travel documents")

    def __str__(self) -> str:
        return str(self.member)
