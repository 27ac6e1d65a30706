"""The watch list and whom its entries may mean. Delegations never see any of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedTextField, blind_index
from delegations.registration.models import Delegate

# Held by those who change entries, and shared by those who change or accredit people, until their transaction ends.
LOCK = 0x57A7C4


class WatchState(models.TextChoices):
    """The states of an entry, which flags people until it is ended, or until its last day."""

    ACTIVE = "active", _("In force")
    ENDED = "ended", pgettext_lazy("an entry", "Ended")


class WatchEntry(AuditedModel):
    """A person, or a document, to be checked, and why. The audit log has only its number: its content is secret."""

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"active": ("ended",), "ended": ()}
    SECRET = frozenset(
        {
            "name",
            "name_index",
            "aliases",
            "date_of_birth",
            "document_number",
            "document_number_index",
            "why",
            "valid_until",
        }
    )

    name = EncryptedTextField(_("name"), max_length=200, blank=True, default="")
    name_index = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    aliases = EncryptedTextField(_("other names and spellings"), max_length=2000, blank=True, default="")  # one a line
    date_of_birth = EncryptedTextField(_("date of birth"), blank=True, default="")  # ISO date
    document_number = EncryptedTextField(_("document number"), blank=True, default="")
    document_number_index = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    why = EncryptedTextField(_("reason"))  # not `reason`, which lifecycle.change would write into the audit log
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=WatchState, default=WatchState.ACTIVE)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of the watch list")
        verbose_name_plural = _("entries of the watch list")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_index="", document_number_index=""), name="watchentry_has_name_or_number"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def names(self) -> list[str]:
        return [name for name in (self.name, *self.aliases.splitlines()) if name.strip()]

    @staticmethod
    def in_force(today: date | models.Expression, path: str = "") -> Q:
        """Match entries that flag people on that day. `path` is how the query reaches the entry, such as `entry__`."""
        open_end = Q(**{f"{path}valid_until__isnull": True}) | Q(**{f"{path}valid_until__gte": today})
        return Q(**{f"{path}state": "active"}) & open_end


class WatchMatch(models.Model):
    """An entry and a person who may be meant by it, compared by an officer.

    `basis` is a keyed digest of what was compared: when it differs, what somebody said of the match no longer applies.
    """

    entry = models.ForeignKey(WatchEntry, on_delete=models.CASCADE, related_name="matches")
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="watch_matches")
    by_name = models.BooleanField(default=False)
    by_number = models.BooleanField(default=False)
    basis = models.CharField(max_length=32)
    found_at = models.DateTimeField()
    aside_at = models.DateTimeField(null=True, blank=True)
    aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    aside_words = EncryptedTextField(_("why it is another person"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("match of the watch list")
        verbose_name_plural = _("matches of the watch list")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "delegate"], name="watchmatch_once"),
            models.CheckConstraint(condition=Q(by_name=True) | Q(by_number=True), name="watchmatch_by_something"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}-{self.delegate_id}"


def name_index(name: str) -> str:
    """Return the blind index by which an entry is found by its name as written; empty for none."""
    return blind_index(name, "accreditation_watchentry.name") if name else ""


def names_of(person: Delegate) -> Iterable[str]:
    whole = f"{person.given_names} {person.family_name}".strip()
    return dict.fromkeys(name for name in (whole, person.name_on_badge, person.name_native) if name)
