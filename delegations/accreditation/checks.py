"""Looking through a batch before it is printed: every badge that cannot be, with the field and the reason in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.printing import badge_check
from conference.printing.errors import DoesNotFit, MissingGlyph, PrintError, describe
from conference.printing.fit import Paragraph
from conference.printing.text import shortened
from delegations.accreditation.papers import Makers, Row, Way

NAMED = 3  # so many faults stand in a sentence; the page lists all
FIELDS: dict[str, str | Promise] = {
    "party": gettext_lazy("Party"),
    "name": gettext_lazy("Name on badge"),
    "name in its own script": gettext_lazy("Name in its own script"),
    "function": gettext_lazy("Functional title"),
    "number": gettext_lazy("Number"),
    "photo": gettext_lazy("Photo"),
    "code": gettext_lazy("Code"),
    "category": gettext_lazy("Category"),
}


@dataclass(frozen=True)
class Faulty:
    """A badge that cannot be printed: key, number, bearer, party, and the fault's field and reason."""

    pk: int
    number: str
    name: str
    party: str
    field: str
    why: str

    def as_json(self) -> list[object]:
        return [self.pk, self.number, self.name, self.party, self.field, self.why]


class FaultyBadges(PrintError):
    """Some badges of a batch cannot be printed, so none was. `found` lists them."""

    def __init__(self, found: Sequence[Faulty]) -> None:
        self.found = list(found)
        count = len({one.pk for one in found})
        some = "; ".join(f"{one.number} {one.name}, {one.field}: {one.why}" for one in self.found[:NAMED])
        more = " …" if len(self.found) > NAMED else ""
        words = ngettext(
            "%(count)d badge cannot be printed, so none was. %(list)s",
            "%(count)d badges cannot be printed, so none was. %(list)s",
            count,
        )
        super().__init__(words % {"count": count, "list": some + more})


def look_at(
    makers: Makers, rows: Iterable[Row], way: Way
) -> tuple[list[Faulty], dict[int, tuple[Paragraph, ...] | None]]:
    """What the check of these rows finds, in their order, and the words that it measured, by key; nothing is written. No query."""
    # The code is the same for all of a kind, but for its random serial: one of each is made, and the rest is spared.
    rows = list(rows)
    made = [makers.make(row, code=makers.sample_code(row)) for row in rows]
    checked, found = badge_check.check(made, layout=way.layout, backs=way.backs), []
    for fault in checked.faults:
        row, badge = rows[fault.place], made[fault.place]
        field = str(FIELDS.get(fault.field, fault.field))
        found.append(Faulty(row.pk, row.number, badge.name, badge.party_name, field, _why(fault.error)))
    return found, {row.pk: words for row, words in zip(rows, checked.words, strict=True)}


def _why(error: PrintError) -> str:
    """The refusal in the reader's words."""
    if isinstance(error, MissingGlyph):
        return _("No print font has the character %(character)s.") % {"character": describe(error.character)}
    if isinstance(error, DoesNotFit):
        words = {"text": shortened(error.value), "count": len(error.value)}
        return _("No room for “%(text)s” (%(count)d characters), even in the smallest letters.") % words
    if error.field == "photo":
        return _("The photo’s file is missing, or is no JPEG that can be printed.")
    if error.field in ("name", "party"):
        return _("There is none.")
    return str(error)
