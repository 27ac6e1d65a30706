"""The time that a meeting takes: of its principals, of a room that is held or given, and of the further times on offer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotPossible
from conference.look import lists
from conference.look.lists import sentences
from conference.models import Conference, current_conference
from conference.translated import in_each
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.actions import clashes
from schedule.bilaterals.models import BUFFER_MINUTES, DayLoad, Meeting, Offer
from schedule.calendar.engagements.actions import (
    Claim,
    TimeTaken,
    clash_times,
    engage_all,
    keep,
    rebook,
    release,
)
from schedule.calendar.engagements.queries import of_all_heads, standing
from schedule.calendar.models import Engagement, Room

HOLD = timedelta(hours=24)
LEAST_HOLD = timedelta(hours=1)
LONGEST = timedelta(minutes=60)
BUFFER = timedelta(minutes=BUFFER_MINUTES)
KIND = "bilateral"


def label_of(meeting: Meeting) -> str:
    """Return the label for the sides' calendars, in the active language."""
    if further := meeting.further():
        parties = [str(one) for one in (meeting.asking, meeting.asked, *(one.delegation for one in further))]
        return _("Meeting of %(parties)s") % {"parties": lists.in_words(parties)}
    return _("Bilateral meeting, %(one)s and %(two)s") % {"one": meeting.asking, "two": meeting.asked}


def check_time(
    starts: datetime,
    length: timedelta,
    ahead: timedelta = LEAST_HOLD,
    conference: Conference | None = None,
    *,
    persons: Sequence[Delegate] = (),
) -> date:
    """Return the day of a time in the conference's zone; raise NotPossible for one that nobody can have, or less than `ahead` away.

    Args:
        persons: Of whom the refusal says when they are free next, where the programme has something for all heads.
    """
    conference = conference or current_conference()
    local = starts.astimezone(conference.zone)
    if not timedelta() < length <= LONGEST:
        raise NotPossible(_("A meeting can last one hour at most."))
    if starts - clock.now() < ahead:
        if not ahead > timedelta():
            raise NotPossible(_("This time is past."))
        raise NotPossible(_("This time is past, or too soon to ask; choose one that is at least an hour ahead."))
    if not conference.starts_on <= local.date() <= conference.ends_on:
        raise NotPossible(_("This day is not a day of the conference."))
    if not _at(local, queries.OPENS) <= local <= local + length <= _at(local, queries.CLOSES):
        words = {"opens": f"{queries.OPENS:%H:%M}", "closes": f"{queries.CLOSES:%H:%M}"}
        raise NotPossible(_("Meetings take place between %(opens)s and %(closes)s.") % words)
    _heads_are_free(starts, length, persons)
    return local.date()


def _at(moment: datetime, hour: time) -> datetime:
    return datetime.combine(moment.date(), hour, moment.tzinfo)


def _heads_are_free(starts: datetime, length: timedelta, persons: Sequence[Delegate]) -> None:
    """Raise NotPossible while the programme, which is public, has something for all heads."""
    common = of_all_heads(starts=starts, ends=starts + length + BUFFER)
    if common:
        words = {"what": common[0].label, "times": clash_times(common[0])}
        said = _("All heads of delegation are at “%(what)s” then, %(times)s.") % words
        raise NotPossible(sentences([said, clashes.next_words(starts, length, persons)]))


def check_caps(meeting: Meeting, days: Sequence[date], further: Sequence[Delegation] = ()) -> None:
    """Raise NotPossible for the party that has no place left on one of these days. `further`: parties that are not written yet."""
    parties = [meeting.asking, meeting.asked, *further] if meeting.pk is None else [*meeting.parties(), *further]
    for load in DayLoad.objects.filter(delegation__in=parties, day__in=days):
        if load.meetings >= load.cap:
            words = {"party": load.delegation, "cap": load.cap}
            raise NotPossible(_("%(party)s already has the maximum of %(cap)d meetings on that day.") % words)


def until(starts: datetime) -> datetime:
    """Return when an offer of this time ends: in a day, or shortly before it would begin."""
    return min(clock.now() + HOLD, starts - LEAST_HOLD / 2)


def foresee(meeting: Meeting, zone: ZoneInfo) -> list[Room]:
    """Give a meeting of two that is not written yet the bookings by which `take` will engage them, lest it be written twice.

    Returns the rooms that suit and are free, for `take`.
    """
    rooms = _rooms_for(meeting, meeting.starts, meeting.ends, zone)
    meeting.booking, meeting.room_booking = uuid.uuid4(), uuid.uuid4() if rooms else None
    return rooms


