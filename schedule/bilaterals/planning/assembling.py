"""The planner's problem, read from the database: meetings, what everybody has else, rooms and interpreters with their hours.

What is left as it is: a meeting that begins within two hours, whose times are on offer, whose principal is not the head, that lies beside
the hours, or of which protocol has refused a change. Its time counts as taken.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from conference.core import clock, parsing
from conference.models import Conference, current_conference
from delegations.registration.models import LIVE_STATES, Capacity
from schedule.bilaterals.board.interpreters import languages_of
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import AGREED, BUFFER, CAP, Assignment, DayLoad, Meeting, PinnedMeeting
from schedule.bilaterals.planning.problem import (
    PRIORITY,
    WEIGHT,
    Placement,
    PlannedInterpreter,
    PlannedRoom,
    PlanningProblem,
    Request,
)
from schedule.calendar.engagements.queries import live_engagements, of_all_heads
from schedule.calendar.engagements.travel_times import TravelTimes, locate_engagements
from schedule.calendar.interpreters.queries import on_duty
from schedule.calendar.models import Engagement, Interpreter, Purpose, Room
from schedule.calendar.rooms import hours
from schedule.calendar.rooms.hours import conference_days

# The step of the plan: lengths of 15, 20, 30 and 60 minutes with their buffer take three, three, four and seven of them.
STEP = timedelta(minutes=10)
# A meeting that begins within this time is not moved any more: both sides rely on it.
SETTLED = timedelta(hours=2)
PLANNED = ("requested", *AGREED)
# Kept free of meetings, unless the two have chosen that time themselves.
LUNCH = (time(12, 30), time(13, 20))
FLAGS = frozenset({"flags"})
# The weight of a day of waiting, up to half of PRIORITY; the other half is the rank of the principals.
OF_A_DAY = 5


@dataclass(frozen=True)
class PlanningContext:
    """A problem with what its numbers mean: slots by their beginning; meetings, rooms and interpreters by key.

    `given` is the interpreter's key of each meeting that has one.
    """

    problem: PlanningProblem
    slots: list[datetime]
    meetings: dict[int, Meeting]
    rooms: dict[int, Room]
    interpreters: dict[int, Interpreter] = field(default_factory=dict)
    given: dict[int, int] = field(default_factory=dict)

    def slot_of(self, meeting: Meeting) -> int:
        """Return the slot in which the meeting begins today."""
        return bisect_right(self.slots, meeting.starts) - 1

    def starts_at(self, meeting: Meeting, slot: int) -> datetime:
        """Return when the meeting begins if its plan begins with `slot`: where it stays, to the minute as it does today."""
        return meeting.starts if slot == self.slot_of(meeting) else self.slots[slot]


def assemble_problem() -> PlanningContext:
    """Return the problem of all live meetings that may still be moved and are not pinned. A constant number of queries."""
    conference, now = current_conference(), clock.now()
    pinned = set(PinnedMeeting.objects.values_list("meeting", flat=True))
    slots = _slots(conference)
    meetings = {
        meeting.pk: meeting
        for meeting in _plannable()
        if meeting.pk not in pinned and meeting.starts > now + SETTLED and _is_within(meeting, slots)
    }
    rooms = list(Room.objects.filter(purpose=Purpose.BILATERAL).order_by("capacity", "position", "id"))
    starts, ends = slots[0], slots[-1] + STEP
    engagements = list(live_engagements().filter(starts__lt=ends, ends__gt=starts))
    for key in _between_slots(engagements, meetings, slots):
        del meetings[key]
    label, own = Meeting._meta.label_lower, {str(key) for key in meetings}
    fixed = [
        engagement for engagement in engagements if engagement.subject_type != label or engagement.subject_id not in own
    ]
    past = {number for number, slot in enumerate(slots) if slot <= now + SETTLED}
    interpreters = list(Interpreter.objects.all())
    margins = _margins(meetings, rooms, slots)
    lunch = _lunch(slots, conference)
    given = dict(Assignment.objects.filter(meeting__in=meetings).values_list("meeting", "interpreter"))
    held_rooms = {engagement.booking: engagement.room_id for engagement in engagements if engagement.room_id}
    planned_interpreters = _free_interpreters(interpreters, slots, fixed, past)
    requests = [
        _request(meeting, slots, now, margins[key] | lunch, _spoken(meeting, interpreters), held_rooms)
        for key, meeting in meetings.items()
    ]
    problem = PlanningProblem(
        days=[(slot.astimezone(conference.zone).date() - conference.starts_on).days for slot in slots],
        free=_free_parties(meetings.values(), slots, fixed, past),
        rooms=_free_rooms(rooms, slots, fixed, past),
        requests=_reserve_interpreters(requests, planned_interpreters, given),
        interpreters=planned_interpreters,
        caps=_caps(meetings.values(), conference),
    )
    by_key = {interpreter.pk: interpreter for interpreter in interpreters}
    return PlanningContext(problem, slots, meetings, {room.pk: room for room in rooms}, by_key, given)


def _slots(conference: Conference) -> list[datetime]:
    slots = []
    for day in conference_days(conference):
        slot = datetime.combine(day, queries.OPENS, conference.zone)
        last = datetime.combine(day, queries.CLOSES, conference.zone) + BUFFER
        while slot < last:
            slots.append(slot)
            slot += STEP
    return slots


def _is_within(meeting: Meeting, slots: list[datetime]) -> bool:
    """Return whether the slots cover the meeting and its buffer: one at the desk may be at any hour."""
    covered = _covered(meeting.starts, meeting.ends + BUFFER, slots)
    return (
        bool(covered) and slots[min(covered)] <= meeting.starts and meeting.ends + BUFFER <= slots[max(covered)] + STEP
    )


def _between_slots(
    engagements: Sequence[Engagement], meetings: Mapping[int, Meeting], slots: list[datetime]
) -> set[int]:
    """Return the meetings that stay as they are as the step is too coarse for them, by key.

    One that begins or ends within a slot counts for the whole of it. Where something else of the same people or room has the rest of that
    slot, the plan would see a clash that is none.
    """
    by_holder: defaultdict[tuple[int | None, ...], list[Engagement]] = defaultdict(list)
    for engagement in engagements:
        by_holder[engagement.room_id, engagement.person_id, engagement.interpreter_id].append(engagement)
    between: set[int] = set()
    for rows in by_holder.values():
        for engagement, following in pairwise(sorted(rows, key=lambda engagement: engagement.starts)):
            shared = _covered(engagement.starts, engagement.ends, slots) & _covered(
                following.starts, following.ends, slots
            )
            if engagement.ends <= following.starts and shared:
                pair = (engagement, following)
                between |= {int(each.subject_id) for each in pair if each.subject_type == Meeting._meta.label_lower}
    return between & set(meetings)


def _plannable() -> list[Meeting]:
    """Return live meetings of heads without times on offer, those that have waited longest first."""
    heads: dict[str, Any] = {"asking_by_office": True, "asked_by_office": True, "offers": None}
    for side in ("asking", "asked"):
        heads |= {f"{side}_principal__capacity": Capacity.HEAD, f"{side}_principal__state__in": LIVE_STATES}
    meetings = queries.all_meetings().select_related(
        "asking_principal__protocol_rank", "asked_principal__protocol_rank", "room"
    )
    meetings = meetings.filter(state__in=PLANNED, **heads).order_by("requested_at", "id")
    return [
        meeting for meeting in meetings if not meeting.further() or (meeting.state in AGREED and _of_heads(meeting))
    ]


def _of_heads(meeting: Meeting) -> bool:
    return all(
        party.by_office and party.principal is not None and party.principal.capacity == Capacity.HEAD
        for party in meeting.further()
    )


def _covered(starts: datetime, ends: datetime, slots: list[datetime]) -> set[int]:
    return {number for number, slot in enumerate(slots) if slot < ends and starts < slot + STEP}


def _busy(engagements: Iterable[Engagement], slots: list[datetime], column: str) -> defaultdict[int, set[int]]:
    """Return the slots that the engagements cover, by the key in that column."""
    busy: defaultdict[int, set[int]] = defaultdict(set)
    for engagement in engagements:
        if key := getattr(engagement, column):
            busy[key] |= _covered(engagement.starts, engagement.ends, slots)
    return busy


def _free_parties(
    meetings: Iterable[Meeting], slots: list[datetime], engagements: list[Engagement], past: set[int]
) -> dict[int, frozenset[int]]:
    sides = {principal.pk: principal.delegation_id for meeting in meetings for principal in meeting.principals()}
    busy: defaultdict[int, set[int]] = defaultdict(set)
    for person, covered in _busy(engagements, slots, "person_id").items():
        if person in sides:
            busy[sides[person]] |= covered
    common = set(past)
    for engagement in of_all_heads(starts=slots[0], ends=slots[-1] + STEP):
        common |= _covered(engagement.starts, engagement.ends, slots)
    return {party: frozenset(range(len(slots))) - common - busy[party] for party in sides.values()}


def _margins(meetings: Mapping[int, Meeting], rooms: list[Room], slots: list[datetime]) -> dict[int, set[int]]:
    """Return for each meeting the slots in which somebody walks between another engagement and the meeting rooms."""
    label, own = Meeting._meta.label_lower, {str(key) for key in meetings}
    persons = {principal.pk: principal for meeting in meetings.values() for principal in meeting.principals()}
    ways, walking = TravelTimes.load(), defaultdict[int, set[int]](set)
    farthest: dict[int, timedelta] = {}
    for located in locate_engagements(starts=slots[0], ends=slots[-1] + STEP, persons=persons.values()):
        engagement = located.engagement
        if located.room is None or (engagement.subject_type == label and engagement.subject_id in own):
            continue
        if located.room.pk not in farthest:
            farthest[located.room.pk] = max((ways.length(located.room, room) for room in rooms), default=timedelta())
        if way := farthest[located.room.pk]:
            walking[located.person.pk] |= _covered(engagement.starts - way, engagement.ends + way, slots)
    return {key: set().union(*(walking[pk] for pk in meeting.principal_ids())) for key, meeting in meetings.items()}


def _lunch(slots: list[datetime], conference: Conference) -> set[int]:
    times = [slot.astimezone(conference.zone).time() for slot in slots]
    return {number for number, time_of_day in enumerate(times) if LUNCH[0] <= time_of_day < LUNCH[1]}


def _free_rooms(
    rooms: list[Room], slots: list[datetime], engagements: list[Engagement], past: set[int]
) -> list[PlannedRoom]:
    busy = _busy(engagements, slots, "room_id")
    open_spans = hours.spans(rooms, starts=slots[0], ends=slots[-1] + STEP)
    free = {room.pk: frozenset(range(len(slots))) - past - busy[room.pk] for room in rooms}
    for key, spans in open_spans.items():
        free[key] &= {number for number, slot in enumerate(slots) if hours.within(spans, slot, slot + STEP)}
    return [PlannedRoom(room.pk, room.capacity, free[room.pk], FLAGS if room.flags else frozenset()) for room in rooms]


def _free_interpreters(
    interpreters: list[Interpreter], slots: list[datetime], engagements: list[Engagement], past: set[int]
) -> list[PlannedInterpreter]:
    busy = _busy(engagements, slots, "interpreter_id")
    duty = on_duty(interpreters, starts=slots[0], ends=slots[-1] + STEP) if interpreters else {}
    on_duty_in = {
        key: {number for number, slot in enumerate(slots) if any(opens <= slot < closes for opens, closes in spans)}
        for key, spans in duty.items()
    }
    return [
        PlannedInterpreter(
            person.pk, frozenset(person.languages), frozenset(on_duty_in[person.pk] - past - busy[person.pk])
        )
        for person in interpreters
    ]


def _spoken(meeting: Meeting, interpreters: list[Interpreter]) -> frozenset[str]:
    """Return the languages for which the meeting needs one of our interpreters; none where nobody knows them: the sides bring their own."""
    languages = languages_of(meeting)
    return languages if any(interpreter.speaks(languages) for interpreter in interpreters) else frozenset()


def _request(
    meeting: Meeting,
    slots: list[datetime],
    now: datetime,
    margins: set[int],
    languages: frozenset[str],
    held_rooms: Mapping[UUID, int],
) -> Request:
    today = _covered(meeting.starts, meeting.ends + BUFFER, slots)
    start, length = min(today), len(today)
    waited = (now - meeting.requested_at).days * OF_A_DAY
    room = meeting.room_id or (held_rooms.get(meeting.room_booking) if meeting.room_booking else None)
    return Request(
        meeting.pk,
        tuple(party.pk for party in meeting.parties()),
        length=length,
        seats=0 if meeting.pull_aside else meeting.persons,
        wishes=FLAGS if meeting.flags and not meeting.pull_aside else frozenset(),
        languages=languages,
        weight=WEIGHT + min(max(waited, 0), PRIORITY // 2) + _of_rank(meeting),
        preferred=_wished(meeting.preferred, slots),
        impossible=_wished(meeting.impossible, slots) - today,
        margins=frozenset(margins - today),
        agreed=Placement(start, room),
        is_open=meeting.state not in AGREED,
    )


def _reserve_interpreters(
    requests: Iterable[Request], interpreters: Sequence[PlannedInterpreter], given: Mapping[int, int]
) -> list[Request]:
    """Return the requests, each with an interpreter at its time of today: its own, or one who is free then.

    A confirmed meeting that nobody can interpret at its time does not move for that: it is planned without, and stays a task of the desk.
    """
    requests, busy = list(requests), defaultdict[int, set[int]](set)
    reserved: dict[int, int] = {}
    for is_given in (True, False):
        for request in requests:
            if not request.languages or request.agreed is None or request.key in reserved:
                continue
            slots = set(request.slots_from(request.agreed.start))
            for person in sorted(interpreters, key=lambda person: (len(person.languages), person.key)):
                is_own = given.get(request.key) == person.key
                is_free = slots <= person.free and not busy[person.key] & slots
                if is_free and request.languages <= person.languages and (is_own or not is_given):
                    reserved[request.key] = person.key
                    busy[person.key] |= slots
                    break
    return [_with_interpreter(request, reserved.get(request.key)) for request in requests]


def _with_interpreter(request: Request, interpreter: int | None) -> Request:
    if request.agreed is None or not request.languages:
        return request
    if interpreter is None and request.agreed.room is not None and not request.is_open:
        return replace(request, languages=frozenset())
    return replace(request, agreed=replace(request.agreed, interpreter=interpreter))


def _wished(stretches: Any, slots: list[datetime]) -> frozenset[int]:
    """Return the slots of stretches [from, to] as the asking side wished them; what is no moment is passed over."""
    wished: set[int] = set()
    for first, last in (stretch for stretch in stretches or [] if len(stretch) == 2):
        opens, closes = parsing.moment(first), parsing.moment(last)
        if opens and closes:
            wished |= _covered(opens, closes, slots)
    return frozenset(wished)


def _of_rank(meeting: Meeting) -> int:
    """Return the priority of the higher principal: half of PRIORITY for the first rank, less by a tenth of it with each further one."""
    principals = (meeting.asking_principal, meeting.asked_principal)
    ranks = [principal.protocol_rank for principal in principals if principal]
    best = min((rank.position for rank in ranks if rank), default=10)
    return max(0, PRIORITY // 2 - (best - 1) * PRIORITY // 20)


def _caps(meetings: Iterable[Meeting], conference: Conference) -> dict[tuple[int, int], int]:
    """Return how many of these meetings each side may have on each day: its cap less what stays as it is."""
    planned = Counter(
        (side.pk, (meeting.day - conference.starts_on).days) for meeting in meetings for side in meeting.parties()
    )
    sides = {side for side, _day in planned}
    days = range(len(conference_days(conference)))
    caps = {(side, day): CAP for side in sides for day in days}
    for load in DayLoad.objects.filter(delegation__in=sides):
        key = (load.delegation_id, (load.day - conference.starts_on).days)
        caps[key] = load.cap - load.meetings + planned[key]
    return caps
