"""The check of a batch before it is printed. A badge without a required photo is refused: anybody could wear it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.printing.badges import checks
from conference.printing.documents.errors import BrokenTemplate, DoesNotFit, MissingGlyph, PrintError, describe
from conference.printing.documents.fit import Paragraph
from conference.printing.documents.text import shorten_text
from delegations.accreditation.badges.contents import BadgeDataBuilder, BadgeRow, PrintMode

NAMED = 3  # so many faults are in a sentence; the page lists all
FIELDS: dict[str, str | Promise] = {
    "party": gettext_lazy("Party"),
    "name": gettext_lazy("Name on badge"),
    "name in its own script": gettext_lazy("Name in original script"),
    "function": gettext_lazy("Functional title"),
    "number": gettext_lazy("Number"),
    "photo": gettext_lazy("Photo"),
    "code": gettext_lazy("Code"),
    "category": gettext_lazy("Category"),
    "template": gettext_lazy("Print template"),
}
_NAME = gettext_lazy(
    "Enter a shorter name on the badge, or another spelling, in the member’s form. The member then goes back to review."
)
# What to do about a fault in a field.
REMEDIES: dict[str, str | Promise] = {
    "party": gettext_lazy("The name of the party is corrected in the settings."),
    "name": _NAME,
    "name in its own script": _NAME,
    "function": gettext_lazy("Enter a shorter functional title, or another spelling, in the member’s form."),
    "photo": gettext_lazy(
        "Add a photo in the member’s form, or ask accreditation to exempt this person from providing one."
    ),
    "category": gettext_lazy("The wording and the colours of this category are corrected in the settings."),
    "template": gettext_lazy("No badge can be printed on this paper until its template is corrected."),
}


@dataclass(frozen=True)
class FaultyBadge:
    pk: int
    number: str
    name: str
    party: str
    field: str
    why: str


@dataclass(frozen=True)
class MissingField:
    """What prevents a badge from being printed, and on which papers; none: on every one."""

    field: str
    why: str
    remedy: str
    layouts: tuple[str, ...] = ()


class FaultyBadges(PrintError):
    """Some badges of a batch (`faults`) cannot be printed, so none was."""

    def __init__(self, faults: Sequence[FaultyBadge]) -> None:
        self.found = list(faults)
        count = len({fault.pk for fault in faults})
        listed = "; ".join(f"{fault.number} {fault.name}, {fault.field}: {fault.why}" for fault in self.found[:NAMED])
        dots = " …" if len(self.found) > NAMED else ""
        message = ngettext(
            "%(count)d badge cannot be printed, so none was. %(list)s",
            "%(count)d badges cannot be printed, so none was. %(list)s",
            count,
        )
        super().__init__(message % {"count": count, "list": listed + dots})


def check_rows(
    makers: BadgeDataBuilder, rows: Iterable[BadgeRow], way: PrintMode
) -> tuple[list[FaultyBadge], dict[int, tuple[Paragraph, ...] | None]]:
    """Return the faults of these rows, in their order, and the measured texts by key. No query."""
    # Codes of one kind differ only by their random serial: one of each is made, and the rest is spared.
    rows = list(rows)
    made = [makers.make(row, code=makers.sample_code(row)) for row in rows]
    checked = checks.check_badges(made, layout=way.layout, backs=way.backs)
    faults = [(fault.place, fault.field, explain_error(fault.error)) for fault in checked.faults]
    faults += [(place, "photo", _no_photo()) for place, row in enumerate(rows) if makers.lacks_photo(row)]
    faulty_badges = []
    for place, name, reason in sorted(faults, key=lambda fault: fault[0]):
        row, badge = rows[place], made[place]
        faulty_badges.append(
            FaultyBadge(row.pk, row.number, badge.name, badge.party_name, str(FIELDS.get(name, name)), reason)
        )
    return faulty_badges, {row.pk: paragraphs for row, paragraphs in zip(rows, checked.words, strict=True)}


def find_missing_fields(
    makers: BadgeDataBuilder, row: BadgeRow, layouts: Sequence[str]
) -> tuple[list[MissingField], set[str]]:
    """Return what prevents one badge from being printed, and the layouts on which it has no picture either. No query."""
    badge, blank = makers.make(row, code=makers.sample_code(row)), set()
    where: dict[tuple[str, str], list[str]] = {}
    for layout in layouts:
        for fault in checks.check_badges([badge], layout=layout).faults:
            where.setdefault((fault.field, explain_error(fault.error)), []).append(layout)
            blank.add(layout)
    if makers.lacks_photo(row):
        where["photo", _no_photo()] = list(layouts)
    missing_fields = []
    for (name, reason), affected in where.items():
        only = () if len(affected) == len(layouts) else tuple(affected)
        missing_fields.append(MissingField(str(FIELDS.get(name, name)), reason, str(REMEDIES.get(name, "")), only))
    return sorted(missing_fields, key=lambda lack: bool(lack.layouts)), blank


def _no_photo() -> str:
    return _("No photo was given, and this person is not exempt.")


def explain_error(error: PrintError) -> str:
    if isinstance(error, BrokenTemplate):
        return _template(error)
    if isinstance(error, MissingGlyph):
        return _("No print font contains the character %(character)s.") % {"character": describe(error.character)}
    if isinstance(error, DoesNotFit):
        values = {"text": shorten_text(error.value), "count": len(error.value)}
        return _("“%(text)s” (%(count)d characters) does not fit, even in the smallest type size.") % values
    if error.field == "photo":
        return _("The photo file is missing or is not a printable JPEG.")
    if error.field in ("name", "party"):
        return _("None.")
    return str(error)


def _template(error: BrokenTemplate) -> str:
    values = {"template": error.template, "file": error.file, "line": error.line, "problem": error.problem}
    if not error.problem:
        return _("There is no print template %(template)s.") % values
    if not error.file:
        return _("The print template %(template)s cannot be typeset: %(problem)s.") % values
    # Translators: the problem is said by the typesetting system, in English.
    return _("The print template %(template)s cannot be typeset. %(file)s, line %(line)d: %(problem)s.") % values
