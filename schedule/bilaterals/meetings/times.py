"""The times that a meeting may have: on the page of the request by day, and what all have free when protocol moves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from conference.core import clock
from conference.models import Conference
from delegations.registration.models import Delegate
from schedule.bilaterals.meetings.queries import CLOSES, OPENS
from schedule.bilaterals.models import BUFFER
from schedule.calendar.engagements.queries import free_slots, live_engagements
from schedule.calendar.models import Engagement, Purpose, Room
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


@dataclass(frozen=True)
class RoomHours:
    """When meeting rooms are open, whoever has them. Two queries, three where any has hours."""

    rooms: Sequence[Room]
    hours: dict[int, list[opening.Span]]

    @classmethod
    def load(cls, spans: Sequence[opening.Span]) -> RoomHours:
        rooms = list(Room.objects.filter(purpose=Purpose.BILATERAL))
        first, last = min(start for start, _end in spans), max(end for _start, end in spans)
        return cls(rooms, opening.spans(rooms, starts=first, ends=last) if rooms else {})

    def any_open(self, starts: datetime, ends: datetime) -> bool:
        """Return whether one is open; True before the organisers have entered any."""
        return not self.rooms or any(opening.within(self.hours.get(room.pk), starts, ends) for room in self.rooms)


def get_hours(conference: Conference) -> list[opening.Span]:
    """Return the hours for meetings of each day, with the buffer after the last one."""
    zone = conference.zone
    return [
        (datetime.combine(day, OPENS, zone), datetime.combine(day, CLOSES, zone) + BUFFER)
        for day in conference_days(conference)
    ]


def next_opening(conference: Conference) -> datetime:
    """Return this minute within the hours for meetings, else when they begin next; this minute after the last of them."""
    now = clock.now().astimezone(conference.zone).replace(second=0, microsecond=0)
    return next((max(now, opens) for opens, closes in get_hours(conference) if now < closes), now)


def in_common(
    *, own: Sequence[Delegate], others: Sequence[Delegate], conference: Conference, length: timedelta, seats: int
) -> list[datetime]:
    """Return the starts at which all are free, buffer included, and a room for `seats` is (0: none is needed). Seven queries at most."""
    spans = get_hours(conference)
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
class DayRow:
    """A time that can be chosen, or an engagement of the own side."""

    starts: datetime
    ends: datetime
    label: str = ""


@dataclass(frozen=True)
class TimesDay:
    day: date
    rows: list[DayRow]


def build_days(
    times: Sequence[datetime], own: Sequence[Engagement], conference: Conference, minutes: int
) -> list[TimesDay]:
    """Return for each day of the conference the times offered and the own engagements, by time."""
    rows = [DayRow(starts, starts + timedelta(minutes=minutes)) for starts in times]
    rows += [DayRow(engagement.starts, engagement.ends, engagement.label) for engagement in own]
    by_day: dict[date, list[DayRow]] = {day: [] for day in conference_days(conference)}
    for row in sorted(rows, key=lambda row: row.starts):
        by_day.setdefault(row.starts.astimezone(conference.zone).date(), []).append(row)
    return [TimesDay(day, rows) for day, rows in sorted(by_day.items())]
