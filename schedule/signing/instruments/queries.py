from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from conference.models import today
from conference.parties.models import Kind, Party
from conference.parties.queries import alphabet, prefetch_names
from conference.treaties.models import Accession, StatementKind, Treaty, Unit
from conference.treaties.queries import kinds_that_sign
from schedule.signing.instruments import entry_into_force as force
from schedule.signing.instruments.entry_into_force import Delay, Deposit, Rules
from schedule.signing.instruments.models import LIVE, Instrument, InstrumentKind
from schedule.signing.models import UnilateralStatement
from schedule.signing.record import queries as record


@dataclass(frozen=True)
class PartySignature:
    """A party's signature, as instruments and the status need it."""

    party_id: int
    signed_on: date
    place: str
    signatory: str
    reservations: Sequence[UnilateralStatement]


def signatures(treaty: Treaty) -> Mapping[int, PartySignature]:
    """Return the signatures by the party's key, as rectified. Two queries."""
    return {row.signature.party_id: _signature(row) for row in record.signatures(treaty)}


def _signature(row: record.RecordRow) -> PartySignature:
    signature = row.signature
    return PartySignature(
        party_id=signature.party_id,
        signed_on=signature.signed_on,
        place=str(signature.place),
        signatory=row.signatory,
        reservations=[statement for statement in row.statements if statement.kind == StatementKind.RESERVATION],
    )


def reservations_to_confirm(treaty: Treaty, party_id: int) -> Sequence[UnilateralStatement]:
    """Return the reservations that the party made when signing and has not withdrawn: its instrument confirms them or they lapse."""
    signature = signatures(treaty).get(party_id)
    reservations = signature.reservations if signature else ()
    return [statement for statement in reservations if statement.withdrawal_received_on is None]


@dataclass(frozen=True)
class Progress:
    """The treaty's way to entry into force, today or on another day, with certain deposits."""

    rules: Rules
    deposits: Sequence[Deposit]
    today: date
    forecast: force.Forecast

    def binds(self, deposit: Deposit) -> date | None:
        return force.binds_from(self.rules, self.forecast.reached_on, deposit)

    def supposing(self, parties: Iterable[Party], others: int, day: date) -> Progress:
        """Return the progress on `day` if these parties, and that many others, deposited on it."""
        supposed = [Deposit(party.code, day, party.kind == Kind.REIO) for party in parties]
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
    withdrawal = treaty.withdrawal_delay_months
    return Rules(
        threshold=treaty.threshold,
        entry=_delay(treaty.entry_delay, treaty.entry_unit, treaty.entry_on_first_of_month),
        later=_delay(treaty.later_delay, treaty.later_unit, treaty.later_on_first_of_month),
        withdrawal=None if withdrawal is None else Delay(months=withdrawal),
        organizations_count=treaty.organizations_count,
    )


def _delay(number: int, unit: str, first_of_month: bool) -> Delay:
    days, months = (0, number) if unit == Unit.MONTHS else (number, 0)
    return Delay(days, months, first_of_month)


def all_instruments(treaty: Treaty) -> QuerySet[Instrument]:
    """Return the instruments with their parties: to be accepted, deposited, and withdrawn since."""
    instruments = Instrument.objects.filter(treaty=treaty).exclude(state=Instrument.State.REMOVED)
    return prefetch_names(instruments.select_related("party", "treaty"), "party")


def deposit_of(instrument: Instrument) -> Deposit:
    party = instrument.party
    return Deposit(party.code, instrument.deposited_on, party.kind == Kind.REIO, instrument.withdrawn_from)


def progress(treaty: Treaty, instruments: Iterable[Instrument]) -> Progress:
    counted = [instrument for instrument in instruments if instrument.is_accepted and instrument.is_consent]
    rules, deposits, day = rules_of(treaty), [deposit_of(instrument) for instrument in counted], today()
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


def withdrawal_effect(treaty: Treaty, received: date) -> date | None:
    now = progress_now(treaty)
    return force.withdrawn_from(now.rules, now.deposits, received)


def awaited(treaty: Treaty) -> list[Party]:
    """Return the signatories without an instrument, in the reader's alphabetical order. Three queries."""
    live = all_instruments(treaty).filter(state__in=LIVE).exclude(kind=InstrumentKind.PROVISIONAL_APPLICATION)
    deposited = set(live.values_list("party_id", flat=True))
    keys = [key for key in signatures(treaty) if key not in deposited]
    return list(prefetch_names(Party.objects.filter(pk__in=keys), "").order_by(alphabet()))


def possible_parties(treaty: Treaty) -> QuerySet[Party]:
    """Return every party that the treaty is open to, in the reader's alphabetical order."""
    parties = Party.objects.filter(kind__in=kinds_that_sign(treaty))
    return prefetch_names(parties, "").order_by(alphabet())
