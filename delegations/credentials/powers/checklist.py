"""The checklist as an officer reads it: each rule, how it came out, and the values that were looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.look import lists, times
from conference.look.language_names import language_name
from delegations.credentials.powers import queries, texts
from delegations.credentials.powers.models import FullPowers
from delegations.credentials.powers.rules import Assessment, ChecklistLine, TreatyNamed

type Values = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class ShownLine:
    """A line of the checklist. `values`: what was looked at, each with where it stands; the label is empty where the rule's says it."""

    line: ChecklistLine
    rule: texts.ChecklistRule
    reason: texts.PowersReason | None
    values: tuple[tuple[str, str], ...]


def build_checklist(powers: FullPowers, assessment: Assessment) -> list[ShownLine]:
    """Return the lines of a row from `queries.with_related`. No query."""
    return [
        ShownLine(line, texts.RULES[line.about], texts.REASONS.get(line.reason), tuple(_VALUES[line.about](powers)))
        for line in assessment.lines
    ]


def _party(powers: FullPowers) -> Values:
    yield "", powers.delegation.party.formal
    yield _("Treaty"), str(powers.treaty.title)


def _office(powers: FullPowers) -> Values:
    person = powers.representative
    yield _("Protocol rank"), str(person.protocol_rank.name) if person.protocol_rank else "–"
    yield _("Function"), person.functional_title or "–"


def _paper(powers: FullPowers) -> Values:
    yield "", powers.get_paper_display()


def _purpose(powers: FullPowers) -> Values:
    yield "", powers.get_purpose_display()


def _issuer(powers: FullPowers) -> Values:
    office = queries.office_text(powers.issuer_office, acting=powers.is_acting) if powers.issuer_office else ""
    yield (
        _("On the paper"),
        lists.join_facts([powers.issuer_name or "–", office] if office else [powers.issuer_name or "–"]),
    )
    yield _("Representative"), _names(powers)


def _signature(powers: FullPowers) -> Values:
    yield "", _yes_or_no(powers.is_signed)


def _treaty(powers: FullPowers) -> Values:
    yield _("On the paper"), powers.get_treaty_named_display()
    if powers.treaty_named == TreatyNamed.GENERAL:
        yield _("Deposited"), _yes_or_no(powers.is_deposited)
    yield _("This treaty"), str(powers.treaty.title)


def _person(powers: FullPowers) -> Values:
    yield _("On the paper"), powers.name_written or "–"
    yield _("Registered"), _names(powers)


def _persons(powers: FullPowers) -> Values:
    yield _("On the paper"), powers.name_written or "–"
    yield "", powers.get_designation_display()


def _date(powers: FullPowers) -> Values:
    yield _("On the paper"), times.days_text(powers.dated, powers.dated) if powers.dated else "–"


def _adoption(powers: FullPowers) -> Values:
    yield from _date(powers)
    yield _("Adopted on"), times.days_text(powers.treaty.adopted_on, powers.treaty.adopted_on)


def _place(powers: FullPowers) -> Values:
    yield "", powers.place or "–"


def _seal(powers: FullPowers) -> Values:
    yield "", _yes_or_no(powers.is_sealed)


def _language(powers: FullPowers) -> Values:
    yield "", language_name(powers.language) if powers.language else "–"
    yield _("Translation"), _yes_or_no(powers.is_translated)


def _names(powers: FullPowers) -> str:
    return lists.join_facts(dict.fromkeys(queries.names_of(powers.representative)))


def _yes_or_no(value: bool) -> str:
    return _("Yes") if value else _("No")


_VALUES: dict[str, Callable[[FullPowers], Values]] = {
    "party": _party,
    "office": _office,
    "paper": _paper,
    "purpose": _purpose,
    "issuer": _issuer,
    "signature": _signature,
    "treaty": _treaty,
    "person": _person,
    "persons": _persons,
    "date": _date,
    "adoption": _adoption,
    "place": _place,
    "seal": _seal,
    "language": _language,
}
