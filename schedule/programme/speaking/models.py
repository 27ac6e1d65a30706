import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.parties.models import Kind
from conference.translated import TranslatedField
from delegations.registration.models import Capacity, Delegate, Delegation

LEAST_MINUTES, MOST_MINUTES = 3, 15
# Who may speak for a delegation besides its head.
SPEAKERS = (Capacity.HEAD, Capacity.DEPUTY, Capacity.DELEGATE)


class ListState(models.TextChoices):
    """Where a list stands. While open, its dates say whether inscriptions are taken."""

    OPEN = "open", _("Open for inscription")
    CLOSED = "closed", _("Closed for inscription")
    RUNNING = "running", _("Running")
    OVER = "over", _("Over")


def kinds_after() -> list[str]:
    """Return the default kinds of party that come last."""
    return [Kind.OBSERVER_STATE, Kind.UN_ENTITY, Kind.IGO, Kind.NGO]


class SpeakersList(AuditedModel):
    """A list of speakers. `version` rises with every change of its facts and of the order by hand."""

    LABEL_IN_EACH_LANGUAGE = True
    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "open": ("closed",),
        "closed": ("open", "running"),
        "running": ("over",),
        "over": ("running",),
    }

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = TranslatedField(_("title"))
    state = models.CharField(_("state"), max_length=10, choices=ListState, default=ListState.OPEN)
    opens_at = models.DateTimeField(_("inscription opens"))
    closes_at = models.DateTimeField(_("inscription closes"))
    minutes = models.PositiveSmallIntegerField(_("minutes for a statement"), default=5)
    gap_seconds = models.PositiveSmallIntegerField(_("seconds between two statements"), default=60)
    told_from_minutes = models.PositiveSmallIntegerField(
        _("minutes of change from which a delegation is told"), default=15
    )
    languages: Any = models.JSONField(_("languages of statements"), default=list)
    kinds_after: Any = models.JSONField(_("speak after all others"), default=kinds_after, blank=True)

    class Meta:
        verbose_name = _("list of speakers")
        verbose_name_plural = _("lists of speakers")
        ordering = ["opens_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="speakerslist_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=LEAST_MINUTES, minutes__lte=MOST_MINUTES), name="speakerslist_minutes"
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Sitting(models.Model):
    """A session of a list. `starts` and `ends` are what the clock used: the session may have moved since."""

    list = models.ForeignKey(SpeakersList, on_delete=models.CASCADE, related_name="sittings")
    session = models.OneToOneField(
        "programme.Session", null=True, on_delete=models.SET_NULL, related_name="sitting", verbose_name=_("session")
    )
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)  # when the podium opened it, which may be before its time

    class Meta:
        verbose_name = _("session of a list of speakers")
        verbose_name_plural = _("sessions of lists of speakers")
        ordering = ["starts", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="sitting_in_order")]

    def __str__(self) -> str:
        return f"{self.list}, {self.starts:%d %b %H:%M}"

    @property
    def from_when(self) -> Any:
        return min(self.began_at, self.starts) if self.began_at else self.starts


class Pause(models.Model):
    list = models.ForeignKey(SpeakersList, on_delete=models.CASCADE, related_name="pauses")
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        ordering = ["starts", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="pause_in_order")]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


class RankLimit(models.Model):
    """How long a tie group may speak, if not the list's time."""

    list = models.ForeignKey(SpeakersList, on_delete=models.CASCADE, related_name="limits")
    tie_group = models.PositiveSmallIntegerField(_("tie group"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))

    class Meta:
        verbose_name = _("time limit of a rank")
        verbose_name_plural = _("time limits of ranks")
        ordering = ["tie_group"]
        constraints = [
            models.UniqueConstraint(fields=["list", "tie_group"], name="ranklimit_one_a_group"),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=LEAST_MINUTES, minutes__lte=MOST_MINUTES), name="ranklimit_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tie_group}: {self.minutes}"


class InscriptionState(models.TextChoices):
    """Where a speaker stands. Absent: called in vain once, now at the category's end; missed: called in vain there too."""

    REQUESTED = "requested", _("Late, awaiting the organizers’ decision")
    INSCRIBED = "inscribed", _("On the list")
    SPEAKING = "speaking", pgettext_lazy("a speaker", "Speaking")
    SPOKEN = "spoken", _("Has spoken")
    ABSENT = "absent", _("Was absent, moved to the end of the category")
    MISSED = "missed", _("Did not speak")
    REFUSED = "refused", _("Not admitted")
    WITHDRAWN = "withdrawn", pgettext_lazy("a request", "Withdrawn")


