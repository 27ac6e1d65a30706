"""Short tables that are pasted into a field or sent as a file, as numbered lines of texts. Bounds are checked before anything is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.files import workbooks
from conference.files.uploads import refuse_large

MOST_COLUMNS = workbooks.MOST_COLUMNS
MOST_CELLS = 20_000  # of a line, empty ones too; spreadsheets write up to 16,384
LONGEST_CELL = 2_000  # characters

type Cells = tuple[int, list[str]]


def cells(text: str, most: int) -> list[Cells]:
    """Return the nonempty lines of a pasted table or a CSV, with their numbers. Commas, semicolons or tabs separate the cells.

    Raises ValidationError if it is no table, or has more than `most` lines, MOST_COLUMNS or LONGEST_CELL.
    """
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max("\t;,", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = ((number, [cell.strip() for cell in row]) for number, row in enumerate(lines, 1))
        return _bounded((row for row in rows if any(row[1])), most)
    except csv.Error as problem:
        raise ValidationError(_("The file is not valid CSV: %(what)s.") % {"what": problem}, code="csv") from problem


def of_file(body: bytes, most: int) -> list[Cells]:
    """Return the rows of a file: a workbook, or a CSV in UTF-8. Raises ValidationError."""
    if body.startswith((workbooks.BEGINS, workbooks.OLD_OR_LOCKED)):
        return _of_workbook(body, most)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        message = _("The file is not in UTF-8. Save it as “CSV UTF-8” or as .xlsx and upload that file.")
        raise ValidationError(message, code="utf8") from problem
    if "\0" in text:
        raise ValidationError(
            _("This is not a table. Save it as “CSV UTF-8” or as .xlsx and upload that file."), code="csv"
        )
    return cells(text, most)


def as_text(rows: Iterable[Cells]) -> str:
    """Return the rows as text that can be pasted and corrected: a line each, separated by tabs."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for _number, row in rows)


def _bounded(rows: Iterable[Cells], most: int) -> list[Cells]:
    lines = []
    for number, row in rows:
        if len(row) <= MOST_CELLS:
            while row and not row[-1]:
                row.pop()
        if len(row) > MOST_COLUMNS:
            message = _("Row %(row)s has more than %(most)s columns. Delete what does not belong to the table.")
            raise ValidationError(message % {"row": number, "most": MOST_COLUMNS}, code="columns")
        if long := next((cell for cell in row if len(cell) > LONGEST_CELL), ""):
            message = _("This cell has %(length)s characters; at most %(most)s are taken.")
            raise _cell_error(number, message % {"length": len(long), "most": LONGEST_CELL})
        lines.append((number, row))
        if len(lines) > most + 1:  # one may be the heading
            message = _("The file has more than %(most)s rows. Please upload it in parts.")
            raise ValidationError(message % {"most": most}, code="many")
    return lines


def _cell_error(line: int, reason: str) -> ValidationError:
    return ValidationError(_("Line %(line)s: %(reason)s") % {"line": line, "reason": reason}, code="cell")


def _of_workbook(body: bytes, most: int) -> list[Cells]:
    try:
        rows = ((number, [_text(number, cell) for cell in row]) for number, row in workbooks.read_rows(body))
        return _bounded((row for row in rows if any(row[1])), most)
    except workbooks.UnreadableWorkbook as problem:
        raise ValidationError(str(problem), code="workbook") from problem


def _text(line: int, cell: workbooks.ReadCell) -> str:
    if cell.problem:
        raise _cell_error(line, cell.problem)
    return cell.text.strip()


class PastedTableForm(forms.Form):  # not checked here: each cell is checked, and its line is named
    """A list, as text or as a file. After `is_valid`, `rows` are its cells and `shown()` is the form to correct and send again.

    A subclass describes a line (`about`) and limits the number of lines (`most`).
    """

    mark_optional = False  # one of the two is needed
    about: ClassVar[str | Promise] = ""
    most: ClassVar[int] = 500

    table = forms.CharField(
        label=gettext_lazy("The list"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("or a file, CSV or .xlsx"),
        required=False,
        help_text=gettext_lazy("At most 5 MB. It replaces the list above."),
    )
    rows: list[Cells]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].help_text = self.about  # type: ignore[assignment]
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,text/csv"

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        name = "file" if values.get("file") else "table"
        if self.errors:
            return values
        try:
            self.rows = self._read(values)
            if not self.rows:
                raise ValidationError(_("The list is empty. Paste one line per person, or choose a file."))
        except ValidationError as problem:
            self.add_error(name, problem)
        return values

    def _read(self, values: dict[str, Any]) -> list[Cells]:
        if not (file := values.get("file")):
            return cells(values.get("table", ""), self.most)
        refuse_large(file)
        return of_file(file.read(), self.most)

    def shown(self) -> PastedTableForm:
        """Return the form to continue with: its field holds the file's content."""
        if not self.cleaned_data.get("file"):
            return self
        return type(self)(initial={"table": as_text(self.rows)})
