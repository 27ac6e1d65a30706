"""Calculate when a treaty enters into force, for itself and for each party, from its rules and the deposits, without queries.

Final clauses leave two questions open. An instrument withdrawn before the treaty is in force no longer counts from that day on (Summary of
Practice of the Secretary-General as Depositary, ST/LEG/7/Rev.1). A threshold once reached remains reached even if one of those instruments
is withdrawn before the treaty is in force: our reading of the Vienna Convention on the Law of Treaties, art. 55.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
class Rules:
    """The final clauses of a treaty.

    Attributes:
        threshold: How many instruments it needs.
        entry: From the deposit of the last of these to the treaty's entry into force.
        later: From the deposit of a party that comes afterwards to the entry into force for that party.
        withdrawal: From the receipt of a withdrawal to its effect; None where the treaty allows none.
        organizations_count: Whether an organization's instrument counts beside those of its member States.
    """

    threshold: int
    entry: Delay
    later: Delay
    withdrawal: Delay | None = None
    organizations_count: bool = False


@dataclass(frozen=True)
class Deposit:
    """An instrument of ratification, acceptance, approval or accession, and the day on which its withdrawal takes effect."""

    party: str
    on: date
    is_organization: bool = False
    withdrawn: date | None = None

    def stands_on(self, day: date) -> bool:
        return self.on <= day and (self.withdrawn is None or self.withdrawn > day)


@dataclass(frozen=True)
class Forecast:
    """The state of a treaty with certain deposits: how many count and are missing, and its dates where they follow."""

    counted: int
    missing: int
    reached_on: date | None
    in_force_on: date | None


def forecast(rules: Rules, deposits: Sequence[Deposit], day: date) -> Forecast:
    """Return the state of the treaty on `day` with all of `deposits`, of which some may be assumed."""
    counted = sum(deposit.stands_on(day) for deposit in _counting(rules, deposits))
    reached = reached_on(rules, deposits)
    missing = 0 if reached else max(rules.threshold - counted, 0)
    return Forecast(counted, missing, reached, rules.entry.after(reached) if reached else None)


def reached_on(rules: Rules, deposits: Iterable[Deposit]) -> date | None:
    """Return the day of the deposit that completed the threshold."""
    counting = _counting(rules, deposits)
    for day in sorted({deposit.on for deposit in counting}):
        if sum(deposit.stands_on(day) for deposit in counting) >= rules.threshold:
            return day
    return None


def in_force_on(rules: Rules, deposits: Iterable[Deposit]) -> date | None:
    reached = reached_on(rules, deposits)
    return rules.entry.after(reached) if reached else None


def binds_from(rules: Rules, reached: date | None, deposit: Deposit) -> date | None:
    """Return when the treaty enters into force for the party of `deposit`; None if no date follows yet, or it was withdrawn before.

    A deposit up to the day `reached`, which completed the threshold, takes effect with the treaty; a later one after its own delay, but
    never before the treaty is in force.
    """
    if reached is None:
        return None
    treaty = rules.entry.after(reached)
    if deposit.withdrawn is not None and deposit.withdrawn < treaty:
        return None
    return treaty if deposit.on <= reached else max(rules.later.after(deposit.on), treaty)


def withdrawn_from(rules: Rules, deposits: Iterable[Deposit], received: date) -> date | None:
    """Return when a withdrawal received on that day takes effect: at once before the treaty is in force. None: it allows none."""
    in_force = in_force_on(rules, deposits)
    if in_force is None or received < in_force:
        return received
    return rules.withdrawal.after(received) if rules.withdrawal else None


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


def _counting(rules: Rules, deposits: Iterable[Deposit]) -> list[Deposit]:
    # An organization deposits after one of its member States, so its own instrument is always additional to theirs.
    return [deposit for deposit in deposits if rules.organizations_count or not deposit.is_organization]
