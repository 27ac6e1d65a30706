"""What protocol reads: a meeting with what was noted about it, who meets whom, a delegation's meetings, what is due at the desk."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, permutations
from typing import Any

from django.db.models import Exists, OuterRef

from conference.core import clock, undo
from conference.parties.queries import alphabet
from delegations.registration.models import Delegation
from schedule.bilaterals.board import interpreters
from schedule.bilaterals.board.actions import AHEAD
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.actions import GIVEN, MOVED
from schedule.bilaterals.models import AGREED, LIVE, Assignment, Meeting, Reconfirmation
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


def to_reconfirm() -> list[Meeting]:
    """Return confirmed meetings that begin within two hours and were not reconfirmed as they now are, by time. Five queries."""
    now = clock.now()
    soon = queries.all_meetings().filter(state="confirmed", starts__gt=now, starts__lte=now + AHEAD)
    meetings = soon.select_related("reconfirmation").order_by("starts", "id")
    noted = {meeting: getattr(meeting, "reconfirmation", None) for meeting in meetings}
    return [
        meeting
        for meeting, reconfirmation in noted.items()
        if not (reconfirmation and reconfirmation.holds_for(meeting))
    ]


def without_outcome() -> list[Meeting]:
    """Return confirmed meetings that are over and of which nobody has said whether they took place. Four queries."""
    return list(queries.all_meetings().filter(state="confirmed", ends__lte=clock.now()).order_by("starts", "id"))


def without_interpreter() -> list[Meeting]:
    """Return agreed meetings to come that need interpretation and have no interpreter, where one is entered who knows the languages."""
    assignments = Assignment.objects.filter(meeting=OuterRef("pk"))
    agreed = queries.to_come().filter(~Exists(assignments), state__in=AGREED).exclude(interpretation="")
    needed = [(meeting, interpreters.languages_of(meeting)) for meeting in agreed]
    everybody = list(Interpreter.objects.all()) if needed else []
    return [
        meeting
        for meeting, languages in needed
        if languages and any(interpreter.speaks(languages) for interpreter in everybody)
    ]
