"""The preview of an import, row by row, with the old and the new value of changed cells, and what its sender is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import process
from rapidfuzz.distance import Indel

from conference.core import days
from conference.look.times import when_text
from conference.parties.spellings import fold
from delegations.registration.members.choices import LISTED, YES_NO, Choices
from delegations.registration.members.rules import day_words
from delegations.registration.models import Capacity, Delegate
from delegations.registration.transfer import headings
from delegations.registration.transfer.actions.importing import UNCHANGED, ImportResult, RowPlan
from delegations.registration.transfer.answers import OF_CAPACITY, Answers
from delegations.registration.transfer.headings import MOMENTS, NEAR
from delegations.registration.transfer.mapping import SKIPPED
from delegations.registration.transfer.tables import REQUIRED, MemberRow, TableProblem

SHOWN = 200  # rows on the page, and besides them as many with problems
MOST_QUESTIONS = 40  # about values
PRIVATE = {
    "date_of_birth",
    "birth_place",
    "sex",
    "nationality",
    "document_number",
    "document_expiry",
    "document_issue_date",
}


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
    problems: list[tuple[TableProblem, "CellInput | None"]] = field(default_factory=list)
    member: Delegate | None = None
    shows_private: bool = False
    office: str = ""  # category and capacity of a new member
    is_out: bool = False

    @property
    def may_be_left_out(self) -> bool:
        return bool(self.number and (self.problems or self.questions or self.ends or self.is_out))


@dataclass(frozen=True)
class CellInput:
    """A field in which a cell, or a value of several rows, is corrected; without `options` a text."""

    name: str
    label: str
    value: str
    options: list[tuple[str, str]] = field(default_factory=list)
    count: int = 1  # rows
    is_hour: bool = False


@dataclass
class Preview:
    """Builds what the page shows of the `rows` of a table, with the `answers` that its sender gave so far."""

    rows: Sequence[MemberRow]
    answers: Answers
    choices: Choices

    def build(self, plans: Sequence[RowPlan], problems: Sequence[TableProblem]) -> dict[str, Any]:
        """Return the page's context. What one answer settles for several rows is asked once, above them."""
        two_ways = {problem.column: problem for problem in problems if problem.code == days.TWO_WAYS}
        asked, shared = self._ask(problems)
        apart = [problem for problem in problems if problem.code != days.TWO_WAYS and problem not in shared]
        lines = self._lines(plans, apart)
        bad = {problem.row for problem in problems}
        return {
            "two_ways": list(two_ways.values()),
            "values_asked": asked[:MOST_QUESTIONS],
            "asks_meanings": any(not value.is_hour for value in asked[:MOST_QUESTIONS]),
            "problem_count": len(apart),
            "bad_count": len(bad),
            "good_count": sum(plan.outcome != UNCHANGED for plan in plans if plan.row.number not in bad),
            "question_count": sum(bool(plan.questions) for plan in plans),
            **lines,
        }

    def _lines(self, plans: Sequence[RowPlan], problems: Sequence[TableProblem]) -> dict[str, Any]:
        texts = {row.number: row for row in self.answers.apply(self.rows)}
        bad: dict[int, ImportLine] = {}
        for problem in problems:
            line = bad.setdefault(problem.row, ImportLine(problem.row, _name_of(texts.get(problem.row))))
            line.problems.append((problem, self._input(problem, texts.get(problem.row))))
        out = [
            ImportLine(row.number, row.note or _name_of(row), is_out=True)
            for row in self.rows
            if self.answers.leaves_out(row)
        ]
        good = [plan for plan in plans if plan.row.number not in bad]
        # A long table is not shown whole: rows with questions come first.
        shown = [_line(plan, self.choices.zone) for plan in sorted(good, key=lambda plan: not plan.questions)[:SHOWN]]
        shown += [bad[number] for number in sorted(bad)[:SHOWN]] + out[:SHOWN]
        return {
            "lines": sorted(shown, key=lambda line: line.number),
            "line_count": len(bad) + len(good) + len(out),
            "out_count": len(out),
        }

    def _ask(self, problems: Sequence[TableProblem]) -> tuple[list[CellInput], list[TableProblem]]:
        """Return what is asked once about values of several rows, and the problems that the answers settle."""
        rows = {row.number: row.values for row in self.answers.apply(self.rows)}
        groups: dict[tuple[str, str], list[TableProblem]] = {}
        unclear = {problem.row for problem in problems if problem.column == "capacity"}
        dropped = []
        for problem in problems:
            text = rows.get(problem.row, {}).get(problem.column, "")
            if problem.code in ("invalid_choice", days.NO_HOUR):
                groups.setdefault((problem.column, fold(text)), []).append(problem)
            elif problem.code == "required" and problem.column == "capacity":
                groups.setdefault(("capacity", ""), []).append(problem)
            elif problem.code == "required" and problem.column == "category":
                capacity = self.choices.meant("capacity", rows[problem.row].get("capacity", "") or self._capacity)
                if problem.row in unclear:
                    dropped.append(problem)  # the capacity is asked first
                else:
                    groups.setdefault(("category", f"{OF_CAPACITY}{capacity}"), []).append(problem)
        several = {
            key: group
            for key, group in groups.items()
            if len(group) > 1 or key[1][:1] in ("", OF_CAPACITY) or key[0] in MOMENTS
        }
        asked = [
            self._value_input(column, text, rows[group[0].row].get(column, ""), len(group))
            for (column, text), group in several.items()
        ]
        asked.sort(key=lambda value: value.is_hour)  # what is said about all hours stands above them once
        return asked, [*dropped, *(problem for group in several.values() for problem in group)]

    @property
    def _capacity(self) -> str:
        return self.answers.values.get("capacity", {}).get("", "")

    def _value_input(self, column: str, folded: str, text: str, count: int) -> CellInput:
        options = self._options(column)
        label = text or _("empty")
        if folded.startswith(OF_CAPACITY):
            label = str(dict(Capacity.choices).get(folded.removeprefix(OF_CAPACITY), label))
        name = f"value:{column}:{folded}"
        if column in MOMENTS:
            return CellInput(name, f"{headings.LABELS[column]} · {label}", "", count=count, is_hour=True)
        return CellInput(name, f"{headings.LABELS[column]} · {label}", _nearest(folded, options), options, count)

    def _options(self, column: str) -> list[tuple[str, str]]:
        options = self.choices.options(column)
        return [*options, (SKIPPED, _("Leave it empty"))] if options and column not in REQUIRED else options

    def _input(self, problem: TableProblem, row: MemberRow | None) -> CellInput | None:
        if row is None or problem.column not in (*headings.COLUMNS, headings.ID):
            return None
        options = self._options(problem.column)
        value = row.values.get(problem.column, "")
        if options:
            value = self.choices.meant(problem.column, value)
            known = next((code for code, _label in options if self.choices.meant(problem.column, code) == value), "")
            value = known or _nearest(fold(value), options)
        return CellInput(f"cell:{problem.row}:{problem.column}", problem.label, value, options)


