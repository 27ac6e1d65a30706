"""The time that a meeting takes: of its principals, of a room that is held or given, and of the further times on offer."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotPossible
from conference.look import lists
from conference.models import Conference, current_conference
from conference.translated import in_each
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.actions import clashes
from schedule.bilaterals.models import BUFFER, OPEN, DayLoad, Meeting, Offer
from schedule.calendar.engagements.actions import (
    Claim,
    TimeTaken,
    clash_times,
    engage_all,
    held_by,
    make_lasting,
    rebook_claims,
    release_engagements,
)
from schedule.calendar.engagements.queries import live_engagements, of_all_heads
from schedule.calendar.models import Engagement, Interpreter, Room

HOLD = timedelta(hours=24)
LEAST_HOLD = timedelta(hours=1)
MAX_MEETING_LENGTH = timedelta(minutes=60)
KIND = "bilateral"


def label_of(meeting: Meeting) -> str:
    """Return the label for the sides' calendars, in the active language."""
    if meeting.further():
        return _("Meeting of %(parties)s") % {"parties": lists.in_words(map(str, meeting.parties()))}
    return _("Bilateral meeting, %(one)s and %(two)s") % {"one": meeting.asking, "two": meeting.asked}


def claim_persons(meeting: Meeting, offer: Offer | None = None, **values: Any) -> Claim:
    """Return the claim of the principals whose time the meeting takes, or of the proposing side's for a further time on offer."""
    sides = [meeting.offered_by] if offer and meeting.offered_by else meeting.holding_sides()
    return _claim(meeting, offer, persons=tuple(filter(None, map(meeting.principal_of, sides))), **values)


def claim_room(meeting: Meeting, room: Room, **values: Any) -> Claim:
    return _claim(meeting, None, rooms=(room,), label=str(meeting), **values)


def claim_interpreter(meeting: Meeting, interpreter: Interpreter) -> Claim:
    return _claim(meeting, None, interpreters=(interpreter,), holds_until=None)


def _claim(meeting: Meeting, offer: Offer | None, **values: Any) -> Claim:
    when = offer or meeting
    label = values.pop("label", None) or in_each(lambda: label_of(meeting))
    common = {"starts": when.starts, "ends": when.ends + BUFFER, "holds_until": when.holds_until}
    return Claim(meeting, KIND, label, **{**common, **values})


def check_seats(meeting: Meeting, room: Room) -> None:
    """Raise NotPossible for a room with too few seats."""
    if room.capacity < meeting.persons:
        values = {"room": room, "has": room.capacity, "needs": meeting.persons}
        raise NotPossible(_("%(room)s has %(has)d seats; this meeting needs %(needs)d.") % values)


def check_time(
    starts: datetime,
    length: timedelta,
    ahead: timedelta = LEAST_HOLD,
    conference: Conference | None = None,
    *,
    persons: Sequence[Delegate] = (),
) -> date:
    """Return the day of a time in the conference's zone; raise NotPossible for one that nobody can have, or less than `ahead` away.

    `persons`: Of whom the refusal says to protocol when they are free next, where the programme has something for all heads.
    """
    conference = conference or current_conference()
    local = starts.astimezone(conference.zone)
    if not timedelta() < length <= MAX_MEETING_LENGTH:
        raise NotPossible(_("A meeting can last one hour at most."))
    if starts - clock.now() < ahead:
        if not ahead > timedelta():
            raise NotPossible(_("This time is past."))
        raise NotPossible(_("This time is past, or too soon to ask; choose one that is at least an hour ahead."))
    if not conference.starts_on <= local.date() <= conference.ends_on:
        raise NotPossible(_("This day is not a day of the conference."))
    if not _at(local, queries.OPENS) <= local <= local + length <= _at(local, queries.CLOSES):
        hours = {"opens": f"{queries.OPENS:%H:%M}", "closes": f"{queries.CLOSES:%H:%M}"}
        raise NotPossible(_("Meetings take place between %(opens)s and %(closes)s.") % hours)
    if common := of_all_heads(starts=starts, ends=starts + length + BUFFER):
        message = _("All heads of delegation are at “%(what)s” then, %(times)s.")
        message %= {"what": common[0].label, "times": clash_times(common[0])}
        later = clashes.next_free_text(starts, length, persons) if persons else ""
        raise NotPossible(lists.join_sentences([message, later]))
    return local.date()


def _at(moment: datetime, hour: time) -> datetime:
    return datetime.combine(moment.date(), hour, moment.tzinfo)


