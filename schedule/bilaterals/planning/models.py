"""The planner's runs at the desk, and what each proposes."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.printing.models import Job
from schedule.bilaterals.meetings.models import OPEN, Meeting
from schedule.calendar.interpreters.models import Interpreter
from schedule.calendar.rooms.models import Room


class PlanRun(Job):
    """A run of the planner. `total` is its work, as seconds of two idle cores, `done` the seconds that have passed; there is no file."""

    stop = models.BooleanField(default=False)
    considered = models.PositiveIntegerField(default=0)
    today = models.PositiveIntegerField(default=0)  # of these, how many have a place now
    placed = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField(null=True)  # no plan places more
    is_best = models.BooleanField(default=False)  # it is proved that no plan is better
    by_hand = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta(Job.Meta):
        verbose_name = _("run of the planner")
        verbose_name_plural = _("runs of the planner")

    def __str__(self) -> str:
        return f"{self.created_at:%d %b %H:%M}: {self.placed}"

    @property
    def is_over(self) -> bool:
        return self.state in ("ready", "failed")


class Why(models.TextChoices):
    """Why a meeting moves, or is not placed."""

    BUMPED = "bumped", _("It lost its room and keeps its time.")
    ENGAGED = "engaged", _("At today’s time a principal is engaged elsewhere.")
    EXCLUDED_AT = "excluded_at", _("At today’s time a side cannot meet.")
    NO_ROOM = "no_room", _("At today’s time no suitable room is free.")
    NO_INTERPRETER_AT = "no_interp_at", _("At today’s time no interpreter of its languages is on duty and free.")
    CAP_AT = "cap_at", _("On today’s day a delegation already has the maximum of meetings.")
    TAKEN_AT = "taken_at", _("At today’s time other meetings have the rooms or interpreters that it would need.")
    MAKES_PLACE = "makes_place", _("It makes place for other meetings.")
    ROOM_LOST = "room_lost", _("Today’s room is not available to it at that time.")
    NEEDS_ROOM = "needs_room", _("It has no room yet.")
    INTERPRETER = "interpreter", _("This meeting has no interpreter.")
    OTHER_INTERPRETER = "other_interp", _("The interpreter alone changes; time and room stay.")
    SEATS = "seats", _("No meeting room has enough seats.")
    NO_TIME = "no_time", _("The heads of delegation have no free time in common.")
    THIRD = (
        "third",
        _("The first two heads have free time in common, but a further party is engaged whenever they have it."),
    )
    TOO_LONG = "too_long", _("The heads have free time in common, but nowhere as much as this meeting needs.")
    EXCLUDED = "excluded", _("A side has excluded every time at which all heads are free.")
    MARGINS = "margins", _("All heads are free together only at lunch, or while one of them is on the way.")
    EXCLUDED_REST = (
        "excluded_rest",
        _(
            "Of the times at which all heads are free, a side has excluded some; the others are lunch or needed for the way."
        ),
    )
    ROOMS_FULL = "rooms_full", _("Whenever all heads of delegation are free, no room that is large enough is.")
    NO_INTERPRETER = (
        "no_interp",
        _("Whenever all heads and a room are free, no interpreter of its languages is on duty and free."),
    )
    CAP = "cap", _("On every day on which it would be possible, a delegation already has the maximum of meetings.")
    OTHERS = "others", _("Other meetings take all the times that would suit.")


class ProposedRow(models.Model):
    """What a run changes of one meeting, or that it finds no place for it (`starts` is None).

    `expected_version` and `was_*` are the meeting as the planner read it; `said` is why the row was refused when it was applied.
    """

    meant: Sequence[Meeting] = ()  # the meetings of `others`, where a page names them

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="rows")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    expected_version = models.PositiveIntegerField()
    was_starts = models.DateTimeField()
    was_room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    starts = models.DateTimeField(null=True)
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    interpreter = models.ForeignKey(Interpreter, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=13, choices=Why, blank=True)
    others: Any = models.JSONField(default=list)  # keys of the meetings that `why` means
    applied = models.BooleanField(default=False)
    said = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("proposed change of a meeting")
        verbose_name_plural = _("proposed changes of meetings")
        ordering = ["starts", "id"]
        constraints = [models.UniqueConstraint(fields=["run", "meeting"], name="proposedrow_once")]

    def __str__(self) -> str:
        return f"{self.meeting}"

    @property
    def moves(self) -> bool:
        return self.starts is not None and self.starts != self.was_starts

    @property
    def changes_room(self) -> bool:
        """Return True if it gets another room than it has, or its first. An open request that stays has its room held already, or none."""
        if self.meeting.state in OPEN and not self.moves:
            return False
        return self.room_id is not None and self.room_id != self.was_room_id

    @property
    def agreed_again(self) -> bool:
        """Return True if both sides must agree again: to another time, or to another room than the one they know."""
        return self.moves or (self.was_room_id is not None and self.room_id != self.was_room_id)


class PinnedMeeting(models.Model):
    """A meeting that the planner leaves as it is, since protocol has refused a change of it, until protocol releases it."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="pin")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # What was refused; none for a room of a pull-aside.
    starts = models.DateTimeField()
    room = models.ForeignKey(Room, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("meeting that the planner leaves as it is")
        verbose_name_plural = _("meetings that the planner leaves as they are")
        ordering = ["meeting__starts", "meeting_id"]

    def __str__(self) -> str:
        return f"{self.meeting}"
