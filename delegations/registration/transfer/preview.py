"""What a checked table would do, row by row, as the page shows it: of a changed cell the old value and the new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from conference.core import days
from conference.look.times import when_text
from delegations.registration.members.choices import LISTED, YES_NO
from delegations.registration.members.rules import day_words
from delegations.registration.models import Delegate
from delegations.registration.transfer import headings
from delegations.registration.transfer.actions.importing import Plan, RowsRefused
from delegations.registration.transfer.tables import Problem, Row, TableRefused

SHOWN = 200  # rows on the page, and besides them as many with problems
PRIVATE = {"date_of_birth", "sex", "nationality", "document_number", "document_expiry", "document_issue_date"}


@dataclass(frozen=True)
class CellChange:
    label: str
    before: str
    after: str


@dataclass
class ImportLine:
    """A row as the page shows it: what will happen to whom, or what is wrong. `member`: whom it changes."""

    number: int
    who: str = ""
    what: str = ""
    effect: str = ""  # consequences.Effect
    changes: list[CellChange] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    member: Delegate | None = None
    shows_private: bool = False


def refused(refusal: TableRefused, rows: Sequence[Row], zone: ZoneInfo) -> dict[str, Any]:
    """Return the page's context for a table that was refused; dates that can be read in two ways are one question and no problems."""
    plans = refusal.plans if isinstance(refusal, RowsRefused) else []
    problems = [one for one in refusal.problems if one.code != days.TWO_WAYS]
    two_ways = [one for one in refusal.problems if one.code == days.TWO_WAYS]
    found = {
        "problem_count": len(problems),
        "two_ways": len(two_ways),
        "two_ways_first": two_ways[0].words if two_ways else "",
        **build_lines(plans, problems, zone),
    }
    wrong = {line.number: line for line in found["lines"] if line.problems}
    for row in rows:
        if line := wrong.get(row.number):
            line.who = f"{row.values.get('given_names', '')} {row.values.get('family_name', '')}".strip()[:120]
    return found


def build_lines(plans: Sequence[Plan], problems: Sequence[Problem], zone: ZoneInfo) -> dict[str, Any]:
    wrong: dict[int, ImportLine] = {}
    for problem in problems:
        wrong.setdefault(problem.row, ImportLine(problem.row)).problems.append(problem)
    # What is asked about comes first among those that a long table shows.
    first = sorted(plans, key=lambda plan: not plan.questions)[:SHOWN]
    good = {plan.row.number: _line(plan, zone) for plan in first if plan.row.number not in wrong}
    some = {number: wrong[number] for number in sorted(wrong)[:SHOWN]}
    lines = [line for _number, line in sorted({**good, **some}.items())]
    total = len(wrong) + sum(plan.row.number not in wrong for plan in plans)
    asked = sum(bool(plan.questions) for plan in plans)
    return {"lines": lines, "line_count": total, "asked_count": asked}


def _line(plan: Plan, zone: ZoneInfo) -> ImportLine:
    before = plan.before
    return ImportLine(
        plan.row.number,
        str(plan.after),
        plan.what,
        plan.effect,
        [_change(name, before, plan.after, zone) for name in plan.columns] if before else [],
        [question.text for question in plan.questions],
        member=before,
        shows_private=bool(PRIVATE & set(plan.columns)),
    )


def _change(name: str, before: Delegate, after: Delegate, zone: ZoneInfo) -> CellChange:
    return CellChange(str(headings.COLUMNS[name]), _words(name, before, zone), _words(name, after, zone))


def _words(name: str, member: Delegate, zone: ZoneInfo) -> str:
    value = getattr(member, name)
    if value in (None, ""):
        return _("empty")
    if name in LISTED:
        return str(LISTED[name](value).label)
    if name == "visa_support":
        return str(dict(YES_NO)["yes" if value else "no"])
    if name == "date_of_birth":
        return day_words(date.fromisoformat(value))
    if isinstance(value, datetime):
        return when_text(value.astimezone(zone))
    return day_words(value) if isinstance(value, date) else str(value)
