"""What the sender of a table answered about it, what is remembered of that for the delegation, and how it changes the rows."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from conference.core import days
from conference.core.errors import UserError
from conference.parties.spellings import fold
from delegations.registration.models import Delegation, ImportMapping
from delegations.registration.transfer.headings import COLUMNS, ID, LABELS, MOMENTS, PARTS
from delegations.registration.transfer.mapping import SKIPPED, SheetColumn, is_exchanged
from delegations.registration.transfer.row_form import CHOSEN
from delegations.registration.transfer.tables import LONGEST_CELL, MemberRow, TableProblem, too_long

LONGEST = 1024 * 1024  # characters of all answers to a table
OF_CAPACITY = "="  # before a capacity: the category of those with that capacity whose cell is empty
_HOUR = re.compile(r"\d{1,2}:\d\d")
MOST_REMEMBERED = 500  # headings, and values of each column


@dataclass(frozen=True)
class Answers:
    """The answers to a table.

    Attributes:
        columns: Our columns by the key of the sheet's, SKIPPED for one that is not imported.
        orders: The order of day and month by column, as of `days.ORDERS`; under "" that of all.
        values: The choice that is meant, by column and folded text; SKIPPED for none.
        cells: Corrected texts by row and column; SKIPPED for no choice.
        out: Whether a row is left out, by row.
    """

    columns: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    out: dict[str, bool] = field(default_factory=dict)

    def to_text(self) -> str:
        text = json.dumps(asdict(self), ensure_ascii=False)
        if len(text) > LONGEST:
            raise UserError(_("There are too many corrections for this page. Correct the file and choose it again."))
        return text

    def order_of(self, column: str) -> str:
        return self.orders.get(column) or self.orders.get("", "")

    def with_posted(self, data: QueryDict) -> "Answers":
        """Return these answers with those of a form: `column:KEY`, `order:COLUMN`, `value:COLUMN:TEXT`, `cell:ROW:COLUMN`, `out`.

        What a column was taken for without doubt (`was:KEY`) is no answer; a row that the form showed (`shown`), not ticked as
        `out`, is not left out.
        """
        answers = Answers(**json.loads(self.to_text()))
        for name, text in data.items():
            kind, _colon, rest = name.partition(":")
            head, _colon, tail = rest.partition(":")
            if kind == "column" and text in {*LABELS, *PARTS, SKIPPED} and text != data.get(f"was:{rest}"):
                answers.columns[rest[:300]] = str(text)
            elif kind == "order" and rest in COLUMNS and text in days.ORDERS:
                answers.orders[rest] = str(text)
            elif kind == "value" and head in MOMENTS:  # the hour of a day; without one, the day is not taken
                answers.values.setdefault(head, {})[tail[:LONGEST_CELL]] = (
                    str(text) if _HOUR.fullmatch(str(text)) else SKIPPED
                )
            elif kind == "value" and head in COLUMNS and text:
                answers.values.setdefault(head, {})[tail[:LONGEST_CELL]] = str(text)[:100]
            elif kind == "cell" and head.isdecimal() and tail in (*COLUMNS, ID) and (text or tail not in CHOSEN):
                answers.cells.setdefault(head, {})[tail] = str(text).strip()[: LONGEST_CELL + 1]
        ticked = set(data.getlist("out"))
        answers.out.update({row: row in ticked for row in data.getlist("shown") if row.isdecimal()})
        return answers

    def without(self, rows: Iterable[int]) -> "Answers":
        """Return these answers with further rows left out."""
        return replace(self, out={**self.out, **{str(row): True for row in rows}})

    def apply(self, rows: Iterable[MemberRow]) -> list[MemberRow]:
        """Return the rows that are not left out, with what was corrected."""
        return [self._corrected(row) for row in rows if not self.leaves_out(row)]

    def leaves_out(self, row: MemberRow) -> bool:
        return self.out.get(str(row.number), bool(row.note))

    def _corrected(self, row: MemberRow) -> MemberRow:
        typed = self.cells.get(str(row.number), {}).items()
        cells = {name: text for name, text in typed if text != row.values.get(name, "")}
        values = {**row.values, **cells}
        for column, meanings in self.values.items():
            if values.get(column) and (meaning := meanings.get(fold(values[column]))):
                is_hour = column in MOMENTS and meaning != SKIPPED
                values[column] = f"{values[column]} {meaning}" if is_hour else meaning
        values = {name: "" if text == SKIPPED else text for name, text in values.items()}
        problems = [problem for problem in row.problems if problem.column not in cells]
        problems += [
            TableProblem(row.number, name, too_long(text)) for name, text in cells.items() if len(text) > LONGEST_CELL
        ]
        return replace(row, values=values, problems=problems)


NO_ANSWERS = Answers()


def from_text(text: str) -> Answers:
    return Answers(**json.loads(text)) if text else Answers()


def recall(delegation: Delegation) -> Answers:
    """Return what is remembered for the delegation: what its headings and values mean."""
    mapping = ImportMapping.objects.filter(delegation=delegation).first()
    return from_text(mapping.answers) if mapping else Answers()


def remember(delegation: Delegation, answers: Answers, columns: Sequence[SheetColumn]) -> None:
    """Remember what was answered about headings and values of a table that was imported, besides what was remembered before."""
    former = recall(delegation)
    keys = {
        column.key
        for column in columns
        if not column.key.startswith("#") and not is_exchanged(column, answers.columns.get(column.key, ""))
    }
    lasting = Answers(
        columns=_newest({**former.columns, **{key: name for key, name in answers.columns.items() if key in keys}}),
        values={
            column: _newest({**former.values.get(column, {}), **answers.values.get(column, {})})
            for column in {*former.values, *answers.values} - {*MOMENTS}
        },
    )
    if lasting != former:
        ImportMapping.objects.update_or_create({"answers": lasting.to_text()}, delegation=delegation)


def with_remembered(answers: Answers, remembered: Answers) -> Answers:
    """Return the answers, and what is remembered where they say nothing."""
    values = {
        column: {**remembered.values.get(column, {}), **answers.values.get(column, {})}
        for column in {*remembered.values, *answers.values}
    }
    return replace(answers, columns={**remembered.columns, **answers.columns}, values=values)


def _newest(entries: Mapping[str, str]) -> dict[str, str]:
    return dict(list(entries.items())[-MOST_REMEMBERED:])
