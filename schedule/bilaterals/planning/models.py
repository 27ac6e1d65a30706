"""The planner's runs at the desk, and what each proposes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from conference.printing.models import Job
from schedule.bilaterals.meetings.models import OPEN, Meeting
from schedule.calendar.interpreters.models import Interpreter
from schedule.calendar.rooms.models import Room


class PlanRun(Job):
    """A run of the planner. `total` are the seconds that it may take, `done` those it took; there is no file.

    `value` and `bound` are the planner's own measure; `pinned` are keys of meetings that stay as they are.
    """

    stop = models.BooleanField(default=False)
    pinned: Any = models.JSONField(default=list)
    value = models.PositiveIntegerField(default=0)
    bound = models.FloatField(null=True)
    considered = models.PositiveIntegerField(default=0)
    today = models.PositiveIntegerField(default=0)  # of these, how many have a place now
    placed = models.PositiveIntegerField(default=0)
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

    @property
    def gap(self) -> float:
        """Return how many per cent more than this plan any other could be worth at most."""
        return max(0.0, 100 * (self.bound / self.value - 1)) if self.bound and self.value else 0.0


class Why(models.TextChoices):
    """Why a meeting moves, or is not placed."""

    BUMPED = "bumped", _("It lost its room and keeps its time.")
    ENGAGED = "engaged", _("At today’s time a principal is engaged elsewhere.")
    NO_ROOM = "no_room", _("At today’s time no suitable room is free.")
    MAKES_PLACE = "makes_place", _("It makes place for other meetings.")
    ROOM_LOST = "room_lost", _("Today’s room is not available to it at that time.")
    NEEDS_ROOM = "needs_room", _("It has no room yet.")
    INTERPRETER = "interpreter", _("This meeting has no interpreter.")
    OTHER_INTERPRETER = "other_interp", _("The interpreter alone changes; time and room stay.")
    SEATS = "seats", _("No meeting room has enough seats.")
    NO_TIME = "no_time", _("The two heads of delegation have no free time in common.")
    ROOMS_FULL = "rooms_full", _("Whenever both heads of delegation are free, no room that is large enough is.")
    OTHERS = "others", _("Other meetings take all the times that would suit.")


class ProposedRow(models.Model):
    """What a run changes of one meeting, or that it finds no place for it (`starts` is None).

    `expected_version` and `was_*` are the meeting as the planner read it; `said` is why the row was refused when it was applied.
    """

    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="rows")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    expected_version = models.PositiveIntegerField()
    was_starts = models.DateTimeField()
    was_room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    starts = models.DateTimeField(null=True)
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    interpreter = models.ForeignKey(Interpreter, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=Why, blank=True)
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
