"""Find the headings of a table from elsewhere, and what each column was taken for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from conference.files.workbooks import ReadCell
from conference.look import honorifics
from delegations.registration.members import rules
from delegations.registration.transfer import headings
from delegations.registration.transfer.headings import (
    DAYS,
    FAMILY,
    FIRST,
    FULL_NAME,
    GIVEN,
    LABELS,
    LAST,
    NATIVE,
    NUMBERING,
    REMARKS,
)
from delegations.registration.transfer.reading import cells

SKIPPED = "-"  # a column that is not imported
SAMPLES = 3
NUMBER = "document_number"
_FORMAT = re.compile(r"\b([djдm])\1?[ ./-]*([mмdj])\2?[ ./-]*[yaгj]{2,4}", re.IGNORECASE)


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Attributes:
        key: By which answers name it.
        name: What it is taken for: of LABELS or PARTS, or SKIPPED. With a `doubt`, what it may be, empty for nothing known.
        texts: The different texts below the heading, at the beginning of the table.
        order: Of day and month, if the heading says it.
    """

    key: str
    heading: str
    name: str = ""
    texts: tuple[str, ...] = ()
    doubt: str = ""
    order: str = ""

    @property
    def samples(self) -> tuple[str, ...]:
        return self.texts[:SAMPLES]

    @property
    def is_latin(self) -> bool:
        return rules.in_latin(*self.samples) or not any(text.strip() for text in self.samples)


type Line = tuple[int, list[ReadCell]]


def find_heading(lines: Sequence[Line]) -> int:
    """Return the place of the line that has the most headings; without any, of the one with the most cells; the first of equals.

    Headings that are merged with cells below them end on the lower line.
    """

    def score(place: int) -> tuple[int, int]:
        texts = get_headings(lines, place)
        return len({headings.find_column(text) for text in texts} - {""}), len([text for text in texts if text])

    place = max(range(len(lines)), key=score, default=0)
    if place + 1 < len(lines):
        pairs = zip(lines[place][1], lines[place + 1][1], strict=False)
        place += any(upper.text and upper.text == lower.text for upper, lower in pairs)
    return place


def get_headings(lines: Sequence[Line], place: int) -> list[str]:
    """Return the headings of a line, each with the one above that spans several columns: “Passport”, “No.” is “Passport No.”."""
    texts = [cell.text for cell in lines[place][1]]
    above = [cell.text for cell in lines[place - 1][1]] if place else []
    if len(set(filter(None, above))) < 2:
        return texts
    for column, (upper, text) in enumerate(zip(above, texts, strict=False)):
        if upper and upper != text and above.count(upper) > 1:
            joined = headings.join_spanning(upper, text)
            texts[column] = next((heading for heading in joined if headings.find_column(heading)), text or upper)
    return texts


def is_section(line: Sequence[ReadCell]) -> bool:
    """Return whether a line is one text merged over several columns: the title of a section, or a note."""
    return len({cell.text for cell in line if cell.text}) == 1 and any(cell.is_repeated for cell in line)


def is_second_heading(line: Sequence[ReadCell]) -> bool:
    """Return whether a line repeats the headings, in another language."""
    texts = [cell.text for cell in line if cell.text]
    return len(texts) > 2 and sum(bool(headings.find_column(text)) for text in texts) > 0.7 * len(texts)


def map_columns(
    sheet_headings: Sequence[str], texts: Sequence[Sequence[str]], answers: Mapping[str, str]
) -> list[SheetColumn]:
    """Return what each column is taken for, by the answers first."""
    columns: list[SheetColumn] = []
    for place, heading in enumerate(sheet_headings):
        key = headings.fold(heading) or f"#{place}"
        if any(column.key == key for column in columns):
            key = f"#{place} {key}"
        columns.append(_column(key, heading.strip(), tuple(texts[place])))
    columns = [
        replace(column, name=answers[column.key], doubt="") if column.key in answers else column for column in columns
    ]
    names = [column.name for column in columns]
    columns = [_resolve(column, columns, names) if column.key not in answers else column for column in columns]
    columns = _exchange(columns, answers)
    return [_without_double(column, columns[:place], answers) for place, column in enumerate(columns)]