LIVE = ("requested", "inscribed", "speaking", "spoken", "absent", "missed")
UPCOMING = ("inscribed", "absent")
# Whose speaker, wish and language may still be changed.
CHANGEABLE = ("requested", *UPCOMING)


class Inscription(AuditedModel):
    """A delegation's place on a list.

    Place and times follow every change (flow.py): the audit log has only the cause, not each of the fifty rows it moved.
    """

    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "requested": ("inscribed", "refused", "withdrawn"),
        "inscribed": ("speaking", "absent", "missed", "withdrawn"),
        "absent": ("speaking", "inscribed", "missed", "withdrawn"),
        "missed": ("speaking", "inscribed", "absent", "withdrawn"),
        # Back to what a step found: undone, a speaker is again absent or missed, if so called.
        "speaking": ("spoken", "inscribed", "absent", "missed"),
        "spoken": ("speaking",),
        "refused": (),
        "withdrawn": (),
    }

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    list = models.ForeignKey(SpeakersList, on_delete=models.PROTECT, related_name="inscriptions")
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="inscriptions")
    speaker = models.ForeignKey(
        Delegate, on_delete=models.PROTECT, related_name="inscriptions", verbose_name=_("speaker")
    )
    # Inscribed as the head of the delegation: when the head is another person, the place has to be settled.
    as_head = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=InscriptionState, default=InscriptionState.INSCRIBED)
    inscribed_at = models.DateTimeField()
    language = models.CharField(_("language of the statement"), max_length=8, blank=True)
    wish = models.ForeignKey(Sitting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(_("note to the organizers"), max_length=500, blank=True)
    # What flow.py reckons: place from 1 among all, the sitting before which it does not come, the time.
    position = models.PositiveIntegerField(default=0, editable=False)
    sitting = models.ForeignKey(
        Sitting, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    by_hand = models.BooleanField(default=False, editable=False)  # put there by a person: the reckoning leaves it there
    starts = models.DateTimeField(null=True, blank=True, editable=False)
    ends = models.DateTimeField(null=True, blank=True, editable=False)
    clashes = models.BooleanField(default=False, editable=False)  # the speaker had something else at that time
    began_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_starts = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # the time that the delegation was last told
    told = models.PositiveIntegerField(default=0, editable=False)  # how often: the version of its messages

    class Meta:
        verbose_name = _("inscribed speaker")
        verbose_name_plural = _("inscribed speakers")
        ordering = ["position", "inscribed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "delegation"], condition=models.Q(state__in=LIVE), name="inscription_one_a_delegation"
            ),
            models.UniqueConstraint(
                fields=["list"], condition=models.Q(state="speaking"), name="inscription_one_at_the_podium"
            ),
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True, ends__isnull=True) | models.Q(ends__gt=models.F("starts")),
                name="inscription_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("speaking", "spoken")) | models.Q(began_at__isnull=False),
                name="inscription_spoke_from",
            ),
        ]
        indexes = [models.Index(fields=["list", "position"], name="inscription_order")]

    def __str__(self) -> str:
        return str(self.delegation)

    @property
    def scope(self) -> str:
        return self.delegation.party.code

    @property
    def length(self) -> timedelta | None:
        return self.ends - self.starts if self.starts and self.ends else None


class SwapState(models.TextChoices):
    ASKED = "asked", _("Requested")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", pgettext_lazy("a request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("a request", "Withdrawn")
    OVERTAKEN = "overtaken", _("Superseded by a change")


class Swap(AuditedModel):
    """A request to exchange two places of a day. It is overtaken if either place changes otherwise."""

    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "asked": ("agreed", "declined", "withdrawn", "overtaken"),
        "agreed": (),
        "declined": (),
        "withdrawn": (),
        "overtaken": (),
    }

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    asking = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="swaps_asked")
    asked = models.ForeignKey(Inscription, on_delete=models.PROTECT, related_name="swaps_received")
    state = models.CharField(_("state"), max_length=10, choices=SwapState, default=SwapState.ASKED)
    words = models.CharField(_("words to the other side"), max_length=300, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("exchange of places")
        verbose_name_plural = _("exchanges of places")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(asking=models.F("asked")), name="swap_of_two"),
            # A asks B while B asks A: one of them is told so.
            models.UniqueConstraint(
                Least("asking", "asked"),
                Greatest("asking", "asked"),
                condition=models.Q(state="asked"),
                name="swap_one_request_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asking}, {self.asked}"
