from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from conference.core.access import Actor
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.meetings.queries import all_meetings
from schedule.bilaterals.models import Meeting
from schedule.calendar.engagements.hooks import Subject, register


def urls(keys: Sequence[str]) -> Mapping[str, str]:
    found = Meeting.objects.filter(pk__in=keys).values_list("pk", "public_id")
    return {str(pk): reverse("bilaterals:desk-meeting", args=[public_id]) for pk, public_id in found}


def bump(*, actor: Actor, key: str, reason: str) -> None:
    """Take the room from the meeting with that key; both sides are told."""
    actions.bump(actor=actor, meeting=all_meetings().get(pk=key), reason=reason)


register(Subject("bilaterals.meeting", "bilaterals.see", urls=urls, bump=bump))
