"""What the planner proposes beside today's plan: what is placed, what moves, and what is not placed and why. Nothing is written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from conference.core.access import Actor, require
from schedule.bilaterals.models import Meeting
from schedule.bilaterals.planning.assembling import Assembled, assemble
from schedule.bilaterals.planning.first_come import first_come
from schedule.bilaterals.planning.problem import Placement, Plan
from schedule.bilaterals.planning.solver import Progress, plan
from schedule.calendar.models import Room


@dataclass(frozen=True)
class ProposedMeeting:
    """A meeting and where the plan has it; `starts` and `room` are None for one that is not placed, and `why` says why."""

    meeting: Meeting
    starts: datetime | None
    room: Room | None
    why: str = ""

    @property
    def moves(self) -> bool:
        """Return True if its time is another than today's."""
        return self.starts is not None and self.starts != self.meeting.starts

    @property
    def changes_room(self) -> bool:
        """Return True if it has a room today and gets another."""
        return self.room is not None and self.meeting.room_id not in (None, self.room.pk)


@dataclass(frozen=True)
class Proposal:
    """All meetings by proposed time, those without last.

    Args:
        by_hand: How many meetings first come, first served would place.
    """

    meetings: list[ProposedMeeting]
    plan: Plan
    by_hand: int

    @property
    def placed(self) -> list[ProposedMeeting]:
        return [one for one in self.meetings if one.starts is not None]

    @property
    def left_out(self) -> list[ProposedMeeting]:
        return [one for one in self.meetings if one.starts is None]


def propose(
    *,
    actor: Actor,
    seconds: float = 30,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] = lambda found: None,
) -> Proposal:
    """Return a plan of all meetings that may still be moved. Raises NotAllowed."""
    require(actor, "bilaterals.place")
    found = assemble()
    planned = plan(found.problem, seconds=seconds, stop=stop, progress=progress)
    rows = [_row(found, key, planned.placed.get(key)) for key in found.meetings]
    rows.sort(key=lambda one: (one.starts is None, one.starts or one.meeting.starts, one.meeting.pk))
    return Proposal(rows, planned, len(first_come(found.problem).placed))


def _row(found: Assembled, key: int, placement: Placement | None) -> ProposedMeeting:
    meeting = found.meetings[key]
    if placement is None:
        return ProposedMeeting(meeting, None, None, _why_not(found, meeting))
    room = found.rooms[placement.room] if placement.room is not None else None
    return ProposedMeeting(meeting, found.slots[placement.start], room)


def _why_not(found: Assembled, meeting: Meeting) -> str:
    request = found.problem.by_key[meeting.pk]
    fitting = [room for room in found.problem.rooms if request.fits(room)]
    if not fitting:
        return _("No meeting room has %(seats)d seats.") % {"seats": request.seats}
    starts = list(found.problem.starts_of(request))
    if not starts:
        return _("The two heads of delegation have no free time in common.")
    if not any(room.free.issuperset(request.slots_from(start)) for room in fitting for start in starts):
        return _("Whenever both heads of delegation are free, no room that is large enough is.")
    return _("Other meetings take all the times that would suit.")
