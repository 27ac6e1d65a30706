"""Guests of receptions who belong to no delegation: the host's ministers, resident ambassadors, a party's own guests."""

import uuid
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.look import honorifics, names
from conference.models import Rank
from conference.parties.models import Party
from conference.translated import Translated, in_each


class OutsideGuestState(models.TextChoices):
    LISTED = "listed", pgettext_lazy("an outside guest", "On the list")
    REMOVED = "removed", pgettext_lazy("an outside guest", "Removed")


class OutsideGuest(AuditedModel):
    """A guest outside the delegations, who is invited in person. Without an e-mail address protocol records the answer."""

    SECRET = frozenset({"email"})
    LABEL_IN_EACH_LANGUAGE = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"listed": ("removed",), "removed": ()}

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", verbose_name=_("party"))
    honorific = models.CharField(_("honorific"), max_length=40, blank=True)
    family_name = models.CharField(_("family name"), max_length=120)
    given_names = models.CharField(_("given names"), max_length=120, blank=True)
    name_on_card = models.CharField(_("name on the card"), max_length=160, blank=True)
    functional_title = models.CharField(_("functional title"), max_length=200, blank=True)
    protocol_rank = models.ForeignKey(
        Rank, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("protocol rank")
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    state = models.CharField(max_length=8, choices=OutsideGuestState, default=OutsideGuestState.LISTED)
    # What a guest of a delegation has, and these have not.
    is_head = False
    other_name = ""

    class Meta:
        verbose_name = _("outside guest")
        verbose_name_plural = _("outside guests")
        ordering = ["party__en_sort", "family_name", "given_names", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(family_name=""), name="outsideguest_has_name"),
            models.UniqueConstraint(
                fields=["party", "family_name", "given_names"],
                condition=models.Q(state="listed"),
                name="outsideguest_listed_once",
                violation_error_message=_("A guest of this name and party is on the list already."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Return the name as it is written on cards, else given names and family name."""
        return self.name_on_card or names.in_order(self.family_name, self.given_names, "")

    @property
    def called(self) -> str:
        """Return honorific and name, the honorific in the active language."""
        return honorifics.join_honorific(self.honorific, self.full_name)

    @property
    def called_on_paper(self) -> str:
        """Return `called` with family name and given names each on one line of a paper, unless a card has another name."""
        name = self.name_on_card or names.in_order_on_paper(self.family_name, self.given_names, "")
        return honorifics.join_honorific(self.honorific, name)

    @property
    def called_in_each(self) -> Translated:
        """Return honorific and name by language, for e-mails, which are read in several."""
        return in_each(lambda: self.called)
