"""A list of people to invite, pasted or as a file, parsed into lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from conference.core.errors import UserError
from conference.files import pasted_tables
from conference.files.pasted_tables import Cells
from conference.look import lists
from conference.parties.models import Party
from conference.parties.spellings import Spellings, fold
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
    """One line of the list: as written, whom it means, what is wrong (`problems`), what would happen (`will`).

    `replaces` is the open invitation to the same address that it ends.
    """

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
        """Return the language by its name; empty when the site does not have it."""
        return str(dict(settings.LANGUAGES).get(self.language, ""))


class ListRefused(UserError):
    status = 422

    def __init__(self, lines: list[InvitationLine]) -> None:
        self.lines = lines
        bad = sum(bool(line.problems) for line in lines)
        words = ngettext(
            "Nobody was invited: %(count)s line has to be corrected.",
            "Nobody was invited: %(count)s lines have to be corrected.",
            bad,
        )
        super().__init__(words % {"count": bad})


def cells(text: str) -> list[Cells]:
    return pasted_tables.cells(text, MOST)


def lines(rows: list[Cells]) -> list[InvitationLine]:
    """Return what each row means. A first row that names columns is a heading, in any order; else they are in the order of COLUMNS."""
    order, rows = _order(rows)
    known, languages, seen = Spellings(), _languages(), dict[tuple[int, str], int]()
    found = []
    for number, row in rows:
        values = dict(zip(order, row, strict=False))
        line = InvitationLine(number, values.get("party", ""), values.get("email", "").lower(), values.get("name", ""))
        line.problems += [
            *_party(line, known),
            *_address(line),
            *_name(line),
            *_tongue(line, values.get("language", ""), languages),
        ]
        if len(row) > len(order) and any(row[len(order) :]):
            line.problems.append(
                _("There are more cells than columns. A name with a comma must be in quotation marks.")
            )
        if line.party is not None:
            earlier = seen.setdefault((line.party.pk, line.email), number)
            if earlier != number:
                line.problems.append(
                    _("The same party and address already appear in line %(line)s.") % {"line": earlier}
                )
        found.append(line)
    return found


def _order(rows: list[Cells]) -> tuple[list[str], list[Cells]]:
    labels = {fold(name): name for name in COLUMNS}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            labels |= {fold(str(label)): name for name, label in COLUMNS.items()}
    heading = [labels.get(fold(cell), "") for cell in rows[0][1]] if rows else []
    if "email" in heading and "party" in heading:
        return heading, rows[1:]
    return list(COLUMNS), rows


def _party(line: InvitationLine, known: Spellings) -> Iterator[str]:
    line.party = known.find(line.party_words)
    if not line.party_words:
        yield _("The party is missing.")
    elif known.is_several(line.party_words):
        words = _("“%(name)s” is the name of several parties. Enter the code, such as KEN.")
        yield words % {"name": line.party_words[:60]}
    elif line.party is None:
        words = _("There is no party called “%(name)s”. Enter its short name in any language, or its code.")
        yield words % {"name": line.party_words[:60]}


def _address(line: InvitationLine) -> Iterator[str]:
    try:
        line.email = _ADDRESS.clean(line.email)
    except ValidationError:
        yield (
            _("“%(address)s” is not an e-mail address.") % {"address": line.email[:60]}
            if line.email
            else _("The address is missing.")
        )


def _name(line: InvitationLine) -> Iterator[str]:
    try:
        line.name = rules.clean_name(line.name)
    except ValidationError as problem:
        yield from problem.messages
    if len(line.name) > LONGEST_NAME:
        yield _("The name has more than %(most)s characters.") % {"most": LONGEST_NAME}


def _tongue(line: InvitationLine, text: str, languages: dict[str, str]) -> Iterator[str]:
    if not text:
        line.language = line.party.language if line.party else settings.LANGUAGE_CODE
        return
    line.language = languages.get(fold(text), "")
    if not line.language:
        names = lists.in_words(str(name) for _code, name in settings.LANGUAGES)
        words = _("“%(text)s” is not one of the languages: %(names)s.")
        yield words % {"text": text[:40], "names": names}


def _languages() -> dict[str, str]:
    found = {}
    for code, name in settings.LANGUAGES:
        for text in (code, code.split("-")[0], get_language_info(code)["name_local"]):
            found[fold(text)] = code
        for other, _label in settings.LANGUAGES:
            with translation.override(other):
                found[fold(str(name))] = code
    return found
