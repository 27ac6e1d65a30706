"""The planner's problem, read from the database: open and agreed meetings, what everybody has else, rooms and their hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from conference.core import clock
from conference.models import Conference, current_conference
from delegations.registration.models import LIVE_STATES, Capacity
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import BUFFER_MINUTES, CAP, DayLoad, Meeting
from schedule.bilaterals.planning.problem import PRIORITY, WEIGHT, Placement, Problem, Request, Room
from schedule.calendar.engagements.queries import of_all_heads, standing
from schedule.calendar.models import Engagement, Purpose
from schedule.calendar.models import Room as CalendarRoom
from schedule.calendar.rooms import hours

# The step of the plan: lengths of 15, 20, 30 and 60 minutes with their buffer take three, three, four and seven of them.
STEP = timedelta(minutes=10)
BUFFER = timedelta(minutes=BUFFER_MINUTES)
# Who meets within that time has been told: it is not moved any more.
SETTLED = timedelta(hours=2)
PLANNED = ("requested", "accepted", "confirmed", "bumped")
AGREED = ("accepted", "confirmed", "bumped")
# A day of waiting counts so much, up to half of all priority; the other half is the rank of the principals.
OF_A_DAY = 5


@dataclass(frozen=True)
class Assembled:
    """A problem with what its numbers mean: slots by their beginning, meetings by key, rooms by key."""

    problem: Problem
    slots: list[datetime]
    meetings: dict[int, Meeting]
    rooms: dict[int, CalendarRoom]


def assemble() -> Assembled:
    """Return the problem of all live meetings that may still be moved. Eleven queries, however many meetings there are."""
    conference, now = current_conference(), clock.now()
    slots = _slots(conference)
    meetings = {one.pk: one for one in _plannable() if one.starts > now + SETTLED and one.starts in set(slots)}
    rooms = list(CalendarRoom.objects.filter(purpose=Purpose.BILATERAL).order_by("capacity", "position", "id"))
    starts, ends = slots[0], slots[-1] + STEP
    bookings = {key for one in meetings.values() for key in (one.booking, one.room_booking) if key}
    taken = [row for row in standing().filter(starts__lt=ends, ends__gt=starts) if row.booking not in bookings]
    past = {number for number, at in enumerate(slots) if at <= now + SETTLED}
    problem = Problem(
        days=[(at.astimezone(conference.zone).date() - conference.starts_on).days for at in slots],
        free=_free_parties(meetings.values(), slots, taken, past),
        rooms=_free_rooms(rooms, slots, taken, past),
        requests=[_request(one, slots, now) for one in meetings.values()],
        caps=_caps(meetings.values(), conference),
    )
    return Assembled(problem, slots, meetings, {room.pk: room for room in rooms})


def _slots(conference: Conference) -> list[datetime]:
    found = []
    for day in queries.conference_days(conference):
        at = datetime.combine(day, queries.OPENS, conference.zone)
        last = datetime.combine(day, queries.CLOSES, conference.zone)
        while at < last:
            found.append(at)
            at += STEP
    return found


def _plannable() -> list[Meeting]:
    """Return live meetings whose principals are still the heads, those that have waited longest first."""
    heads = {
        f"{side}_principal__{name}": value
        for side in ("asking", "asked")
        for name, value in {"capacity": Capacity.HEAD, "state__in": LIVE_STATES}.items()
    }
    found = queries.all_meetings().select_related(
        "asking_principal__protocol_rank", "asked_principal__protocol_rank", "room"
    )
    return list(found.filter(state__in=PLANNED, **heads).order_by("requested_at", "id"))


def _covered(starts: datetime, ends: datetime, slots: list[datetime]) -> set[int]:
    return {number for number, at in enumerate(slots) if at < ends and starts < at + STEP}


def _free_parties(
    meetings: Iterable[Meeting], slots: list[datetime], taken: list[Engagement], past: set[int]
) -> dict[int, frozenset[int]]:
    heads = {
        principal.pk: side.pk
        for one in meetings
        for side, principal in ((one.asking, one.asking_principal), (one.asked, one.asked_principal))
        if principal
    }
    busy: defaultdict[int, set[int]] = defaultdict(set)
    for row in taken:
        if row.person_id in heads:
            busy[heads[row.person_id]] |= _covered(row.starts, row.ends, slots)
    common = set(past)
    for row in of_all_heads(starts=slots[0], ends=slots[-1] + STEP):
        common |= _covered(row.starts, row.ends, slots)
    return {party: frozenset(range(len(slots))) - common - busy[party] for party in heads.values()}


def _free_rooms(
    rooms: list[CalendarRoom], slots: list[datetime], taken: list[Engagement], past: set[int]
) -> list[Room]:
    busy: defaultdict[int, set[int]] = defaultdict(set)
    for row in taken:
        if row.room_id:
            busy[row.room_id] |= _covered(row.starts, row.ends, slots)
    open_then = hours.spans(rooms, starts=slots[0], ends=slots[-1] + STEP)
    return [
        Room(
            room.pk,
            room.capacity,
            frozenset(
                number
                for number, at in enumerate(slots)
                if number not in past | busy[room.pk] and hours.within(open_then.get(room.pk), at, at + STEP)
            ),
        )
        for room in rooms
    ]


def _request(meeting: Meeting, slots: list[datetime], now: datetime) -> Request:
    start = slots.index(meeting.starts)
    waited = (now - meeting.requested_at).days * OF_A_DAY
    return Request(
        meeting.pk,
        (meeting.asking_id, meeting.asked_id),
        length=-(-(meeting.ends + BUFFER - meeting.starts) // STEP),
        seats=meeting.persons,
        weight=WEIGHT + min(max(waited, 0), PRIORITY // 2) + _of_rank(meeting),
        preferred=frozenset({start}),
        agreed=Placement(start, meeting.room_id) if meeting.state in AGREED else None,
    )


def _of_rank(meeting: Meeting) -> int:
    """Return the priority of the higher principal: half of PRIORITY for the first rank, less by a tenth of it with each further one."""
    ranks = [one.protocol_rank for one in (meeting.asking_principal, meeting.asked_principal) if one]
    best = min((rank.position for rank in ranks if rank), default=10)
    return max(0, PRIORITY // 2 - (best - 1) * PRIORITY // 20)


def _caps(meetings: Iterable[Meeting], conference: Conference) -> dict[tuple[int, int], int]:
    """Return how many of these meetings each side may have on each day: its cap less what stays as it is."""
    moved: defaultdict[tuple[int, int], int] = defaultdict(int)
    sides = set()
    for one in meetings:
        for side in (one.asking_id, one.asked_id):
            moved[side, (one.day - conference.starts_on).days] += 1
            sides.add(side)
    days = len(queries.conference_days(conference))
    caps = {(side, day): CAP for side in sides for day in range(days)}
    for load in DayLoad.objects.filter(delegation__in=sides).annotate(left=F("cap") - F("meetings")):
        both = (load.delegation_id, (load.day - conference.starts_on).days)
        caps[both] = load.left + moved[both]
    return caps