def take(meeting: Meeting, rooms: list[Room] | None = None) -> None:
    """Engage all principals for the meeting and its buffer, and hold a room where one suits. `rooms`: as foreseen. Raises TimeTaken."""
    label = in_each(lambda: label_of(meeting))
    persons, ends = tuple(meeting.principals()), meeting.ends + BUFFER
    own, of_room = (uuid.uuid4(), uuid.uuid4()) if rooms is None else (meeting.booking, meeting.room_booking)
    claim = Claim(
        meeting, KIND, label, meeting.starts, ends, (), persons, meeting.holds_until, booking=own or uuid.uuid4()
    )
    if rooms is None:
        rooms = _rooms_for(meeting, meeting.starts, meeting.ends)
    # The persons with the first room by one statement, which is nearly always possible; else a room is sought after them.
    first = [_claim_of(room, meeting, meeting.starts, meeting.ends, meeting.holds_until, of_room) for room in rooms[:1]]
    try:
        try:
            bookings: list[uuid.UUID | None] = [*engage_all([claim, *first])]
        except TimeTaken as problem:
            if problem.claim is claim:
                raise
            bookings = [*engage_all([claim])]
    except TimeTaken as problem:
        clashes.explain(problem, meeting, meeting.offered_by or meeting.asking)
        raise
    if len(bookings) == 1:
        bookings.append(_hold_one(rooms[1:], meeting, meeting.starts, meeting.ends, meeting.holds_until))
    if bookings != [meeting.booking, meeting.room_booking]:
        _write(meeting, *bookings)


def _write(meeting: Meeting, booking: uuid.UUID | None, room_booking: uuid.UUID | None) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(booking=booking, room_booking=room_booking)
    meeting.booking, meeting.room_booking = booking, room_booking


def hold_room(
    meeting: Meeting, starts: datetime, ends: datetime, *, holds_until: datetime | None = None
) -> uuid.UUID | None:
    """Hold the smallest room that suits for the time of an offer; None if there is none, or for a pull-aside."""
    rooms = _rooms_for(meeting, starts, ends)
    return _hold_one(rooms, meeting, starts, ends, holds_until or meeting.holds_until)


def _rooms_for(meeting: Meeting, starts: datetime, ends: datetime, zone: ZoneInfo | None = None) -> list[Room]:
    """Return the rooms that suit and are free then, the smallest first; none for a pull-aside."""
    return [] if meeting.pull_aside else queries.free_and_open(starts, ends + BUFFER, meeting.persons, zone)


def _hold_one(
    rooms: Sequence[Room], meeting: Meeting, starts: datetime, ends: datetime, holds_until: datetime | None
) -> uuid.UUID | None:
    """Hold the first of `rooms` that nobody has taken meanwhile; None if there is none."""
    for room in rooms:
        try:
            with transaction.atomic():
                return engage_all([_claim_of(room, meeting, starts, ends, holds_until)])[0]
        except TimeTaken:
            continue
    return None


def _claim_of(
    room: Room,
    meeting: Meeting,
    starts: datetime,
    ends: datetime,
    holds_until: datetime | None,
    booking: uuid.UUID | None = None,
) -> Claim:
    label, booking = f"{meeting.asking}, {meeting.asked}", booking or uuid.uuid4()
    return Claim(meeting, KIND, label, starts, ends + BUFFER, (room,), (), holds_until, booking=booking)


def keep_held(meeting: Meeting) -> None:
    """Make the hold of a meeting that is agreed lasting, with a room that seats all. Raises NotPossible if the time was given away."""
    own = [one for one in (meeting.booking, meeting.room_booking) if one is not None]
    persons, seats = keep(*own) if meeting.booking else (0, [])
    if persons < len(meeting.principal_ids()):
        raise NotPossible(
            _("The request was not answered in time and the time has been taken. Please propose another time.")
        )
    if seats and min(seats) >= meeting.persons:
        return
    if meeting.room_booking:
        release(booking=meeting.room_booking)
    _write(meeting, meeting.booking, hold_room(meeting, meeting.starts, meeting.ends))


def held_booking(meeting: Meeting) -> uuid.UUID | None:
    """Return the booking of the meeting's room, given or only held, with its row locked."""
    rows = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk)
    return rows.values_list("room_booking", flat=True).first()


def _held_room(meeting: Meeting) -> Engagement | None:
    if meeting.room_booking is None:
        return None
    return Engagement.objects.filter(booking=meeting.room_booking).select_related("room").first()


def take_anew(meeting: Meeting, by: Delegation) -> None:
    """Engage the principals as they now are, and the room; nothing of the time passes through other hands meanwhile.

    Args:
        by: The side that sends another principal, who is named where engaged.
    """
    drop_offers(meeting)
    label, ends = in_each(lambda: label_of(meeting)), meeting.ends + BUFFER
    claims = [Claim(meeting, KIND, label, meeting.starts, ends, (), tuple(meeting.principals()), meeting.holds_until)]
    held = _held_room(meeting)
    if held and held.room:
        words = f"{meeting.asking}, {meeting.asked}"
        claims.append(Claim(meeting, KIND, words, meeting.starts, ends, (held.room,), (), held.holds_until))
    try:
        taken = rebook([*claims, *_of_interpreters(meeting)], subject=meeting)
    except TimeTaken as problem:
        clashes.explain(problem, meeting, by)
        raise
    _write(meeting, taken[0], taken[1] if held and held.room else None)


