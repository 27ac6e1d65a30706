"""Proposing other times, each held: as the answer to what is on the table, or to change what was agreed."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.models import current_conference
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings import notices
from schedule.bilaterals.meetings.actions import holding, links, undoing
from schedule.bilaterals.models import AGREED, BUFFER, AnswerLink, Meeting
from schedule.calendar.engagements.actions import release_engagements

MOST_TIMES = 3


@lifecycle.use_case
def propose(
    *,
    actor: Actor,
    meeting: Meeting,
    by: Delegation,
    times: Sequence[datetime],
    length: timedelta | None = None,
    message: str = "",
    expected_version: int | None = None,
    link: AnswerLink | None = None,
) -> Meeting:
    """Propose one to three other times, each held for the side that proposes until the other one has answered.

    For an open request it is the answer, and the time asked for is free again. An agreed meeting stays as it is until the other side
    accepts another time.

    Raises NotFound if the actor does not act for `by`; AlreadyDecided; TimeTaken if its principal is engaged then; NotPossible for a time
    that nobody can have, times that overlap, a full day, or a meeting of more than two.
    """
    actor = links.act_for(actor, meeting, by, link)
    length = length or meeting.ends - meeting.starts
    times = sorted(set(times))
    _check_times(meeting, times, length)
    locked = undoing.lock_for_step(meeting)
    common: dict[str, Any] = {
        "actor": actor,
        "verb": "meeting.countered",
        "expected_version": expected_version,
        "locked": locked,
        "details": {"times": [starts.isoformat() for starts in times], **undoing.note_step(locked, by, link)},
        "offered_by": by,
        **undoing.words_columns(locked, message),
    }
    if meeting.state in AGREED:
        meeting = lifecycle.change(meeting, check=_may_be_changed_by(by), **common)
        holding.drop_offers(meeting)
        holding.add_offers(meeting, times, length)
    else:
        meeting = _put_on_the_table(meeting, by, times[0], length, common)
        release_engagements(subject=meeting)
        holding.engage_principals(meeting)
        holding.add_offers(meeting, times[1:], length)
    notices.write_proposal(meeting, by=by, address=links.new_link(meeting, meeting.other(by)))
    return meeting


def _put_on_the_table(
    meeting: Meeting, by: Delegation, starts: datetime, length: timedelta, common: dict[str, Any]
) -> Meeting:
    """Write that `by` answers with other times, the first of which is the meeting's own now."""
    to = "countered" if by.pk == meeting.asked_id else "requested"
    if meeting.state == to:
        raise NotPossible(_("This request does not await your answer."))
    holding.drop_offers(meeting)

    def check(row: Meeting) -> None:
        if not row.awaits(by):
            raise NotPossible(_("This request does not await your answer."))

    day = starts.astimezone(current_conference().zone).date()
    agreed: dict[str, Any] = {"asking_agrees": to == "requested", "asked_agrees": to == "countered"}
    times: dict[str, Any] = {
        "starts": starts,
        "ends": starts + length,
        "day": day,
        "holds_until": holding.get_offer_end(starts),
    }
    try:
        with transaction.atomic():
            return lifecycle.move(meeting, to, check=check, **common, **agreed, **times)
    except IntegrityError:
        holding.check_caps([by], [day])
        raise


def _check_times(meeting: Meeting, times: Sequence[datetime], length: timedelta) -> None:
    if meeting.further():
        raise NotPossible(_("With three or four parties, decline and say in words which time would suit."))
    if not 1 <= len(times) <= MOST_TIMES:
        raise NotPossible(_("Propose one, two or three times."))
    for starts in times:
        holding.check_time(starts, length)
    if any(later < earlier + length + BUFFER for earlier, later in pairwise(times)):
        raise NotPossible(_("The proposed times overlap. Choose times that do not, with ten minutes between them."))


def _may_be_changed_by(by: Delegation) -> Callable[[Meeting], None]:
    def check(row: Meeting) -> None:
        if row.state not in AGREED or row.ends <= clock.now():
            raise NotPossible(_("This meeting is over or was cancelled."))
        if row.offered_by_id not in (None, by.pk):
            raise NotPossible(_("The other side has proposed another time. Please answer that first."))

    return check


@lifecycle.use_case
def turn_down(
    *,
    actor: Actor,
    meeting: Meeting,
    by: Delegation,
    message: str = "",
    expected_version: int | None = None,
    link: AnswerLink | None = None,
) -> Meeting:
    """Keep an agreed meeting at its time: refuse the other side's proposal, or take back one's own. Both are told. Errors as `propose`."""
    actor = links.act_for(actor, meeting, by, link)

    def check(row: Meeting) -> None:
        if row.state not in AGREED or row.offered_by_id is None:
            raise NotPossible(_("There is no other time for you to accept."))
        holding.drop_offers(row)  # while the row says for whom they count

    locked = undoing.lock_for_step(meeting)
    meeting = lifecycle.change(
        meeting,
        actor=actor,
        verb="meeting.time_kept",
        expected_version=expected_version,
        check=check,
        locked=locked,
        details=undoing.note_step(locked, by, link),
        offered_by=None,
        **undoing.words_columns(locked, message),
    )
    notices.time_kept(meeting, by=by)
    return meeting
