from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from conference.core.lifecycle import AuditedModel
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
    CANCELLED = "cancelled", _("Cancelled")


LIVE = ("requested", "accepted", "confirmed", "countered", "bumped")
COUNTED = (*LIVE, "held")
# Meetings a delegation may have on one day, unless its DayLoad says otherwise.
CAP = 6
BUFFER_MINUTES = 10  # kept free after a meeting; lies inside the engagement
LENGTHS = ((15, _("15 min")), (20, _("20 min")), (30, _("30 min")))


class Press(models.TextChoices):
    CLOSED = "closed", _("Closed to press")
    PHOTO = "photo", _("Photo at the start")
    OPEN = "open", _("Open to press")


class Layout(models.TextChoices):
    SOFAS = "sofas", _("Sofas, flags behind")
    TABLE = "table", _("Table, flags between")


class Meeting(AuditedModel):
    """A bilateral meeting. While `requested`, it holds the time of both heads until `holds_until`."""

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {
        "requested": ("accepted", "declined", "countered", "cancelled"),
        "countered": ("requested", "cancelled"),
        "accepted": ("confirmed", "cancelled"),
        "confirmed": ("held", "no_show", "bumped", "cancelled"),
        "bumped": ("confirmed", "cancelled"),
        "declined": (),
        "held": (),
        "no_show": (),
        "cancelled": (),
    }

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    asking = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="meetings_asked")
    asked = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="meetings_received")
    asking_principal = models.ForeignKey(Delegate, on_delete=models.PROTECT, related_name="+")
    asked_principal = models.ForeignKey(Delegate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    day = models.DateField(editable=False)  # of `starts` in the conference's zone: the cap counts by it
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    holds_until = models.DateTimeField(null=True, blank=True)
    booking = models.UUIDField(null=True, blank=True, editable=False)
    room_booking = models.UUIDField(null=True, blank=True, editable=False)
    topics = models.TextField(_("topics"), max_length=1000)
    party_size = models.PositiveSmallIntegerField(_("our party"), default=5)
    interpretation = models.CharField(_("interpretation"), max_length=60, blank=True)
    press = models.CharField(_("press"), max_length=8, choices=Press, default=Press.PHOTO)
    layout = models.CharField(_("layout"), max_length=8, choices=Layout, default=Layout.SOFAS)
    contact = models.CharField(_("contact on the day"), max_length=160)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField()
    answer_words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("bilateral meeting")
        verbose_name_plural = _("bilateral meetings")
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(asking=models.F("asked")), name="meeting_of_two"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="meeting_in_order"),
            # One request between two at a time, whoever asked: A asks B while B asks A leaves one of them told so.
            models.UniqueConstraint(
                Least("asking", "asked"),
                Greatest("asking", "asked"),
                condition=models.Q(state__in=("requested", "countered")),
                name="meeting_one_request_a_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(room__isnull=False), name="meeting_confirmed_has_room"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts"], name="meeting_state")]

    def __str__(self) -> str:
        return f"{self.asking}, {self.asked}"

    def other(self, delegation: Delegation) -> Delegation:
        return self.asked if self.asking_id == delegation.pk else self.asking

    def principal_of(self, delegation: Delegation) -> Delegate | None:
        return self.asking_principal if self.asking_id == delegation.pk else self.asked_principal


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
