"""Applying a proposal in one transaction: each selected row is written, or refused with the reason."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle, undo
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.models import current_conference
from schedule.bilaterals.board import notices as board_notices
from schedule.bilaterals.board.interpreters import GIVEN, get_assignment
from schedule.bilaterals.meetings import notices, queries
from schedule.bilaterals.meetings.actions import holding, undoing
from schedule.bilaterals.models import AGREED, Assignment, Meeting
from schedule.bilaterals.planning.assembling import PLANNED
from schedule.bilaterals.planning.models import PlanRun, ProposedRow
from schedule.bilaterals.planning.notices import code_of
from schedule.bilaterals.planning.pinning import pin_refused
from schedule.calendar.engagements.actions import Claim, TimeTaken, rebook_all, release_engagements
from schedule.calendar.models import Interpreter


class _RowRefused(Exception):
    """One row cannot be applied; `str()` is why."""

    def __init__(self, row: ProposedRow, why: str) -> None:
        super().__init__(why)
        self.row = row


@lifecycle.use_case
def apply(*, actor: Actor, run: PlanRun, keys: Iterable[int]) -> list[ProposedRow]:
    """Apply the rows with these keys and return them, each `applied` or with what is `said` against it.

    A meeting that was changed since the run, or whose new time, room or interpreter was taken meanwhile, is refused; the others are
    applied; the meetings of rows that were not chosen are pinned. An agreed meeting has its new time and room at once and both sides
    agree again; an open request holds its new time for the answer of the other side. They are told once it cannot be undone.

    Raises NotAllowed, NotPossible for a run that is not ready or was applied.
    """
    require_right(actor, "bilaterals.place")
    run = PlanRun.objects.select_for_update().get(pk=run.pk)
    if run.state != "ready" or run.applied_at is not None:
        raise NotPossible(_("This proposal was already applied. Let the planner run again."))
    chosen = run.rows.filter(pk__in=list(keys), starts__isnull=False)
    rows = list(chosen.select_related("room", "was_room", "interpreter").order_by("meeting_id"))
    apply_rows(actor=actor, rows=rows)
    ProposedRow.objects.bulk_update(rows, ["applied", "said"])
    PlanRun.objects.filter(pk=run.pk).update(applied_at=clock.now())
    pin_refused(actor=actor, run=run, ticked=[row.pk for row in rows])
    return rows


@lifecycle.use_case
def undo_sent(*, actor: Actor, run: PlanRun) -> int:
    """Take back what was sent of a proposal, before anybody is told: the meetings stand as before. Return how many.

    A meeting that was changed since then stays as it is now.

    Raises NotAllowed; NotPossible too late, or when all were changed since; TimeTaken if somebody has a former time by now.
    """
    require_right(actor, "bilaterals.place")
    run = PlanRun.objects.select_for_update().get(pk=run.pk)
    applied = list(run.rows.filter(applied=True).order_by("meeting_id"))
    meetings = _lock_meetings(applied)
    rows = [row for row in applied if meetings[row.meeting_id].version == row.expected_version + 1]
    if run.applied_at is None or undo.late(run.applied_at) or not rows:
        message = _("%(what)s: there is nothing to undo any more. Nothing was changed.")
        raise NotPossible(message % {"what": _("Planner of bilateral meetings")})
    for row in rows:  # first all, since they may have exchanged times and rooms
        release_engagements(subject=meetings[row.meeting_id])
    for row in rows:
        undoing.undo_step(actor=actor, meeting=meetings[row.meeting_id], expected_version=row.expected_version + 1)
    run.rows.filter(pk__in=[row.pk for row in rows]).update(applied=False)
    return len(rows)


@lifecycle.use_case
def apply_rows(*, actor: Actor, rows: Sequence[ProposedRow]) -> None:
    """Apply rows, saved or not, in one transaction; each is then `applied`, or has what is `said` against it. Raises NotAllowed."""
    require_right(actor, "bilaterals.place")
    for row in rows:
        row.applied, row.said = False, ""  # of an attempt that a deadlock ended
    meetings = _lock_meetings(rows)
    remaining = [row for row in rows if _is_as_read(row, meetings[row.meeting_id])]
    while remaining:
        try:
            _write(actor=actor, rows=remaining, meetings=meetings)
        except _RowRefused as problem:
            problem.row.said = str(problem)[:400]
            remaining.remove(problem.row)
            meetings |= _lock_meetings(remaining)  # as they are: a refused attempt has left its values in them
        else:
            break
    for row in remaining:
        row.applied = True


def _lock_meetings(rows: Sequence[ProposedRow]) -> dict[int, Meeting]:
    meetings = queries.all_meetings().filter(pk__in=[row.meeting_id for row in rows])
    return {meeting.pk: meeting for meeting in meetings.select_for_update(of=("self",)).order_by("pk")}


def _is_as_read(row: ProposedRow, meeting: Meeting) -> bool:
    if meeting.version != row.expected_version or meeting.state not in PLANNED:
        row.said = _("This meeting was changed after the planner had read it.")
    elif row.starts is not None and row.starts <= clock.now():
        row.said = _("The proposed time is past.")
    return not row.said


@lifecycle.use_case
def _write(*, actor: Actor, rows: Sequence[ProposedRow], meetings: dict[int, Meeting]) -> None:
    """Write all rows, or nothing; `meetings` are by key. Raises _RowRefused for the first that cannot be written."""
    former = {row.meeting_id: (meetings[row.meeting_id].starts, meetings[row.meeting_id].room) for row in rows}
    displaced = [other for row in rows for other in _make_way(row, meetings[row.meeting_id])]
    written = {row.meeting_id: _write_meeting(actor, row, meetings[row.meeting_id]) for row in rows}
    _book(rows, written)
    for row in rows:
        meeting = written[row.meeting_id]
        if row.interpreter is not None and meeting.state in AGREED:
            Assignment.objects.update_or_create(meeting=meeting, defaults={"interpreter": row.interpreter})
    holding.hold_elsewhere([other for other in displaced if other.pk not in written])
    for row in rows:
        meeting = written[row.meeting_id]
        if row.agreed_again:
            board_notices.write_rearrangement(
                meeting, former=former[meeting.pk], reason=code_of(row.why), after=undo.mails_wait()
            )
        elif meeting.state == "confirmed" and row.was_room_id is None and row.room is not None:
            notices.write_confirmation(meeting, after=undo.mails_wait())


def _make_way(row: ProposedRow, meeting: Meeting) -> list[Meeting]:
    """Free the room from what is only held there at the new time."""
    if row.room is None or row.starts is None:
        return []
    moved_meeting = Meeting(pk=meeting.pk, starts=row.starts, ends=row.starts + (meeting.ends - meeting.starts))
    return holding.make_way(moved_meeting, row.room)


def _write_meeting(actor: Actor, row: ProposedRow, meeting: Meeting) -> Meeting:
    """Write the meeting's own columns. Raises _RowRefused for a day that is full."""
    starts = row.starts or meeting.starts
    fields: dict[str, Any] = {"actor": actor, "expected_version": row.expected_version, "reason": code_of(row.why)}
    fields["details"] = {"planner": True, **undoing.note_step(meeting)}
    if row.moves:
        fields |= {"starts": starts, "ends": starts + (meeting.ends - meeting.starts)}
        fields["day"] = starts.astimezone(current_conference().zone).date()
    is_agreed = meeting.state in AGREED
    if is_agreed:
        if row.room is not None:
            fields["room"] = row.room
        if row.agreed_again:
            fields |= {"asking_agrees": False, "asked_agrees": False}
            meeting.participants.update(agrees=False)
    elif row.moves:
        fields |= {"holds_until": holding.get_offer_end(starts), "asking_agrees": False}
    verb = "meeting.rearranged" if row.agreed_again else "meeting.confirmed"
    if not row.agreed_again and (row.room is None or row.room_id == row.was_room_id):
        verb = GIVEN
    try:
        with transaction.atomic():
            if is_agreed and row.room is not None and meeting.state != "confirmed":
                return lifecycle.move(meeting, "confirmed", verb=verb, **fields)
            return lifecycle.change(meeting, verb=verb, **fields)
    except IntegrityError as problem:
        raise _RowRefused(row, _("One of the delegations has the maximum of meetings on that day.")) from problem


