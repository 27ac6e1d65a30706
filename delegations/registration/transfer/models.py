from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.fields import EncryptedTextField
from delegations.registration.delegations.models import Delegation


class PendingImport(models.Model):
    """A table with what its sender answered about it (`answers.py`), stored for an hour. Encrypted with its name, which may name a person.

    Once it is imported, `undo` is what takes it back, in place of the body (`undoing.py`).
    """

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = EncryptedTextField()
    body = EncryptedTextField()  # the file's bytes, a character each
    answers = EncryptedTextField(default="", blank=True)
    undo = EncryptedTextField(default="", blank=True)
    checked_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "registration_checkedtable"  # the table's first name
        verbose_name = _("table checked and not yet imported")
        verbose_name_plural = _("tables checked and not yet imported")
        constraints = [models.UniqueConstraint(fields=["delegation", "user"], name="checkedtable_one")]

    def __str__(self) -> str:
        return str(self.delegation)


class ImportMapping(models.Model):
    """What a delegation's headings and values mean, as it answered at imports (`answers.py`). Encrypted, since a cell may name a person."""

    delegation = models.OneToOneField(Delegation, on_delete=models.CASCADE, related_name="+")
    answers = EncryptedTextField()

    class Meta:
        verbose_name = _("meaning of a delegation's tables")
        verbose_name_plural = _("meanings of delegations' tables")

    def __str__(self) -> str:
        return str(self.delegation)
