"""Closing a room for a time, and opening it again.

What `bump` of hooks.py can take out (a bilateral meeting, which keeps its hour) is taken out and both sides are told. The rest has to be
moved first: a session because its readers learn of a move by a release, a pending offer because whoever got it relies on it. An expired
hold is ignored.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.concurrency import check_expected, fingerprint
from conference.core.errors import AlreadyDecided, NotPossible, UserError
from conference.look.lists import join_sentences
from conference.translated import in_each
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.actions import clash_times, engage_claim, release_engagements
from schedule.calendar.engagements.hooks import Use
from schedule.calendar.engagements.queries import find_engagements
from schedule.calendar.models import Closure, Engagement, Room

KIND = "closure"
MAX_CLOSURE = timedelta(days=31)


@dataclass(frozen=True)
class AffectedEngagements:
    """What a closure would touch: `movable` loses the room and is told, `fixed` and `uses` must be moved first."""

    movable: tuple[Engagement, ...]
    fixed: tuple[Engagement, ...]
    uses: tuple[Use, ...]

    @property
    def mark(self) -> str:
        """Return a fingerprint of the list, so that only what was on the page is confirmed."""
        keys = sorted(engagement.pk for engagement in (*self.movable, *self.fixed))
        return fingerprint(keys, sorted(f"{use.starts}{use.label}" for use in self.uses))

    @property
    def in_the_way(self) -> bool:
        return bool(self.fixed or self.uses)


class RoomOccupied(UserError):
    """Something must be moved before the room can be closed. The message says what only to those who may read it."""

    title = gettext_lazy("The room cannot be closed yet")


def get_affected(room: Room, starts: datetime, ends: datetime) -> AffectedEngagements:
    """Return what is in the room then. One query, and one for each app with `uses`."""
    engagements = find_engagements(starts=starts, ends=ends, rooms=[room])
    uses = [use for subject in hooks.subjects.values() if subject.uses for use in subject.uses(room, starts, ends)]
    movable = tuple(engagement for engagement in engagements if _can_be_bumped(engagement))
    fixed = tuple(engagement for engagement in engagements if engagement not in movable)
    return AffectedEngagements(movable, fixed, tuple(uses))


def _can_be_bumped(engagement: Engagement) -> bool:
    subject = hooks.subjects.get(engagement.subject_type)
    if subject is None or subject.bump is None:
        return False
    return engagement.holds_until is None or subject.bumps_offers


@lifecycle.use_case
def close_room(
    *, actor: Actor, room: Room, starts: datetime, ends: datetime, reason: str, expected_version: str | None = None
) -> Closure:
    """Close a room from `starts` (in) to `ends` (out).

    Args:
        reason: Read by those whose meeting loses the room.
        expected_version: The mark of the list on the screen.

    Raises NotAllowed; NotPossible without a reason or for a bad time; AlreadyDecided if the list has changed; RoomOccupied for what must
    be moved first; TimeTaken if somebody takes the room meanwhile.
    """
    require_right(actor, "calendar.close")
    reason = reason.strip()
    _check(starts, ends, reason)
    Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    affected = get_affected(room, starts, ends)
    changed = _(
        "The bookings in %(room)s have changed since you opened the page. Please check the list "
        "again. Nothing was changed."
    )
    check_expected(expected_version, affected.mark, lambda: AlreadyDecided(changed % {"room": room}))
    if affected.in_the_way:
        obstacles: list[tuple[Engagement | Use, bool]] = [
            (row, hooks.is_readable(row, actor)) for row in affected.fixed
        ]
        obstacles += [(use, actor.may(use.right)) for use in affected.uses]
        raise RoomOccupied(join_sentences(_obstacle_text(obstacle, may_read) for obstacle, may_read in obstacles))
    keys = hooks.by_type(affected.movable)
    closure = Closure(
        room=room, starts=starts, ends=ends, reason=reason, closed_at=clock.now(), closed_by_id=actor.user_id
    )
    bumped = sum(len(of_type) for of_type in keys.values())
    details = {"starts": starts.isoformat(), "ends": ends.isoformat(), "bumped": bumped}
    lifecycle.create(closure, actor=actor, verb="room.closed", reason=reason, details=details)
    _bump(keys, actor, reason)
    label = in_each(lambda: _("Closed: %(reason)s") % {"reason": reason})
    engage_claim(subject=closure, kind=KIND, label=label, starts=starts, ends=ends, rooms=[room])
    return closure


def _check(starts: datetime, ends: datetime, reason: str) -> None:
    if not reason:
        raise NotPossible(_("Give the reason for the closure: delegations whose meeting loses the room read it."))
    if ends <= starts:
        raise NotPossible(_("The closure ends before it begins."))
    if ends - starts > MAX_CLOSURE:
        raise NotPossible(_("A room can be closed for 31 days at most."))
    if ends <= clock.now():
        raise NotPossible(_("This time is past."))


def _bump(keys: dict[str, list[str]], actor: Actor, reason: str) -> None:
    for name, of_type in keys.items():
        subject = hooks.subjects.get(name)
        if subject is not None and subject.bump is not None:
            for key in of_type:
                subject.bump(actor=actor, key=key, reason=reason)


def _obstacle_text(obstacle: Engagement | Use, may_read: bool) -> str:
    """Return `“Opening” has to be moved first, 09:00–09:50 (…).`"""
    message = _("“%(what)s” has to be moved first, %(times)s.")
    if isinstance(obstacle, Engagement) and obstacle.holds_until is not None:
        message = _("“%(what)s” is an offer awaiting an answer, %(times)s.")
    return message % {"what": obstacle.label if may_read else _("An engagement"), "times": clash_times(obstacle)}


@lifecycle.use_case
def reopen(*, actor: Actor, closure: Closure, expected_version: int | None = None) -> Closure:
    """Open the room again; protocol gives it back to what lost it. Raises NotAllowed, AlreadyDecided."""
    closure = lifecycle.move(
        closure,
        "reopened",
        actor=actor,
        verb="room.reopened",
        right="calendar.close",
        expected_version=expected_version,
    )
    release_engagements(subject=closure)
    return closure
