"""Actions on a meeting, from the request to the room. Each takes or gives back time and queues messages."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor, require
from conference.core.errors import NotPossible
from conference.models import current_conference
from conference.parties.models import RECEIVED
from conference.translated import in_each
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.members.queries import head_of
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings import notices
from schedule.bilaterals.models import BUFFER_MINUTES, LIVE, DayLoad, Meeting
from schedule.calendar.engagements.actions import Claim, clash_times, engage, keep, rebook, release
from schedule.calendar.engagements.queries import of_all_heads
from schedule.calendar.models import Purpose, Room

HOLD = timedelta(hours=24)
LEAST_HOLD = timedelta(hours=1)
LONGEST = timedelta(minutes=60)
BUFFER = timedelta(minutes=BUFFER_MINUTES)


@dataclass(frozen=True)
class Wish:
    """What the asking side fills in besides the partner and the time."""

    topics: str
    party_size: int
    contact: str
    interpretation: str = ""
    press: str = "photo"
    layout: str = "sofas"


@lifecycle.use_case
def request(
    *, actor: Actor, asking: Delegation, asked: Delegation, starts: datetime, length: timedelta, wish: Wish
) -> Meeting:
    """Ask for a meeting of the two heads; hold the time of both for a day at most, or until it would begin.

    Raises:
        NotFound: If the actor does not act for `asking`.
        NotPossible: If a side has no head, a request between the two is open, the time is past or outside the conference, or a cap is
            reached.
        TimeTaken: If a head is engaged then.
    """
    delegation_for(actor, asking.party.code, write=True)
    ours, theirs = _heads(asking, asked)
    conference = current_conference()
    now, ends = clock.now(), starts + length
    day = starts.astimezone(conference.zone).date()
    if not timedelta() < length <= LONGEST:
        raise NotPossible(_("A meeting can last one hour at most."))
    if starts - now < LEAST_HOLD:
        raise NotPossible(_("This time is past or too near; choose one that is at least an hour ahead."))
    if not conference.starts_on <= day <= conference.ends_on:
        raise NotPossible(_("This day is not a day of the conference."))
    _heads_are_free(starts, ends)
    _no_open_request(asking, asked)
    meeting = Meeting(
        asking=asking,
        asked=asked,
        asking_principal=ours,
        asked_principal=theirs,
        starts=starts,
        ends=ends,
        day=day,
        holds_until=min(now + HOLD, starts - LEAST_HOLD / 2),
        requested_by_id=actor.user_id,
        requested_at=now,
        asked_agrees=False,
        **vars(wish),
    )
    try:
        with transaction.atomic():
            lifecycle.create(meeting, actor=actor, verb="meeting.requested", details=_facts(meeting))
            _take(meeting)
    except IntegrityError as problem:
        _explain(meeting)
        raise NotPossible(
            _("Somebody else has just taken this time. Please choose again from the free times.")
        ) from problem
    notices.requested(meeting)
    return meeting


def _heads(asking: Delegation, asked: Delegation) -> tuple[Delegate, Delegate]:
    if asking.pk == asked.pk:
        raise NotPossible(_("A delegation cannot meet itself."))
    for side in (asking, asked):
        if side.party.kind not in RECEIVED:
            words = _(
                "%(party)s: bilateral meetings are between the heads of States and of intergovernmental organizations."
            )
            raise NotPossible(words % {"party": side})
    ours, theirs = head_of(asking), head_of(asked)
    if ours is None:
        raise NotPossible(_("Your delegation has no head yet; enter one first."))
    if theirs is None or theirs.state == "draft":
        raise NotPossible(_("%(party)s has not named its head of delegation yet.") % {"party": asked})
    return ours, theirs


def _heads_are_free(starts: datetime, ends: datetime) -> None:
    """Raise NotPossible while the programme, which is public, has something for all heads."""
    common = of_all_heads(starts=starts, ends=ends + BUFFER)
    if common:
        words = {"what": common[0].label, "times": clash_times(common[0])}
        raise NotPossible(_("All heads of delegation are at “%(what)s” then, %(times)s.") % words)


def _no_open_request(asking: Delegation, asked: Delegation) -> None:
    open_ones = Meeting.objects.filter(state__in=("requested", "countered"))
    if open_ones.filter(asking=asked, asked=asking).exists():
        raise NotPossible(_("%(party)s has already sent you a request. Please answer that request.") % {"party": asked})
    if open_ones.filter(asking=asking, asked=asked).exists():
        raise NotPossible(_("Your request to %(party)s is awaiting an answer.") % {"party": asked})


def _explain(meeting: Meeting) -> None:
    """Raise NotPossible with the reason why the database refused, if a reader may know it."""
    _no_open_request(meeting.asking, meeting.asked)
    for load in DayLoad.objects.filter(delegation__in=[meeting.asking, meeting.asked], day=meeting.day):
        if load.meetings >= load.cap:
            words = {"party": load.delegation, "cap": load.cap}
            raise NotPossible(_("%(party)s already has the maximum of %(cap)d meetings on that day.") % words)


def _take(meeting: Meeting) -> None:
    """Engage both heads for the meeting and its buffer."""
    booking = engage(
        subject=meeting,
        kind="bilateral",
        label=in_each(lambda: label_of(meeting)),
        starts=meeting.starts,
        ends=meeting.ends + BUFFER,
        persons=[p for p in (meeting.asking_principal, meeting.asked_principal) if p],
        holds_until=meeting.holds_until,
    )
    Meeting.objects.filter(pk=meeting.pk).update(booking=booking)
    meeting.booking = booking


def label_of(meeting: Meeting) -> str:
    """Return the label for both sides' calendars, in the active language."""
    return _("Bilateral meeting, %(one)s and %(two)s") % {"one": meeting.asking, "two": meeting.asked}


