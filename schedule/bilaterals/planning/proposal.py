"""What the planner proposes beside today's plan: what is placed, what moves and why, and what is not placed and why. Nothing is written."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from conference.core.access import Actor, require_right
from schedule.bilaterals.planning.assembling import Assembled, assemble_problem
from schedule.bilaterals.planning.first_come import first_come
from schedule.bilaterals.planning.models import ProposedRow, Why
from schedule.bilaterals.planning.problem import MeetingPlan, Placement, PlannedRoom, Progress, Request


@dataclass(frozen=True)
class Proposal:
    """All meetings as unsaved rows by proposed time, those without a place last. `by_hand`: how many first come, first served places."""

    meetings: list[ProposedRow]
    plan: MeetingPlan
    by_hand: int

    @property
    def placed(self) -> list[ProposedRow]:
        return [row for row in self.meetings if row.starts is not None]

    @property
    def left_out(self) -> list[ProposedRow]:
        return [row for row in self.meetings if row.starts is None]


def propose_plan(
    *,
    actor: Actor,
    seconds: float = 30,
    stop: threading.Event | None = None,
    progress: Callable[[Progress], None] = lambda best: None,
) -> Proposal:
    """Return a plan of all meetings that may still be moved. Raises NotAllowed."""
    # Late: ortools takes a second and 80 MB, and few processes plan.
    from schedule.bilaterals.planning.solver import plan_meetings

    require_right(actor, "bilaterals.place")
    assembled = assemble_problem()
    plan_found = plan_meetings(assembled.problem, seconds=seconds, stop=stop, progress=progress)
    return Proposal(rows_of(assembled, plan_found), plan_found, len(first_come(assembled.problem).placed))


def rows_of(assembled: Assembled, plan: MeetingPlan) -> list[ProposedRow]:
    """Return all meetings, unsaved, as the plan has them, by time, those without last.

    `interpreter` is whom the plan gives to it; None if it has that one already or needs none.
    """
    rows = [_row(assembled, key, plan.placed.get(key)) for key in assembled.meetings]
    return sorted(rows, key=lambda row: (row.starts is None, row.starts or row.was_starts, row.meeting_id))


def _row(assembled: Assembled, key: int, placement: Placement | None) -> ProposedRow:
    meeting, request = assembled.meetings[key], assembled.problem.by_key[key]
    row = ProposedRow(
        meeting=meeting, expected_version=meeting.version, was_starts=meeting.starts, was_room=meeting.room
    )
    if placement is None:
        row.why = _why_not(assembled, request)
        return row
    row.starts, row.why = assembled.starts_at(meeting, placement.start), _why(assembled, request, placement)
    if placement.room is not None:
        row.room = assembled.rooms[placement.room]
    # An open request is given its interpreter when it is agreed; until then the plan only leaves one free for it.
    if request.agreed is not None and placement.interpreter not in (None, assembled.given.get(key)):
        row.interpreter = assembled.interpreters[placement.interpreter]
    return row


def _why(assembled: Assembled, request: Request, placement: Placement) -> str:
    """Return why it moves, or gets another room."""
    meeting = assembled.meetings[request.key]
    today = assembled.slot_of(meeting)
    if placement.start == today:
        if meeting.state == "bumped":
            return Why.BUMPED
        if not meeting.room_id:
            return Why.NEEDS_ROOM
        return _why_at_its_time(assembled, request, placement)
    if today not in set(assembled.problem.starts_of(request)):
        return Why.ENGAGED
    if request.seats and not any(_is_free(room, request, today) for room in assembled.problem.rooms):
        return Why.NO_ROOM
    return Why.MAKES_PLACE


def _is_free(room: PlannedRoom, request: Request, start: int) -> bool:
    return request.fits(room) and room.free.issuperset(request.slots_from(start))


def _why_at_its_time(assembled: Assembled, request: Request, placement: Placement) -> str:
    """Return why a meeting that has a room and keeps its time changes."""
    own = assembled.meetings[request.key].room_id
    if placement.room == own:
        return Why.OTHER_INTERPRETER if request.key in assembled.given else Why.INTERPRETER
    room = assembled.problem.rooms_by_key.get(own or 0)
    return Why.MAKES_PLACE if room and _is_free(room, request, placement.start) else Why.ROOM_LOST


def _why_not(assembled: Assembled, request: Request) -> str:
    fitting = [room for room in assembled.problem.rooms if request.fits(room)]
    if request.seats and not fitting:
        return Why.SEATS
    starts = list(assembled.problem.starts_of(request))
    if not starts:
        return Why.NO_TIME
    if request.seats and not any(_is_free(room, request, start) for room in fitting for start in starts):
        return Why.ROOMS_FULL
    return Why.OTHERS
