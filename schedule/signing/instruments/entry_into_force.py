"""Calculate when a treaty enters into force, for itself and for each party, from its rules and the deposits, without queries.

Final clauses leave two questions open. An instrument withdrawn before the treaty is in force no longer counts from that day on (Summary of
Practice of the Secretary-General as Depositary, ST/LEG/7/Rev.1). A threshold once reached remains reached even if one of those instruments
is withdrawn before the treaty is in force: our reading of the Vienna Convention on the Law of Treaties, art. 55.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from conference.treaties.models import Accession


@dataclass(frozen=True)
class Delay:
    """The time from an event to its effect: "the ninetieth day after" is 90 days, "the first day of the month following" is added to it."""

    days: int = 0
    months: int = 0
    first_of_month: bool = False

    def after(self, day: date) -> date:
        effect = add_months(day, self.months) + timedelta(days=self.days)
        return add_months(effect.replace(day=1), 1) if self.first_of_month else effect


@dataclass(frozen=True)
class Condition:
    """What entry into force asks for besides the number of instruments; exactly one of `number` and `share` is given.

    Attributes:
        parties: The code of each party that it is about, with its share in per cent; zero where only the number counts.
        number: How many of these parties must have deposited.
        share: How many per cent those that have deposited must hold together, at least.
        label: Whom or what it is about, as it stands in a sentence.
    """

    parties: Mapping[str, Decimal]
    number: int | None = None
    share: Decimal | None = None
    label: str = ""

    @property
    def needed(self) -> int | Decimal:
        return self.share if self.share is not None else self.number or 0

    def reached(self, deposited: Collection[str]) -> int | Decimal:
        """Return the number, or the share, of those of `deposited` that count here."""
        shares = [share for party, share in self.parties.items() if party in deposited]
        return len(shares) if self.share is None else sum(shares, Decimal(0))


@dataclass(frozen=True)
class EarliestEntry:
    """A day before which a treaty does not enter into force.

    `is_fixed`: if the conditions are fulfilled by that day it enters into force on it, even if the delay has not passed (Kigali Amendment,
    art. IV); otherwise the later of both days counts.
    """

    day: date
    is_fixed: bool = False


@dataclass(frozen=True)
class Withdrawal:
    """The rule on withdrawals.

    Attributes:
        effect: From the receipt of a withdrawal to its effect.
        after_years: How many years must have passed since entry into force before a withdrawal is received.
        counted_from_party: These years begin with the entry into force for the party, not for the treaty.
    """

    effect: Delay
    after_years: int = 0
    counted_from_party: bool = False


@dataclass(frozen=True)
class Rules:
    """The final clauses of a treaty.

    Attributes:
        threshold: How many instruments it needs.
        entry: From the deposit of the last of these to the treaty's entry into force.
        later: From the deposit of a party that comes afterwards to the entry into force for that party.
        withdrawal: None where the treaty allows none.
        organizations_count: Whether an organization's instrument counts beside those of its member States.
        conditions: What it needs besides the number, all on one day.
        earliest: The day before which it does not enter into force.
    """

    threshold: int
    entry: Delay
    later: Delay
    withdrawal: Withdrawal | None = None
    organizations_count: bool = False
    conditions: Sequence[Condition] = ()
    earliest: EarliestEntry | None = None


@dataclass(frozen=True)
class Deposit:
    """An instrument of ratification, acceptance, approval or accession, and the day on which its withdrawal takes effect.

    `members` are the codes of an organization's member States.
    """

    party: str
    on: date
    is_organization: bool = False
    withdrawn: date | None = None
    members: Collection[str] = field(default=(), hash=False)

    def stands_on(self, day: date) -> bool:
        return self.on <= day and (self.withdrawn is None or self.withdrawn > day)


@dataclass(frozen=True)
class ConditionState:
    """How far a condition is: the number or the share that is reached, and what is missing of it."""

    condition: Condition
    reached: int | Decimal
    missing: int | Decimal


@dataclass(frozen=True)
class Forecast:
    """The state of a treaty with certain deposits: how many count and are missing, and its dates where they follow."""

    counted: int
    missing: int
    reached_on: date | None
    in_force_on: date | None
    conditions: Sequence[ConditionState] = ()


def forecast(rules: Rules, deposits: Sequence[Deposit], day: date) -> Forecast:
    """Return the state of the treaty on `day` with all of `deposits`, of which some may be assumed."""
    counted = _counted_on(rules, deposits, day)
    reached = reached_on(rules, deposits)
    missing = 0 if reached else max(rules.threshold - len(counted), 0)
    states = [_state(condition, counted, reached is not None) for condition in rules.conditions]
    return Forecast(len(counted), missing, reached, entry_date(rules, reached) if reached else None, states)


def _state(condition: Condition, counted: Collection[str], is_settled: bool) -> ConditionState:
    reached = condition.reached(counted)
    return ConditionState(condition, reached, 0 if is_settled else max(condition.needed - reached, 0))


def reached_on(rules: Rules, deposits: Iterable[Deposit]) -> date | None:
    """Return the day of the deposit with which the threshold and all conditions were fulfilled."""
    deposits = list(deposits)
    for day in sorted({deposit.on for deposit in deposits}):
        counted = _counted_on(rules, deposits, day)
        if len(counted) >= rules.threshold and all(
            condition.reached(counted) >= condition.needed for condition in rules.conditions
        ):
            return day
    return None


def in_force_on(rules: Rules, deposits: Iterable[Deposit]) -> date | None:
    reached = reached_on(rules, deposits)
    return entry_date(rules, reached) if reached else None


def entry_date(rules: Rules, reached: date) -> date:
    """Return the day of the treaty's entry into force, of which the threshold and the conditions were fulfilled on `reached`."""
    after_delay = rules.entry.after(reached)
    if rules.earliest is None:
        return after_delay
    if rules.earliest.is_fixed and reached <= rules.earliest.day:
        return rules.earliest.day
    return max(after_delay, rules.earliest.day)