def _facts(meeting: Meeting) -> dict[str, str]:
    return {"starts": meeting.starts.isoformat(), "ends": meeting.ends.isoformat(), "party": meeting.asked.party.code}


@lifecycle.use_case
def accept(*, actor: Actor, meeting: Meeting, expected_version: int | None = None, words: str = "") -> Meeting:
    """Accept for the asked side; protocol gives the room.

    Raises NotFound for others than the asked side; AlreadyDecided; NotPossible if the hold ran out and the time was given away.
    """
    delegation_for(actor, meeting.asked.party.code, write=True)
    head = head_of(meeting.asked)

    def still_theirs(row: Meeting) -> None:
        if head is None or row.asked_principal_id != head.pk:
            raise NotPossible(
                _("The head of your delegation has changed. Please send %(p)s a new request.") % {"p": row.asking}
            )

    meeting = lifecycle.move(
        meeting,
        "accepted",
        actor=actor,
        verb="meeting.accepted",
        expected_version=expected_version,
        check=still_theirs,
        answer_words=words,
        holds_until=None,
        asked_agrees=True,
    )
    if meeting.booking is None or keep(booking=meeting.booking) < 2:
        raise NotPossible(
            _("The request was not answered in time and the time has been taken. Please propose another time.")
        )
    notices.accepted(meeting)
    return meeting


@lifecycle.use_case
def decline(*, actor: Actor, meeting: Meeting, expected_version: int | None = None, words: str = "") -> Meeting:
    """Decline for the asked side and free the time. Raises NotFound, AlreadyDecided."""
    delegation_for(actor, meeting.asked.party.code, write=True)
    meeting = lifecycle.move(
        meeting, "declined", actor=actor, verb="meeting.declined", expected_version=expected_version, answer_words=words
    )
    _give_back(meeting)
    notices.declined(meeting)
    return meeting


@lifecycle.use_case
def cancel(
    *, actor: Actor, meeting: Meeting, by: Delegation | None, reason: str, expected_version: int | None = None
) -> Meeting:
    """Call a live meeting off, for one side or (by=None) for protocol. Raises NotFound, NotAllowed, AlreadyDecided."""
    if by is None:
        require(actor, "bilaterals.place")
    else:
        delegation_for(actor, by.party.code, write=True)
    meeting = lifecycle.move(
        meeting, "cancelled", actor=actor, verb="meeting.cancelled", expected_version=expected_version, reason=reason
    )
    _give_back(meeting)
    notices.cancelled(meeting, by=by, reason=reason)
    return meeting


@lifecycle.use_case
def keep_with_new_head(
    *, actor: Actor, meeting: Meeting, by: Delegation, expected_version: int | None = None
) -> Meeting:
    """Keep a live meeting, its time and room, with the head who took the place of the one it was made with; both sides are told.

    Raises:
        NotFound: If the actor does not act for `by`.
        AlreadyDecided: When the meeting was changed meanwhile.
        NotPossible: If `by` has no head, has the same one still, or the meeting is no longer to come.
        TimeTaken: If the new head is engaged then.
    """
    delegation_for(actor, by.party.code, write=True)
    head = head_of(by)
    if head is None:
        raise NotPossible(_("Your delegation has no head yet; enter one first."))

    def can_be_kept(row: Meeting) -> None:
        if row.state not in LIVE or row.ends <= clock.now():
            raise NotPossible(_("This meeting is over or was cancelled."))
        if row.principal_of(by) == head:
            raise NotPossible(_("%(who)s is its principal already.") % {"who": head.full_name})

    former = meeting.principal_of(by)
    side = "asking_principal" if meeting.asking_id == by.pk else "asked_principal"
    fields: dict[str, Any] = {side: head, "expected_version": expected_version}
    meeting = lifecycle.change(
        meeting,
        actor=actor,
        verb="meeting.kept",
        check=can_be_kept,
        details={"instead_of": str(former or "")},
        **fields,
    )
    _take_anew(meeting)
    notices.kept(meeting, by=by, head=head)
    return meeting


