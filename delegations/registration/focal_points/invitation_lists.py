"""A list of people to invite, pasted or as a file, parsed into lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.core.errors import UserError
from conference.files.pasted_tables import Cells
from conference.look import lists
from conference.parties.models import Party
from conference.parties.spellings import Spellings, fold
from delegations.registration.focal_points.list_headings import languages_by_name, split_heading
from delegations.registration.members import rules

COLUMNS = {
    "party": gettext_lazy("Party"),
    "email": gettext_lazy("E-mail address"),
    "name": gettext_lazy("Name"),
    "language": gettext_lazy("Language"),
}
MOST = 500  # lines
LONGEST_NAME = 150
_ADDRESS = forms.EmailField(max_length=254)


@dataclass
class InvitationLine:
    """One line of the list, as read. `invite_many` sets `will`, the result, and `replaces`, the open invitation that it ends."""

    number: int
    party_words: str = ""
    email: str = ""
    name: str = ""
    language: str = ""
    party: Party | None = None
    problems: list[str] = field(default_factory=list)
    will: str = ""
    replaces: int | None = None

    @property
    def language_name(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, ""))


class ListRefused(UserError):
    status = 422

    def __init__(self, lines: list[InvitationLine]) -> None:
        self.lines = lines
        count = sum(bool(line.problems) for line in lines)
        message = ngettext(
            "Nobody was invited: %(count)s line has to be corrected.",
            "Nobody was invited: %(count)s lines have to be corrected.",
            count,
        )
        super().__init__(message % {"count": count})


def read_lines(rows: list[Cells]) -> list[InvitationLine]:
    """Return the rows as lines. A first row with the names of columns is a heading, in any order; else the columns are COLUMNS."""
    columns, rows = split_heading(rows, COLUMNS, ("party", "email"))
    spellings, languages, numbers = Spellings(), languages_by_name(), dict[tuple[int, str], int]()
    lines = []
    for number, cells in rows:
        values = dict(zip(columns, cells, strict=False))
        line = InvitationLine(number, values.get("party", ""), values.get("email", "").lower(), values.get("name", ""))
        line.problems += [
            *_set_party(line, spellings),
            *_set_address(line),
            *_set_name(line),
            *_set_language(line, values.get("language", ""), languages),
        ]
        if any(cells[len(columns) :]):
            message = _("There are more cells than columns. A name with a comma must be in quotation marks.")
            line.problems.append(message)
        if line.party is not None:
            earlier = numbers.setdefault((line.party.pk, line.email), number)
            if earlier != number:
                message = _("The same party and address already appear in line %(line)s.")
                line.problems.append(message % {"line": earlier})
        lines.append(line)
    return lines


def _set_party(line: InvitationLine, spellings: Spellings) -> Iterator[str]:
    """Set the party that the line names; yield what is wrong with it, as the functions below do."""
    line.party = spellings.find(line.party_words)
    name = {"name": line.party_words[:60]}
    if not line.party_words:
        yield _("The party is missing.")
    elif spellings.is_several(line.party_words):
        yield _("“%(name)s” is the name of several parties. Enter the code, such as KEN.") % name
    elif line.party is None:
        yield _("There is no party called “%(name)s”. Enter its short name in any language, or its code.") % name


def _set_address(line: InvitationLine) -> Iterator[str]:
    try:
        line.email = _ADDRESS.clean(line.email)
    except ValidationError:
        message = _("“%(address)s” is not an e-mail address.") if line.email else _("The address is missing.")
        yield message % {"address": line.email[:60]}


def _set_name(line: InvitationLine) -> Iterator[str]:
    try:
        line.name = rules.clean_name(line.name)
    except ValidationError as error:
        yield from error.messages
    if len(line.name) > LONGEST_NAME:
        yield _("The name has more than %(most)s characters.") % {"most": LONGEST_NAME}


def _set_language(line: InvitationLine, text: str, languages: dict[str, str]) -> Iterator[str]:
    if not text:
        line.language = line.party.language if line.party else settings.LANGUAGE_CODE
        return
    line.language = languages.get(fold(text), "")
    if not line.language:
        names = lists.in_words(str(name) for _code, name in settings.LANGUAGES)
        yield _("“%(text)s” is not one of the languages: %(names)s.") % {"text": text[:40], "names": names}
