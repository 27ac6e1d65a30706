"""What protocol does on the day: exchange rooms, reconfirm with both sides, note whether a meeting took place."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from schedule.bilaterals.board import notices
from schedule.bilaterals.board.models import Reconfirmation
from schedule.bilaterals.meetings.actions import holding
from schedule.bilaterals.meetings.notices import is_room_untold, write_confirmation
from schedule.bilaterals.models import Meeting
from schedule.calendar.engagements.actions import engage_all, release_engagements

# How long before a meeting both sides are asked again.
AHEAD = timedelta(hours=2)


@lifecycle.use_case
def swap_rooms(
    *,
    actor: Actor,
    meeting: Meeting,
    other: Meeting,
    reason: str,
    versions: tuple[int | None, int | None] = (None, None),
) -> tuple[Meeting, Meeting]:
    """Exchange the rooms of two confirmed meetings; all are told and agree again.

    A party that was not told of a room yet gets an ordinary confirmation, no notice of a change.

    `versions`: Of the two on the actor's screen; None for one that was read just now.

    Raises NotAllowed, AlreadyDecided, TimeTaken, NotPossible for one without a room, or for a room with too few seats.
    """
    require_right(actor, "bilaterals.place")
    if meeting.room is None or other.room is None:
        raise _not_exchangeable()
    pairs = ((meeting, other.room), (other, meeting.room))
    for swapped_meeting, room in pairs:
        _check_confirmed(swapped_meeting)
        holding.check_seats(swapped_meeting, room)
    claims = [holding.claim_room(swapped_meeting, room) for swapped_meeting, room in pairs]
    for swapped_meeting, _room in pairs:
        if swapped_meeting.room_booking:
            release_engagements(booking=swapped_meeting.room_booking)
    swapped = []
    for (swapped_meeting, room), booking, version in zip(pairs, engage_all(claims), versions, strict=True):
        former, is_untold = (swapped_meeting.starts, swapped_meeting.room), is_room_untold(swapped_meeting)
        swapped_meeting = lifecycle.change(
            swapped_meeting,
            actor=actor,
            verb="meeting.room_changed",
            reason=reason,
            # Else a booking that another officer has just made for it would stay behind.
            expected_version=swapped_meeting.version if version is None else version,
            check=_check_confirmed,
            room=room,
            room_booking=booking,
            asking_agrees=False,
            asked_agrees=False,
        )
        swapped_meeting.participants.update(agrees=False)
        if is_untold:
            write_confirmation(swapped_meeting)
        else:
            notices.write_rearrangement(swapped_meeting, former=former, reason=reason)
        swapped.append(swapped_meeting)
    return swapped[0], swapped[1]


def _check_confirmed(meeting: Meeting) -> None:
    if meeting.state != "confirmed":
        raise _not_exchangeable()


def _not_exchangeable() -> NotPossible:
    return NotPossible(_("Only two confirmed meetings that have rooms can exchange them."))


@lifecycle.use_case
def reconfirm(*, actor: Actor, meeting: Meeting, expected_version: int | None = None) -> Reconfirmation:
    """Note that both sides have confirmed again that they come.

    Raises NotAllowed, AlreadyDecided, NotPossible for a meeting that is not confirmed or is over.
    """
    require_right(actor, "bilaterals.place")

    def check(row: Meeting) -> None:
        if row.state != "confirmed" or row.ends <= clock.now():
            raise NotPossible(_("Only a confirmed meeting that is still to come can be reconfirmed."))

    details = {"starts": meeting.starts.isoformat()}
    common: dict[str, Any] = {"expected_version": expected_version, "check": check, "details": details}
    meeting = lifecycle.change(meeting, actor=actor, verb="meeting.reconfirmed", **common)
    values = {"starts": meeting.starts, "room": meeting.room, "at": clock.now(), "by_id": actor.user_id}
    return Reconfirmation.objects.update_or_create(meeting=meeting, defaults=values)[0]


@lifecycle.use_case
def record_outcome(*, actor: Actor, meeting: Meeting, took_place: bool, expected_version: int | None = None) -> Meeting:
    """Note that a confirmed meeting took place, or did not. Raises NotAllowed, AlreadyDecided, NotPossible before it begins."""
    require_right(actor, "bilaterals.place")

    def check(row: Meeting) -> None:
        if row.starts > clock.now():
            raise NotPossible(_("This meeting has not begun yet."))

    to = "held" if took_place else "no_show"
    return lifecycle.move(
        meeting, to, actor=actor, verb=f"meeting.{to}", expected_version=expected_version, check=check
    )
