"""The planner's problem, read from the database: meetings, what everybody has else, rooms and interpreters with their hours.

What is left as it is: a meeting that begins within two hours, whose times are on offer, whose principal is not the head, that lies beside
the hours, or that protocol has pinned. Its time counts as taken.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import F

from conference.core import clock, parsing
from conference.models import Conference, current_conference
from delegations.registration.models import LIVE_STATES, Capacity
from schedule.bilaterals.board.interpreters import languages_of
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import BUFFER_MINUTES, CAP, Assignment, DayLoad, Meeting
from schedule.bilaterals.planning.problem import PRIORITY, WEIGHT, Interpreter, Placement, Problem, Request, Room
from schedule.calendar.engagements.queries import of_all_heads, standing
from schedule.calendar.engagements.travel_times import TravelTimes, stays
from schedule.calendar.interpreters.queries import on_duty
from schedule.calendar.models import Engagement, Purpose
from schedule.calendar.models import Interpreter as CalendarInterpreter
from schedule.calendar.models import Room as CalendarRoom
from schedule.calendar.rooms import hours

# The step of the plan: lengths of 15, 20, 30 and 60 minutes with their buffer take three, three, four and seven of them.
STEP = timedelta(minutes=10)
BUFFER = timedelta(minutes=BUFFER_MINUTES)
# Who meets within that time has been told: it is not moved any more.
SETTLED = timedelta(hours=2)
PLANNED = ("requested", "accepted", "confirmed", "bumped")
AGREED = ("accepted", "confirmed", "bumped")
# Kept free of meetings, unless the two have chosen that time themselves.
LUNCH = (time(12, 30), time(13, 20))
FLAGS = frozenset({"flags"})
# A day of waiting counts so much, up to half of all priority; the other half is the rank of the principals.
OF_A_DAY = 5


@dataclass(frozen=True)
class Assembled:
    """A problem with what its numbers mean: slots by their beginning; meetings, rooms and interpreters by key.

    `given` is the interpreter's key of each meeting that has one.
    """

    problem: Problem
    slots: list[datetime]
    meetings: dict[int, Meeting]
    rooms: dict[int, CalendarRoom]
    interpreters: dict[int, CalendarInterpreter] = field(default_factory=dict)
    given: dict[int, int] = field(default_factory=dict)

    def slot_of(self, meeting: Meeting) -> int:
        """Return the slot in which the meeting begins today."""
        return bisect_right(self.slots, meeting.starts) - 1

    def starts_at(self, meeting: Meeting, slot: int) -> datetime:
        """Return when the meeting begins if its plan begins with `slot`: where it stays, to the minute as it does today."""
        return meeting.starts if slot == self.slot_of(meeting) else self.slots[slot]


def assemble(pinned: frozenset[int] = frozenset()) -> Assembled:
    """Return the problem of all live meetings that may still be moved. A constant number of queries.

    Args:
        pinned: Keys of meetings that stay as they are.
    """
    conference, now = current_conference(), clock.now()
    slots = _slots(conference)
    found = [one for one in _plannable() if one.pk not in pinned]
    meetings = {one.pk: one for one in found if one.starts > now + SETTLED and _is_within(one, slots)}
    rooms = list(CalendarRoom.objects.filter(purpose=Purpose.BILATERAL).order_by("capacity", "position", "id"))
    starts, ends = slots[0], slots[-1] + STEP
    label, own = Meeting._meta.label_lower, {str(key) for key in meetings}
    every = list(standing().filter(starts__lt=ends, ends__gt=starts))
    for key in _between_slots(every, meetings, slots):
        own.discard(str(key))
        del meetings[key]
    taken = [row for row in every if row.subject_type != label or row.subject_id not in own]
    past = {number for number, at in enumerate(slots) if at <= now + SETTLED}
    interpreters = list(CalendarInterpreter.objects.all())
    speakers = _interpreters(interpreters, slots, taken, past)
    margins = _margins(meetings, rooms, slots)
    lunch = _lunch(slots, conference)
    given = dict(Assignment.objects.filter(meeting__in=meetings).values_list("meeting", "interpreter"))
    problem = Problem(
        days=[(at.astimezone(conference.zone).date() - conference.starts_on).days for at in slots],
        free=_free_parties(meetings.values(), slots, taken, past),
        rooms=_free_rooms(rooms, slots, taken, past),
        requests=[
            _request(one, slots, now, margins[one.pk] | lunch, _spoken(one, interpreters), given.get(one.pk))
            for one in meetings.values()
        ],
        interpreters=speakers,
        caps=_caps(meetings.values(), conference),
    )
    return Assembled(
        problem,
        slots,
        meetings,
        {room.pk: room for room in rooms},
        {one.pk: one for one in interpreters},
        given,
    )


def _slots(conference: Conference) -> list[datetime]:
    found = []
    for day in queries.conference_days(conference):
        at = datetime.combine(day, queries.OPENS, conference.zone)
        last = datetime.combine(day, queries.CLOSES, conference.zone) + BUFFER
        while at < last:
            found.append(at)
            at += STEP
    return found


def _is_within(meeting: Meeting, slots: list[datetime]) -> bool:
    """Return whether the slots cover the meeting and its buffer: one at the desk may be at any hour."""
    covered = _covered(meeting.starts, meeting.ends + BUFFER, slots)
    return (
        bool(covered) and slots[min(covered)] <= meeting.starts and meeting.ends + BUFFER <= slots[max(covered)] + STEP
    )


def _between_slots(every: Sequence[Engagement], meetings: Mapping[int, Meeting], slots: list[datetime]) -> set[int]:
    """Return the meetings that stay as they are as the step is too coarse for them, by key.

    One that begins or ends within a slot counts for the whole of it. Where something else of the same people or room has the rest of that
    slot, the plan would see a clash that is none.
    """
    label, of_each = (
        Meeting._meta.label_lower,
        defaultdict[tuple[int | None, int | None, int | None], list[Engagement]](list),
    )
    for row in every:
        of_each[row.room_id, row.person_id, row.interpreter_id].append(row)
    found: set[int] = set()
    for rows in of_each.values():
        rows.sort(key=lambda row: row.starts)
        for one, two in pairwise(rows):
            if one.ends <= two.starts and _covered(one.starts, one.ends, slots) & _covered(two.starts, two.ends, slots):
                found |= {int(row.subject_id) for row in (one, two) if row.subject_type == label}
    return found & set(meetings)


def _plannable() -> list[Meeting]:
    """Return live meetings of heads without times on offer, those that have waited longest first."""
    heads: dict[str, Any] = {"asking_by_office": True, "asked_by_office": True, "offers": None}
    for side in ("asking", "asked"):
        heads |= {f"{side}_principal__capacity": Capacity.HEAD, f"{side}_principal__state__in": LIVE_STATES}
    found = queries.all_meetings().select_related(
        "asking_principal__protocol_rank", "asked_principal__protocol_rank", "room"
    )
    rows = found.filter(state__in=PLANNED, **heads).order_by("requested_at", "id")
    return [one for one in rows if not one.further() or (one.state in AGREED and _of_heads(one))]


def _of_heads(meeting: Meeting) -> bool:
    return all(
        one.by_office and one.principal is not None and one.principal.capacity == Capacity.HEAD
        for one in meeting.further()
    )


def _covered(starts: datetime, ends: datetime, slots: list[datetime]) -> set[int]:
    return {number for number, at in enumerate(slots) if at < ends and starts < at + STEP}


def _sides(meetings: Iterable[Meeting]) -> dict[int, int]:
    """Return the delegation of each principal, by keys."""
    return {one.pk: one.delegation_id for meeting in meetings for one in meeting.principals()}


def _free_parties(
    meetings: Iterable[Meeting], slots: list[datetime], taken: list[Engagement], past: set[int]
) -> dict[int, frozenset[int]]:
    sides = _sides(meetings)
    busy: defaultdict[int, set[int]] = defaultdict(set)
    for row in taken:
        if row.person_id in sides:
            busy[sides[row.person_id]] |= _covered(row.starts, row.ends, slots)
    common = set(past)
    for row in of_all_heads(starts=slots[0], ends=slots[-1] + STEP):
        common |= _covered(row.starts, row.ends, slots)
    return {party: frozenset(range(len(slots))) - common - busy[party] for party in sides.values()}


def _margins(meetings: Mapping[int, Meeting], rooms: list[CalendarRoom], slots: list[datetime]) -> dict[int, set[int]]:
    """Return for each meeting the slots in which somebody walks between another engagement and the meeting rooms."""
    label, own = Meeting._meta.label_lower, {str(key) for key in meetings}
    persons = {one.pk: one for meeting in meetings.values() for one in meeting.principals()}
    ways, walking = TravelTimes.load(), defaultdict[int, set[int]](set)
    far: dict[int, timedelta] = {}
    for stay in stays(starts=slots[0], ends=slots[-1] + STEP, persons=persons.values()):
        if stay.room is None or (stay.engagement.subject_type == label and stay.engagement.subject_id in own):
            continue
        if stay.room.pk not in far:
            far[stay.room.pk] = max((ways.length(stay.room, room) for room in rooms), default=timedelta())
        way = far[stay.room.pk]
        if way:
            walking[stay.person.pk] |= _covered(stay.engagement.starts - way, stay.engagement.ends + way, slots)
    return {key: set().union(*(walking[one.pk] for one in meeting.principals())) for key, meeting in meetings.items()}


def _lunch(slots: list[datetime], conference: Conference) -> set[int]:
    return {number for number, at in enumerate(slots) if LUNCH[0] <= at.astimezone(conference.zone).time() < LUNCH[1]}


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
            FLAGS if room.flags else frozenset(),
        )
        for room in rooms
    ]


def _interpreters(
    found: list[CalendarInterpreter], slots: list[datetime], taken: list[Engagement], past: set[int]
) -> list[Interpreter]:
    busy: defaultdict[int, set[int]] = defaultdict(set)
    for row in taken:
        if row.interpreter_id:
            busy[row.interpreter_id] |= _covered(row.starts, row.ends, slots)
    duty = on_duty(found, starts=slots[0], ends=slots[-1] + STEP) if found else {}
    return [
        Interpreter(
            one.pk,
            frozenset(one.languages),
            frozenset(
                number
                for number, at in enumerate(slots)
                if number not in past | busy[one.pk] and any(opens <= at < closes for opens, closes in duty[one.pk])
            ),
        )
        for one in found
    ]


def _spoken(meeting: Meeting, interpreters: list[CalendarInterpreter]) -> frozenset[str]:
    """Return the languages for which the meeting needs one of our interpreters; none where nobody knows them: the sides bring their own."""
    languages = languages_of(meeting)
    return languages if any(one.speaks(languages) for one in interpreters) else frozenset()


def _request(
    meeting: Meeting,
    slots: list[datetime],
    now: datetime,
    avoided: set[int],
    languages: frozenset[str],
    interpreter: int | None,
) -> Request:
    today = _covered(meeting.starts, meeting.ends + BUFFER, slots)
    start, length = min(today), len(today)
    waited = (now - meeting.requested_at).days * OF_A_DAY
    return Request(
        meeting.pk,
        tuple(one.pk for one in meeting.parties()),
        length=length,
        seats=0 if meeting.pull_aside else meeting.persons,
        wishes=FLAGS if meeting.flags and not meeting.pull_aside else frozenset(),
        languages=languages,
        weight=WEIGHT + min(max(waited, 0), PRIORITY // 2) + _of_rank(meeting),
        preferred=frozenset({start}) | _wished(meeting.preferred, slots),
        impossible=frozenset((avoided | _wished(meeting.impossible, slots)) - today),
        agreed=Placement(start, meeting.room_id, interpreter) if meeting.state in AGREED else None,
    )


def _wished(stretches: Any, slots: list[datetime]) -> frozenset[int]:
    """Return the slots of stretches [from, to] as the asking side wished them; what is no moment is passed over."""
    found: set[int] = set()
    for first, last in (one for one in stretches or [] if len(one) == 2):
        opens, closes = parsing.moment(first), parsing.moment(last)
        if opens and closes:
            found |= _covered(opens, closes, slots)
    return frozenset(found)


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
        for side in one.parties():
            moved[side.pk, (one.day - conference.starts_on).days] += 1
            sides.add(side.pk)
    days = len(queries.conference_days(conference))
    caps = {(side, day): CAP for side in sides for day in range(days)}
    for load in DayLoad.objects.filter(delegation__in=sides).annotate(left=F("cap") - F("meetings")):
        both = (load.delegation_id, (load.day - conference.starts_on).days)
        caps[both] = load.left + moved[both]
    return caps
