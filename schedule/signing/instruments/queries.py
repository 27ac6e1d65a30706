from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects

from conference.models import today
from conference.parties.models import Kind, Membership, Party
from conference.parties.queries import alphabet, prefetch_names
from conference.treaties.choices import CountedFrom, StatementKind
from conference.treaties.models import Accession, Treaty, TreatyGroup, Unit
from conference.treaties.queries import parties_open_to
from schedule.signing.instruments import entry_into_force as force
from schedule.signing.instruments.conditions import describe_conditions
from schedule.signing.instruments.entry_into_force import (
    Condition,
    Delay,
    Deposit,
    EarliestEntry,
    Rules,
    Withdrawal,
)
from schedule.signing.instruments.models import LIVE, Instrument, InstrumentKind
from schedule.signing.models import UnilateralStatement
from schedule.signing.record import queries as record


@dataclass(frozen=True)
class PartySignature:
    """A party's signature, as instruments and the status need it; `rectified_on`: since when the record is corrected."""

    signature_id: int
    party_id: int
    signed_on: date
    place: str
    signatory: str
    reservations: Sequence[UnilateralStatement]
    rectified_on: date | None = None


def signatures(treaty: Treaty) -> Mapping[int, PartySignature]:
    """Return the signatures by the party's key, as rectified. The number of queries is constant."""
    return by_party(record.signatures(treaty))


def by_party(rows: Iterable[record.RecordRow]) -> Mapping[int, PartySignature]:
    return {row.signature.party_id: _signature(row) for row in rows}


def _signature(row: record.RecordRow) -> PartySignature:
    signature = row.signature
    return PartySignature(
        signature_id=signature.pk,
        party_id=signature.party_id,
        signed_on=row.signed_on,
        place=str(signature.place),
        signatory=row.signatory,
        reservations=[statement for statement in row.statements if statement.kind == StatementKind.RESERVATION],
        rectified_on=row.rectified_on,
    )


def reservations_to_confirm(treaty: Treaty, party_id: int) -> Sequence[UnilateralStatement]:
    """Return the reservations that the party made when signing and has not withdrawn: its instrument confirms them or they lapse."""
    signature = signatures(treaty).get(party_id)
    reservations = signature.reservations if signature else ()
    return [statement for statement in reservations if statement.withdrawal_received_on is None]


@dataclass(frozen=True)
class WithdrawalDates:
    """When a withdrawal takes effect, None where the treaty allows none, and the day before which none is received, if there is one."""

    effect: date | None
    opens: date | None


@dataclass(frozen=True)
class Progress:
    """The treaty's way to entry into force, today or on another day, with certain deposits."""

    rules: Rules
    deposits: Sequence[Deposit]
    today: date
    forecast: force.Forecast

    @property
    def condition_sentences(self) -> list[tuple[str, str]]:
        return describe_conditions(self.forecast.conditions)

    def binds(self, deposit: Deposit) -> date | None:
        return force.binds_from(self.rules, self.forecast.reached_on, deposit)

    def withdrawal_dates(self, deposit: Deposit, received: date) -> WithdrawalDates:
        """Return the dates of a withdrawal of `deposit` that is received on that day."""
        in_force = self.forecast.in_force_on
        effect = force.withdrawn_from(self.rules, self.deposits, received)
        if in_force is None or received < in_force:
            return WithdrawalDates(effect, None)
        return WithdrawalDates(effect, force.withdrawal_opens(self.rules, self.deposits, deposit))

    def supposing(self, parties: Iterable[Party], others: int, day: date) -> Progress:
        """Return the progress on `day` if these parties, and that many others, deposited on it."""
        members = members_by_organization()
        supposed = [
            Deposit(party.code, day, party.kind == Kind.REIO, members=members.get(party.pk, ())) for party in parties
        ]
        deposits = [*self.deposits, *supposed, *(Deposit(f"{number}", day) for number in range(others))]
        return Progress(self.rules, deposits, day, force.forecast(self.rules, deposits, day))


def kinds_of(treaty: Treaty) -> list[InstrumentKind]:
    """Return the kinds of instruments that the treaty's rules allow."""
    kinds = [InstrumentKind.RATIFICATION, InstrumentKind.ACCEPTANCE, InstrumentKind.APPROVAL]
    if treaty.accession != Accession.NONE:
        kinds.append(InstrumentKind.ACCESSION)
    if treaty.organizations_sign:
        kinds.append(InstrumentKind.FORMAL_CONFIRMATION)
    kinds.append(InstrumentKind.SUCCESSION)
    if treaty.definitive_signature:
        kinds.append(InstrumentKind.DEFINITIVE_SIGNATURE)
    if treaty.provisional_application:
        kinds.append(InstrumentKind.PROVISIONAL_APPLICATION)
    return kinds


