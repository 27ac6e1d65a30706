"""A list of outside guests, pasted or as a file, read into lines."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.core.errors import UserError
from conference.files.pasted_tables import Cells
from conference.look import marks
from conference.models import Rank
from conference.parties.models import Party
from conference.parties.spellings import Spellings, fold
from delegations.registration.focal_points.list_headings import languages_by_name, split_heading

COLUMNS = {
    "party": gettext_lazy("Party"),
    "honorific": gettext_lazy("Honorific"),
    "family_name": gettext_lazy("Family name"),
    "given_names": gettext_lazy("Given names"),
    "name_on_card": gettext_lazy("Name on the card"),
    "functional_title": gettext_lazy("Functional title"),
    "protocol_rank": gettext_lazy("Protocol rank"),
    "email": gettext_lazy("E-mail address"),
    "language": gettext_lazy("Language"),
}
MOST = 500  # lines


@dataclass
class GuestLine:
    """One line of the list: the cells by column, the columns of the guest once it is right, and what is wrong with it."""

    number: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def party(self) -> Party | None:
        return self.values.get("party")

    @property
    def key(self) -> tuple[int, str, str]:
        """Return what no two guests on the list share."""
        return self.values["party"].pk, self.values["family_name"], self.values["given_names"]


class ImportRefused(UserError):
    status = 422

    def __init__(self, lines: list[GuestLine]) -> None:
        count = sum(bool(line.problems) for line in lines)
        message = ngettext(
            "Nobody was entered: %(count)s line has to be corrected.",
            "Nobody was entered: %(count)s lines have to be corrected.",
            count,
        )
        super().__init__(message % {"count": count})


def read_lines(rows: list[Cells], make_form: Callable[[dict[str, Any]], Any]) -> list[GuestLine]:
    """Return the rows as lines. A first row with the names of columns is a heading, in any order; else the columns are COLUMNS.

    Args:
        make_form: Returns the form that checks the values of a line.
    """
    columns, rows = split_heading(rows, COLUMNS, ("party", "family_name"))
    spellings, languages, ranks = Spellings(), languages_by_name(), _ranks_by_name()
    earlier: dict[tuple[int, str, str], int] = {}
    lines = []
    for number, cells in rows:
        line = GuestLine(number, {name: text for name, text in zip(columns, cells, strict=False) if name})
        data = _look_up(line, spellings, languages, ranks)
        if any(cells[len(columns) :]):
            line.problems.append(
                _("There are more cells than columns. A name with a comma must be in quotation marks.")
            )
        if not line.problems:
            _check(line, make_form(data))
        if not line.problems and earlier.setdefault(line.key, number) != number:
            message = _("The same party and name already appear in line %(line)s.")
            line.problems.append(message % {"line": earlier[line.key]})
        lines.append(line)
    return lines


def _look_up(
    line: GuestLine, spellings: Spellings, languages: dict[str, str], ranks: dict[str, Rank]
) -> dict[str, Any]:
    """Return the values of the line for its form: party, rank and language by key. Adds to its problems what is not found."""
    data: dict[str, Any] = dict(line.cells)
    party_text, rank_text, language_text = (data.get(name, "") for name in ("party", "protocol_rank", "language"))
    party = spellings.find(party_text)
    if party_text and spellings.is_several(party_text):
        message = _("“%(name)s” is the name of several parties. Enter the code, such as KEN.")
        line.problems.append(message % {"name": party_text[:60]})
    elif party_text and party is None:
        message = _("There is no party called “%(name)s”. Enter its short name in any language, or its code.")
        line.problems.append(message % {"name": party_text[:60]})
    rank = ranks.get(fold(rank_text))
    if rank_text and rank is None:
        line.problems.append(_("There is no protocol rank called “%(name)s”.") % {"name": rank_text[:60]})
    language = languages.get(fold(language_text)) if language_text else party.language if party else ""
    if language is None:
        line.problems.append(_("“%(name)s” is not one of the languages.") % {"name": language_text[:40]})
    data |= {"party": str(party.pk) if party else "", "protocol_rank": rank.pk if rank else ""}
    return data | {"language": language or settings.LANGUAGE_CODE}


def _check(line: GuestLine, form: Any) -> None:
    """Set the values of a line that its form accepts; else add to its problems what the form says of each field."""
    if form.is_valid():
        line.values = form.values()
        return
    for name, errors in form.errors.items():
        label = str(COLUMNS[name]) if name in COLUMNS else ""
        line.problems += [f"{label}{marks.colon()}{error}" if label else str(error) for error in errors]


def _ranks_by_name() -> dict[str, Rank]:
    """Return the ranks by code, and by name in each language. One query."""
    ranks: dict[str, Rank] = {}
    for rank in Rank.objects.all():
        for text in (rank.code, *rank.name.values()):
            ranks[fold(text)] = rank
    return ranks