def check_caps(parties: Sequence[Delegation], days: Sequence[date]) -> None:
    """Raise NotPossible if one of `parties` is at its cap on one of `days`. Pass only parties whose load the reader may know."""
    for load in DayLoad.objects.filter(delegation__in=parties, day__in=days):
        if load.meetings >= load.cap:
            values = {"party": load.delegation, "cap": load.cap}
            raise NotPossible(_("%(party)s already has the maximum of %(cap)d meetings on that day.") % values)


def get_offer_end(starts: datetime) -> datetime:
    """Return when an offer of this time ends: in a day, or shortly before it would begin."""
    return min(clock.now() + HOLD, starts - LEAST_HOLD / 2)


def preassign_bookings(meeting: Meeting, zone: ZoneInfo | None = None) -> list[Room]:
    """Choose the keys of the bookings that `engage_principals` will make, so that the meeting's row is written once.

    Returns the rooms that suit and are free, for `engage_principals`.
    """
    rooms = _rooms_for(meeting, zone=zone)
    meeting.booking, meeting.room_booking = uuid.uuid4(), uuid.uuid4() if rooms else None
    return rooms


def engage_principals(meeting: Meeting, rooms: list[Room] | None = None) -> None:
    """Engage the principals of `holding_sides` for the meeting and its buffer, and once it is agreed hold a room where one suits.

    `rooms`: As foreseen. Raises TimeTaken.
    """
    is_foreseen = rooms is not None
    if rooms is None:
        rooms = preassign_bookings(meeting)
    persons = claim_persons(meeting, booking=meeting.booking)
    # Persons and first room by one statement, which nearly always works; otherwise the persons, then a room.
    first = [claim_room(meeting, room, booking=meeting.room_booking) for room in rooms[:1]]
    try:
        try:
            bookings: list[uuid.UUID | None] = [*engage_all([persons, *first])]
        except TimeTaken as problem:
            if problem.claim is persons:
                raise
            bookings = [*engage_all([persons])]
    except TimeTaken as problem:
        if meeting.state in OPEN:
            clashes.explain(problem, meeting, meeting.offered_by or meeting.asking)
        else:
            clashes.explain_to_protocol(problem, meeting)
        raise
    if len(bookings) == 1:
        bookings.append(_hold_first(rooms[1:], meeting))
    if not is_foreseen or bookings != [meeting.booking, meeting.room_booking]:
        write_bookings(meeting, *bookings)


def write_bookings(meeting: Meeting, booking: uuid.UUID | None, room_booking: uuid.UUID | None) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(booking=booking, room_booking=room_booking)
    meeting.booking, meeting.room_booking = booking, room_booking


def engage_side(meeting: Meeting, by: Delegation) -> None:
    """Engage the principal of a side that says yes, beside those whom the meeting has already. Raises TimeTaken."""
    principal = meeting.principal_of(by)
    try:
        engage_all([_claim(meeting, None, persons=(principal,) if principal else (), booking=meeting.booking)])
    except TimeTaken as problem:
        clashes.explain(problem, meeting, by)
        raise


def hold_room(meeting: Meeting) -> uuid.UUID | None:
    """Hold the smallest room that suits; None if there is none, or for a pull-aside."""
    return _hold_first(_rooms_for(meeting), meeting)


def _rooms_for(meeting: Meeting, zone: ZoneInfo | None = None) -> list[Room]:
    """Return the rooms that suit and are free then, the smallest first; none for a pull-aside, or before the meeting is agreed."""
    if meeting.pull_aside or meeting.state in OPEN:
        return []
    return queries.free_and_open(meeting.starts, meeting.ends + BUFFER, meeting.persons, zone)


def _hold_first(rooms: Sequence[Room], meeting: Meeting) -> uuid.UUID | None:
    """Hold the first of `rooms` that nobody has taken meanwhile; None if there is none."""
    for room in rooms:
        try:
            with transaction.atomic():
                return engage_all([claim_room(meeting, room)])[0]
        except TimeTaken:
            continue
    return None


def keep_held(meeting: Meeting) -> None:
    """Make the hold of an agreed meeting permanent, with a room that seats all. Raises NotPossible if the hold ran out."""
    bookings = [booking for booking in (meeting.booking, meeting.room_booking) if booking is not None]
    persons, seats = make_lasting(*bookings) if meeting.booking else (0, [])
    if persons < len(meeting.principal_ids()):
        raise NotPossible(not_in_time())
    if seats and min(seats) >= meeting.persons:
        return
    if meeting.room_booking:
        release_engagements(booking=meeting.room_booking)
    write_bookings(meeting, meeting.booking, hold_room(meeting))


def not_in_time() -> str:
    return _("The request was not answered in time. Please propose another time.")


def lock_room_booking(meeting: Meeting) -> uuid.UUID | None:
    """Return the booking of the meeting's room, given or only held, with its row locked."""
    meetings = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk)
    return meetings.values_list("room_booking", flat=True).first()