def _nearest(folded: str, options: Sequence[tuple[str, str]]) -> str:
    """Return the code of the choice whose name is almost the text, to be proposed; empty for none."""
    near = process.extractOne(
        folded,
        {value: fold(option) for value, option in options},
        scorer=Indel.normalized_similarity,
        score_cutoff=NEAR,
    )
    return str(near[2]) if near else ""


def _name_of(row: MemberRow | None) -> str:
    values = row.values if row else {}
    return f"{values.get('given_names', '')} {values.get('family_name', '')}".strip()[:120]


def count_known(result: ImportResult) -> list[str]:
    """Return the sentences that count the changed and the unchanged members."""
    sentences = []
    if count := len(result.changed):
        message = ngettext("%(count)s member was changed.", "%(count)s members were changed.", count)
        sentences.append(message % {"count": count})
    if count := len(result.unchanged):
        sentences.append(ngettext("%(count)s is unchanged.", "%(count)s are unchanged.", count) % {"count": count})
    return sentences


def count_out(rows: Sequence[MemberRow], answers: Answers) -> int:
    return sum(answers.leaves_out(row) for row in rows)


def count_imported(result: ImportResult, out: int) -> list[str]:
    """Return the sentences that count all rows of an import, those left out too."""
    sentences = count_known(result)
    if count := len(result.entered):
        message = ngettext(
            "%(count)s member was imported as a draft.", "%(count)s members were imported as drafts.", count
        )
        sentences.insert(0, message % {"count": count})
    if out:
        sentences.append(ngettext("%(count)s row was left out.", "%(count)s rows were left out.", out) % {"count": out})
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
        office="" if before else f"{plan.after.category} · {plan.after.get_capacity_display()}",
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
