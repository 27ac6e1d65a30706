from collections.abc import Mapping, Sequence

from django.urls import reverse

from conference.core.access import Actor
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.meetings.actions.holding import let_rooms_go
from schedule.bilaterals.meetings.queries import all_meetings, only_held_rows
from schedule.bilaterals.models import Meeting
from schedule.calendar.engagements.hooks import Subject, register_subject


def urls(keys: Sequence[str]) -> Mapping[str, str]:
    meetings = Meeting.objects.filter(pk__in=keys).values_list("pk", "public_id")
    return {str(pk): reverse("bilaterals:desk-meeting", args=[public_id]) for pk, public_id in meetings}


def bump(*, actor: Actor, key: str, reason: str) -> None:
    """Take the room from the meeting with that key; both sides are told. A room that was only held is let go."""
    meeting = all_meetings().get(pk=key)
    if meeting.room_id is None:
        let_rooms_go(meeting)
    else:
        actions.take_room(actor=actor, meeting=meeting, reason=reason)


register_subject(
    Subject("bilaterals.meeting", "bilaterals.see", urls=urls, bump=bump, bumps_offers=True, only_held=only_held_rows)
)
