import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from delegations.registration.models import Delegation
from schedule.programme.speaking.models import Inscription, SpeakersList


class InterruptionKind(models.TextChoices):
    REPLY = "reply", _("Right of reply")
    SUSPENSION = "suspension", _("Suspension of the meeting")


class Interruption(models.Model):
    """A right of reply or a suspension of the meeting: while it lasts nobody else begins to speak."""

    list = models.ForeignKey(SpeakersList, on_delete=models.PROTECT, related_name="interruptions")
    kind = models.CharField(_("kind"), max_length=10, choices=InterruptionKind)
    delegation = models.ForeignKey(
        Delegation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("delegation")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("interruption of a list of speakers")
        verbose_name_plural = _("interruptions of lists of speakers")
        ordering = ["began_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["list"], condition=models.Q(ended_at__isnull=True), name="interruption_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="reply", delegation__isnull=False)
                | models.Q(kind="suspension", delegation__isnull=True),
                name="interruption_of_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("began_at")),
                name="interruption_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.delegation or ''}".strip()


def no_rows() -> list[Any]:
    return []


class PodiumStep(models.Model):
    """A step of the podium with what it found, so that it can be undone exactly, the last first."""

    list = models.ForeignKey(SpeakersList, on_delete=models.PROTECT, related_name="podium_steps")
    number = models.PositiveIntegerField()  # from 1
    verb = models.CharField(max_length=40)  # of its entry in the audit log
    about = models.CharField(max_length=200)  # the party or the meeting, as the operator saw it
    at = models.DateTimeField()
    # Of each inscription: id, what state and times it had (`was`) and has since (`now`), and its place among those to come.
    rows: Any = models.JSONField(default=no_rows)
    # Of an interruption: id, and whether the step began it.
    interruption: Any = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("step at the podium")
        verbose_name_plural = _("steps at the podium")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="podiumstep_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.verb}"


class ReplyState(models.TextChoices):
    ASKED = "asked", _("Requested")
    PLACED = "placed", _("Placed")
    GIVEN = "given", _("Had the floor")
    DECLINED = "declined", pgettext_lazy("a request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("a request", "Withdrawn")


OPEN_REPLIES = ("asked", "placed")


class ReplyPlace(models.TextChoices):
    """When the podium gives the floor for a reply. The General Assembly hears them at the end of a meeting or of the day."""

    NEXT = "next", _("after the statement that is under way")
    MEETING = "meeting", _("at the end of this meeting")
    DAY = "day", _("at the end of the day")


class ReplyRequest(AuditedModel):
    """A delegation's request for its right of reply to a statement. `interruption` is the reply, once it has the floor."""

    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "asked": ("placed", "given", "declined", "withdrawn"),
        "placed": ("placed", "given", "declined", "withdrawn"),
        # Back to what a step at the podium found, when it is undone.
        "given": ("asked", "placed"),
        "declined": (),
        "withdrawn": (),
    }

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    list = models.ForeignKey(SpeakersList, on_delete=models.PROTECT, related_name="reply_requests")
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="reply_requests")
    about = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="+", verbose_name=_("Statement"))
    words = models.CharField(_("Message to the podium"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReplyState, default=ReplyState.ASKED)
    place = models.CharField(_("When it replies"), max_length=10, choices=ReplyPlace, blank=True)
    answer = models.CharField(_("Message to the delegation"), max_length=300, blank=True)
    asked_at = models.DateTimeField()
    interruption = models.OneToOneField(
        Interruption, null=True, on_delete=models.PROTECT, related_name="request", editable=False
    )

    class Meta:
        verbose_name = _("request for the right of reply")
        verbose_name_plural = _("requests for the right of reply")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "delegation"],
                condition=models.Q(state__in=OPEN_REPLIES),
                name="replyrequest_one_open_a_delegation",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="placed") | ~models.Q(place=""), name="replyrequest_placed_where"
            ),
            models.CheckConstraint(
                condition=models.Q(state="given", interruption__isnull=False)
                | (~models.Q(state="given") & models.Q(interruption__isnull=True)),
                name="replyrequest_given_is_a_reply",
            ),
        ]

    def __str__(self) -> str:
        return str(self.delegation)

    @property
    def scope(self) -> str:
        return self.delegation.party.code

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REPLIES
