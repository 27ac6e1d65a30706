"""What protocol reads: a meeting with what was noted about it, who meets whom, a delegation's meetings, what is due at the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q

from conference.core import clock, undo
from conference.parties.models import RECEIVED
from conference.parties.queries import alphabet
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from schedule.bilaterals.board import interpreters
from schedule.bilaterals.board.actions import AHEAD
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.meetings.actions import GIVEN
from schedule.bilaterals.models import LIVE, Assignment, Meeting, Reconfirmation

SHOWN = (*LIVE, "held")


def just_placed(among: Iterable[Meeting]) -> list[Meeting]:
    """Return those of these meetings whose first room was given just now and can be taken back, the last first. One query."""
    rows = {one.record_id: one for one in among}
    return [rows[ref] for ref in undo.recent(GIVEN) if ref in rows]


def for_page(meeting: Meeting) -> dict[str, Any]:
    """Return what a meeting's page shows of protocol's notes. A constant number of queries."""
    assignment = Assignment.objects.filter(meeting=meeting).select_related("interpreter").first()
    noted = Reconfirmation.objects.filter(meeting=meeting).first()
    live, now = meeting.state in LIVE, clock.now()
    confirmed = meeting.state == "confirmed"
    return {
        "assignment": assignment,
        "interpreters": interpreters.suitable(meeting) if live and meeting.ends > now else [],
        "needs_interpreter": bool(interpreters.languages_of(meeting)),
        "reconfirmed": noted if noted and noted.holds_for(meeting) else None,
        "may_reconfirm": confirmed and meeting.ends > now,
        "may_record": confirmed and meeting.starts <= now,
        "may_bump": confirmed and meeting.room_id is not None and meeting.ends > now,
        "swaps": _swaps(meeting) if confirmed and meeting.room_id and meeting.starts > now else [],
    }


def _swaps(meeting: Meeting) -> list[Meeting]:
    """Return confirmed meetings with whom it could exchange its room: at the same time, each room with seats enough."""
    rows = queries.all_meetings().filter(
        state="confirmed", day=meeting.day, room__isnull=False, starts__lt=meeting.ends, ends__gt=meeting.starts
    )
    found = [one for one in rows.exclude(pk=meeting.pk).order_by("starts", "id") if one.room_id != meeting.room_id]
    mine = meeting.room.capacity if meeting.room else 0
    return [one for one in found if one.room and one.room.capacity >= meeting.persons and mine >= one.persons]


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
    meetings = list(queries.all_meetings().filter(state__in=SHOWN).order_by("starts", "id"))
    between: dict[tuple[int, int], list[Meeting]] = {}
    for meeting in meetings:
        sides = [side.pk for side in meeting.parties()]
        for one in sides:
            for two in sides:
                if one != two:
                    between.setdefault((one, two), []).append(meeting)
    keys = {one for one, _two in between}
    found = Delegation.objects.filter(pk__in=keys).select_related("party").prefetch_related("party__names")
    rows = list(found.order_by(alphabet("party")))
    return [MatrixRow(row, [between.get((row.pk, column.pk), []) for column in rows]) for row in rows]


def of_delegation(delegation: Delegation) -> list[tuple[date, list[dict[str, Any]]]]:
    """Return its meetings by day and time, each with the others, its principal and its interpreter. Five queries."""
    mine = Q(asking=delegation) | Q(asked=delegation) | Q(participants__delegation=delegation)
    found = list(queries.all_meetings().filter(mine, state__in=SHOWN).distinct().order_by("starts", "id"))
    given = {row.meeting_id: row.interpreter for row in _given(found)}
    rows: list[dict[str, Any]] = [
        {
            "meeting": one,
            "others": one.others(delegation),
            "principal": one.principal_of(delegation),
            "interpreter": given.get(one.pk),
        }
        for one in found
    ]
    return [(day, list(some)) for day, some in groupby(rows, key=lambda row: row["meeting"].day)]


def _given(meetings: Sequence[Meeting]) -> list[Assignment]:
    return list(Assignment.objects.filter(meeting__in=meetings).select_related("interpreter"))


def with_heads() -> list[Delegation]:
    """Return delegations that have a head who can meet others, by name. Two queries."""
    heads = Delegate.objects.filter(capacity=Capacity.HEAD, state__in=set(LIVE_STATES) - {"draft"})
    found = Delegation.objects.filter(pk__in=heads.values("delegation_id"), party__kind__in=RECEIVED)
    return list(found.select_related("party").prefetch_related("party__names").order_by(alphabet("party")))


def to_reconfirm() -> list[Meeting]:
    """Return confirmed meetings that begin within two hours and were not reconfirmed as they now are, by time. Five queries."""
    now = clock.now()
    soon = queries.all_meetings().filter(state="confirmed", starts__gt=now, starts__lte=now + AHEAD)
    rows = list(soon.select_related("reconfirmation").order_by("starts", "id"))
    return [one for one in rows if not _reconfirmed(one)]


def _reconfirmed(meeting: Meeting) -> bool:
    noted = getattr(meeting, "reconfirmation", None)
    return noted is not None and noted.holds_for(meeting)


def without_outcome() -> list[Meeting]:
    """Return confirmed meetings that are over and of which nobody has said whether they took place. Four queries."""
    return list(queries.all_meetings().filter(state="confirmed", ends__lte=clock.now()).order_by("starts", "id"))


def without_interpreter() -> list[Meeting]:
    """Return agreed meetings to come that need interpretation and have no interpreter, where one is entered who knows the languages."""
    given = Assignment.objects.filter(meeting=OuterRef("pk"))
    agreed = queries.all_meetings().filter(state__in=("accepted", "confirmed", "bumped"), ends__gt=clock.now())
    rows = list(agreed.filter(~Exists(given)).exclude(interpretation="").order_by("starts", "id"))
    known = interpreters.everybody() if rows else []
    return [
        one
        for one in rows
        if interpreters.languages_of(one) and any(who.speaks(interpreters.languages_of(one)) for who in known)
    ]
