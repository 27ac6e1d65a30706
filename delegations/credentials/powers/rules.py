"""Decide what a paper must show so that its bearer may sign a treaty: the checklist, and the verdict that it proposes.

Plain values in and out, no queries. VCLT: the Vienna Convention on the Law of Treaties (1969), articles 2 (1) (c) and 7; VCLTIO: that of
1986 for international organizations, article 7 (3); Handbook: the UN Treaty Handbook (2012), section 3.2, which says what the
Secretary-General as depositary asks of the paper.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delegations.credentials.powers.names import NameMatch, compare_any, compare_written, split_persons


class Office(TextChoices):
    """The office of who issued the powers. The first three may issue them, also acting or ad interim (Handbook 3.2.3)."""

    HEAD_OF_STATE = "head_of_state", _("Head of State")
    HEAD_OF_GOVERNMENT = "head_of_government", _("Head of Government")
    FOREIGN_MINISTER = "foreign_minister", _("Minister for Foreign Affairs")
    ORGAN = "organ", _("Organ of an organization that may authorize a signature under its rules")
    OTHER = "other", _("Another office")


ISSUING = (Office.HEAD_OF_STATE, Office.HEAD_OF_GOVERNMENT, Office.FOREIGN_MINISTER)


class Paper(TextChoices):
    FULL_POWERS = "full_powers", _("Full powers: they authorize the signature of a treaty")
    CREDENTIALS = "credentials", _("Credentials: they authorize participation in the conference")


class Purpose(TextChoices):
    SIGN = "sign", _("To sign the treaty")
    NEGOTIATE = "negotiate", _("To negotiate, adopt or authenticate the text alone")


class Designation(TextChoices):
    ALONE = "alone", _("One person")
    EACH = "each", _("Several persons, each of whom may sign alone")
    TOGETHER = "together", _("Several persons, who sign together")


class TreatyNamed(TextChoices):
    THIS = "this", _("This treaty, by its title")
    GENERAL = "general", _("General full powers: all treaties, or all of a kind")
    OTHER = "other", _("Another treaty")
    NONE = "none", _("No treaty")


class PaperVerdict(TextChoices):
    """What the checklist proposes."""

    ACCEPTED = "accepted", pgettext_lazy("full powers", "Accepted")
    DEFECTIVE = "defective", pgettext_lazy("full powers", "Defective")
    NOT_NEEDED = "not_needed", pgettext_lazy("full powers", "Not needed")
    MISSING = "missing", pgettext_lazy("full powers", "Missing")


class LineOutcome(StrEnum):
    MET = "met"
    REMARK = "remark"  # to be looked at; no defect of the paper
    DEFECT = "defect"


@dataclass(frozen=True)
class Signatory:
    """Who is to sign: `names` as registration knows them, each as one text; `office`, the code of the protocol rank."""

    names: Collection[str]
    office: str = ""
    is_member: bool = True
    party_may_sign: bool = True
    of_organization: bool = False


@dataclass(frozen=True)
class PaperFacts:
    """What the paper says."""

    paper: str = Paper.FULL_POWERS
    purpose: str = Purpose.SIGN
    issuer_name: str = ""
    issuer_office: str = ""
    is_acting: bool = False
    name_written: str = ""
    designation: str = Designation.ALONE
    treaty_named: str = TreatyNamed.NONE
    is_deposited: bool = False
    dated: date | None = None
    place: str = ""
    is_signed: bool = False
    is_sealed: bool = False
    language: str = ""
    is_translated: bool = False


@dataclass(frozen=True)
class ChecklistLine:
    """A line of the checklist: its topic, how it came out, and the reason's code unless it is met."""

    about: str
    outcome: LineOutcome
    reason: str = ""


@dataclass(frozen=True)
class Assessment:
    verdict: PaperVerdict
    lines: tuple[ChecklistLine, ...] = ()

    @property
    def defects(self) -> tuple[str, ...]:
        return tuple(line.reason for line in self.lines if line.outcome == LineOutcome.DEFECT)

    @property
    def remarks(self) -> tuple[str, ...]:
        return tuple(line.reason for line in self.lines if line.outcome == LineOutcome.REMARK)


# Verdicts of comparison that an officer may overrule with a reason. The others are what full powers are (VCLT, articles 2 (1) (c) and 7).
OVERRULABLE = frozenset(
    {"issuer_is_signatory", "person_other", "persons_several", "persons_together", "dated_in_future"}
)
# In these the depositary reads a paper without a translation.
READ_LANGUAGES = ("en", "fr")


# What the delegation entered proposes the office, and an officer finds it.
_OFFICE_LINE = ChecklistLine("office", LineOutcome.REMARK, "office_unconfirmed")


