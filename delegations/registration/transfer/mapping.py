"""Find the headings of a table from elsewhere, what each column was taken for, and the parts of which our columns are composed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conference.core import days
from conference.files.workbooks import ReadCell
from delegations.registration.members import rules
from delegations.registration.transfer import headings
from delegations.registration.transfer.headings import DAYS, FULL_NAME, LABELS, NUMBERING, PARTS, REMARKS

SKIPPED = "-"  # a column that is not imported
SAMPLES = 3
NUMBER = "document_number"
FIRST, LAST, GIVEN, FAMILY = "family_name_first", "given_names_first", "given_names", "family_name"
NATIVE = {FAMILY: "native_family_name", GIVEN: "native_given_names"}
NATIVE |= dict.fromkeys((FULL_NAME, FIRST, LAST), "name_native")
# A cell that says that there is nothing to say.
NOTHING = frozenset(
    (
        *("n/a", "n.a.", "n.a", "tbd", "tbc", "tba", "s/o", "n/d", "н/д"),
        *("-", "–", "—", "--", "---", "...", "…", "?", "/", "لا يوجد", "无", "暂无"),
    )
)
_FORMAT = re.compile(r"\b([djдm])\1?[ ./-]*([mмdj])\2?[ ./-]*[yaгj]{2,4}", re.IGNORECASE)
_TITLES = re.compile(
    r"(?:(?:H\.? ?E|S\.? ?E|H\.? ?R\.? ?H|Mr|Mrs|Ms|Miss|Dr|Prof|Mme|Mlle|M|Sr|Sra|Amb|Hon"
    r"|г-н|г-жа|д-р|السيد|السيدة|الدكتور)(?:\.\s*|\s+))+",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    ("de", "da", "do", "dos", "del", "della", "di", "du", "van", "von", "der", "den", "la", "le", "bin", "ibn", "bint")
)


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Attributes:
        key: By which answers name it.
        name: What it is taken for: of LABELS or PARTS, or SKIPPED. With a `doubt`, what it may be, empty for nothing known.
        order: Of day and month, if the heading says it.
    """

    key: str
    heading: str
    name: str = ""
    samples: tuple[str, ...] = ()
    doubt: str = ""
    order: str = ""

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


def is_section(cells: Sequence[ReadCell]) -> bool:
    """Return whether a line is one text merged over several columns: the title of a section, or a note."""
    return len({cell.text for cell in cells if cell.text}) == 1 and any(cell.is_repeated for cell in cells)


def is_second_heading(cells: Sequence[ReadCell]) -> bool:
    """Return whether a line repeats the headings, in another language."""
    texts = [cell.text for cell in cells if cell.text]
    return len(texts) > 2 and sum(bool(headings.find_column(text)) for text in texts) > 0.7 * len(texts)


def map_columns(
    texts: Sequence[str], samples: Sequence[Sequence[str]], answers: Mapping[str, str]
) -> list[SheetColumn]:
    """Return what each column is taken for, by the answers first."""
    columns: list[SheetColumn] = []
    for place, text in enumerate(texts):
        key = headings.fold(text) or f"#{place}"
        if any(column.key == key for column in columns):
            key = f"#{place} {key}"
        columns.append(_column(key, text.strip(), tuple(samples[place])))
    columns = [
        replace(column, name=answers[column.key], doubt="") if column.key in answers else column for column in columns
    ]
    names = [column.name for column in columns]
    columns = [_resolve(column, columns, names) if column.key not in answers else column for column in columns]
    columns = _exchange(columns, answers)
    return [_without_double(column, columns[:place], answers) for place, column in enumerate(columns)]


def _column(key: str, heading: str, samples: tuple[str, ...]) -> SheetColumn:
    name = headings.find_column(heading)
    column = SheetColumn(key, heading, name, samples, order=_order(heading))
    if (
        name in (NUMBERING, REMARKS)
        or (not name and not samples)
        or (not headings.fold(heading) and all(map(str.isdigit, samples)))
    ):
        return replace(column, name=SKIPPED)
    if name:
        return column
    near = headings.near_column(heading)
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
    if column.name != FULL_NAME:
        return column
    for part, other in ((FAMILY, GIVEN), (GIVEN, FAMILY)):
        if any(name == other and columns[place].is_latin == column.is_latin for place, name in enumerate(names)):
            return replace(column, name=part)
    if column.samples and all(_is_plain_order(text) for text in column.samples):
        return replace(column, name=FIRST)  # either order: capitals or a comma tell the family name
    return replace(column, name=LAST, doubt=_("Which name comes first cannot be told from the cells."))


def _exchange(columns: Sequence[SheetColumn], answers: Mapping[str, str]) -> list[SheetColumn]:
    """Return the columns; one of days that has none, and numbers of documents that are days, are in doubt, and each may be the other."""
    # One cell alone may be a mistake of its row.
    open_columns = [
        column for column in columns if column.key not in answers and not column.doubt and len(column.samples) > 1
    ]
    no_days = [column for column in open_columns if column.name in DAYS and not any(map(_is_day, column.samples))]
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
    try:
        days.read(text)
    except ValidationError as problem:
        return problem.code == days.TWO_WAYS
    return True


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


def compose(values: dict[str, str]) -> dict[str, str]:
    """Return the values of our columns only: whole names are divided, times added to days, "n/a" and the like emptied."""
    values = {name: "" if text.casefold() in NOTHING else text for name, text in values.items()}
    parts = {name: values.pop(name) for name in PARTS if name in values}
    for name in (FIRST, LAST):
        if name in parts:
            title, family, given = divide_name(parts[name], family_first=name == FIRST)
            values |= {FAMILY: values.get(FAMILY) or family, GIVEN: values.get(GIVEN) or given}
            if title:
                values["honorific"] = values.get("honorific") or title
    if native := " ".join(filter(None, (parts.get(NATIVE[GIVEN]), parts.get(NATIVE[FAMILY])))):
        values["name_native"] = values.get("name_native") or native
    for name in ("arrival", "departure"):
        if parts.get(f"{name}_time") and values.get(name):
            values[name] = f"{values[name]} {parts[f'{name}_time']}"
    return values


def divide_name(text: str, *, family_first: bool) -> tuple[str, str, str]:
    """Return honorific, family name and given names. A comma or capitals tell the family name, else the order does."""
    text = " ".join(text.split())
    titles = _TITLES.match(text)
    title, text = (text[: titles.end()].strip(), text[titles.end() :]) if titles else ("", text)
    if comma := re.search(r"[,،，]", text):
        return title, text[: comma.start()].strip(), text[comma.end() :].strip()
    words = text.split()
    capitals = [word for word in words if _is_capital(word)]
    if capitals and len(capitals) < len(words):
        return title, " ".join(capitals), " ".join(word for word in words if not _is_capital(word))
    if family_first or len(words) < 2:
        return title, " ".join(words[:1]), " ".join(words[1:])
    place = len(words) - 1
    while place > 1 and words[place - 1].casefold() in _PARTICLES:
        place -= 1
    return title, " ".join(words[place:]), " ".join(words[:place])


def _is_capital(word: str) -> bool:
    return word.isupper() and sum(map(str.isalpha, word)) > 1


def _is_plain_order(text: str) -> bool:
    words = text.split()
    capitals = sum(map(_is_capital, words))
    return bool(re.search(r"[,،，]", text)) or 0 < capitals < len(words) or len(words) == 1


def family_name_is_known(columns: Iterable[SheetColumn]) -> bool:
    return any(column.name in (FAMILY, FIRST, LAST, headings.ID) for column in columns)
