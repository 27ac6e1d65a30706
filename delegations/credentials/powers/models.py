import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core import undo
from conference.core.lifecycle import AuditedModel
from conference.treaties.models import Treaty
from delegations.credentials.powers.rules import ISSUING, Designation, Office, Paper, Purpose, TreatyNamed
from delegations.registration.models import Delegate, Delegation


class PowersState(models.TextChoices):
    EXPECTED = "expected", pgettext_lazy("full powers", "Expected")
    RECEIVED = "received", pgettext_lazy("full powers", "To be checked")
    ACCEPTED = "accepted", pgettext_lazy("full powers", "Accepted")
    DEFECTIVE = "defective", pgettext_lazy("full powers", "Defective")
    NOT_NEEDED = "not_needed", pgettext_lazy("full powers", "Not needed")
    WITHDRAWN = "withdrawn", pgettext_lazy("full powers", "Withdrawn")


DECIDED = (PowersState.ACCEPTED, PowersState.DEFECTIVE, PowersState.NOT_NEEDED)
# Decided so that the person may sign.
SETTLED = (PowersState.ACCEPTED, PowersState.NOT_NEEDED)


class FullPowers(AuditedModel):
    """The authority of one member of a delegation to sign one treaty: the paper, what it says, and the decision.

    Whether they hold now follows from the row, the person and the treaty (queries.py): a person's name or office may have changed since.
    """

    LABEL_NAMES_PARTIES: ClassVar[bool] = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "expected": ("received", "not_needed", "withdrawn"),
        "received": ("accepted", "defective", "not_needed", "withdrawn"),
        # Back to `received`: another paper came, or the decision was undone.
        "accepted": ("received", "withdrawn"),
        "defective": ("received", "withdrawn"),
        # Back to `expected` or `received`: the decision was undone, or the office is held no more.
        "not_needed": ("expected", "received", "withdrawn"),
        "withdrawn": ("expected", "received"),
    }

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="full_powers")
    treaty = models.ForeignKey(Treaty, on_delete=models.PROTECT, related_name="full_powers")
    representative = models.ForeignKey(
        Delegate, on_delete=models.PROTECT, related_name="full_powers", verbose_name=_("Representative")
    )
    state = models.CharField(_("state"), max_length=10, choices=PowersState, default=PowersState.EXPECTED)
    # The paper, and what stands on it.
    file = models.FileField(upload_to="powers", blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper = models.CharField(_("Kind of paper"), max_length=12, choices=Paper, default=Paper.FULL_POWERS)
    purpose = models.CharField(_("What the paper authorizes"), max_length=9, choices=Purpose, default=Purpose.SIGN)
    issuer_name = models.CharField(_("Name of the issuer"), max_length=160, blank=True)
    issuer_office = models.CharField(_("Office of the issuer"), max_length=20, choices=Office, blank=True)
    is_acting = models.BooleanField(_("The issuer acts in this office, or ad interim"), default=False)
    name_written = models.CharField(_("Representative, as the paper names the person"), max_length=200, blank=True)
    designation = models.CharField(
        _("Number of representatives"), max_length=8, choices=Designation, default=Designation.ALONE
    )
    treaty_named = models.CharField(
        _("Treaty named in the paper"), max_length=8, choices=TreatyNamed, default=TreatyNamed.NONE
    )
    is_deposited = models.BooleanField(_("The general full powers are deposited with the depositary"), default=False)
    dated = models.DateField(_("Date of the paper"), null=True, blank=True)
    place = models.CharField(_("Place of issue"), max_length=120, blank=True)
    is_signed = models.BooleanField(_("The issuer has signed it"), default=False)
    is_sealed = models.BooleanField(_("It bears an official seal"), default=False)
    language = models.CharField(_("Language of the paper"), max_length=3, blank=True)
    is_translated = models.BooleanField(_("The scan contains a translation into English or French"), default=False)
    # The original, which is shown at the latest before the signature.
    original_received_at = models.DateTimeField(null=True, blank=True)
    original_received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    original_returned_at = models.DateTimeField(null=True, blank=True)
    original_returned_to = models.CharField(_("Who takes the original"), max_length=160, blank=True)
    # The decision.
    # Whether the paper authorizes a reservation too: asked only where the signatory makes one.
    covers_reservations = models.BooleanField(null=True, blank=True)
    defects: Any = models.JSONField(default=list, blank=True)  # codes of texts.DEFECTS
    overruled: Any = models.JSONField(
        default=list, blank=True
    )  # codes of rules.OVERRULABLE that the officer did not follow
    overruled_because = models.CharField(_("Why the paper is accepted all the same"), max_length=300, blank=True)
    words = models.CharField(_("To the focal points, in your own words"), max_length=500, blank=True)
    held_office = models.CharField(_("Office of the representative"), max_length=20, choices=Office, blank=True)
    held_acting = models.BooleanField(_("Acting or ad interim"), default=False)
    evidence = models.CharField(_("What shows the office"), max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The person's names and office when it was decided (queries.name_key, queries.office_key).
    decided_name = models.CharField(max_length=420, blank=True, editable=False)
    decided_office = models.CharField(max_length=250, blank=True, editable=False)

    class Meta:
        verbose_name = _("full powers")
        verbose_name_plural = _("full powers")
        ordering = ["delegation__party__en_sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["representative", "treaty"], name="fullpowers_one_a_person"),
            models.CheckConstraint(
                condition=~Q(state__in=("received", "accepted", "defective"))
                | ~Q(file="") & Q(handed_in_at__isnull=False),
                name="fullpowers_have_a_paper",
            ),
            # What no officer may accept, whoever asks: VCLT, articles 2 (1) (c) and 7.
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(
                    paper="full_powers",
                    purpose="sign",
                    is_signed=True,
                    dated__isnull=False,
                    issuer_office__in=[*ISSUING, Office.ORGAN],
                )
                & (Q(treaty_named="this") | Q(treaty_named="general", is_deposited=True))
                & ~Q(issuer_name="")
                & ~Q(name_written="")
                & ~Q(place=""),
                name="fullpowers_accepted_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="fullpowers_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_needed") | Q(held_office__in=ISSUING) & ~Q(evidence=""),
                name="fullpowers_office_shown",
            ),
            models.CheckConstraint(
                condition=Q(overruled=[]) | ~Q(overruled_because=""), name="fullpowers_overruled_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(original_returned_at__isnull=True) | Q(original_received_at__isnull=False),
                name="fullpowers_original_came_first",
            ),
        ]
        indexes = [models.Index(fields=["state", "handed_in_at"], name="fullpowers_queue")]

    def __str__(self) -> str:
        return f"{self.delegation}, {self.representative}"

    @property
    def scope(self) -> str:
        return self.delegation.scope

    @property
    def is_on_deposit(self) -> bool:
        """Return whether these are general full powers that the depositary keeps already, so that no original is shown."""
        return self.treaty_named == TreatyNamed.GENERAL and self.is_deposited

    @property
    def is_undoable(self) -> bool:
        return self.state in DECIDED and self.decided_at is not None and not undo.late(self.decided_at)
