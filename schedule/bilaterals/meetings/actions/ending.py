"""Cancelling meetings, and ending requests that nobody answered in time."""

from typing import Any

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor, require_right
from conference.core.personal_data import PersonalText, person_of
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings import notices, queries
from schedule.bilaterals.meetings.actions import holding, links
from schedule.bilaterals.models import AGREED, OPEN, Meeting, Offer


@lifecycle.use_case
def cancel(
    *, actor: Actor, meeting: Meeting, by: Delegation | None, reason: str, expected_version: int | None = None
) -> Meeting:
    """Call a live meeting off, for one side or (by=None) for protocol. Raises NotFound, NotAllowed, AlreadyDecided."""
    if by is None:
        require_right(actor, "bilaterals.place")
    else:
        links.act_for(actor, meeting, by)
    principal = meeting.principal_of(by) if by else None
    sealed_reason = PersonalText(reason, person_of(principal)) if principal else reason
    entry: dict[str, Any] = {"verb": "meeting.cancelled", "reason": sealed_reason}
    meeting = lifecycle.move(meeting, "cancelled", actor=actor, expected_version=expected_version, **entry)
    holding.give_back(meeting)
    notices.write_cancellation(meeting, by=by, reason=reason)
    return meeting


@lifecycle.use_case
def expire() -> int:
    """Cancel requests that nobody answered in time, and free further times that nobody took. Return how many meetings."""
    now = clock.now()
    late = list(queries.all_meetings().filter(state__in=OPEN, holds_until__lte=now))
    for meeting in late:
        why, version = notices.NOT_ANSWERED, meeting.version
        lifecycle.move(meeting, "cancelled", actor=SYSTEM, verb="meeting.expired", expected_version=version, reason=why)
        holding.give_back(meeting)
        notices.write_cancellation(meeting, by=None, reason=why)
    proposed = Offer.objects.filter(holds_until__lte=now, meeting__state__in=AGREED).values("meeting")
    unanswered = list(queries.all_meetings().filter(pk__in=proposed))
    for meeting in unanswered:
        version = meeting.version
        holding.drop_offers(meeting)  # while the row says for whom they count
        lifecycle.change(meeting, actor=SYSTEM, verb="meeting.time_kept", expected_version=version, offered_by=None)
        notices.time_kept(meeting, by=None)
    return len(late) + len(unanswered)
