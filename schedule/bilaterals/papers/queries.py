"""The meetings that have a room on a day, by room and time: for the sign, the cards and the nameplates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from conference.core import clock
from conference.parties.models import Party
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import Meeting
from schedule.calendar.models import Purpose, Room

# With a room that was given; rooms that are only held do not count.
IN_ROOMS = ("confirmed", "held")


def rooms() -> QuerySet[Room]:
    return Room.objects.filter(purpose=Purpose.BILATERAL)


def in_rooms(day: date | None = None, room: str = "") -> list[Meeting]:
    """Return the meetings that have a room, of a day and in a room with that code, by room and time; by default of all.

    Four queries at most, and four more with further parties.
    """
    meetings = queries.all_meetings().filter(state__in=IN_ROOMS, room__isnull=False)
    if day is not None:
        meetings = meetings.filter(day=day)
    if room:
        meetings = meetings.filter(room__code__iexact=room)
    return list(meetings.order_by("room__position", "room__id", "starts", "id"))


@dataclass(frozen=True)
class RoomDay:
    """A room with the meetings of one day, by time; `now` is the one in progress, `next` the first that is still to come."""

    room: Room
    meetings: Sequence[Meeting]
    moment: datetime

    @property
    def now(self) -> Meeting | None:
        return next((meeting for meeting in self.meetings if meeting.starts <= self.moment < meeting.ends), None)

    @property
    def next(self) -> Meeting | None:
        return next((meeting for meeting in self.meetings if meeting.starts > self.moment), None)


def of_day(day: date) -> list[RoomDay]:
    """Return every meeting room with its meetings of a day, by the rooms' order. Five queries at most, nine with further parties."""
    meetings, now = in_rooms(day), clock.now()
    return [RoomDay(room, [meeting for meeting in meetings if meeting.room_id == room.pk], now) for room in rooms()]


def flags_of(meeting: Meeting) -> list[Party]:
    """Return the parties in the order of their flags, from the left as one enters: the host, then the English alphabet."""
    parties = [side.party for side in meeting.parties()]
    return sorted(parties, key=lambda party: (not party.is_host, party.en_sort))
