"""What protocol reads: a meeting with what was noted about it, who meets whom, a delegation's meetings, what is due at the desk."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, permutations
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet

from conference.core import clock, undo
from conference.db import together
from conference.db.together import Part
from conference.parties.queries import alphabet
from delegations.registration.models import Delegation
from schedule.bilaterals.board import interpreters
from schedule.bilaterals.board.actions import AHEAD
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.actions import GIVEN, MOVED
from schedule.bilaterals.models import AGREED, LIVE, Assignment, Meeting, Participant, Reconfirmation
from schedule.calendar.models import Interpreter

SHOWN = (*LIVE, "held")


def find_undoable(among: Iterable[Meeting]) -> dict[str, list[tuple[Meeting, datetime]]]:
    """Return those of these meetings whose first room protocol gave just now (`placed_now`) or that it moved (`moved_now`), the last first.

    Each with when that was. What an exchange of rooms moved cannot be moved back: its entry has no `step`. One query.
    """
    by_record = {meeting.record_id: meeting for meeting in among}
    undoable: dict[str, list[tuple[Meeting, datetime]]] = {"placed_now": [], "moved_now": []}
    for ref, entry in undo.recent((*GIVEN, *MOVED)).items():
        if ref in by_record and entry.verb in GIVEN:
            undoable["placed_now"].append((by_record[ref], entry.at))
        elif ref in by_record and "step" in entry.details:
            undoable["moved_now"].append((by_record[ref], entry.at))
    return undoable


def for_page(meeting: Meeting) -> dict[str, Any]:
    """Return what a meeting's page shows of protocol's notes. A constant number of queries."""
    reconfirmation = Reconfirmation.objects.filter(meeting=meeting).first()
    live, now = meeting.state in LIVE, clock.now()
    confirmed = meeting.state == "confirmed"
    return {
        "assignment": interpreters.get_assignment(meeting),
        "interpreters": interpreters.suitable(meeting) if live and meeting.ends > now else [],
        "needs_interpreter": bool(interpreters.languages_of(meeting)),
        "reconfirmed": reconfirmation if reconfirmation and reconfirmation.holds_for(meeting) else None,
        "may_reconfirm": confirmed and meeting.ends > now,
        "may_record": confirmed and meeting.starts <= now,
        "may_bump": confirmed and meeting.room_id is not None and meeting.ends > now,
        "swaps": _swaps(meeting) if confirmed and meeting.room_id and meeting.starts > now else [],
    }


def _swaps(meeting: Meeting) -> list[Meeting]:
    """Return confirmed meetings with whom it could exchange its room: at the same time, each room with seats enough."""
    own_seats = meeting.room.capacity if meeting.room else 0
    others = queries.all_meetings().filter(
        state="confirmed", day=meeting.day, starts__lt=meeting.ends, ends__gt=meeting.starts
    )
    others = others.filter(room__capacity__gte=meeting.persons).exclude(pk=meeting.pk).exclude(room=meeting.room)
    return [other for other in others.order_by("starts", "id") if own_seats >= other.persons]


@dataclass(frozen=True)
class MatrixRow:
    """A delegation with its meetings with each of the columns, in their order."""

    delegation: Delegation
    cells: list[list[Meeting]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(cell) for cell in self.cells)


def matrix() -> list[MatrixRow]:
    """Return who meets whom: each delegation that has a meeting, by name, is a row and a column. Five queries."""
    between: defaultdict[tuple[int, int], list[Meeting]] = defaultdict(list)
    for meeting in queries.all_meetings().filter(state__in=SHOWN).order_by("starts", "id"):
        for pair in permutations((side.pk for side in meeting.parties()), 2):
            between[pair].append(meeting)
    delegations = Delegation.objects.filter(pk__in={key for key, _other in between})
    columns = list(delegations.select_related("party").prefetch_related("party__names").order_by(alphabet("party")))
    return [MatrixRow(row, [between.get((row.pk, column.pk), []) for column in columns]) for row in columns]


def of_delegation(delegation: Delegation) -> list[tuple[date, list[dict[str, Any]]]]:
    """Return its meetings by day and time, each with the others, its principal and its interpreter. Five queries."""
    meetings = list(
        queries.all_meetings().filter(queries.of_party(delegation), state__in=SHOWN).order_by("starts", "id")
    )
    assignments = Assignment.objects.filter(meeting__in=meetings).select_related("interpreter")
    interpreter_of = {assignment.meeting_id: assignment.interpreter for assignment in assignments}
    rows: list[dict[str, Any]] = [
        {
            "meeting": meeting,
            "others": meeting.others(delegation),
            "principal": meeting.principal_of(delegation),
            "interpreter": interpreter_of.get(meeting.pk),
        }
        for meeting in meetings
    ]
    return [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: row["meeting"].day)]


def with_heads() -> list[Delegation]:
    """Return delegations that have a head who can meet others, by name. Two queries."""
    delegations = queries.with_heads().select_related("party").prefetch_related("party__names")
    return list(delegations.order_by(alphabet("party")))


@dataclass(frozen=True)
class DueMeetings:
    """The meetings that wait for protocol, each group by time: those of the first five are to come, those of the last are over."""

    without_room: list[Meeting]
    in_all_heads_sessions: list[Meeting]
    with_replaced_principal: list[Meeting]
    to_reconfirm: list[Meeting]  # they begin within two hours and were not reconfirmed as they now are
    without_interpreter: list[Meeting]  # they need one, and somebody is entered who knows the languages
    without_outcome: list[Meeting]


def find_due() -> DueMeetings:
    """Return the meetings that wait for protocol. Four queries, and one more where there are further parties."""
    due: DueMeetings = together.complete(read_due())
    return due


def read_due() -> Part:
    """Return `find_due`, as a part of a page."""
    meetings, interpreters = yield [_due_rows(clock.now()), Interpreter.objects.all()]
    now, everybody = clock.now(), list(interpreters)
    coming = [meeting for meeting in meetings if meeting.ends > now]
    live = [meeting for meeting in coming if meeting.state in LIVE]
    return DueMeetings(
        [meeting for meeting in coming if meeting.state in ("accepted", "bumped")],
        [meeting for meeting in live if meeting.is_against],
        [meeting for meeting in live if meeting.has_lost],
        [meeting for meeting in live if _is_to_be_reconfirmed(meeting, now)],
        [meeting for meeting in live if meeting.lacks_interpreter and _could_be_interpreted(meeting, everybody)],
        [meeting for meeting in meetings if meeting.state == "confirmed" and meeting.ends <= now],
    )


def _due_rows(now: datetime) -> QuerySet[Any]:
    """Return the meetings of which one thing at least is due, with what it is."""
    assignments = Assignment.objects.filter(meeting=OuterRef("pk"))
    uninterpreted = Q(~Exists(assignments), state__in=AGREED) & ~Q(interpretation="")
    soon = Q(state="confirmed", starts__gt=now, starts__lte=now + AHEAD)
    participants = Participant.objects.select_related("principal", "delegation__party")
    rows = queries.all_meetings().select_related("reconfirmation").prefetch_related(None)
    rows = rows.prefetch_related("asking__party__names", "asked__party__names")
    rows = rows.prefetch_related(Prefetch("participants", participants.prefetch_related("delegation__party__names")))
    flags = {
        "is_against": queries.is_in_all_heads_session(),
        "has_lost": ExpressionWrapper(queries.has_replaced_principal(), BooleanField()),
        "lacks_interpreter": ExpressionWrapper(uninterpreted, BooleanField()),
    }
    any_flag = Q(state__in=LIVE) & (Q(is_against=True) | Q(has_lost=True) | Q(lacks_interpreter=True))
    due = Q(ends__gt=now) & (Q(state__in=("accepted", "bumped")) | any_flag | soon)
    over = Q(state="confirmed", ends__lte=now)
    annotated: QuerySet[Any] = rows.annotate(**flags)
    return annotated.filter(due | over).order_by("starts", "id")


def _is_to_be_reconfirmed(meeting: Any, now: datetime) -> bool:
    if meeting.state != "confirmed" or not now < meeting.starts <= now + AHEAD:
        return False
    reconfirmation = getattr(meeting, "reconfirmation", None)
    return not (reconfirmation and reconfirmation.holds_for(meeting))


def _could_be_interpreted(meeting: Meeting, everybody: Sequence[Interpreter]) -> bool:
    languages = interpreters.languages_of(meeting)
    return bool(languages) and any(interpreter.speaks(languages) for interpreter in everybody)
