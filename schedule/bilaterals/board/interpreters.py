"""Interpreters of meetings: given by protocol, engaged for the meeting's time, told of each change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, QuerySet
from django.utils.translation import gettext as _

from conference.audit.chain import Draft
from conference.core import lifecycle
from conference.core.access import SYSTEM, Actor, require
from conference.core.errors import NotPossible
from conference.db.prepared import Prepared
from conference.look.language_names import language_codes
from conference.translated import in_each
from schedule.bilaterals.board import notices
from schedule.bilaterals.board.models import Assignment
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.actions import label_of
from schedule.bilaterals.models import BUFFER_MINUTES, LIVE, Meeting
from schedule.calendar.engagements.actions import TimeTaken, engage
from schedule.calendar.interpreters.queries import on_duty
from schedule.calendar.models import Engagement, Interpreter
from schedule.calendar.rooms.hours import within

BUFFER = timedelta(minutes=BUFFER_MINUTES)
GIVEN, RELEASED = "meeting.interpreter_given", "meeting.interpreter_released"


def languages_of(meeting: Meeting) -> frozenset[str]:
    """Return the codes of the languages between which the meeting needs interpretation; empty if it needs none that is known."""
    return frozenset(language_codes(meeting.interpretation))


def everybody() -> list[Interpreter]:
    return list(Interpreter.objects.all())


def suitable(meeting: Meeting) -> list[Interpreter]:
    """Return interpreters who know the meeting's languages, are on duty and free then, in order. Three queries."""
    ends = meeting.ends + BUFFER
    found = [one for one in Interpreter.objects.all() if one.speaks(languages_of(meeting))]
    duty = on_duty(found, starts=meeting.starts, ends=ends)
    taken = Engagement.objects.filter(interpreter__in=found, starts__lt=ends, ends__gt=meeting.starts)
    others = taken.exclude(subject_id=str(meeting.pk), subject_type=meeting._meta.label_lower)
    busy = set(others.values_list("interpreter", flat=True))
    return [one for one in found if one.pk not in busy and within(duty[one.pk], meeting.starts, meeting.ends)]


@lifecycle.use_case
def give_interpreter(
    *, actor: Actor, meeting: Meeting, interpreter: Interpreter, expected_version: int | None = None
) -> Assignment:
    """Engage an interpreter for a live meeting, instead of the one it has; both interpreters are told.

    Raises NotAllowed, AlreadyDecided, NotPossible for a meeting that is over, a language that is not known, hours off duty; TimeTaken.
    """
    require(actor, "bilaterals.place")

    def check(row: Meeting) -> None:
        if row.state not in LIVE:
            raise NotPossible(_("This meeting is over or was cancelled."))
        if not interpreter.speaks(languages_of(row)):
            raise NotPossible(_("%(who)s does not interpret between these languages.") % {"who": interpreter})
        duty = on_duty([interpreter], starts=row.starts, ends=row.ends)[interpreter.pk]
        if not within(duty, row.starts, row.ends):
            raise NotPossible(_("%(who)s is not on duty at that time.") % {"who": interpreter})
        _free(row)
        _engage(row, interpreter)

    before = Assignment.objects.filter(meeting=meeting).select_related("interpreter").first()
    meeting = lifecycle.change(
        meeting,
        actor=actor,
        verb=GIVEN,
        expected_version=expected_version,
        check=check,
        details={"interpreter": str(interpreter)},
    )
    if before and before.interpreter_id != interpreter.pk:
        notices.released(meeting, before.interpreter)
    return Assignment.objects.update_or_create(meeting=meeting, defaults={"interpreter": interpreter})[0]


@lifecycle.use_case
def release_interpreter(*, actor: Actor, meeting: Meeting, expected_version: int | None = None) -> None:
    """Take the interpreter from a meeting, who is told. Raises NotAllowed, AlreadyDecided, NotPossible if there is none."""
    require(actor, "bilaterals.place")
    found = Assignment.objects.filter(meeting=meeting).select_related("interpreter").first()
    if found is None:
        raise NotPossible(_("This meeting has no interpreter."))
    details = {"interpreter": str(found.interpreter)}
    meeting = lifecycle.change(meeting, actor=actor, verb=RELEASED, expected_version=expected_version, details=details)
    _free(meeting)
    found.delete()
    notices.released(meeting, found.interpreter)


def follow(drafts: Sequence[Draft], **_kwargs: Any) -> None:
    """Receive `use_case_ending`: an interpreter follows the meeting to another time, is told of each change, and is free when it ends.

    Who is not free or on duty at the new time is released; the desk lists the meeting as without an interpreter.
    """
    label = Meeting._meta.label_lower
    # A meeting that was just made has none yet.
    keys = {int(one.subject_id) for one in drafts if one.subject_type == label and one.subject_version != 1}
    if not keys:
        return
    rows = _of_meeting(*keys) if len(keys) == 1 else list(_with_interpreter().filter(meeting__in=keys))
    meetings = {one.pk: one for one in queries.all_meetings().filter(pk__in=keys)} if rows else {}
    for row in rows:
        meeting = meetings[row.meeting_id]
        if meeting.state not in LIVE:
            if meeting.state != "held":
                _free(meeting)
                _end(row, meeting)
        elif _stands(meeting, row.interpreter) or _moved(meeting, row.interpreter):
            notices.engaged(meeting, row.interpreter)
        else:
            _end(row, meeting)


def _with_interpreter() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("interpreter").order_by()


# Every answer to a request asks it.
_of_meeting = Prepared(lambda key: _with_interpreter().filter(meeting=key), BigIntegerField())


def _stands(meeting: Meeting, interpreter: Interpreter) -> bool:
    taken = _rows_of(meeting).filter(interpreter=interpreter)
    return bool(taken.filter(starts=meeting.starts, ends=meeting.ends + BUFFER).exists())


def _moved(meeting: Meeting, interpreter: Interpreter) -> bool:
    _free(meeting)
    duty = on_duty([interpreter], starts=meeting.starts, ends=meeting.ends)[interpreter.pk]
    if not within(duty, meeting.starts, meeting.ends):
        return False
    try:
        with transaction.atomic():
            _engage(meeting, interpreter)
    except TimeTaken:
        return False
    return True


def _rows_of(meeting: Meeting) -> Any:
    rows = Engagement.objects.filter(subject_type=Meeting._meta.label_lower, subject_id=str(meeting.pk))
    return rows.filter(interpreter__isnull=False)


def _free(meeting: Meeting) -> None:
    _rows_of(meeting).delete()


def _engage(meeting: Meeting, interpreter: Interpreter) -> None:
    label, ends = in_each(lambda: label_of(meeting)), meeting.ends + BUFFER
    engage(subject=meeting, kind="bilateral", label=label, starts=meeting.starts, ends=ends, interpreters=[interpreter])


def _end(row: Assignment, meeting: Meeting) -> None:
    row.delete()
    lifecycle.log(meeting, actor=SYSTEM, verb=RELEASED, details={"interpreter": str(row.interpreter)})
    notices.released(meeting, row.interpreter)
