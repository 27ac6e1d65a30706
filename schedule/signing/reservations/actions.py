"""Enter what becomes of a reservation or declaration: notice to the parties, withdrawal, and objections. The treaty is locked meanwhile."""

from collections.abc import Iterator, Set
from datetime import date

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import SYSTEM, Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import today
from conference.parties.models import Party
from conference.translated import Translated
from conference.treaties.choices import StatementKind
from conference.treaties.models import Treaty
from schedule.signing.entries import checked_reason
from schedule.signing.instruments.notified_acts import deposit_key
from schedule.signing.record.notified_acts import signature_key
from schedule.signing.reservations import queries
from schedule.signing.reservations.models import Objection, UnilateralStatement
from schedule.signing.reservations.queries import Standing

RIGHT = "instruments.enter"
WITHDRAWAL = "statement_withdrawn"  # the kind of act of which the depositary notifies


@lifecycle.use_case
def enter_notice(*, actor: Actor, statement: UnilateralStatement, notified_on: date) -> None:
    """Enter when the parties were notified of a statement that counts: the twelve months for objections begin.

    Raises NotAllowed; AlreadyDecided; NotPossible before it counts, or for a day before that or to come.
    """
    current = _begin(actor, statement)
    status = _status(current)
    if not status.counts or status.effective_on is None:
        raise NotPossible(_("It does not count yet, or no longer."))
    if current.notified_on is not None:
        raise AlreadyDecided(_("This is entered already. Nothing was changed."))
    _check_day(notified_on, status.effective_on)
    _save(actor, current, "statement.notified", notified_on=notified_on)


def note_notices(treaty: Treaty, keys: Set[str], day: date) -> None:
    """Note that the parties were notified of statements, or of their withdrawals, by the notification of the acts with these keys.

    A statement is in the notification of the signature or instrument that made it, or of the instrument that confirmed it. Nothing is
    noted of one that does not count yet, or whose day is entered already.
    """
    for status in queries.statuses(treaty):
        statement = status.statement
        if not statement.notified_on and status.counts and not keys.isdisjoint(_keys_of_notices(statement)):
            _save(SYSTEM, statement, "statement.notified", notified_on=day)
        if not statement.withdrawal_notified_on and withdrawal_key(statement) in keys:
            _save(SYSTEM, statement, "statement.withdrawal_notified", withdrawal_notified_on=day)


def withdrawal_key(statement: UnilateralStatement) -> str:
    """Return the key of the act by which the statement was withdrawn."""
    return f"{WITHDRAWAL}:{statement.pk}"


def _keys_of_notices(statement: UnilateralStatement) -> Iterator[str]:
    if statement.signature_id:
        yield signature_key(statement.signature_id)
    for instrument in (statement.instrument, statement.confirmed_by):
        if instrument:
            yield deposit_key(instrument)


@lifecycle.use_case
def withdraw(*, actor: Actor, statement: UnilateralStatement, received_on: date) -> None:
    """Enter the withdrawal of a statement, which is possible at any time and in writing (art. 22 (1) and 23 (4)).

    Raises NotAllowed; AlreadyDecided; NotPossible for a day before the statement or to come.
    """
    current = _begin(actor, statement)
    if current.withdrawal_received_on is not None:
        raise AlreadyDecided(_("This is entered already. Nothing was changed."))
    if _status(current).standing in (Standing.AWAITED, Standing.LAPSED):
        raise NotPossible(_("It does not count yet, or no longer."))
    _check_day(received_on, current.made_on)
    _save(actor, current, "statement.withdrawn", withdrawal_received_on=received_on)


@lifecycle.use_case
def enter_withdrawal_notice(*, actor: Actor, statement: UnilateralStatement, notified_on: date) -> None:
    """Enter when the parties were notified of the withdrawal: for each it takes effect on receipt of the notice (art. 22 (3) (a))."""
    current = _begin(actor, statement)
    if current.withdrawal_received_on is None:
        raise NotPossible(_("No withdrawal is entered."))
    if current.withdrawal_notified_on is not None:
        raise AlreadyDecided(_("This is entered already. Nothing was changed."))
    _check_day(notified_on, current.withdrawal_received_on)
    _save(actor, current, "statement.withdrawal_notified", withdrawal_notified_on=notified_on)


