"""Whether somebody may sign a treaty now: derived from the decision, the person as registered now, and the treaty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

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
from delegations.credentials.powers.models import DECIDED, SETTLED, FullPowers, PowersState
from delegations.registration.models import LIVE_STATES, Delegate


class PowersStanding(TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("full powers", "Accepted")
    NOT_NEEDED = "not_needed", pgettext_lazy("full powers", "Not needed")
    LAPSED = "lapsed", pgettext_lazy("full powers", "No longer valid")
    DEFECTIVE = "defective", pgettext_lazy("full powers", "Defective")
    RECEIVED = "received", pgettext_lazy("full powers", "To be checked")
    PROPOSED = "proposed", pgettext_lazy("full powers", "Office to be confirmed")
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
        office: The code of the office by which no full powers are needed, as decided or, while `PROPOSED`, as the rank says.
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
    return _("Full powers: %(what)s") % {"what": lists.join_facts(part for part in parts if part)}


def powers_for(person: Delegate, treaty: Treaty) -> PowersStatus:
    return powers_of([person], treaty)[person.pk]


def powers_of(persons: Sequence[Delegate], treaty: Treaty) -> dict[int, PowersStatus]:
    """Return the status of each person, by key: one query, and one each for delegations, parties and ranks not loaded yet."""
    prefetch_related_objects(list(persons), "delegation__party", "protocol_rank")
    return status_of(persons, treaty, powers_rows(persons))


def powers_rows(persons: Iterable[Delegate]) -> QuerySet[FullPowers]:
    """Return the query set of which `status_of` chooses."""
    rows = FullPowers.objects.filter(representative__in=[person.pk for person in persons]).exclude(state="withdrawn")
    return rows.order_by("pk")


def status_of(persons: Iterable[Delegate], treaty: Treaty, rows: Iterable[FullPowers]) -> dict[int, PowersStatus]:
    """Return the status of each person, by key. No query when the party and the rank are loaded."""
    by_person: dict[int, FullPowers] = {}
    for powers in rows:
        if powers.treaty_id != treaty.pk and (powers.treaty_named, powers.state) != ("general", "accepted"):
            continue
        former = by_person.get(powers.representative_id)
        if former is None or _comes_first(powers, former, treaty):
            by_person[powers.representative_id] = powers
    return {person.pk: get_status(by_person.get(person.pk), person, treaty) for person in persons}


def _comes_first(powers: FullPowers, other: FullPowers, treaty: Treaty) -> bool:
    """Return True when the person relies on these powers: what was handed in for the treaty comes before general full powers."""
    ranks = [(row.treaty_id == treaty.pk and row.state != PowersState.EXPECTED) for row in (powers, other)]
    return ranks[0] > ranks[1] or (ranks[0] == ranks[1] and powers.state == PowersState.ACCEPTED)


def get_status(powers: FullPowers | None, person: Delegate, treaty: Treaty) -> PowersStatus:
    """Return the status of a person with this row, or with none. No query when the party and the rank are loaded.

    Nobody may sign without an officer's decision on exactly this person, name and office; an office that follows from what the delegation
    has entered is a proposal to the officer (VCLT, article 7 (2) (a)), and comes after what was found of a paper.
    """
    if not may_sign(treaty, person.delegation.party):
        return PowersStatus(PowersStanding.CLOSED, ("party_cannot_sign",), powers=powers)
    if person.state not in LIVE_STATES or (powers is not None and powers.delegation_id != person.delegation_id):
        lapsed_reasons = ("left_delegation",)
        return PowersStatus(PowersStanding.LAPSED if powers else PowersStanding.MISSING, lapsed_reasons, powers=powers)
    if powers is None or powers.state == PowersState.WITHDRAWN:
        return PowersStatus(PowersStanding.MISSING, powers=powers)
    changes = find_changes(powers, person)
    if powers.state in SETTLED and changes:
        return PowersStatus(PowersStanding.LAPSED, changes, powers=powers)
    if powers.state == PowersState.NOT_NEEDED:
        return PowersStatus(PowersStanding.NOT_NEEDED, powers=powers, office=powers.held_office)
    if powers.state == PowersState.ACCEPTED:
        remarks = () if powers.original_received_at or powers.is_on_deposit else ("original_missing",)
        return PowersStatus(PowersStanding.ACCEPTED, remarks=remarks, powers=powers)
    if powers.state == PowersState.DEFECTIVE:
        return PowersStatus(PowersStanding.DEFECTIVE, tuple(powers.defects), changes, powers=powers)
    office = propose_office(person, treaty)
    if office and powers.state == PowersState.EXPECTED:
        return PowersStatus(PowersStanding.PROPOSED, remarks=("office_unconfirmed",), powers=powers, office=office)
    return PowersStatus(PowersStanding(powers.state), powers=powers)


def find_changes(powers: FullPowers, person: Delegate) -> tuple[str, ...]:
    """Return the codes of what was changed of the person after the decision; none where nothing is decided."""
    if powers.state not in DECIDED:
        return ()
    changes = {
        "name_changed": powers.decided_name != name_key(person),
        "office_changed": powers.decided_office != office_key(person),
    }
    return tuple(code for code, applies in changes.items() if applies)


def propose_office(person: Delegate, treaty: Treaty) -> str:
    """Return the code of the office by which this person may sign without full powers once an officer has found so; else empty."""
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
    GONE | Q(state__in=DECIDED) & (~Q(decided_name=_NAME) | ~Q(decided_office=_OFFICE))
)
# Nothing is decided or handed in yet, and by the rank the person holds an office that signs without full powers.
OFFICE_PROPOSED = Q(state=PowersState.EXPECTED, delegation__party__kind__in=STATES) & reduce(
    or_, (Q(representative__protocol_rank__code=office, treaty__offices__contains=office) for office in rules.ISSUING)
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
        office=propose_office(person, treaty) if exempt else "",
        is_member=person.state in LIVE_STATES,
        party_may_sign=may_sign(treaty, party),
        of_organization=party.kind not in STATES,
    )
    facts = facts_of(powers) if powers.file else None
    return rules.assess(signatory, facts, today=today(), adopted_on=treaty.adopted_on, exempt=treaty.offices)


def facts_of(powers: FullPowers) -> rules.PaperFacts:
    return rules.PaperFacts(**{name: getattr(powers, name) for name in FACTS})


# What the delegation enters about the paper and an officer corrects.
FACTS = (
    *("paper", "purpose", "issuer_name", "issuer_office", "is_acting", "name_written", "designation", "treaty_named"),
    *("is_deposited", "dated", "place", "is_signed", "is_sealed", "language", "is_translated"),
)


def with_related(rows: QuerySet[FullPowers] | None = None) -> QuerySet[FullPowers]:
    """Return rows with what lists and checklists read of them."""
    powers = FullPowers.objects.all() if rows is None else rows
    of_person = ("representative__protocol_rank", "representative__delegation__party")
    powers = powers.select_related("treaty", "delegation__party", *of_person, "decided_by")
    return powers.prefetch_related("delegation__party__names")


def with_status(rows: Iterable[FullPowers]) -> list[tuple[FullPowers, PowersStatus]]:
    return [(powers, get_status(powers, powers.representative, powers.treaty)) for powers in rows]
