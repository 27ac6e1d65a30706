"""The seating of a reception: its tables, who sits where, what protocol set. What follows from precedence is computed, never stored."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedTextField
from conference.look import honorifics
from conference.models import Rank
from schedule.receptions.invitations.models import Invitation, Reception
from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.problem import Tie

MOST_SEATS, MOST_TABLES = 60, 200


class PlanState(models.TextChoices):
    OPEN = "open", pgettext_lazy("a seating plan", "Open")
    CLOSED = "closed", pgettext_lazy("a seating plan", "Closed")


class CompanionPlace(models.TextChoices):
    """Where companions without an office stand in the order of precedence."""

    LAST = "last", _("after all guests")
    BESIDE = "beside", _("each just after the guest")


class SeatingPlan(AuditedModel):
    """The seating of one reception. Its version rises with each change of a table, a seat or a wish, which a PlanVersion keeps."""

    LABEL_IN_EACH_LANGUAGE = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {"open": ("closed",), "closed": ("open",)}

    reception = models.OneToOneField(Reception, on_delete=models.PROTECT, related_name="seating_plan")
    state = models.CharField(_("state"), max_length=6, choices=PlanState, default=PlanState.OPEN)
    alternate = models.BooleanField(default=False)
    companions = models.CharField(
        max_length=6,
        choices=CompanionPlace,
        default=CompanionPlace.BESIDE,
    )

    class Meta:
        verbose_name = _("seating plan")
        verbose_name_plural = _("seating plans")

    def __str__(self) -> str:
        return gettext("Seating, %(what)s") % {"what": self.reception}


class SeatingTable(models.Model):
    """A table. `host_seat` is the first in honour while somebody presides, else 0.

    Who presides is the guest who has that seat, or `host_name`, somebody who is no guest.
    """

    plan = models.ForeignKey(SeatingPlan, on_delete=models.PROTECT, related_name="tables")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST_TABLES)])
    shape = models.CharField(max_length=5, choices=Shape, default=Shape.ROUND)
    seats = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)])
    host_name = models.CharField(max_length=150, blank=True)
    host_languages = models.CharField(max_length=120, blank=True)
    host_seat = models.PositiveSmallIntegerField(default=0, editable=False)
    for_couples = models.BooleanField(default=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="seatingtable_number"),
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, seats__lte=MOST_SEATS, number__gte=1),
                name="seatingtable_has_seats",
            ),
            models.CheckConstraint(
                condition=models.Q(host_seat__lte=models.F("seats"))
                & (models.Q(host_name="") | models.Q(host_seat__gte=1)),
                name="seatingtable_host_has_seat",
            ),
            models.UniqueConstraint(
                fields=["plan", "host_name"], condition=~models.Q(host_name=""), name="seatingtable_host_once"
            ),
            # Elsewhere a couple is never parted.
            models.CheckConstraint(
                condition=models.Q(for_couples=True) | models.Q(shape="head"), name="seatingtable_couples"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Table %(number)s") % {"number": self.number}

    @property
    def host_called(self) -> str:
        return honorifics.reorder_honorific(self.host_name)


class Seat(models.Model):
    """A seat that is taken, or kept free: for a guest who comes late, or, without an invitation, for nobody yet."""

    plan = models.ForeignKey(SeatingPlan, on_delete=models.PROTECT, related_name="seats")
    table = models.ForeignKey(SeatingTable, on_delete=models.CASCADE, related_name="taken")
    number = models.PositiveSmallIntegerField()
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    companion = models.BooleanField(default=False)
    # Who was seated here: the invitation may pass to another person, who is not seated by that alone.
    given_to = models.CharField(max_length=200, blank=True, editable=False)
    kept_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["table__number", "number"]
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="seat_one_person"),
            models.UniqueConstraint(
                fields=["plan", "invitation", "companion"],
                condition=models.Q(invitation__isnull=False),
                name="seat_nobody_twice",
            ),
            models.CheckConstraint(
                condition=models.Q(invitation__isnull=False) | models.Q(kept_until__isnull=False, companion=False),
                name="seat_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_id}-{self.number}"


class Wish(models.Model):
    """A tie between two guests, by protocol's hand. That two are not to share a table is shown to those alone who ask, and noted."""

    plan = models.ForeignKey(SeatingPlan, on_delete=models.PROTECT, related_name="wishes")
    tie = models.CharField(max_length=9, choices=Tie)
    one = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="+")
    reason = EncryptedTextField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "one", "other"], name="wish_once"),
            # The lower key first, so that a pair is one pair.
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="wish_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}, {self.other_id}"


class GuestRule(models.Model):
    """What protocol set of a guest or of the companion: the own rank, for the guest also the table.

    It holds for that person alone, and not for another who comes by the invitation.
    """

    plan = models.ForeignKey(SeatingPlan, on_delete=models.PROTECT, related_name="rules")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="+")
    companion = models.BooleanField(default=False)
    given_to = models.CharField(max_length=200, blank=True, default="", editable=False)
    rank = models.ForeignKey(Rank, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(SeatingTable, null=True, blank=True, on_delete=models.SET_NULL, related_name="fixed")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "invitation", "companion"], name="guestrule_once"),
            models.CheckConstraint(
                condition=models.Q(companion=False) | models.Q(table__isnull=True), name="guestrule_group_is_fixed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}"


class PlanVersion(models.Model):
    """The tables and seats as they were after a change; never changed. It names guests by their invitations, and no refusal.

    Args:
        number: The plan's version.
        verb: That of the audit log.
    """

    plan = models.ForeignKey(SeatingPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=60)
    data: Any = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="planversion_once")]

    def __str__(self) -> str:
        return str(self.number)
