"""What the planner proposes beside today's plan: what is placed, what moves and why, and what is not placed and why. Nothing is written."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conference.core.access import Actor, require_right
from schedule.bilaterals.planning.assembling import PlanningContext, assemble_problem
from schedule.bilaterals.planning.first_come import first_come
from schedule.bilaterals.planning.models import ProposedRow, Why
from schedule.bilaterals.planning.problem import MeetingPlan, Placement, PlanningProblem, Progress, Request
from schedule.bilaterals.planning.reasons import Reason, find_why_moved, find_why_not
from schedule.bilaterals.planning.solving.measure import find_standing


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
    context = assemble_problem()
    plan_found = plan_meetings(context.problem, seconds=seconds, stop=stop, progress=progress)
    return Proposal(rows_of(context, plan_found), plan_found, count_by_hand(context.problem))


def count_by_hand(problem: PlanningProblem) -> int:
    """Return how many meetings have a place where what stands stays and the others come first, first served."""
    return len(first_come(problem, find_standing(problem)).placed)


def rows_of(context: PlanningContext, plan: MeetingPlan) -> list[ProposedRow]:
    """Return all meetings, unsaved, as the plan has them, by time, those without last.

    `interpreter` is whom the plan gives to it; None if it has that one already or needs none.
    """
    rows = [_row(context, key, plan.placed) for key in context.meetings]
    return sorted(rows, key=lambda row: (row.starts is None, row.starts or row.was_starts, row.meeting_id))


def _row(context: PlanningContext, key: int, placed: Mapping[int, Placement]) -> ProposedRow:
    meeting, request, placement = context.meetings[key], context.problem.by_key[key], placed.get(key)
    row = ProposedRow(
        meeting=meeting, expected_version=meeting.version, was_starts=meeting.starts, was_room=meeting.room
    )
    if placement is None:
        reason = find_why_not(context.problem, placed, request)
    else:
        row.starts, reason = context.starts_at(meeting, placement.start), _find_why(context, placed, request)
        if placement.room is not None:
            row.room = context.rooms[placement.room]
        # An open request is given its interpreter when it is agreed; until then the plan only leaves one free for it.
        if not request.is_open and placement.interpreter not in (None, context.given.get(key)):
            row.interpreter = context.interpreters[placement.interpreter]
    row.why, row.others = reason.code, list(reason.others)
    return row


def _find_why(context: PlanningContext, placed: Mapping[int, Placement], request: Request) -> Reason:
    """Return why it moves, or gets another room or interpreter."""
    meeting, placement = context.meetings[request.key], placed[request.key]
    if placement.start != context.slot_of(meeting):
        return find_why_moved(context.problem, placed, request)
    if meeting.state == "bumped":
        return Reason(Why.BUMPED)
    if not meeting.room_id:
        return Reason(Why.NEEDS_ROOM)
    if placement.room == meeting.room_id:
        return Reason(Why.OTHER_INTERPRETER if request.key in context.given else Why.INTERPRETER)
    room, slots = context.problem.rooms_by_key.get(meeting.room_id), request.slots_from(placement.start)
    if room and request.fits(room) and room.free.issuperset(slots):
        return find_why_moved(context.problem, placed, request)
    return Reason(Why.ROOM_LOST)
