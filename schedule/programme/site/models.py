from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.translated import TranslatedField


class PublicList(models.TextChoices):
    """What of the list of participants the public reads."""

    NONE = "none", _("Not public")
    PARTIES = "parties", _("Delegations alone")
    PEOPLE = "people", _("Delegations and their members")


class PublicPages(models.Model):
    """One row: the pages beside the programme that organisers write, and whether the list of participants is public."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    practical = TranslatedField(_("practical information"), blank=True)
    press = TranslatedField(_("for the press"), blank=True)
    participants = models.CharField(
        _("the public list of participants"), max_length=8, choices=PublicList, default=PublicList.NONE
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("public pages")
        verbose_name_plural = _("public pages")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="publicpages_one_row")]

    def __str__(self) -> str:
        return str(_("public pages"))