def _take_anew(meeting: Meeting) -> None:
    """Engage the heads as they now are, and the room; nothing of the time passes through other hands meanwhile."""
    label, ends = in_each(lambda: label_of(meeting)), meeting.ends + BUFFER
    heads = tuple(one for one in (meeting.asking_principal, meeting.asked_principal) if one)
    claims = [Claim(meeting, "bilateral", label, meeting.starts, ends, (), heads, meeting.holds_until)]
    if meeting.room and meeting.room_booking:
        words = f"{meeting.asking}, {meeting.asked}"
        claims.append(Claim(meeting, "bilateral", words, meeting.starts, ends, (meeting.room,)))
    booking, *rooms = rebook(claims, subject=meeting)
    meeting.booking, meeting.room_booking = booking, rooms[0] if rooms else None
    Meeting.objects.filter(pk=meeting.pk).update(booking=booking, room_booking=meeting.room_booking)


def _give_back(meeting: Meeting) -> None:
    release(subject=meeting)
    Meeting.objects.filter(pk=meeting.pk).update(booking=None, room_booking=None)


@lifecycle.use_case
def give_room(*, actor: Actor, meeting: Meeting, room: Room, expected_version: int | None = None) -> Meeting:
    """Give an accepted meeting its room, which confirms it, or move a confirmed one to another room.

    Raises NotAllowed, AlreadyDecided, NotPossible for a room that is no meeting room or has too few seats, TimeTaken.
    """
    require(actor, "bilaterals.place")
    if room.purpose != Purpose.BILATERAL:
        raise NotPossible(_("%(room)s is not a room for bilateral meetings.") % {"room": room})
    seats = 2 * meeting.party_size
    if room.capacity < seats:
        words = {"room": room, "has": room.capacity, "needs": seats}
        raise NotPossible(_("%(room)s has %(has)d seats; this meeting needs %(needs)d.") % words)
    if meeting.room_booking:
        release(booking=meeting.room_booking)
    booking = engage(
        subject=meeting,
        kind="bilateral",
        label=f"{meeting.asking}, {meeting.asked}",
        starts=meeting.starts,
        ends=meeting.ends + BUFFER,
        rooms=[room],
    )
    fields: dict[str, Any] = {
        "actor": actor,
        "expected_version": expected_version,
        "room": room,
        "room_booking": booking,
    }
    if meeting.state == "confirmed":
        meeting = lifecycle.change(meeting, verb="meeting.room_changed", **fields)
    else:
        meeting = lifecycle.move(meeting, "confirmed", verb="meeting.confirmed", **fields)
    notices.confirmed(meeting)
    return meeting


@lifecycle.use_case
def bump(*, actor: Actor, meeting: Meeting, reason: str, expected_version: int | None = None) -> Meeting:
    """Take the room from a confirmed meeting, as when the room is closed. The heads keep the hour.

    Args:
        reason: Which both sides read.

    Raises NotAllowed, AlreadyDecided, NotPossible for a meeting that has no room or was held.
    """
    require(actor, "calendar.close")
    held: list[uuid.UUID | None] = []
    meeting = lifecycle.move(
        meeting,
        "bumped",
        actor=actor,
        verb="meeting.bumped",
        expected_version=expected_version,
        reason=reason,
        check=lambda row: held.append(row.room_booking),
        room=None,
        room_booking=None,
    )
    for booking in filter(None, held):
        release(booking=booking)
    notices.bumped(meeting, reason)
    return meeting


@lifecycle.use_case
def expire() -> int:
    """Cancel requests that nobody answered in time. Return how many."""
    late = Meeting.objects.filter(state="requested", holds_until__lte=clock.now())
    expired = list(late.select_related("asking__party", "asked__party"))
    for meeting in expired:
        why, version = notices.NOT_ANSWERED, meeting.version
        lifecycle.move(meeting, "cancelled", actor=SYSTEM, verb="meeting.expired", expected_version=version, reason=why)
        _give_back(meeting)
        notices.cancelled(meeting, by=None, reason=why)
    return len(expired)
