"""Badges. The decision on the person is the Delegate's state (registration)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core.lifecycle import AuditedModel
from conference.printing.models import Job
from conference.translated import FALLBACK, TranslatedField
from delegations.registration.models import Delegate

DIALLED = r"^\+?[0-9*#][0-9*#(). -]*$"
LIVE = ("queued", "printed", "collected")


class BadgeState(models.TextChoices):
    """The states of a badge. The first three are live."""

    QUEUED = "queued", _("Queued for print")
    PRINTED = "printed", _("Printed")
    COLLECTED = "collected", _("Collected")
    LOST = "lost", _("Lost")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Superseded")


class Badge(AuditedModel):
    """A badge. `serial` is random and never reused; `number` is what people read out; `live_for` is its bearer while it is live.

    That a live badge exists if and only if its bearer is accredited, at most one a person, is enforced in the database: `live_for` is
    unique; triggers (guards.py) let a badge be live only while its bearer is accredited, and keep one `AccreditationMarker` for each
    accredited delegate, whose key must be some badge's `live_for`, checked at commit.
    """

    # Translators: as in "A1-00001: already reported lost by …".
    BROUGHT: ClassVar[Mapping[str, str | Promise]] = {"lost": _("reported lost")}
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "queued": ("printed", "lost", "revoked", "superseded"),
        "printed": ("collected", "lost", "revoked", "superseded"),
        "collected": ("lost", "revoked", "superseded", "printed"),  # printed: the hand-out was undone
        "lost": (),
        "revoked": (),
        # One whose accreditation was undone before it was printed (guards.py): the next accreditation takes it up.
        "superseded": ("queued",),
    }
    SECRET = frozenset({"shows"})

    delegate = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="badges")
    live_for = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)
    serial = models.CharField(max_length=32, unique=True, editable=False)  # 16 random bytes, hexadecimal
    number = models.CharField(_("number"), max_length=20)  # the bearer's: every copy has the same
    copy = models.PositiveSmallIntegerField(_("copy"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=BadgeState, default=BadgeState.QUEUED)
    queued_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    collected_at = models.DateTimeField(null=True, blank=True)
    collected_by_name = models.CharField(max_length=150, blank=True)
    receipt = models.ForeignKey("Receipt", null=True, blank=True, on_delete=models.PROTECT, related_name="badges")
    # When the accreditation was undone before it was printed: then it counts as never issued.
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What was accredited, by field, as texts, so that the officer sees a later change. The photo is its file's name.
    shows: Any = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["delegate", "copy"], name="badge_copy_once"),
            models.UniqueConstraint(fields=["number", "copy"], name="badge_number_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=LIVE, live_for=models.F("delegate_id"))
                | ~models.Q(state__in=LIVE) & models.Q(live_for__isnull=True),
                name="badge_live_for_its_bearer",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="badge_state")]

    def __str__(self) -> str:
        return f"{self.number} ({self.copy})"

    @property
    def scope(self) -> str:
        return self.delegate.scope

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class AccreditationMarker(models.Model):
    """One row for each accredited delegate, written only by a trigger. Its key is the delegate's and must be a badge's `live_for`."""

    holder = models.OneToOneField(
        Badge, to_field="live_for", primary_key=True, on_delete=models.DO_NOTHING, related_name="+"
    )

    class Meta:
        db_table = "accreditation_standing"  # the table's first name
        verbose_name = _("standing")
        verbose_name_plural = _("standings")

    def __str__(self) -> str:
        return str(self.holder_id)


class PrintJob(Job):
    """A batch of badges that a worker makes for the print room, in the language of the person who asked."""

    wanted: Any = models.JSONField(default=dict)  # the choice: delegation, category, ticked badges, again
    way: Any = models.JSONField(default=dict)  # how: backs, separators, without the faulty, why again
    layout = models.CharField(max_length=10)
    # What the check found: [key, number, name, field, why] of each badge that cannot be printed.
    faults: Any = models.JSONField(default=list, blank=True)

    class Meta(Job.Meta):
        verbose_name = _("batch of badges")
        verbose_name_plural = _("batches of badges")

    def __str__(self) -> str:
        return f"{self.total} ({self.get_state_display()})"

    @property
    def listed(self) -> list[dict[str, Any]]:
        return [
            dict(zip(("pk", "number", "name", "party", "field", "why"), fault, strict=True)) for fault in self.faults
        ]


class BadgeSetup(models.Model):
    """One row, or none: the organisers' settings for the paper of all badges. Without it they are in English.

    All are in one language: guards read the same words on each, and a batch is sorted by them.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    language = models.CharField(
        _("language of the badges"), max_length=10, choices=settings.LANGUAGES, default=FALLBACK
    )
    office = TranslatedField(
        _("where badges are replaced"),
        blank=True,
        help_text=_("As it reads within a sentence: “the Accreditation Office, Gate 2”."),
    )

    class Meta:
        verbose_name = _("paper of the badges")
        verbose_name_plural = _("paper of the badges")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="badge_setup_one_row")]

    def __str__(self) -> str:
        return self.get_language_display()


class EmergencyNumber(models.Model):
    """A telephone number on the backs of the badges; guards call its `gate_number` from their scanner too."""

    name = TranslatedField(_("whom it reaches"))
    number = models.CharField(_("number"), max_length=30)
    # Separate, since the badge's number may only work from a telephone on the premises.
    gate_number = models.CharField(
        _("number at the gates"),
        max_length=30,
        blank=True,
        validators=[RegexValidator(DIALLED, _("Digits as they are dialled, such as +84 24 5550 0125."))],
        help_text=_(
            "As a telephone at a gate dials it, such as +84 24 5550 0125: where somebody is refused or has to be checked by hand, guards "
            "can call the first three such numbers. Empty: not offered there."
        ),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("emergency number")
        verbose_name_plural = _("emergency numbers")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
