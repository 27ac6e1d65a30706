"""What became of reservations and declarations: whether they count, from when, and what objections do to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from django.db.models import Prefetch, Q, QuerySet

from conference.db.together import Part, Shared, complete
from conference.parties.models import Party
from conference.parties.queries import alphabet, prefetch_names
from conference.treaties.choices import Reservations, StatementKind
from conference.treaties.models import Treaty
from conference.treaties.queries import parties_open_to
from schedule.signing.instruments.entry_into_force import add_months
from schedule.signing.instruments.models import Instrument, InstrumentKind
from schedule.signing.reservations.models import Objection, UnilateralStatement

MONTHS_TO_OBJECT = 12  # Vienna Convention, art. 20 (5)


class Standing(StrEnum):
    """What holds of a statement now."""

    AWAITED = "awaited"  # its instrument is not accepted yet
    TO_CONFIRM = "to_confirm"  # made at signature, and the instrument has not been deposited (art. 23 (2))
    MADE = "made"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"  # made at signature, and the instrument did not confirm it
    WITHDRAWN = "withdrawn"  # art. 22


class Effect(StrEnum):
    """What an objection does between the two parties."""

    WITHDRAWN = "withdrawn"
    NEEDLESS = "needless"  # the treaty authorizes the reservation, which needs no acceptance (art. 20 (1))
    LATE = "late"  # received after twelve months: the reservation counts as accepted (art. 20 (5))
    PRECLUDES = "precludes"  # the treaty is not in force between the two (art. 20 (4) (b))
    LIMITS = "limits"  # the provisions do not apply between the two, to the extent of the reservation (art. 21 (3))


@dataclass(frozen=True)
class ObjectionStatus:
    objection: Objection
    effect: Effect


@dataclass(frozen=True)
class StatementStatus:
    """A statement with its standing; `effective_on` where it counts, `objections_until` once the parties are notified."""

    statement: UnilateralStatement
    standing: Standing
    effective_on: date | None
    objections: Sequence[ObjectionStatus] = ()

    @property
    def party(self) -> Party:
        return self.statement.party

    @property
    def is_reservation(self) -> bool:
        return self.statement.kind == StatementKind.RESERVATION

    @property
    def is_public(self) -> bool:
        return self.standing != Standing.AWAITED

    @property
    def counts(self) -> bool:
        return self.standing in (Standing.MADE, Standing.CONFIRMED)

    @property
    def objections_until(self) -> date | None:
        notified = self.statement.notified_on
        return add_months(notified, MONTHS_TO_OBJECT) if notified and self.is_reservation else None


def all_statements(treaty: Treaty | int) -> QuerySet[UnilateralStatement]:
    """Return what was stated at signature and with instruments, but for entries that were removed and signatures struck out."""
    statements = UnilateralStatement.objects.filter(Q(signature__treaty=treaty) | Q(instrument__treaty=treaty))
    statements = statements.exclude(instrument__state=Instrument.State.REMOVED).exclude(signature__struck=True)
    objections = prefetch_names(Objection.objects.exclude(state="removed").select_related("party"), "party")
    related = ("signature__party", "signature__session", "signature__place", "instrument__party", "confirmed_by")
    statements = statements.select_related(*related).prefetch_related(
        "signature__rectifications",
        "signature__party__names",
        "instrument__party__names",
        Prefetch("objections", objections.order_by("received_on", "pk")),
    )
    return statements.order_by("pk")


def statuses(treaty: Treaty) -> list[StatementStatus]:
    """Return every statement with its standing, in the order in which they were entered. The number of queries is constant."""
    found: list[StatementStatus] = complete(find_statuses(treaty))
    return found


def find_statuses(treaty: Treaty) -> Part:
    """Return what `statuses` does, as a part."""
    statements, accepted = yield list(_shared(treaty.pk))
    consents = {instrument.party_id: instrument for instrument in accepted}
    return [status_of(treaty, statement, consents) for statement in statements]


@cache
def _shared(treaty: int) -> tuple[Shared, Shared]:
    """Return the statements of the treaty with this key, and the accepted instruments by which parties consent to be bound."""
    return Shared(lambda: all_statements(treaty)), Shared(lambda: _accepted(treaty))


def by_party(treaty: Treaty) -> dict[int, list[StatementStatus]]:
    """Return the statements that the public sees, by the party's key."""
    result: dict[int, list[StatementStatus]] = {}
    for status in statuses(treaty):
        if status.is_public:
            result.setdefault(status.party.pk, []).append(status)
    return result


def latest_consents(treaty: Treaty) -> Mapping[int, Instrument]:
    """Return the last accepted instrument of each party by which it consents to be bound. One query."""
    return {instrument.party_id: instrument for instrument in _accepted(treaty.pk)}


def _accepted(treaty: int) -> QuerySet[Instrument]:
    accepted = Instrument.objects.filter(treaty=treaty, state__in=("deposited", "withdrawn"))
    return accepted.exclude(kind=InstrumentKind.PROVISIONAL_APPLICATION).order_by("deposited_on", "pk")


def status_of(treaty: Treaty, statement: UnilateralStatement, consents: Mapping[int, Instrument]) -> StatementStatus:
    standing, effective_on = _standing(statement, consents.get(statement.party.pk))
    if statement.withdrawal_received_on is not None:
        standing = Standing.WITHDRAWN
    is_authorized = treaty.reservations == Reservations.NAMED
    objections = [
        ObjectionStatus(objection, _effect(objection, statement, consents.get(objection.party_id), is_authorized))
        for objection in statement.objections.all()
    ]
    return StatementStatus(statement, standing, effective_on, objections)


def _standing(statement: UnilateralStatement, consent: Instrument | None) -> tuple[Standing, date | None]:
    if statement.instrument is not None:
        made = statement.instrument.is_accepted
        return (Standing.MADE, statement.made_on) if made else (Standing.AWAITED, None)
    if statement.kind != StatementKind.RESERVATION:
        return Standing.MADE, statement.made_on
    if consent is None:
        return Standing.TO_CONFIRM, None
    if consent.kind == InstrumentKind.DEFINITIVE_SIGNATURE:
        return Standing.MADE, statement.made_on
    if statement.confirmed_by_id == consent.pk:
        return Standing.CONFIRMED, consent.deposited_on
    return Standing.LAPSED, None


def _effect(
    objection: Objection, statement: UnilateralStatement, consent: Instrument | None, is_authorized: bool
) -> Effect:
    if objection.state == Objection.State.WITHDRAWN:
        return Effect.WITHDRAWN
    if is_authorized:
        return Effect.NEEDLESS
    if is_late(objection.received_on, statement.notified_on, consent.deposited_on if consent else None):
        return Effect.LATE
    return Effect.PRECLUDES if objection.precludes_entry else Effect.LIMITS


def is_late(received: date, notified: date | None, consented: date | None) -> bool:
    """Return whether an objection comes after twelve months from the notification, and after the party's own consent to be bound."""
    if notified is None:
        return False
    until = add_months(notified, MONTHS_TO_OBJECT)
    return received > (max(until, consented) if consented else until)


def possible_objectors(treaty: Treaty, reserving: Party) -> QuerySet[Party]:
    """Return every other party that the treaty is open to, in the reader's alphabetical order."""
    return prefetch_names(parties_open_to(treaty).exclude(pk=reserving.pk), "").order_by(alphabet())


def texts_of(statuses: Iterable[StatementStatus], *kinds: str) -> list[StatementStatus]:
    return [status for status in statuses if status.statement.kind in kinds]
