"""What the planner proposes beside today's plan: what is placed, what moves and why, and what is not placed and why. Nothing is written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from conference.core.access import Actor, require
from schedule.bilaterals.models import OPEN, Meeting
from schedule.bilaterals.planning.assembling import Assembled, assemble
from schedule.bilaterals.planning.first_come import first_come
from schedule.bilaterals.planning.models import Why
from schedule.bilaterals.planning.problem import Placement, Plan, Progress, Request
from schedule.calendar.models import Interpreter, Room


@dataclass(frozen=True)
class ProposedMeeting:
    """A meeting and where the plan has it; `starts` and `room` are None for one that is not placed. `why` is of Why.

    `new_interpreter` is whom the plan gives to it, None if it has that one already or needs none.
    """

    meeting: Meeting
    starts: datetime | None
    room: Room | None
    why: str = ""
    new_interpreter: Interpreter | None = None

    @property
    def moves(self) -> bool:
        """Return True if its time is another than today's."""
        return self.starts is not None and self.starts != self.meeting.starts

    @property
    def changes_room(self) -> bool:
        """Return True if it gets another room than it has, or its first. An open request that stays has its room held already, or none."""
        if self.meeting.state in OPEN and not self.moves:
            return False
        return self.room is not None and self.meeting.room_id != self.room.pk


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
    # Late: ortools takes a second and 80 MB, and few processes plan.
    from schedule.bilaterals.planning.solver import plan

    require(actor, "bilaterals.place")
    found = assemble()
    planned = plan(found.problem, seconds=seconds, stop=stop, progress=progress)
    return Proposal(rows_of(found, planned), planned, len(first_come(found.problem).placed))


def rows_of(found: Assembled, planned: Plan) -> list[ProposedMeeting]:
    """Return all meetings as the plan has them, by time, those without last."""
    rows = [_row(found, key, planned.placed.get(key)) for key in found.meetings]
    rows.sort(key=lambda one: (one.starts is None, one.starts or one.meeting.starts, one.meeting.pk))
    return rows


def _row(found: Assembled, key: int, placement: Placement | None) -> ProposedMeeting:
    meeting, request = found.meetings[key], found.problem.by_key[key]
    if placement is None:
        return ProposedMeeting(meeting, None, None, _why_not(found, request))
    room = found.rooms[placement.room] if placement.room is not None else None
    interpreter = found.interpreters[placement.interpreter] if placement.interpreter is not None else None
    # An open request is given its interpreter when it is agreed; until then the plan only leaves one free for it.
    if interpreter is not None and (request.agreed is None or found.given.get(key) == interpreter.pk):
        interpreter = None
    return ProposedMeeting(
        meeting, found.starts_at(meeting, placement.start), room, _why(found, request, placement), interpreter
    )


def _why(found: Assembled, request: Request, placement: Placement) -> str:
    """Return why it moves, or gets another room."""
    meeting = found.meetings[request.key]
    today = found.slot_of(meeting)
    if placement.start == today:
        if meeting.state == "bumped":
            return Why.BUMPED
        if not meeting.room_id:
            return Why.NEEDS_ROOM
        return _why_at_its_time(found, request, placement)
    if today not in set(found.problem.starts_of(request)):
        return Why.ENGAGED
    slots = request.slots_from(today)
    if request.seats and not any(request.fits(one) and one.free.issuperset(slots) for one in found.problem.rooms):
        return Why.NO_ROOM
    return Why.MAKES_PLACE


def _why_at_its_time(found: Assembled, request: Request, placement: Placement) -> str:
    """Return why a meeting that has a room and keeps its time changes."""
    own = found.meetings[request.key].room_id
    if placement.room == own:
        return Why.OTHER_INTERPRETER if request.key in found.given else Why.INTERPRETER
    slots = request.slots_from(placement.start)
    kept = any(one.key == own and request.fits(one) and one.free.issuperset(slots) for one in found.problem.rooms)
    return Why.MAKES_PLACE if kept else Why.ROOM_LOST


def _why_not(found: Assembled, request: Request) -> str:
    fitting = [room for room in found.problem.rooms if request.fits(room)]
    if request.seats and not fitting:
        return Why.SEATS
    starts = list(found.problem.starts_of(request))
    if not starts:
        return Why.NO_TIME
    if request.seats and not any(
        room.free.issuperset(request.slots_from(start)) for room in fitting for start in starts
    ):
        return Why.ROOMS_FULL
    return Why.OTHERS
