"""Changes that protocol has refused: the planner leaves these meetings as they are until they are released."""

from collections.abc import Collection

from django.db.models import QuerySet

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import Meeting, PinnedMeeting, PlanRun
from schedule.bilaterals.planning.assembling import PLANNED


@lifecycle.use_case
def pin_refused(*, actor: Actor, run: PlanRun, ticked: Collection[int]) -> None:
    """Pin the meetings of the rows that protocol has not ticked, by the rows' keys. Raises NotAllowed."""
    require_right(actor, "bilaterals.place")
    refused = run.rows.filter(starts__isnull=False, applied=False, said="").exclude(pk__in=ticked)
    rows = {row.meeting_id: row for row in refused.select_related("room").order_by("meeting_id")}
    meetings = queries.all_meetings().filter(pk__in=rows, state__in=PLANNED, pin=None)
    for meeting in meetings.select_for_update(of=("self",)).order_by("pk"):
        lifecycle.change(meeting, actor=actor, verb="meeting.pinned", details={"planner": True})
        row = rows[meeting.pk]
        PinnedMeeting.objects.create(
            meeting=meeting, at=clock.now(), by_id=actor.user_id, starts=row.starts or row.was_starts, room=row.room
        )


@lifecycle.use_case
def release_meeting(*, actor: Actor, meeting: Meeting) -> None:
    """Let the planner change the meeting again. Raises NotAllowed."""
    require_right(actor, "bilaterals.place")
    pin = PinnedMeeting.objects.select_for_update().filter(meeting=meeting).first()
    if pin is not None:
        lifecycle.change(meeting, actor=actor, verb="meeting.released", details={"planner": True})
        pin.delete()


def find_pinned() -> QuerySet[PinnedMeeting]:
    """Return the pins of meetings that are still to come, by time."""
    pins = PinnedMeeting.objects.filter(meeting__state__in=PLANNED, meeting__starts__gt=clock.now())
    return pins.select_related("meeting__asking__party", "meeting__asked__party", "meeting__room", "room", "by")