def _book(rows: Sequence[ProposedRow], written: dict[int, Meeting]) -> None:
    """Give back all that these meetings hold and take what they need now. Raises _RowRefused for the first that is not free."""
    claims: list[Claim] = []
    bookings: dict[int, list[uuid.UUID | None]] = {}
    for row in rows:
        meeting = written[row.meeting_id]
        claims.append(holding.claim_persons(meeting))
        bookings[meeting.pk] = [claims[-1].booking, None]
        if room := row.room or meeting.room:
            claims.append(holding.claim_room(meeting, room))
            bookings[meeting.pk][1] = claims[-1].booking
        if interpreter := _interpreter_of(row, meeting):
            claims.append(holding.claim_interpreter(meeting, interpreter))
    try:
        with transaction.atomic():
            rebook_all(claims, subjects=list(written.values()))
    except TimeTaken as problem:
        claim = problem.claim or claims[0]
        refused = next(row for row in rows if row.meeting_id == claim.subject.pk)
        raise _RowRefused(refused, str(problem)) from problem
    for meeting in written.values():
        holding.write_bookings(meeting, *bookings[meeting.pk])


def _interpreter_of(row: ProposedRow, meeting: Meeting) -> Interpreter | None:
    if row.interpreter is not None:
        return row.interpreter if meeting.state in AGREED else None
    if row.moves:
        return None  # who is given already follows by itself, if free then (board.interpreters.follow)
    assignment = get_assignment(meeting)
    return assignment.interpreter if assignment else None