def _column(key: str, heading: str, texts: tuple[str, ...]) -> SheetColumn:
    name = headings.find_column(heading)
    column = SheetColumn(key, heading, name, texts, order=_order(heading))
    samples = column.samples
    if (
        name in (NUMBERING, REMARKS)
        or (not name and not samples)
        or (not headings.fold(heading) and all(map(str.isdigit, samples)))
    ):
        return replace(column, name=SKIPPED)
    if name:
        return column
    near = headings.near_column(heading)
    if samples and all(map(honorifics.is_known, samples)):
        return replace(column, name="honorific")
    if near == "phone" and all(map(cells.is_contact, samples)):
        return replace(column, name=near)
    return replace(
        column,
        name=near,
        doubt=_("This may be “%(label)s”.") % {"label": LABELS[near]} if near else _("This heading is not known."),
    )


def _resolve(column: SheetColumn, columns: Sequence[SheetColumn], names: Sequence[str]) -> SheetColumn:
    """Tell a whole name from a part of one, and names in original script from those in Latin letters."""
    if column.name in NATIVE and not column.is_latin:
        latin = {other.name for other in columns if other.is_latin and other.name in NATIVE}
        if latin:
            return replace(column, name=NATIVE[column.name])
    order = cells.find_order(column.texts)
    if column.name in (FIRST, LAST) and len(column.texts) > 1:
        return replace(column, name=order or column.name)
    if column.name != FULL_NAME:
        return column
    for part, other in ((FAMILY, GIVEN), (GIVEN, FAMILY)):
        if any(name == other and columns[place].is_latin == column.is_latin for place, name in enumerate(names)):
            return replace(column, name=part)
    if column.samples and all(map(cells.tells_order, column.samples)):
        return replace(column, name=order or FIRST)  # capitals or a comma tell each family name
    if order:
        return replace(column, name=order)
    return replace(column, name=LAST, doubt=_("Which name comes first cannot be told from the cells."))


def _exchange(columns: Sequence[SheetColumn], answers: Mapping[str, str]) -> list[SheetColumn]:
    """Return the columns; one of days that has none, and numbers of documents that are days, are in doubt, and each may be the other."""
    # One cell alone may be a mistake of its row.
    open_columns = [
        column for column in columns if column.key not in answers and not column.doubt and len(column.samples) > 1
    ]
    no_days = [
        column
        for column in open_columns
        if column.name in DAYS and not any(_is_day(cells.read_serial(text)) for text in column.samples)
    ]
    no_numbers = [column for column in open_columns if column.name == NUMBER and all(map(_is_day, column.samples))]
    is_pair = (len(no_days), len(no_numbers)) == (1, 1)
    doubts = {
        column.key: replace(
            column, name=NUMBER if is_pair else "", doubt=_("None of these is a date: are two columns exchanged?")
        )
        for column in no_days
    }
    doubts |= {
        column.key: replace(
            column, name=no_days[0].name if is_pair else "", doubt=_("These are dates: are two columns exchanged?")
        )
        for column in no_numbers
    }
    return [doubts.get(column.key, column) for column in columns]


def _is_day(text: str) -> bool:
    return cells.is_day(cells.divide_birth(text)[0])


def is_exchanged(column: SheetColumn, name: str) -> bool:
    """Return whether a column is taken for a day or number although its heading says the other: true of this table, not of the next."""
    known = headings.find_column(column.heading)
    return name != known and {name, known} <= {NUMBER, *DAYS}


def _without_double(column: SheetColumn, before: Sequence[SheetColumn], answers: Mapping[str, str]) -> SheetColumn:
    if column.name in ("", SKIPPED) or column.doubt or all(column.name != other.name for other in before):
        return column
    return replace(column, doubt=_("This column appears twice."))


def _order(heading: str) -> str:
    parts = _FORMAT.search(heading)
    if not parts:
        return ""
    first, second = (part.casefold() in "mм" for part in parts.groups())
    return "" if first == second else "mdy" if first else "dmy"


def family_name_is_known(columns: Iterable[SheetColumn]) -> bool:
    return any(column.name in (FAMILY, FIRST, LAST, headings.ID) for column in columns)
