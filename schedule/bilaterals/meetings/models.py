from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.core.lifecycle import AuditedModel
from conference.fields import EncryptedTextField
from delegations.registration.models import Delegate, Delegation
from schedule.calendar.rooms.models import Room


class MeetingState(models.TextChoices):
    """Where a meeting stands."""

    REQUESTED = "requested", _("Requested")
    ACCEPTED = "accepted", _("Accepted, needs a room")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    COUNTERED = "countered", _("Another time proposed")
    BUMPED = "bumped", _("Lost its room")
    HELD = "held", _("Held")
    NO_SHOW = "no_show", _("Did not take place")
    CANCELLED = "cancelled", pgettext_lazy("a meeting", "Cancelled")


OPEN = ("requested", "countered")  # an offer is on the table
AGREED = ("accepted", "confirmed", "bumped")
LIVE = ("requested", "accepted", "confirmed", "countered", "bumped")
COUNTED = (*LIVE, "held")
# Meetings a delegation may have on one day, unless its DayLoad says otherwise.
CAP = 6
# Requests of a delegation that wait for an answer at a time, unless its RequestLoad says otherwise.
OPEN_CAP = 20
MOST_READS = 60  # looks of a delegation at offered times, within an hour
BUFFER = timedelta(minutes=10)  # kept free after a meeting; lies inside the engagement
LENGTHS = ((15, _("15 min")), (20, _("20 min")), (30, _("30 min")), (60, _("60 min")))


class Press(models.TextChoices):
    CLOSED = "closed", _("Closed to press")
    PHOTO = "photo", _("Photo at the start")
    OPEN = "open", _("Open to press")


class Layout(models.TextChoices):
    SOFAS = "sofas", _("Sofas, flags behind")
    TABLE = "table", _("Table, flags between")