def assess(
    signatory: Signatory,
    paper: PaperFacts | None,
    *,
    today: date,
    adopted_on: date | None = None,
    exempt: Collection[str] = ISSUING,
) -> Assessment:
    """Return the checklist and its verdict. Holders of `exempt` offices sign without full powers (VCLT, article 7 (2) (a)).

    Args:
        adopted_on: When the treaty was adopted; None leaves that out.
    """
    if obstacles := tuple(_check_party(signatory)):
        return Assessment(PaperVerdict.DEFECTIVE, obstacles)
    if signatory.office in exempt and not signatory.of_organization:
        return Assessment(PaperVerdict.NOT_NEEDED, (_OFFICE_LINE,))
    if paper is None:
        return Assessment(PaperVerdict.MISSING)
    lines = tuple(_check_paper(signatory, paper, today, adopted_on))
    defective = any(line.outcome == LineOutcome.DEFECT for line in lines)
    return Assessment(PaperVerdict.DEFECTIVE if defective else PaperVerdict.ACCEPTED, lines)


def _check_party(signatory: Signatory) -> Iterator[ChecklistLine]:
    if not signatory.party_may_sign:
        yield ChecklistLine("party", LineOutcome.DEFECT, "party_cannot_sign")
    if not signatory.is_member:
        yield ChecklistLine("person", LineOutcome.DEFECT, "left_delegation")


def _check_paper(
    signatory: Signatory, paper: PaperFacts, today: date, adopted_on: date | None
) -> Iterator[ChecklistLine]:
    yield _line("paper", "" if paper.paper == Paper.FULL_POWERS else "not_full_powers")
    yield _line("purpose", "" if paper.purpose == Purpose.SIGN else "only_negotiates")
    yield _issuer(signatory, paper)
    yield _line("signature", "" if paper.is_signed else "unsigned")
    yield _line("treaty", _treaty(paper))
    yield _person(signatory, paper)
    yield _line("persons", _persons(paper))
    yield _line("date", _date(paper, today))
    yield _adoption(paper, adopted_on)
    yield _line("place", "" if paper.place.strip() else "no_place")
    yield ChecklistLine("seal", *((LineOutcome.MET, "") if paper.is_sealed else (LineOutcome.REMARK, "unsealed")))
    read = paper.is_translated or paper.language in READ_LANGUAGES
    yield ChecklistLine("language", *((LineOutcome.MET, "") if read else (LineOutcome.REMARK, "untranslated")))


def _line(about: str, reason: str) -> ChecklistLine:
    return ChecklistLine(about, LineOutcome.DEFECT if reason else LineOutcome.MET, reason)


def _issuer(signatory: Signatory, paper: PaperFacts) -> ChecklistLine:
    if not paper.issuer_name.strip() or not paper.issuer_office:
        return _line("issuer", "issuer_unnamed")
    if signatory.of_organization:
        if paper.issuer_office != Office.ORGAN:
            return _line("issuer", "issuer_no_organ")
    elif paper.issuer_office not in ISSUING:
        return _line("issuer", "issuer_office")
    match compare_any(paper.issuer_name, signatory.names):
        case NameMatch.SAME:
            return _line("issuer", "issuer_is_signatory")
        case NameMatch.LONGER | NameMatch.SPELLING:
            return ChecklistLine("issuer", LineOutcome.REMARK, "issuer_resembles")
    return _line("issuer", "")


def _treaty(paper: PaperFacts) -> str:
    if paper.treaty_named == TreatyNamed.GENERAL:
        return "" if paper.is_deposited else "general_not_deposited"
    return {TreatyNamed.THIS: "", TreatyNamed.OTHER: "treaty_other"}.get(
        TreatyNamed(paper.treaty_named), "treaty_unnamed"
    )


def _person(signatory: Signatory, paper: PaperFacts) -> ChecklistLine:
    if not paper.name_written.strip():
        return _line("person", "person_unnamed")
    match compare_written(paper.name_written, signatory.names):
        case NameMatch.SAME:
            return _line("person", "")
        case NameMatch.LONGER:
            return ChecklistLine("person", LineOutcome.REMARK, "person_longer")
        case NameMatch.SPELLING:
            return ChecklistLine("person", LineOutcome.REMARK, "person_spelling")
    return _line("person", "person_other")


def _persons(paper: PaperFacts) -> str:
    if paper.designation == Designation.TOGETHER:
        return "persons_together"
    is_unclear = paper.designation == Designation.ALONE and len(split_persons(paper.name_written)) > 1
    return "persons_several" if is_unclear else ""


def _adoption(paper: PaperFacts, adopted_on: date | None) -> ChecklistLine:
    """General full powers may be older than any treaty; others were issued before there was a text (VCLT, articles 9 and 10)."""
    is_earlier = adopted_on is not None and paper.dated is not None and paper.dated < adopted_on
    if is_earlier and paper.treaty_named != TreatyNamed.GENERAL:
        return ChecklistLine("adoption", LineOutcome.REMARK, "dated_before_adoption")
    return _line("adoption", "")


def _date(paper: PaperFacts, today: date) -> str:
    if paper.dated is None:
        return "undated"
    return "dated_in_future" if paper.dated > today else ""
