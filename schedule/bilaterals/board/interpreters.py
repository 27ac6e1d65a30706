"""Interpreters of meetings: assigned by protocol, engaged for the meeting's time, informed of each change."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext as _

from conference.audit.chain import Draft
from conference.core import lifecycle, undo
from conference.core.access import SYSTEM, Actor, require_right
from conference.core.errors import NotPossible
from conference.core.personal_data import PersonalText
from conference.db.prepared import Prepared
from conference.look.language_names import language_codes
from schedule.bilaterals.board import notices
from schedule.bilaterals.board.models import Assignment
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.actions.holding import claim_interpreter
from schedule.bilaterals.meetings.actions.undoing import UNDONE
from schedule.bilaterals.models import BUFFER, LIVE, Meeting
from schedule.calendar.engagements.actions import TimeTaken, engage_all, held_by
from schedule.calendar.interpreters.queries import on_duty
from schedule.calendar.models import Engagement, Interpreter
from schedule.calendar.rooms.hours import within

GIVEN, RELEASED = "meeting.interpreter_given", "meeting.interpreter_released"


def languages_of(meeting: Meeting) -> frozenset[str]:
    """Return the codes of the languages between which the meeting needs interpretation; empty if it needs none that is known."""
    return frozenset(language_codes(meeting.interpretation))


def suitable(meeting: Meeting) -> list[Interpreter]:
    """Return interpreters who know the meeting's languages, are on duty and free then, in order. Three queries."""
    ends, languages = meeting.ends + BUFFER, languages_of(meeting)
    interpreters = [interpreter for interpreter in Interpreter.objects.all() if interpreter.speaks(languages)]
    duty = on_duty(interpreters, starts=meeting.starts, ends=ends)
    engagements = Engagement.objects.filter(interpreter__in=interpreters, starts__lt=ends, ends__gt=meeting.starts)
    others = engagements.exclude(subject_id=str(meeting.pk), subject_type=meeting._meta.label_lower)
    busy = set(others.values_list("interpreter", flat=True))
    return [
        interpreter
        for interpreter in interpreters
        if interpreter.pk not in busy and within(duty[interpreter.pk], meeting.starts, meeting.ends)
    ]


@lifecycle.use_case
def give_interpreter(
    *, actor: Actor, meeting: Meeting, interpreter: Interpreter, expected_version: int | None = None
) -> Assignment:
    """Engage an interpreter for a live meeting, instead of the one it has; both interpreters are told.

    Raises NotAllowed, AlreadyDecided, NotPossible for a meeting that is over, a language that is not known, hours off duty; TimeTaken.
    """
    require_right(actor, "bilaterals.place")

    def check(row: Meeting) -> None:
        if row.state not in LIVE:
            raise NotPossible(_("This meeting is over or was cancelled."))
        if not interpreter.speaks(languages_of(row)):
            raise NotPossible(_("%(who)s does not interpret between these languages.") % {"who": interpreter})
        if not _is_on_duty(interpreter, row):
            raise NotPossible(_("%(who)s is not on duty at that time.") % {"who": interpreter})
        _engagements_of(row).delete()
        engage_all([claim_interpreter(row, interpreter)])

    former = get_assignment(meeting)
    details = {"interpreter": PersonalText.name_of(interpreter)}
    common: dict[str, Any] = {"expected_version": expected_version, "check": check, "details": details}
    meeting = lifecycle.change(meeting, actor=actor, verb=GIVEN, **common)
    if former and former.interpreter_id != interpreter.pk:
        notices.tell_interpreter(notices.RELEASED, meeting, former.interpreter)
    return Assignment.objects.update_or_create(meeting=meeting, defaults={"interpreter": interpreter})[0]


def get_assignment(meeting: Meeting) -> Assignment | None:
    return Assignment.objects.filter(meeting=meeting).select_related("interpreter").first()


@lifecycle.use_case
def release_interpreter(*, actor: Actor, meeting: Meeting, expected_version: int | None = None) -> None:
    """Take the interpreter from a meeting, who is told. Raises NotAllowed, AlreadyDecided, NotPossible if there is none."""
    require_right(actor, "bilaterals.place")
    assignment = get_assignment(meeting)
    if assignment is None:
        raise NotPossible(_("This meeting has no interpreter."))
    details = {"interpreter": PersonalText.name_of(assignment.interpreter)}
    meeting = lifecycle.change(meeting, actor=actor, verb=RELEASED, expected_version=expected_version, details=details)
    _engagements_of(meeting).delete()
    assignment.delete()
    notices.tell_interpreter(notices.RELEASED, meeting, assignment.interpreter)


def follow_meeting(drafts: Sequence[Draft], **_kwargs: Any) -> None:
    """Receive `use_case_ending`: an interpreter follows the meeting to another time, is told of each change, and is free when it ends.

    Who is not free or on duty at the new time is released; the desk lists the meeting as without an interpreter.
    """
    label = Meeting._meta.label_lower
    # A meeting that was just made has none yet.
    last_drafts = {
        int(draft.subject_id): draft
        for draft in drafts
        # What is undone is put back by `undo_step`, and nobody has been told.
        if draft.subject_type == label and draft.subject_version > 1 and draft.verb not in UNDONE
    }
    keys = set(last_drafts)
    if not keys:
        return
    assignments = _of_meeting(*keys) if len(keys) == 1 else list(_with_interpreter().filter(meeting__in=keys))
    meetings = queries.all_meetings().in_bulk(keys) if assignments else {}
    for assignment in assignments:
        meeting, interpreter = meetings[assignment.meeting_id], assignment.interpreter
        after = undo.mails_wait() if "step" in last_drafts[meeting.pk].details else timedelta()
        if meeting.state not in LIVE:
            if meeting.state != "held":
                _engagements_of(meeting).delete()
                _end(assignment, meeting, after)
        elif _is_engaged(meeting, interpreter) or _move_engagement(meeting, interpreter):
            notices.tell_interpreter(notices.ENGAGED, meeting, interpreter, after)
        else:
            _end(assignment, meeting, after)


def _with_interpreter() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("interpreter").order_by()


# Prepared, as every answer to a request runs it.
_of_meeting = Prepared(lambda key: _with_interpreter().filter(meeting=key), BigIntegerField())


def _engagements_of(meeting: Meeting) -> QuerySet[Engagement]:
    return held_by(meeting).filter(interpreter__isnull=False)


def _is_engaged(meeting: Meeting, interpreter: Interpreter) -> bool:
    own = _engagements_of(meeting).filter(interpreter=interpreter)
    return own.filter(starts=meeting.starts, ends=meeting.ends + BUFFER).exists()


def _is_on_duty(interpreter: Interpreter, meeting: Meeting) -> bool:
    duty = on_duty([interpreter], starts=meeting.starts, ends=meeting.ends)[interpreter.pk]
    return within(duty, meeting.starts, meeting.ends)


def _move_engagement(meeting: Meeting, interpreter: Interpreter) -> bool:
    """Engage the interpreter at the meeting's present time instead; return False if not on duty or free then."""
    _engagements_of(meeting).delete()
    if not _is_on_duty(interpreter, meeting):
        return False
    try:
        with transaction.atomic():
            engage_all([claim_interpreter(meeting, interpreter)])
    except TimeTaken:
        return False
    return True


def _end(assignment: Assignment, meeting: Meeting, after: timedelta) -> None:
    assignment.delete()
    lifecycle.log(
        meeting, actor=SYSTEM, verb=RELEASED, details={"interpreter": PersonalText.name_of(assignment.interpreter)}
    )
    notices.tell_interpreter(notices.RELEASED, meeting, assignment.interpreter, after)