class Meeting(AuditedModel):
    """A meeting of two delegations, or of up to four (`participants`).

    While `requested` (the asking side's offer is on the table) or `countered` (the asked side's), it holds `starts` to `ends` until
    `holds_until`, for the principals of `holding_sides` alone; `offers` hold further times. Once agreed it takes the time of all, and a
    room is held where one suits: `room_booking` without `room`, which is what protocol has given. A pull-aside has no room.
    """

    LABEL_NAMES_PARTIES: ClassVar[bool] = True

    # True for instances known to have no further party: further parties are only ever written together with the meeting.
    only_two = False
    # The further parties of a meeting that is being made, before and after they are written.
    made_with: Sequence[Participant] = ()

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "requested": ("accepted", "confirmed", "declined", "countered", "cancelled"),
        "countered": ("requested", "accepted", "confirmed", "declined", "cancelled"),
        # Back to what is on the table, or to a room that was lost, by an undo alone.
        "accepted": ("confirmed", "cancelled", "requested", "countered", "bumped"),
        "confirmed": ("held", "no_show", "bumped", "accepted", "cancelled", "requested", "countered"),
        "bumped": ("confirmed", "accepted", "cancelled"),
        "declined": ("requested", "countered"),
        "held": (),
        "no_show": (),
        "cancelled": (),
    }
    SECRET: ClassVar[frozenset[str]] = frozenset({"contact", "asked_contact", "topics", "answer_words", "former_words"})

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    asking = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="meetings_asked")
    asked = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="meetings_received")
    asking_principal = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="+")
    asked_principal = models.ForeignKey(Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # True while the principal comes as head of delegation: then another head is another principal.
    asking_by_office = models.BooleanField(default=True)
    asked_by_office = models.BooleanField(default=True)
    # False while the side must still say yes: to the offer on the table, or again after a change of room or principal.
    asking_agrees = models.BooleanField(default=True)
    asked_agrees = models.BooleanField(default=True)
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    day = models.DateField(editable=False)  # of `starts` in the conference's zone: the cap counts by it
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    holds_until = models.DateTimeField(null=True, blank=True)
    booking = models.UUIDField(null=True, blank=True, editable=False)
    room_booking = models.UUIDField(null=True, blank=True, editable=False)
    # Whose alternatives `offers` are; None without any.
    offered_by = models.ForeignKey(Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_telephone = models.BooleanField(_("agreed by telephone"), default=False)
    pull_aside = models.BooleanField(_("pull-aside, without a room"), default=False)
    place = models.CharField(_("place"), max_length=120, blank=True)  # of a pull-aside
    topics = EncryptedTextField(_("topics"), max_length=1000)
    party_size = models.PositiveSmallIntegerField(_("our party"), default=5)
    asked_size = models.PositiveSmallIntegerField(_("persons of the asked side"), null=True, blank=True)
    interpretation = models.CharField(_("interpretation"), max_length=60, blank=True)
    asked_languages = models.CharField(_("languages of the asked side"), max_length=60, blank=True)
    flags = models.BooleanField(_("flags"), default=True)
    press = models.CharField(_("press"), max_length=8, choices=Press, default=Press.PHOTO)
    layout = models.CharField(_("layout"), max_length=8, choices=Layout, default=Layout.SOFAS)
    # Stretches [from, to] in ISO format with offset, for the planner.
    preferred = models.JSONField(_("preferred times"), default=list, blank=True)
    impossible = models.JSONField(_("impossible times"), default=list, blank=True)
    contact = EncryptedTextField(_("contact on the day"), max_length=160)
    asked_contact = EncryptedTextField(_("contact of the asked side"), max_length=160, blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField()
    answer_words = EncryptedTextField(blank=True, default="")
    # Those before the last step, for its undo: the audit log does not hold them.
    former_words = EncryptedTextField(blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("bilateral meeting")
        verbose_name_plural = _("bilateral meetings")
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(asking=models.F("asked")), name="meeting_of_two"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="meeting_in_order"),
            # One request between two at a time, whoever asked: A asks B while B asks A becomes one meeting.
            models.UniqueConstraint(
                Least("asking", "asked"),
                Greatest("asking", "asked"),
                condition=models.Q(state__in=("requested", "countered")),
                name="meeting_one_request_a_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(room__isnull=False) | models.Q(pull_aside=True),
                name="meeting_confirmed_has_room",
            ),
            models.CheckConstraint(
                condition=models.Q(pull_aside=False) | models.Q(room__isnull=True), name="meeting_pull_aside_no_room"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts"], name="meeting_state")]

    def __str__(self) -> str:
        return ", ".join(map(str, self.parties()))

    def other(self, delegation: Delegation) -> Delegation:
        return self.asked if self.asking_id == delegation.pk else self.asking

    def side_of(self, delegation: Delegation) -> str:
        """Return `asking`, `asked`, or an empty text for a further party."""
        return {self.asking_id: "asking", self.asked_id: "asked"}.get(delegation.pk, "")

    def further(self) -> list[Participant]:
        """Return the third and fourth party; none of a meeting of two. One query the first time, kept for this copy of the row."""
        if self.only_two or self.made_with:
            return list(self.made_with)
        if "participants" not in getattr(self, "_prefetched_objects_cache", {}):
            models.prefetch_related_objects([self], "participants")
        return sorted(self.participants.all(), key=lambda participant: participant.pk)

    def copy_sides(self, other: Meeting) -> None:
        """Take over the two delegations, and that there are no others, which never changes, from another copy of the row."""
        self.asking, self.asked = other.asking, other.asked
        self.only_two = not other.further()

    def participant(self, delegation: Delegation) -> Participant | None:
        return next((party for party in self.further() if party.delegation_id == delegation.pk), None)

    def parties(self) -> list[Delegation]:
        return [self.asking, self.asked, *(participant.delegation for participant in self.further())]

    def others(self, delegation: Delegation) -> list[Delegation]:
        return [party for party in self.parties() if party.pk != delegation.pk]

    def holding_sides(self) -> list[Delegation]:
        """Return whose time the meeting takes: of all once it is agreed, else of who has asked or proposed it, or said yes already.

        An offer takes nothing from the side that has not answered: others would see it in what is still free.
        """
        if self.state not in OPEN:
            return self.parties()
        first = self.asked if self.state == "countered" else self.asking
        return [first, *(party for party in self.others(first) if self.agrees(party))]

    def principals(self) -> list[Delegate]:
        further = [participant.principal for participant in self.further()]
        return list(filter(None, (self.asking_principal, self.asked_principal, *further)))

    def principal_ids(self) -> list[int]:
        further = [participant.principal_id for participant in self.further()]
        return list(filter(None, (self.asking_principal_id, self.asked_principal_id, *further)))

    def of_side(self, delegation: Delegation, name: str) -> Any:
        """Return `asking_<name>`, `asked_<name>` or a participant's `<name>`; None for a delegation without a part."""
        if side := self.side_of(delegation):
            return getattr(self, f"{side}_{name}")
        return getattr(self.participant(delegation), name, None)

    def principal_of(self, delegation: Delegation) -> Delegate | None:
        principal: Delegate | None = self.of_side(delegation, "principal")
        return principal

    def agrees(self, delegation: Delegation) -> bool:
        """Return whether the delegation has said yes to the meeting as it now is."""
        return bool(self.of_side(delegation, "agrees"))

    def awaits(self, delegation: Delegation) -> bool:
        """Return whether an offer on the table waits for this delegation's answer."""
        if self.state == "countered":
            return delegation.pk == self.asking_id
        if self.state != "requested" or delegation.pk == self.asking_id:
            return False
        return (delegation.pk == self.asked_id and not self.further()) or not self.agrees(delegation)

    @property
    def sizes(self) -> list[int]:
        """Return how many come, of each side that has said so."""
        return list(filter(None, (self.party_size, self.asked_size, *(party.party_size for party in self.further()))))

    @property
    def languages(self) -> list[str]:
        """Return the languages of each side that was asked and has named any."""
        return list(filter(None, (self.asked_languages, *(party.languages for party in self.further()))))

    @property
    def contacts(self) -> list[str]:
        return list(filter(None, (self.contact, self.asked_contact, *(party.contact for party in self.further()))))

    @property
    def persons(self) -> int:
        """Return how many the room must seat: a side that has not said counts as many as the asking one."""
        sizes = [self.asked_size, *(participant.party_size for participant in self.further())]
        return self.party_size + sum(size or self.party_size for size in sizes)


class Participant(models.Model):
    """The third or fourth party of a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="+")
    principal = models.ForeignKey(Delegate, null=True, on_delete=models.PROTECT, related_name="+")
    by_office = models.BooleanField(default=True)
    agrees = models.BooleanField(default=False)
    party_size = models.PositiveSmallIntegerField(null=True, blank=True)
    contact = EncryptedTextField(max_length=160, blank=True, default="")
    languages = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("further party of a meeting")
        verbose_name_plural = _("further parties of meetings")
        constraints = [models.UniqueConstraint(fields=["meeting", "delegation"], name="participant_once")]

    def __str__(self) -> str:
        return str(self.delegation)


class Offer(models.Model):
    """A further time on the table, held with `booking` for the principal of the side that proposes it.

    `counts`: it is on a day on which the meeting counts for nothing else, so that it takes a place of that day's cap (guards.py).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="offers")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    day = models.DateField()
    counts = models.BooleanField(default=False)
    holds_until = models.DateTimeField()
    booking = models.UUIDField()

    class Meta:
        verbose_name = _("offered time")
        verbose_name_plural = _("offered times")
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="offer_in_order"),
            models.UniqueConstraint(fields=["meeting", "starts"], name="offer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.starts:%d %b %H:%M}"


class OfferedTime(models.Model):
    """A time that suited both when `delegation` asked for times with `other`: shown to it until it is past or its own head is engaged.

    `ended`: it was so, and another time was drawn instead. Nothing of it changes with the calendar of `other` (offered_times.py).
    """

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    starts = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    offered_at = models.DateTimeField()
    ended = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("time offered for a meeting")
        verbose_name_plural = _("times offered for meetings")
        ordering = ["starts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["delegation", "other", "starts", "minutes"], name="offeredtime_once")
        ]
        indexes = [models.Index(fields=["offered_at"], name="offeredtime_at")]

    def __str__(self) -> str:
        return f"{self.delegation}, {self.other}: {self.starts:%d %b %H:%M}"


class TimesRead(models.Model):
    """How often a delegation looked at times offered with others in an hour, at most MOST_READS."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    hour = models.DateTimeField()
    reads = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("looks at offered times")
        verbose_name_plural = _("looks at offered times")
        constraints = [
            models.UniqueConstraint(fields=["delegation", "hour"], name="timesread_one_an_hour"),
            models.CheckConstraint(condition=models.Q(reads__lte=MOST_READS), name="timesread_within_limit"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation}, {self.hour:%d %b %H}: {self.reads}"


class AnswerLink(models.Model):
    """A link mailed to one side, by which it answers once without signing in. Kept as a hash only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="links")
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link for an answer")
        verbose_name_plural = _("links for answers")

    def __str__(self) -> str:
        return f"{self.delegation}: {self.meeting}"

    def is_over(self, now: datetime) -> bool:
        return self.used_at is not None or self.expires <= now


class DayLoad(models.Model):
    """How many meetings a delegation has on a day, at most `cap`, which staff may raise. A trigger counts (guards.py)."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    meetings = models.PositiveSmallIntegerField(default=0, db_default=0)
    cap = models.PositiveSmallIntegerField(default=CAP, db_default=CAP)

    class Meta:
        verbose_name = _("meetings of a day")
        verbose_name_plural = _("meetings of a day")
        constraints = [
            models.UniqueConstraint(fields=["delegation", "day"], name="dayload_one_a_day"),
            models.CheckConstraint(condition=models.Q(meetings__lte=models.F("cap")), name="dayload_within_cap"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation}, {self.day}: {self.meetings}"


class RequestLoad(models.Model):
    """How many requests of a delegation wait for an answer, at most `cap`, which staff may raise. A trigger counts (guards.py)."""

    delegation = models.OneToOneField(Delegation, on_delete=models.CASCADE, related_name="+")
    requests = models.PositiveSmallIntegerField(default=0, db_default=0)
    cap = models.PositiveSmallIntegerField(default=OPEN_CAP, db_default=OPEN_CAP)

    class Meta:
        verbose_name = _("open requests")
        verbose_name_plural = _("open requests")
        constraints = [
            models.CheckConstraint(condition=models.Q(requests__lte=models.F("cap")), name="requestload_within_cap")
        ]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.requests}"
