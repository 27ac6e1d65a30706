"""Whether somebody may sign a treaty now: derived from the decision, the person as registered now, and the treaty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, TextChoices, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from conference.look import lists, times
from conference.models import today
from conference.parties.models import STATES
from conference.treaties.models import Treaty
from conference.treaties.queries import may_sign
from delegations.credentials.powers import rules
from delegations.credentials.powers.models import SETTLED, FullPowers, PowersState
from delegations.credentials.powers.names import NameMatch, compare_any
from delegations.registration.models import LIVE_STATES, Delegate


class PowersStanding(TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("full powers", "Accepted")
    NOT_NEEDED = "not_needed", pgettext_lazy("full powers", "Not needed")
    LAPSED = "lapsed", pgettext_lazy("full powers", "No longer valid")
    DEFECTIVE = "defective", pgettext_lazy("full powers", "Defective")
    RECEIVED = "received", pgettext_lazy("full powers", "To be checked")
    EXPECTED = "expected", pgettext_lazy("full powers", "Expected")
    MISSING = "missing", pgettext_lazy("full powers", "Missing")
    CLOSED = "closed", pgettext_lazy("full powers", "Party may not sign")


@dataclass(frozen=True)
class PowersStatus:
    """Whether a person may sign a treaty now, and by what.

    Attributes:
        reasons: Codes of texts.REASONS: why not.
        remarks: Codes of what to look at, though the person may sign.
        powers: The row relied on, or the last one that does not hold.
        office: The code of the office by which no full powers are needed.
    """

    standing: PowersStanding
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    powers: FullPowers | None = None
    office: str = ""

    @property
    def holds(self) -> bool:
        return self.standing in (PowersStanding.ACCEPTED, PowersStanding.NOT_NEEDED)

    def relied_on(self) -> str:
        """Return what the signature relies on: an office, or the paper with issuer, place and date; else empty."""
        if self.standing == PowersStanding.NOT_NEEDED:
            acting = self.powers is not None and self.powers.held_acting
            return office_text(self.office, acting=acting)
        if self.standing == PowersStanding.ACCEPTED and self.powers is not None:
            return paper_text(self.powers)
        return ""


def office_text(code: str, *, acting: bool) -> str:
    name = str(rules.Office(code).label) if code in rules.Office else code
    return lists.with_brackets(name, _("acting or ad interim")) if acting else name


def paper_text(powers: FullPowers) -> str:
    """Return `Full powers: William Kipruto, Minister for Foreign Affairs, Nairobi, 1 October 2025`."""
    day = times.days_text(powers.dated, powers.dated) if powers.dated else ""
    parts = [powers.issuer_name, office_text(powers.issuer_office, acting=powers.is_acting), powers.place, day]
    return _("Full powers: %(what)s") % {"what": lists.beside(part for part in parts if part)}


def powers_for(person: Delegate, treaty: Treaty) -> PowersStatus:
    return powers_of([person], treaty)[person.pk]


def powers_of(persons: Sequence[Delegate], treaty: Treaty) -> dict[int, PowersStatus]:
    """Return the status of each person, by key: one query, and one each for delegations, parties and ranks not loaded yet."""
    prefetch_related_objects(list(persons), "delegation__party", "protocol_rank")
    by_person: dict[int, FullPowers] = {}
    rows = FullPowers.objects.filter(representative__in=[person.pk for person in persons]).exclude(state="withdrawn")
    rows = rows.filter(Q(treaty=treaty) | Q(treaty_named="general", state="accepted"))
    for powers in rows.order_by("pk"):
        if powers.representative_id not in by_person or powers.treaty_id == treaty.pk:
            by_person[powers.representative_id] = powers
    return {person.pk: get_status(by_person.get(person.pk), person, treaty) for person in persons}


def get_status(powers: FullPowers | None, person: Delegate, treaty: Treaty) -> PowersStatus:
    """Return the status of a person with this row, or with none. No query when the party and the rank are loaded."""
    party = person.delegation.party
    if not may_sign(treaty, party):
        return PowersStatus(PowersStanding.CLOSED, ("party_cannot_sign",), powers=powers)
    if person.state not in LIVE_STATES:
        lapsed_reasons = ("left_delegation",)
        return PowersStatus(PowersStanding.LAPSED if powers else PowersStanding.MISSING, lapsed_reasons, powers=powers)
    office = exempt_office(person, treaty)
    if powers is not None and powers.state == PowersState.ACCEPTED:
        return _accepted(powers, person)
    if powers is not None and powers.state == PowersState.NOT_NEEDED:
        return _not_needed(powers, person, office)
    if office:
        return PowersStatus(PowersStanding.NOT_NEEDED, remarks=("office_unconfirmed",), powers=powers, office=office)
    if powers is None or powers.state == PowersState.WITHDRAWN:
        return PowersStatus(PowersStanding.MISSING, powers=powers)
    reasons = tuple(powers.defects) if powers.state == PowersState.DEFECTIVE else ()
    return PowersStatus(PowersStanding(powers.state), reasons, powers=powers)


def _accepted(powers: FullPowers, person: Delegate) -> PowersStatus:
    remarks = []
    if powers.decided_name != name_key(person):
        if compare_any(powers.name_written, names_of(person)) not in (NameMatch.SAME, NameMatch.LONGER):
            return PowersStatus(PowersStanding.LAPSED, ("name_changed",), powers=powers)
        remarks.append("name_changed")
    if powers.decided_office != office_key(person):
        remarks.append("office_changed")
    if powers.original_received_at is None:
        remarks.append("original_missing")
    return PowersStatus(PowersStanding.ACCEPTED, remarks=tuple(remarks), powers=powers)


def _not_needed(powers: FullPowers, person: Delegate, office: str) -> PowersStatus:
    changed = powers.decided_office != office_key(person)
    if changed and not office:
        return PowersStatus(PowersStanding.LAPSED, ("office_changed",), powers=powers)
    current = powers.held_office if not changed or powers.held_office == office else office
    changes = {"office_changed": changed, "name_changed": powers.decided_name != name_key(person)}
    remarks = tuple(code for code, applies in changes.items() if applies)
    return PowersStatus(PowersStanding.NOT_NEEDED, remarks=remarks, powers=powers, office=current)


def exempt_office(person: Delegate, treaty: Treaty) -> str:
    """Return the code of the office by which this person signs without full powers; empty for everybody else."""
    rank = person.protocol_rank.code if person.protocol_rank else ""
    return rank if rank in treaty.offices and person.delegation.party.kind in STATES else ""


def names_of(person: Delegate) -> list[str]:
    """Return the names by which a paper may designate the person; the one on the badge is only how the person is called."""
    return [name for name in (person.latin_name, person.name_native) if name]


def name_key(person: Delegate) -> str:
    """Return the person's names as a decision keeps them; `_NAME` is the same in the database."""
    return f"{person.family_name}|{person.given_names}|{person.name_native}"


