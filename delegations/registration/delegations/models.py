from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.fields import EncryptedTextField
from conference.look import honorifics
from conference.models import Category
from conference.parties.models import Kind, Party
from conference.translated import TranslatedField


class Delegation(models.Model):
    """What a party sends, one for each party that was invited."""

    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="delegation")
    invited_at = models.DateTimeField(null=True, blank=True)
    liaison_name = models.CharField(_("liaison officer"), max_length=120, blank=True)
    liaison_phone = EncryptedTextField(_("telephone of the liaison officer"), max_length=40, blank=True, default="")
    # Counts the order's changes: of two who reorder at once, the second is refused.
    order_version = models.PositiveIntegerField(default=1, editable=False)
    # Counts submissions: each has its own number, under which its confirmation is written once.
    submissions = models.PositiveIntegerField(default=0, editable=False)

    # Added by `raw_queries`, for the user who asks.
    is_mine: bool
    stamp: str
    asked_by: int | None

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["party__en_sort"]

    def __str__(self) -> str:
        return self.party.short

    @property
    def scope(self) -> str:
        return self.party.code

    @property
    def liaison(self) -> str:
        """Return the liaison officer's name, with the honorific in the active language."""
        return honorifics.reorder_honorific(self.liaison_name)


class Quota(models.Model):
    """How many places a kind of party has in a category. A kind without any row has what the categories themselves say.

    A kind with rows has only the categories of its rows; the host also has the categories without a limit. International organizations
    and UN entities without any row have no limit but for the head.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="quotas", verbose_name=_("category"))
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True, help_text=_("Empty: no limit."))

    class Meta:
        verbose_name = _("places of a kind of party")
        verbose_name_plural = _("places by kind of party")
        ordering = ["kind", "category"]
        constraints = [models.UniqueConstraint(fields=["kind", "category"], name="quota_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.category}: {_('no limit') if self.places is None else self.places}"


class Deadline(models.Model):
    """A date that delegations must know. What comes after it is marked late."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = TranslatedField(_("name"))
    at = models.DateTimeField(_("date and time"))

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.name)