def rules_of(treaty: Treaty) -> Rules:
    """Return the final clauses, with the conditions in the active language. A query, and two more if the treaty has groups."""
    prefetch_related_objects([treaty], "groups__members__party")
    return Rules(
        threshold=treaty.threshold,
        entry=_delay(treaty.entry_delay, treaty.entry_unit, treaty.entry_on_first_of_month),
        later=_delay(treaty.later_delay, treaty.later_unit, treaty.later_on_first_of_month),
        withdrawal=_withdrawal(treaty),
        organizations_count=treaty.organizations_count,
        conditions=[_condition(group) for group in treaty.groups.all() if group.is_condition],
        earliest=EarliestEntry(treaty.entry_not_before, treaty.entry_on_that_day) if treaty.entry_not_before else None,
    )


def _condition(group: TreatyGroup) -> Condition:
    return Condition(
        parties={member.party.code: member.share for member in group.members.all()},
        number=group.needed_number,
        share=group.needed_share,
        label=str(group.name if group.needed_share is None else group.measure),
    )


def _withdrawal(treaty: Treaty) -> Withdrawal | None:
    if treaty.withdrawal_delay is None:
        return None
    return Withdrawal(
        effect=_delay(treaty.withdrawal_delay, treaty.withdrawal_unit, treaty.withdrawal_on_first_of_month),
        after_years=treaty.withdrawal_after_years or 0,
        counted_from_party=treaty.withdrawal_counted_from == CountedFrom.PARTY,
    )


def _delay(number: int, unit: str, first_of_month: bool) -> Delay:
    days, months = (0, number) if unit == Unit.MONTHS else (number, 0)
    return Delay(days, months, first_of_month)


def all_instruments(treaty: Treaty) -> QuerySet[Instrument]:
    """Return the instruments with their parties: to be accepted, deposited, and withdrawn since."""
    instruments = Instrument.objects.filter(treaty=treaty).exclude(state=Instrument.State.REMOVED)
    return prefetch_names(instruments.select_related("party", "treaty"), "party")


def members_by_organization() -> Mapping[int, Collection[str]]:
    """Return the codes of the member States by the key of their organization. One query."""
    members: dict[int, set[str]] = {}
    for organization, code in Membership.objects.order_by().values_list("organization", "member__code"):
        members.setdefault(organization, set()).add(code)
    return members


def deposit_of(instrument: Instrument, members: Collection[str] = ()) -> Deposit:
    party = instrument.party
    is_organization = party.kind == Kind.REIO
    return Deposit(party.code, instrument.deposited_on, is_organization, instrument.withdrawn_from, members)


def progress(treaty: Treaty, instruments: Iterable[Instrument]) -> Progress:
    counted = [instrument for instrument in instruments if instrument.is_accepted and instrument.is_consent]
    rules, day = rules_of(treaty), today()
    has_organization = any(instrument.party.kind == Kind.REIO for instrument in counted)
    members = members_by_organization() if has_organization else {}
    deposits = [deposit_of(instrument, members.get(instrument.party_id, ())) for instrument in counted]
    return Progress(rules, deposits, day, force.forecast(rules, deposits, day))


def in_force_for(progress: Progress, instrument: Instrument) -> date | None:
    """Return from when the treaty binds the party; None while that is not known, and for provisional application.

    A successor State is bound from the succession (Vienna Convention on Succession of States in respect of Treaties, art. 23).
    """
    if not (instrument.is_accepted and instrument.is_consent):
        return None
    if instrument.succession_on is not None:
        in_force = progress.forecast.in_force_on
        return max(in_force, instrument.succession_on) if in_force else None
    return progress.binds(deposit_of(instrument))


def progress_now(treaty: Treaty) -> Progress:
    return progress(treaty, all_instruments(treaty))


def opening_day(treaty: Treaty) -> date | None:
    return min((place.first_day for place in treaty.places.all()), default=None)


def accession_opens(treaty: Treaty) -> date | None:
    in_force = progress_now(treaty).forecast.in_force_on if treaty.accession == Accession.AFTER_ENTRY else None
    closes = max((place.last_day for place in treaty.places.all()), default=None)
    return force.accession_from(treaty.accession, opening_day(treaty) or date.min, closes, in_force)


def awaited(treaty: Treaty) -> list[Party]:
    """Return the signatories without an instrument, in the reader's alphabetical order. Three queries."""
    live = all_instruments(treaty).filter(state__in=LIVE).exclude(kind=InstrumentKind.PROVISIONAL_APPLICATION)
    deposited = set(live.values_list("party_id", flat=True))
    keys = [key for key in signatures(treaty) if key not in deposited]
    return list(prefetch_names(Party.objects.filter(pk__in=keys), "").order_by(alphabet()))


def possible_parties(treaty: Treaty) -> QuerySet[Party]:
    """Return every party that the treaty is open to, in the reader's alphabetical order."""
    return prefetch_names(parties_open_to(treaty), "").order_by(alphabet())