def office_key(person: Delegate) -> str:
    rank = person.protocol_rank.code if person.protocol_rank else ""
    return f"{rank}|{person.functional_title}"


_NAME = Concat(
    "representative__family_name", Value("|"), "representative__given_names", Value("|"), "representative__name_native"
)
_OFFICE = Concat(
    Coalesce(F("representative__protocol_rank__code"), Value("")), Value("|"), "representative__functional_title"
)
GONE = ~Q(representative__state__in=LIVE_STATES)
TO_LOOK_AT = ~Q(state=PowersState.WITHDRAWN) & (
    GONE | Q(state__in=SETTLED) & (~Q(decided_name=_NAME) | ~Q(decided_office=_OFFICE))
)


def to_look_at(rows: QuerySet[FullPowers]) -> QuerySet[FullPowers]:
    """Return the powers of persons who have left, or were changed after the decision and not confirmed since."""
    return rows.filter(TO_LOOK_AT)


def assess_powers(powers: FullPowers, *, exempt: bool = True) -> rules.Assessment:
    """Return the checklist of a row from `with_related`; without `exempt`, of the paper even of somebody who needs none."""
    treaty, person = powers.treaty, powers.representative
    party = person.delegation.party
    signatory = rules.Signatory(
        names=names_of(person),
        office=exempt_office(person, treaty) if exempt else "",
        is_member=person.state in LIVE_STATES,
        party_may_sign=may_sign(treaty, party),
        of_organization=party.kind not in STATES,
    )
    facts = facts_of(powers) if powers.file else None
    return rules.assess(signatory, facts, today=today(), exempt=treaty.offices)


def facts_of(powers: FullPowers) -> rules.PaperFacts:
    return rules.PaperFacts(**{name: getattr(powers, name) for name in FACTS})


# What the delegation enters about the paper and an officer corrects.
FACTS = (
    *("paper", "issuer_name", "issuer_office", "is_acting", "name_written", "treaty_named", "is_deposited", "dated"),
    *("place", "is_signed", "is_sealed", "language", "is_translated"),
)


def with_related(rows: QuerySet[FullPowers] | None = None) -> QuerySet[FullPowers]:
    """Return rows with what lists and checklists read of them."""
    powers = FullPowers.objects.all() if rows is None else rows
    of_person = ("representative__protocol_rank", "representative__delegation__party")
    powers = powers.select_related("treaty", "delegation__party", *of_person, "decided_by")
    return powers.prefetch_related("delegation__party__names")


def with_status(rows: Iterable[FullPowers]) -> list[tuple[FullPowers, PowersStatus]]:
    return [(powers, get_status(powers, powers.representative, powers.treaty)) for powers in rows]
