"""The times that a meeting may have: the table of the request, and what all have free for a counter-proposal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext as _

from conference.core import clock
from conference.look import lists
from conference.models import Conference
from delegations.registration.models import Delegate
from schedule.bilaterals.meetings.queries import CLOSES, OPENS
from schedule.bilaterals.models import BUFFER
from schedule.calendar.engagements.queries import MeetingSlot, free_slots, live_engagements
from schedule.calendar.models import Purpose, Room
from schedule.calendar.rooms import hours as opening
from schedule.calendar.rooms.hours import conference_days

TOO_NEAR = timedelta(hours=1)


@dataclass(frozen=True)
class RoomTimes:
    """When the meeting rooms of a size are free and open. Four queries, whatever the number of rooms."""

    engaged: dict[int, list[opening.Span]]
    hours: dict[int, list[opening.Span]]
    exist: bool  # False before the organisers have entered any: then none can be lacking

    @classmethod
    def load(cls, seats: int, spans: Sequence[opening.Span]) -> RoomTimes:
        every_room = list(Room.objects.filter(purpose=Purpose.BILATERAL))
        rooms = [room for room in every_room if room.capacity >= seats]
        first, last = min(start for start, _end in spans), max(end for _start, end in spans)
        engaged: dict[int, list[opening.Span]] = {room.pk: [] for room in rooms}
        engagements = live_engagements().filter(room__in=rooms, starts__lt=last, ends__gt=first).order_by()
        for room, starts, ends in engagements.values_list("room_id", "starts", "ends") if rooms else ():
            engaged[room or 0].append((starts, ends))
        return cls(engaged, opening.spans(rooms, starts=first, ends=last) if rooms else {}, bool(every_room))

    def any_free(self, starts: datetime, ends: datetime) -> bool:
        return not self.exist or any(
            all(end <= starts or ends <= start for start, end in engaged)
            and opening.within(self.hours.get(room), starts, ends)
            for room, engaged in self.engaged.items()
        )


def _hours(conference: Conference) -> list[opening.Span]:
    zone = conference.zone
    return [
        (datetime.combine(day, OPENS, zone), datetime.combine(day, CLOSES, zone) + BUFFER)
        for day in conference_days(conference)
    ]


def in_common(
    *, own: Sequence[Delegate], others: Sequence[Delegate], conference: Conference, length: timedelta, seats: int
) -> list[datetime]:
    """Return the starts at which all are free, buffer included, and a room for `seats` is (0: none is needed). Seven queries at most."""
    spans = _hours(conference)
    step = timedelta(minutes=20)
    slots = free_slots(own=own, others=others, hours=spans, length=length + BUFFER, step=step, heads=True)
    rooms = RoomTimes.load(seats, spans) if seats else None
    nearest = clock.now() + TOO_NEAR
    return [
        slot.starts
        for slot in slots
        if slot.free and slot.starts >= nearest and (rooms is None or rooms.any_free(slot.starts, slot.ends))
    ]


@dataclass(frozen=True)
class TimeCell:
    """A free slot of the table, or what stands in its way, over `width` columns."""

    kind: str  # free, own, other, past
    width: int = 1
    slot: MeetingSlot | None = None
    text: str = ""


@dataclass(frozen=True)
class TimetableDay:
    day: date
    hours: list[tuple[int, list[TimeCell]]]

    def has_free(self, starts: datetime) -> bool:
        cells = (cell for _hour, cells in self.hours for cell in cells)
        return any(cell.kind == "free" and cell.slot and cell.slot.starts == starts for cell in cells)


def build_timetable(
    *, own: Delegate, other: Delegate, other_name: str, conference: Conference, minutes: int, seats: int = 0
) -> list[TimetableDay]:
    """Return a table for each day of the conference: hours down, `minutes` across. Two queries, six with `seats`.

    Only what both have free, buffer included, can be chosen, while a room for `seats` is free; own engagements carry their reason, the
    other's only say busy.
    """
    zone, days, length = conference.zone, conference_days(conference), timedelta(minutes=minutes)
    spans = _hours(conference)
    slots = free_slots(own=[own], others=[other], hours=spans, length=length + BUFFER, step=length, heads=True)
    rooms = RoomTimes.load(seats, spans) if seats else None
    too_near = clock.now() + TOO_NEAR
    by_hour: dict[tuple[date, int], list[TimeCell]] = {}
    for slot in slots:
        local = slot.starts.astimezone(zone)
        if local.hour < CLOSES.hour:
            by_hour.setdefault((local.date(), local.hour), []).append(
                _cell(slot, other_name, slot.starts < too_near, rooms)
            )
    span = range(OPENS.hour, CLOSES.hour)
    return [TimetableDay(day, [(hour, list(_merged(by_hour.get((day, hour), [])))) for hour in span]) for day in days]


def _cell(slot: MeetingSlot, other_name: str, past: bool, rooms: RoomTimes | None) -> TimeCell:
    if past:
        return TimeCell("past")
    if slot.own:
        return TimeCell("own", text=lists.in_words(slot.own))
    if slot.others_busy:
        return TimeCell("other", text=_("%(party)s busy") % {"party": other_name})
    if rooms is not None and not rooms.any_free(slot.starts, slot.ends):
        return TimeCell("other", text=_("No room is free"))
    return TimeCell("free", slot=slot)


def _merged(cells: list[TimeCell]) -> Iterator[TimeCell]:
    for (kind, text), run in groupby(cells, key=lambda cell: (cell.kind, cell.text)):
        if kind == "free":
            yield from run
        else:
            yield TimeCell(kind, len(list(run)), None, text)
