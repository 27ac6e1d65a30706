from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from conference.models import today
from conference.parties.models import Kind, Party
from conference.parties.queries import alphabet, named
from conference.treaties.models import Treaty, Unit
from conference.treaties.queries import kinds_that_sign
from schedule.signing.instruments import entry_into_force as force
from schedule.signing.instruments.entry_into_force import AccessionFrom, Delay, Deposit, Rules
from schedule.signing.instruments.models import Instrument, Reminder
from schedule.signing.instruments.signatures import Signature, signatures

__all__ = ["Signature", "signatures"]


@dataclass(frozen=True)
class Progress:
    """How the treaty stands today, and with which deposits."""

    rules: Rules
    deposits: Sequence[Deposit]
    today: date
    stands: force.Forecast

    def binds(self, deposit: Deposit) -> date | None:
        return force.binds_from(self.rules, self.stands.reached_on, deposit)

    def supposing(self, parties: Iterable[Party], others: int, day: date) -> Progress:
        """Return how it would stand if these, and so many others, deposited on `day`."""
        supposed = [Deposit(party.code, day, party.kind == Kind.REIO) for party in parties]
        deposits = [*self.deposits, *supposed, *(Deposit(f"{number}", day) for number in range(others))]
        return Progress(self.rules, deposits, day, force.forecast(self.rules, deposits, day))


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
    if unit == Unit.MONTHS:
        return Delay(months=number, first_of_month=first_of_month)
    return Delay(days=number, first_of_month=first_of_month)


def all_instruments(treaty: Treaty) -> QuerySet[Instrument]:
    """Return the instruments that were deposited, with their parties, those withdrawn since too."""
    instruments = Instrument.objects.filter(treaty=treaty).exclude(state=Instrument.State.REMOVED)
    return named(instruments.select_related("party", "treaty"), "party")


def deposit_of(instrument: Instrument) -> Deposit:
    party = instrument.party
    return Deposit(party.code, instrument.deposited_on, party.kind == Kind.REIO, instrument.withdrawn_from)


def progress(treaty: Treaty, instruments: Iterable[Instrument]) -> Progress:
    rules, deposits, day = rules_of(treaty), [deposit_of(instrument) for instrument in instruments], today()
    return Progress(rules, deposits, day, force.forecast(rules, deposits, day))


def progress_now(treaty: Treaty) -> Progress:
    return progress(treaty, all_instruments(treaty))


@dataclass(frozen=True)
class InstrumentRow:
    """An instrument, and when the treaty enters into force for its party."""

    instrument: Instrument
    in_force_on: date | None


def rows(treaty: Treaty) -> tuple[list[InstrumentRow], Progress]:
    """Return all instruments by day of deposit, and how the treaty stands."""
    instruments = list(all_instruments(treaty))
    now = progress(treaty, instruments)
    return [InstrumentRow(instrument, now.binds(deposit_of(instrument))) for instrument in instruments], now


def opening_day(treaty: Treaty) -> date | None:
    return min((place.first_day for place in treaty.places.all()), default=None)


def closing_day(treaty: Treaty) -> date | None:
    return max((place.last_day for place in treaty.places.all()), default=None)


def accession_opens(treaty: Treaty) -> date | None:
    in_force = progress_now(treaty).stands.in_force_on if treaty.accession == AccessionFrom.AFTER_ENTRY else None
    return force.accession_from(
        AccessionFrom(treaty.accession), opening_day(treaty) or date.min, closing_day(treaty), in_force
    )


def withdrawal_effect(treaty: Treaty, received: date) -> date | None:
    now = progress_now(treaty)
    return force.withdrawn_from(now.rules, now.deposits, received)


def awaited(treaty: Treaty) -> list[Party]:
    """Return who has signed and not deposited, in the reader's alphabetical order. Three queries."""
    deposited = set(all_instruments(treaty).filter(state="deposited").values_list("party_id", flat=True))
    keys = [key for key in signatures(treaty) if key not in deposited]
    return list(named(Party.objects.filter(pk__in=keys), "").order_by(alphabet()))


def possible_parties(treaty: Treaty) -> QuerySet[Party]:
    """Return every party that the treaty is open to, in the reader's alphabetical order."""
    parties = Party.objects.filter(kind__in=kinds_that_sign(treaty))
    return named(parties, "").order_by(alphabet())


def reminders(treaty: Treaty) -> list[Reminder]:
    return list(Reminder.objects.filter(treaty=treaty).select_related("planned_by"))