def _of_interpreters(meeting: Meeting) -> list[Claim]:
    """Return the claims by which the meeting's interpreters stay engaged, under the same bookings."""
    rows = Engagement.objects.filter(
        subject_type=Meeting._meta.label_lower, subject_id=str(meeting.pk), interpreter__isnull=False
    ).select_related("interpreter")
    return [
        Claim(
            meeting,
            row.kind,
            dict(row.labels),
            row.starts,
            row.ends,
            holds_until=row.holds_until,
            interpreters=[row.interpreter],
            booking=row.booking,
        )
        for row in rows
        if row.interpreter is not None
    ]


def give_back(meeting: Meeting) -> None:
    """Free everything that the meeting holds."""
    Offer.objects.filter(meeting=meeting).delete()
    release(subject=meeting)
    _write(meeting, None, None)


def drop_offers(meeting: Meeting, besides: Offer | None = None) -> None:
    """Take the further times off the table and free them; `besides` goes too, but what it holds stays held."""
    for offer in Offer.objects.filter(meeting=meeting):
        if besides is None or offer.pk != besides.pk:
            release(booking=offer.booking)
        offer.delete()


def release_all(meeting: Meeting) -> None:
    release(subject=meeting)


def add_offers(meeting: Meeting, times: Sequence[datetime], length: timedelta) -> None:
    """Hold further times for all principals, each with a room where one suits. Raises TimeTaken, NotPossible for a day that is full."""
    zone, counted, label = current_conference().zone, {meeting.day}, in_each(lambda: label_of(meeting))
    for starts in times:
        day, holds_until = starts.astimezone(zone).date(), until(starts)
        if day not in counted:
            check_caps(meeting, [day])
        persons = tuple(meeting.principals())
        claim = Claim(meeting, KIND, label, starts, starts + length + BUFFER, (), persons, holds_until)
        try:
            booking = engage_all([claim])[0]
        except TimeTaken as problem:
            clashes.explain(problem, meeting, meeting.offered_by or meeting.asking, starts)
            raise
        room = None
        if held := hold_room(meeting, starts, starts + length, holds_until=holds_until):
            room = Engagement.objects.select_related("room").get(booking=held).room
            Engagement.objects.filter(booking=held).update(booking=booking)
        Offer.objects.create(
            meeting=meeting,
            starts=starts,
            ends=starts + length,
            day=day,
            counts=day not in counted,
            holds_until=holds_until,
            booking=booking,
            room=room,
        )
        counted.add(day)


def choose(meeting: Meeting, offer: Offer) -> None:
    """Leave the meeting what the offer holds, and free what it held before. Its own columns are written, the offer is off the table."""
    # Interpreters were given for the former time.
    mine = Engagement.objects.filter(subject_type=Meeting._meta.label_lower, subject_id=str(meeting.pk))
    mine.exclude(booking=offer.booking).delete()
    room_booking = uuid.uuid4()
    has_room = Engagement.objects.filter(booking=offer.booking, room__isnull=False).update(booking=room_booking)
    _write(meeting, offer.booking, room_booking if has_room else None)


def make_way(meeting: Meeting, room: Room) -> list[Meeting]:
    """Free `room` from what is only held there at the meeting's time, as protocol gives the rooms. Return whose hold it was."""
    taken = standing().filter(room=room, starts__lt=meeting.ends + BUFFER, ends__gt=meeting.starts)
    rows = taken.filter(subject_type=Meeting._meta.label_lower).exclude(subject_id=str(meeting.pk))
    keys = [int(row.subject_id) for row in rows]
    if not keys:
        return []
    displaced = []
    for other in queries.all_meetings().filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk"):
        offers = set(Offer.objects.filter(meeting=other).values_list("booking", flat=True))
        for row in rows:
            if row.subject_id != str(other.pk):
                continue
            if row.booking in offers:
                Engagement.objects.filter(pk=row.pk).delete()
                Offer.objects.filter(booking=row.booking).update(room=None)
            elif other.room_id is None:
                release(booking=row.booking)
                _write(other, other.booking, None)
                displaced.append(other)
    return displaced


def hold_elsewhere(displaced: Sequence[Meeting]) -> None:
    """Hold another room for meetings whose held one was given away."""
    for other in displaced:
        _write(other, other.booking, hold_room(other, other.starts, other.ends))


def let_rooms_go(meeting: Meeting) -> None:
    """Free the rooms that are only held for the meeting or its further times, as when one is closed."""
    with transaction.atomic():
        Engagement.objects.filter(
            subject_type=Meeting._meta.label_lower, subject_id=str(meeting.pk), room__isnull=False
        ).delete()
        Offer.objects.filter(meeting=meeting).update(room=None)
        _write(meeting, meeting.booking, None)
