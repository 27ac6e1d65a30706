"""Passes beside the badge: floaters that members lend one another, pins for heads, vehicle passes."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedTextField, blind_index, blind_indexes
from conference.models import Zone
from conference.translated import TranslatedField
from delegations.registration.models import Delegate, Delegation


class PassKind(models.TextChoices):
    FLOATER = "floater", _("Floater pass")
    PIN = "pin", _("Head of delegation pin")
    VEHICLE = "vehicle", _("Vehicle pass")


class PassType(models.Model):
    """A kind of pass, what it opens, and how many each delegation may have out at once."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=PassKind)
    name = TranslatedField(_("name"))
    prefix = models.CharField(_("letters before its number"), max_length=3, unique=True)
    zone = models.ForeignKey(
        Zone, verbose_name=_("zone"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    places = models.PositiveSmallIntegerField(_("for each delegation"), default=0)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("sort of pass")
        verbose_name_plural = _("sorts of passes")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)


class Allowance(models.Model):
    """How many passes of a kind a delegation may have out at once, how many it has, and how many more are granted to it.

    Only triggers count `used` and `granted` (guards.py), and a check constraint keeps them within `most`.
    """

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="allowances")
    type = models.ForeignKey(PassType, on_delete=models.PROTECT, related_name="allowances")
    most = models.PositiveSmallIntegerField(_("at most"))
    used = models.PositiveSmallIntegerField(_("out"), default=0, editable=False)
    granted = models.PositiveSmallIntegerField(_("granted, to be collected"), default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("allowance of passes")
        verbose_name_plural = _("allowances of passes")
        constraints = [
            models.UniqueConstraint(fields=["delegation", "type"], name="allowance_once"),
            models.CheckConstraint(
                condition=models.Q(most__gte=models.F("used") + models.F("granted")), name="allowance_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.used}/{self.most}"

    @property
    def scope(self) -> str:
        return self.delegation.party.code

    @property
    def remaining(self) -> int:
        return max(0, self.most - self.used - self.granted)


class PassRequestState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    GRANTED = "granted", _("Granted, to be collected")
    DECLINED = "declined", pgettext_lazy("a request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("a request", "Withdrawn")
    GIVEN = "given", _("Given out")


PLATE = "accreditation_pass.plate"
# What still counts: a request that waits, and a pass that is kept for the delegation.
OPEN = ("asked", "granted")


class PassRequest(AuditedModel):
    """A delegation's request for a pass: granted by the office within the allowance, then given out as a `Pass`."""

    LABEL_IN_EACH_LANGUAGE = True
    SECRET = frozenset({"plate"})
    # Who decided just now, so that it can be undone; set by `queries.open_requests`.
    undoable_of: str = ""
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "asked": ("granted", "declined", "withdrawn"),
        # Back again: a decision of just now that was undone.
        "granted": ("given", "declined", "withdrawn", "asked"),
        "declined": ("asked", "granted"),
        "withdrawn": (),
        "given": (),
    }

    allowance = models.ForeignKey(Allowance, on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(_("state"), max_length=10, choices=PassRequestState, default=PassRequestState.ASKED)
    # For whom; null for a vehicle.
    member = models.ForeignKey(Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="pass_requests")
    plate = EncryptedTextField(_("plate"), max_length=20, blank=True, default="")
    driver = models.CharField(_("driver"), max_length=150, blank=True)
    days: Any = models.JSONField(_("days"), default=list, blank=True)
    words = models.CharField(_("what it is for"), max_length=200, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    answer_words = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("request for a pass")
        verbose_name_plural = _("requests for passes")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["allowance", "member"], condition=models.Q(state__in=OPEN), name="pass_asked_once_a_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.allowance.type}: {self.named}"

    @property
    def named(self) -> str:
        """Return for whom it is without the plate, since the audit log and letters are not encrypted."""
        return self.member.full_name if self.member else self.driver

    @property
    def holder(self) -> str:
        return self.member.full_name if self.member else f"{self.driver}, {self.plate}"

    @property
    def scope(self) -> str:
        return self.allowance.delegation.party.code


class PassState(models.TextChoices):
    LENT = "lent", _("Given out")
    RETURNED = "returned", pgettext_lazy("a pass", "Returned")
    LOST = "lost", pgettext_lazy("a pass", "Lost")


class Pass(AuditedModel):
    """A numbered pass that was given out; given out again it is another row.

    The number of a lost one is not given out again, so that its finder is not taken for the holder.
    """

    SECRET = frozenset({"plate", "plate_index"})
    # Translators: as in "A1-00001: already reported lost by …".
    BROUGHT: ClassVar[Mapping[str, str | Promise]] = {"lost": _("reported lost")}
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"lent": ("returned", "lost"), "lost": ("returned",), "returned": ()}

    allowance = models.ForeignKey(Allowance, on_delete=models.PROTECT, related_name="passes")
    request = models.OneToOneField(
        PassRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="given", editable=False
    )
    number = models.CharField(_("number"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=PassState, default=PassState.LENT)
    # Whom it was lent to; null for a vehicle.
    member = models.ForeignKey(Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="passes")
    to = models.CharField(_("signed for by"), max_length=150)
    lent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(_("brought back or reported by"), max_length=150, blank=True)
    plate = EncryptedTextField(_("plate"), max_length=20, blank=True, default="")
    plate_index = models.CharField(max_length=32, blank=True, default="", db_index=True, editable=False)
    driver = models.CharField(_("driver"), max_length=150, blank=True)
    gate = models.CharField(_("gate"), max_length=60, blank=True)
    days: Any = models.JSONField(_("days"), default=list, blank=True)

    gate_words: str  # the gate in the active language, given by `queries.name_gates`

    class Meta:
        verbose_name = _("pass")
        verbose_name_plural = _("passes")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(state__in=("lent", "lost")), name="pass_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def scope(self) -> str:
        return self.allowance.delegation.party.code


def plate_index(plate: str) -> str:
    """Return the blind index by which a plate is found, however its groups are parted; empty for none."""
    return blind_index(folded_plate(plate), PLATE)


def plate_indexes(plate: str) -> list[str]:
    """Return `plate_index` under each key; none for a text without a letter or digit."""
    return blind_indexes(folded_plate(plate), PLATE) if folded_plate(plate) else []


def folded_plate(plate: str) -> str:
    return "".join(sign for sign in plate if sign.isalnum())
