"""The preview of an import, row by row, with the old and the new value of changed cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import days
from conference.look.times import when_text
from delegations.registration.members.choices import LISTED, YES_NO
from delegations.registration.members.rules import day_words
from delegations.registration.models import Delegate
from delegations.registration.transfer import headings
from delegations.registration.transfer.actions.importing import ImportResult, RowPlan, RowsRefused
from delegations.registration.transfer.tables import MemberRow, TableProblem, TableRefused

SHOWN = 200  # rows on the page, and besides them as many with problems
PRIVATE = {"date_of_birth", "sex", "nationality", "document_number", "document_expiry", "document_issue_date"}


@dataclass(frozen=True)
class CellChange:
    label: str
    before: str
    after: str


@dataclass
class ImportLine:
    """A row as the page shows it, with its `outcome` and `ends` as of RowPlan, and the `member` that it changes."""

    number: int
    name: str = ""
    outcome: str = ""
    ends: list[str] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    problems: list[TableProblem] = field(default_factory=list)
    member: Delegate | None = None
    shows_private: bool = False


def build_refusal(refusal: TableRefused, rows: Sequence[MemberRow], zone: ZoneInfo) -> dict[str, Any]:
    """Return the page's context for a refused table. Dates that can be read in two ways are not problems but one question."""
    plans = refusal.plans if isinstance(refusal, RowsRefused) else []
    problems = [problem for problem in refusal.problems if problem.code != days.TWO_WAYS]
    two_ways = [problem for problem in refusal.problems if problem.code == days.TWO_WAYS]
    names = {row.number: f"{row.values.get('given_names', '')} {row.values.get('family_name', '')}" for row in rows}
    context = build_lines(plans, problems, zone)
    for line in context["lines"]:
        if line.problems:
            line.name = names.get(line.number, "").strip()[:120]
    first = two_ways[0].text if two_ways else ""
    return {"problem_count": len(problems), "two_ways": len(two_ways), "two_ways_first": first, **context}


def build_lines(plans: Sequence[RowPlan], problems: Sequence[TableProblem], zone: ZoneInfo) -> dict[str, Any]:
    bad: dict[int, ImportLine] = {}
    for problem in problems:
        bad.setdefault(problem.row, ImportLine(problem.row)).problems.append(problem)
    good = [plan for plan in plans if plan.row.number not in bad]
    # A long table is not shown whole: rows with questions come first.
    shown = [_line(plan, zone) for plan in sorted(good, key=lambda plan: not plan.questions)[:SHOWN]]
    shown += [bad[number] for number in sorted(bad)[:SHOWN]]
    return {
        "lines": sorted(shown, key=lambda line: line.number),
        "line_count": len(bad) + len(good),
        "question_count": sum(bool(plan.questions) for plan in plans),
    }


def count_known(result: ImportResult) -> list[str]:
    """Return the sentences that count the changed and the unchanged members."""
    sentences = []
    if count := len(result.changed):
        message = ngettext("%(count)s member was changed.", "%(count)s members were changed.", count)
        sentences.append(message % {"count": count})
    if count := len(result.unchanged):
        sentences.append(ngettext("%(count)s is unchanged.", "%(count)s are unchanged.", count) % {"count": count})
    return sentences


def _line(plan: RowPlan, zone: ZoneInfo) -> ImportLine:
    before = plan.before
    return ImportLine(
        plan.row.number,
        str(plan.after),
        plan.outcome,
        plan.ends,
        [_change(name, before, plan.after, zone) for name in plan.columns] if before else [],
        [question.text for question in plan.questions],
        member=before,
        shows_private=bool(PRIVATE & set(plan.columns)),
    )


def _change(name: str, before: Delegate, after: Delegate, zone: ZoneInfo) -> CellChange:
    return CellChange(str(headings.COLUMNS[name]), _text(name, before, zone), _text(name, after, zone))


def _text(name: str, member: Delegate, zone: ZoneInfo) -> str:
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