def rebook_principals(meeting: Meeting, by: Delegation) -> None:
    """Engage the principals as they now are, and the room, without giving up the time in between.

    `by` sends another principal, who is named where engaged.
    """
    drop_offers(meeting)
    room = None
    if meeting.room_booking is not None:
        in_room = Engagement.objects.filter(booking=meeting.room_booking).select_related("room").first()
        room = in_room.room if in_room else None
    with_interpreter = held_by(meeting).filter(interpreter__isnull=False).select_related("interpreter")
    claims = [
        claim_interpreter(meeting, engagement.interpreter) for engagement in with_interpreter if engagement.interpreter
    ]
    try:
        rebook_time(meeting, room, *claims)
    except TimeTaken as problem:
        clashes.explain(problem, meeting, by)
        raise


def rebook_time(meeting: Meeting, room: Room | None, *further: Claim) -> None:
    """Give back all that the meeting holds and take its time as it now is, with the room. Raises TimeTaken."""
    claims = [claim_persons(meeting), *([claim_room(meeting, room)] if room else []), *further]
    bookings = rebook_claims(claims, subject=meeting)
    write_bookings(meeting, bookings[0], bookings[1] if room else None)


def give_back(meeting: Meeting) -> None:
    """Free everything that the meeting holds."""
    Offer.objects.filter(meeting=meeting).delete()
    release_engagements(subject=meeting)
    write_bookings(meeting, None, None)


def drop_offers(meeting: Meeting, besides: Offer | None = None) -> None:
    """Take the further times off the table and free them; `besides` goes too, but what it holds stays held."""
    for offer in Offer.objects.filter(meeting=meeting):
        if besides is None or offer.pk != besides.pk:
            release_engagements(booking=offer.booking)
        offer.delete()


def add_offers(meeting: Meeting, times: Sequence[datetime], length: timedelta) -> None:
    """Hold further times for the side that proposes them. Raises TimeTaken, NotPossible for a day that is full."""
    zone, counted, by = current_conference().zone, {meeting.day}, meeting.offered_by or meeting.asking
    for starts in times:
        day = starts.astimezone(zone).date()
        if day not in counted:
            check_caps([by], [day])
        offer = Offer(meeting=meeting, starts=starts, ends=starts + length, day=day, holds_until=get_offer_end(starts))
        try:
            _hold_offer(meeting, offer)
        except TimeTaken as problem:
            clashes.explain(problem, meeting, by)
            raise
        offer.counts = day not in counted
        offer.save()
        counted.add(day)


def put_back_offer(meeting: Meeting, starts: datetime, ends: datetime, holds_until: datetime, *, counts: bool) -> None:
    """Hold again a further time that was on the table. Raises TimeTaken."""
    day = starts.astimezone(current_conference().zone).date()
    offer = Offer(meeting=meeting, starts=starts, ends=ends, day=day, holds_until=holds_until, counts=counts)
    _hold_offer(meeting, offer)
    offer.save()


def _hold_offer(meeting: Meeting, offer: Offer) -> None:
    offer.booking = engage_all([claim_persons(meeting, offer)])[0]


def take_offer(meeting: Meeting, offer: Offer) -> None:
    """Give the meeting what the offer holds, and free what it held before. Its columns are written and the offer is deleted already."""
    # Interpreters were given for the former time.
    held_by(meeting).exclude(booking=offer.booking).delete()
    write_bookings(meeting, offer.booking, None)


def make_way(meeting: Meeting, room: Room) -> list[Meeting]:
    """Free `room` from what is only held there at the meeting's time, as protocol gives the rooms. Return whose hold it was."""
    engagements = live_engagements().filter(room=room, starts__lt=meeting.ends + BUFFER, ends__gt=meeting.starts)
    rows = engagements.filter(subject_type=Meeting._meta.label_lower).exclude(subject_id=str(meeting.pk))
    keys = [int(engagement.subject_id) for engagement in rows]
    if not keys:
        return []
    displaced = []
    for other in queries.all_meetings().filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk"):
        for engagement in rows:
            if engagement.subject_id == str(other.pk) and other.room_id is None:
                release_engagements(booking=engagement.booking)
                write_bookings(other, other.booking, None)
                displaced.append(other)
    return displaced


def hold_elsewhere(displaced: Sequence[Meeting]) -> None:
    """Hold another room for meetings whose held one was given away."""
    for other in displaced:
        write_bookings(other, other.booking, hold_room(other))


def let_rooms_go(meeting: Meeting) -> None:
    """Free the room that is only held for the meeting, as when it is closed."""
    with transaction.atomic():
        held_by(meeting).filter(room__isnull=False).delete()
        write_bookings(meeting, meeting.booking, None)
