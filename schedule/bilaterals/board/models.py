"""What protocol notes about meetings: who interprets, and that both sides have said again that they come."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schedule.bilaterals.meetings.models import Meeting
from schedule.calendar.interpreters.models import Interpreter
from schedule.calendar.rooms.models import Room


class Assignment(models.Model):
    """The interpreter of a meeting. The time is taken by an engagement of the meeting's, which follows it (`interpreters.follow`)."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="assignment")
    interpreter = models.ForeignKey(Interpreter, on_delete=models.PROTECT, related_name="assignments")

    class Meta:
        verbose_name = _("interpreter of a meeting")
        verbose_name_plural = _("interpreters of meetings")

    def __str__(self) -> str:
        return f"{self.interpreter}: {self.meeting}"


class Reconfirmation(models.Model):
    """Both sides have said shortly before that they come. It holds for that time and room: a change ends it."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="reconfirmation")
    starts = models.DateTimeField()
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("reconfirmation of a meeting")
        verbose_name_plural = _("reconfirmations of meetings")

    def __str__(self) -> str:
        return f"{self.meeting}, {self.at:%d %b %H:%M}"

    def holds_for(self, meeting: Meeting) -> bool:
        return (self.starts, self.room_id) == (meeting.starts, meeting.room_id)
