"""What the board shows besides meetings: when a room is closed or taken by something else; and where on the board a meeting is."""

from __future__ import annotations

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
from schedule.bilaterals.models import BUFFER_MINUTES, Meeting
from schedule.calendar.engagements.boards import KINDS
from schedule.calendar.engagements.queries import busy
from schedule.calendar.models import Engagement, Room
from schedule.calendar.rooms import hours

MOST_GROUPS = 99
HOUR, BUFFER = timedelta(hours=1), timedelta(minutes=BUFFER_MINUTES)


@dataclass(frozen=True)
class Blocked:
    """A stretch in a room's column in which no meeting can be put; `is_held`: only until an offer is answered or a room is given."""

    column: int
    starts: datetime
    ends: datetime
    words: str
    is_held: bool = False
    is_closed: bool = False


def blocked(
    rooms: Sequence[Room], shown: Sequence[Meeting], columns: Mapping[int, int], opens: datetime, closes: datetime
) -> list[Blocked]:
    """Return what blocks these rooms between two moments besides the meetings `shown`. Five queries.

    Args:
        columns: The column of each room, by key.
    """
    if not rooms:
        return []
    own = {one.room_booking for one in shown}
    rows = [row for row in busy(starts=opens, ends=closes, rooms=rooms) if row.booking not in own]
    held = queries.only_held(row.booking for row in rows)
    found = [
        Blocked(columns[row.room_id or 0], max(row.starts, opens), min(row.ends, closes), *_words(row, held))
        for row in rows
    ]
    for room, open_then in hours.spans(rooms, starts=opens, ends=closes).items():
        at = opens
        for first, last in open_then:
            if first > at:
                found.append(_closed(columns[room], at, min(first, closes)))
            at = max(at, last)
        if at < closes:
            found.append(_closed(columns[room], at, closes))
    return [one for one in found if one.starts < one.ends]


def _closed(column: int, starts: datetime, ends: datetime) -> Blocked:
    return Blocked(column, starts, ends, pgettext("a room", "Closed"), is_closed=True)


def hours_used(
    shown: Sequence[Meeting], rows: Sequence[Blocked], opens: datetime, closes: datetime
) -> tuple[datetime, datetime]:
    """Return from and to which full hour after `opens` the rooms have anything but closed hours; the whole day if they have nothing."""
    used = [(one.starts, one.ends + BUFFER) for one in shown] + [
        (one.starts, one.ends) for one in rows if not one.is_closed
    ]
    if not used:
        return opens, closes
    before = (min(start for start, _end in used) - opens) // HOUR
    after = -((opens - max(end for _start, end in used)) // HOUR)
    return max(opens, opens + before * HOUR), min(closes, opens + after * HOUR)


def within(rows: Sequence[Blocked], opens: datetime, closes: datetime) -> list[Blocked]:
    """Return what of these lies between two moments."""
    cut = (replace(one, starts=max(one.starts, opens), ends=min(one.ends, closes)) for one in rows)
    return [one for one in cut if one.starts < one.ends]


def _words(row: Engagement, held: set[UUID]) -> tuple[str, bool]:
    if row.booking in held:
        return _("Held"), True
    return str(KINDS.get(row.kind, _("Engaged"))), False


def url_of_day(day: date) -> str:
    """Return the address of the board of a day; of the first, for a meeting outside the days of the conference."""
    if day in queries.conference_days(current_conference()):
        return reverse("bilaterals:board-day", args=[day])
    return reverse("bilaterals:board")


def url_of(request: HttpRequest, meeting: Meeting) -> str:
    """Return the address of the meeting on the board, with the group of rooms that was shown."""
    number = parsing.number(request.POST.get("rooms"), MOST_GROUPS)
    query = f"?rooms={number}" if number else ""
    return f"{reverse('bilaterals:board-day', args=[meeting.day])}{query}#meeting-{meeting.pk}"