@lifecycle.use_case
def remove_withdrawal(*, actor: Actor, statement: UnilateralStatement, reason: str) -> None:
    """Remove a withdrawal that was entered in error, before the parties were notified of it. Raises as `withdraw`."""
    current = _begin(actor, statement)
    if current.withdrawal_received_on is None or current.withdrawal_notified_on is not None:
        raise NotPossible(_("Only a withdrawal of which the parties have not been notified can be removed."))
    _save(actor, current, "statement.withdrawal_removed", reason=checked_reason(reason), withdrawal_received_on=None)


@lifecycle.use_case
def object_to(
    *,
    actor: Actor,
    statement: UnilateralStatement,
    party: Party,
    received_on: date,
    precludes_entry: bool,
    text: Translated,
) -> Objection:
    """Enter an objection to a reservation. What it does is derived (`queries.Effect`); a late one is entered too.

    Raises NotAllowed; NotPossible for a declaration, by the reserving party, a second time, or a day out of order.
    """
    current = _begin(actor, statement)
    if current.kind != StatementKind.RESERVATION:
        raise NotPossible(_("Only a reservation is objected to."))
    if _status(current).standing in (Standing.AWAITED, Standing.LAPSED, Standing.WITHDRAWN):
        raise NotPossible(_("It does not count yet, or no longer."))
    if not queries.possible_objectors(current.source.treaty, current.party).filter(pk=party.pk).exists():
        raise NotPossible(_("This party cannot object to the reservation."))
    if current.objections.filter(party=party, state=Objection.State.MADE).exists():
        raise NotPossible(_("This is entered already. Nothing was changed."))
    _check_day(received_on, current.made_on)
    objection = Objection(
        statement=current, party=party, received_on=received_on, precludes_entry=precludes_entry, text=text
    )
    return lifecycle.create(objection, actor=actor, verb="objection.made", details={"statement": str(current)})


@lifecycle.use_case
def withdraw_objection(*, actor: Actor, objection: Objection, received_on: date, expected_version: int) -> Objection:
    """Enter the withdrawal of an objection (art. 22 (2)). Raises NotAllowed, AlreadyDecided, NotPossible."""
    _begin(actor, objection.statement)
    _check_day(received_on, objection.received_on)
    return lifecycle.move(
        objection,
        "withdrawn",
        actor=actor,
        verb="objection.withdrawn",
        expected_version=expected_version,
        withdrawn_on=received_on,
    )


@lifecycle.use_case
def remove_objection(*, actor: Actor, objection: Objection, reason: str, expected_version: int) -> Objection:
    """Remove an objection that was entered in error: it stays in the audit log. Raises as `withdraw_objection`."""
    _begin(actor, objection.statement)
    return lifecycle.move(
        objection,
        "removed",
        actor=actor,
        verb="objection.removed",
        expected_version=expected_version,
        reason=checked_reason(reason),
    )


def _begin(actor: Actor, statement: UnilateralStatement) -> UnilateralStatement:
    """Check the right, lock the treaty and the statement, and return the statement as it is now."""
    require_right(actor, RIGHT)
    Treaty.objects.select_for_update().get(pk=statement.source.treaty_id)
    UnilateralStatement.objects.select_for_update().get(pk=statement.pk)
    return queries.all_statements(statement.source.treaty).get(pk=statement.pk)


def _status(statement: UnilateralStatement) -> queries.StatementStatus:
    treaty = statement.source.treaty
    return queries.status_of(treaty, statement, queries.latest_consents(treaty))


def _check_day(day: date, earliest: date) -> None:
    if day > today():
        raise NotPossible(_("This day is in the future."))
    if day < earliest:
        raise NotPossible(_("This day is before that of the reservation or declaration."))


def _save(actor: Actor, statement: UnilateralStatement, verb: str, *, reason: str = "", **fields: date | None) -> None:
    for name, value in fields.items():
        setattr(statement, name, value)
    statement.save(update_fields=list(fields))
    details = {name: value.isoformat() if value else "" for name, value in fields.items()}
    lifecycle.log(statement, actor=actor, verb=verb, reason=reason, details=details)
