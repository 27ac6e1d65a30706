"""What the board shows besides meetings: when a room is closed or taken by something else; and where on the board a meeting is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conference.core import parsing
from conference.models import current_conference
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import BUFFER, Meeting
from schedule.calendar.engagements.boards import KINDS
from schedule.calendar.engagements.queries import find_engagements
from schedule.calendar.models import Engagement, Room
from schedule.calendar.rooms import hours
from schedule.calendar.rooms.hours import conference_days

MOST_GROUPS = 99
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class BlockedStretch:
    """A stretch in a room's column in which no meeting can be put; `is_held`: only until an offer is answered or a room is given."""

    column: int
    starts: datetime
    ends: datetime
    label: str
    is_held: bool = False
    is_closed: bool = False


def blocked(
    rooms: Sequence[Room], shown: Sequence[Meeting], columns: Mapping[int, int], opens: datetime, closes: datetime
) -> list[BlockedStretch]:
    """Return what blocks these rooms, each with its column by key, between two moments besides the meetings `shown`. Five queries."""
    if not rooms:
        return []
    own = {meeting.room_booking for meeting in shown}
    engagements = [row for row in find_engagements(starts=opens, ends=closes, rooms=rooms) if row.booking not in own]
    only_held = queries.only_held(row.booking for row in engagements)
    stretches = [
        BlockedStretch(columns[row.room_id or 0], row.starts, row.ends, *_label(row, only_held)) for row in engagements
    ]
    closed = pgettext("a room", "Closed")
    for room, open_spans in hours.spans(rooms, starts=opens, ends=closes).items():
        for first, last in hours.closed_spans(open_spans, opens, closes):
            stretches.append(BlockedStretch(columns[room], first, last, closed, is_closed=True))
    return within(stretches, opens, closes)


def hours_used(
    shown: Sequence[Meeting], stretches: Sequence[BlockedStretch], opens: datetime, closes: datetime
) -> tuple[datetime, datetime]:
    """Return from and to which full hour after `opens` the rooms have anything but closed hours; the whole day if they have nothing."""
    used = [(meeting.starts, meeting.ends + BUFFER) for meeting in shown]
    used += [(stretch.starts, stretch.ends) for stretch in stretches if not stretch.is_closed]
    if not used:
        return opens, closes
    before = (min(start for start, _end in used) - opens) // HOUR
    after = -((opens - max(end for _start, end in used)) // HOUR)
    return max(opens, opens + before * HOUR), min(closes, opens + after * HOUR)


def within(stretches: Sequence[BlockedStretch], opens: datetime, closes: datetime) -> list[BlockedStretch]:
    """Return what of these lies between two moments."""
    cut = [replace(stretch, starts=max(stretch.starts, opens), ends=min(stretch.ends, closes)) for stretch in stretches]
    return [stretch for stretch in cut if stretch.starts < stretch.ends]


def _label(engagement: Engagement, only_held: set[UUID]) -> tuple[str, bool]:
    if engagement.booking in only_held:
        return _("Held"), True
    return str(KINDS.get(engagement.kind, _("Engaged"))), False


def url_of_day(day: date) -> str:
    """Return the address of the board of a day; of the first, for a meeting outside the days of the conference."""
    if day in conference_days(current_conference()):
        return reverse("bilaterals:board-day", args=[day])
    return reverse("bilaterals:board")


def url_of(request: HttpRequest, meeting: Meeting) -> str:
    """Return the address of the meeting on the board, with the group of rooms that was shown."""
    number = parsing.number(request.POST.get("rooms"), MOST_GROUPS)
    query = f"?rooms={number}" if number else ""
    return f"{reverse('bilaterals:board-day', args=[meeting.day])}{query}#meeting-{meeting.pk}"
