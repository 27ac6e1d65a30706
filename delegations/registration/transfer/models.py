from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.fields import EncryptedTextField
from delegations.registration.delegations.models import Delegation


class PendingImport(models.Model):
    """A table without problems, stored for an hour for its sender. Encrypted with its name, which may be the name of a person."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = EncryptedTextField()
    body = EncryptedTextField()  # the file's bytes, a character each
    checked_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "registration_checkedtable"  # the table's first name
        verbose_name = _("table checked and not yet imported")
        verbose_name_plural = _("tables checked and not yet imported")
        constraints = [models.UniqueConstraint(fields=["delegation", "user"], name="checkedtable_one")]

    def __str__(self) -> str:
        return str(self.delegation)