def binds_from(rules: Rules, reached: date | None, deposit: Deposit) -> date | None:
    """Return when the treaty enters into force for the party of `deposit`; None if no date follows yet, or it was withdrawn before.

    A deposit up to the day `reached`, which completed the threshold, takes effect with the treaty; a later one after its own delay, but
    never before the treaty is in force.
    """
    if reached is None:
        return None
    treaty = entry_date(rules, reached)
    if deposit.withdrawn is not None and deposit.withdrawn < treaty:
        return None
    return treaty if deposit.on <= reached else max(rules.later.after(deposit.on), treaty)


def withdrawn_from(rules: Rules, deposits: Iterable[Deposit], received: date) -> date | None:
    """Return when a withdrawal received on that day takes effect: at once before the treaty is in force. None: it allows none.

    Whether it comes too early: `withdrawal_opens`.
    """
    in_force = in_force_on(rules, deposits)
    if in_force is None or received < in_force:
        return received
    return rules.withdrawal.effect.after(received) if rules.withdrawal else None


def withdrawal_opens(rules: Rules, deposits: Iterable[Deposit], deposit: Deposit) -> date | None:
    """Return the first day on which a withdrawal of `deposit` may be received, once the treaty is in force; None for no such day."""
    reached = reached_on(rules, deposits)
    if rules.withdrawal is None or not rules.withdrawal.after_years or reached is None:
        return None
    treaty = entry_date(rules, reached)
    begins = binds_from(rules, reached, deposit) or treaty if rules.withdrawal.counted_from_party else treaty
    return add_months(begins, 12 * rules.withdrawal.after_years)


def accession_from(accession: str, opens: date | None, closes: date | None, in_force: date | None) -> date | None:
    """Return the first day on which a State that has not signed may accede; None for never or not known yet.

    `accession` is a value of `Accession`; `opens` and `closes` are the first and the last day for signature.
    """
    after_signature = closes + timedelta(days=1) if closes else None
    days = {Accession.ANY_TIME: opens, Accession.AFTER_SIGNATURE: after_signature, Accession.AFTER_ENTRY: in_force}
    return days.get(Accession(accession))


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or the last of one that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _counted_on(rules: Rules, deposits: Sequence[Deposit], day: date) -> set[str]:
    """Return the parties whose instruments count on `day`.

    Unless the treaty says that it counts beside them, an organization's instrument is not additional to those of its member States: it
    counts while none of them has deposited. If the organization's members are not known it never counts.
    """
    standing = [deposit for deposit in deposits if deposit.stands_on(day)]
    parties = {deposit.party for deposit in standing}
    return {
        deposit.party
        for deposit in standing
        if not deposit.is_organization
        or rules.organizations_count
        or (deposit.members and parties.isdisjoint(deposit.members))
    }
