"""Enter instruments as the depositary receives them, and correct the entries. The treaty's row is locked meanwhile."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor, require_right, require_user_id
from conference.core.errors import NotPossible
from conference.files import stored_files
from conference.files.documents import Document
from conference.models import today
from conference.parties.models import Party
from conference.treaties.models import Treaty
from conference.treaties.statements import StatementText
from schedule.signing.appointments.actions import check_statements
from schedule.signing.entries import checked_reason
from schedule.signing.instruments import notices, queries, rules
from schedule.signing.instruments.models import LIVE, Instrument, InstrumentKind, Reminder

RIGHT = "instruments.enter"
PAPER = ("issued_by", "issued_in", "issued_on", "signed_by", "signed_office", "signed_powers")
ENTERED = ("kind", "deposited_on", "succession_on", *PAPER)
NOT_ACCEPTED: dict[str, Any] = {"accepted_by_id": None, "accepted_at": None}


@dataclass(frozen=True)
class DepositContent:
    """What is entered of an instrument.

    Attributes:
        instrument: With the fields ENTERED; it is not saved itself.
        statements: The reservations and declarations that it contains.
        confirmed: The keys of the reservations made at signature that it confirms; the others lapse.
        document: The scan; None keeps the one before.
    """

    instrument: Instrument
    statements: Sequence[StatementText] = ()
    confirmed: Collection[int] = ()
    document: Document | None = None


@lifecycle.use_case
def deposit(*, actor: Actor, treaty: Treaty, party: Party, content: DepositContent) -> Instrument:
    """Enter an instrument. It counts once another person has accepted it.

    Raises NotAllowed; NotPossible with the rule that forbids it.
    """
    _begin(actor, treaty)
    rules.check_deposit(treaty, party, content.instrument.kind, content.instrument.deposited_on)
    fields = _fields(actor, treaty, party, content)
    made = lifecycle.create(
        Instrument(treaty=treaty, party=party, **fields),
        actor=actor,
        verb="instrument.entered",
        details={"kind": content.instrument.kind},
    )
    _write_statements(made, content)
    return made


@lifecycle.use_case
def accept(*, actor: Actor, instrument: Instrument, expected_version: int) -> Instrument:
    """Accept an instrument that another person has entered: from now on it counts, with its reservations and declarations.

    Raises NotAllowed, AlreadyDecided; NotPossible for who entered it, or if a rule forbids the deposit by now.
    """
    _begin(actor, instrument.treaty)
    person = require_user_id(actor)

    def check(row: Instrument) -> None:
        if row.entered_by_id == person:
            raise NotPossible(_("You entered this instrument; another person must accept it."))
        rules.check_deposit(row.treaty, row.party, row.kind, row.deposited_on, but=row)
        rules.check_paper(row, row.party)

    values: dict[str, Any] = {"accepted_by_id": person, "accepted_at": clock.now(), "check": check}
    return _move(actor, instrument, "deposited", "instrument.accepted", expected_version, **values)


@lifecycle.use_case
def correct(
    *, actor: Actor, instrument: Instrument, content: DepositContent, reason: str, expected_version: int
) -> Instrument:
    """Correct an entry, with a reason. An accepted one is accepted again, by another person, and counts no more until then.

    Raises as `deposit`, and AlreadyDecided if the instrument has changed since.
    """
    _begin(actor, instrument.treaty)
    corrected = content.instrument

    def check(row: Instrument) -> None:
        if row.state not in LIVE:
            raise NotPossible(_("This entry can no longer be corrected."))
        rules.check_deposit(row.treaty, row.party, corrected.kind, corrected.deposited_on, but=row)
        if corrected.deposited_on > row.deposited_on:
            rules.check_members_stay(row, corrected.deposited_on)

    values = _fields(actor, instrument.treaty, instrument.party, content) | NOT_ACCEPTED
    values |= {"expected_version": expected_version, "reason": checked_reason(reason), "check": check}
    values |= {"details": {"statements": [statement.dump() for statement in content.statements]}}
    if Instrument.objects.get(pk=instrument.pk).state == Instrument.State.DEPOSITED:
        row = lifecycle.move(instrument, "entered", actor=actor, verb="instrument.corrected", **values)
    else:
        row = lifecycle.change(instrument, actor=actor, verb="instrument.corrected", **values)
    _write_statements(row, content)
    return row


def _fields(actor: Actor, treaty: Treaty, party: Party, content: DepositContent) -> dict[str, Any]:
    """Return the fields of an entry. Raises NotPossible for a paper that says too little, or a statement that is not allowed."""
    if content.instrument.kind == InstrumentKind.DEFINITIVE_SIGNATURE:
        rules.fill_from_record(content.instrument, treaty, party)
    rules.check_paper(content.instrument, party)
    if (content.instrument.kind == InstrumentKind.SUCCESSION) != (content.instrument.succession_on is not None):
        raise NotPossible(_("Enter the date of the succession of States, for a succession alone."))
    check_statements(treaty, content.statements)
    fields = {name: getattr(content.instrument, name) for name in ENTERED} | {"entered_by_id": require_user_id(actor)}
    if content.document is not None:
        name = f"instruments/{uuid.uuid4().hex}.{content.document.extension}"
        fields |= {"scan": stored_files.store_file(name, content.document.body), "scan_name": content.document.name}
    return fields


def _write_statements(instrument: Instrument, content: DepositContent) -> None:
    """Write what the instrument states, and which reservations made at signature it confirms.

    Raises NotPossible if a statement goes that was withdrawn or objected to.
    """
    wanted = list(content.statements)
    for statement in instrument.statements.all():
        text = StatementText(statement.kind, statement.provision, statement.text)
        if text in wanted:
            wanted.remove(text)
        elif statement.objections.exists() or statement.withdrawal_received_on:
            message = _(
                "%(statement)s has been objected to or withdrawn; the instrument cannot be corrected without it."
            )
            raise NotPossible(message % {"statement": statement.title})
        else:
            statement.delete()
    last = max((statement.number for statement in instrument.statements.all()), default=0)
    for number, text in enumerate(wanted, last + 1):
        instrument.statements.create(number=number, kind=text.kind, provision=text.provision, text=text.text)
    to_confirm = queries.reservations_to_confirm(instrument.treaty, instrument.party_id)
    for statement in to_confirm:
        statement.confirmed_by = instrument if statement.pk in content.confirmed else None
        statement.save(update_fields=["confirmed_by"])


@lifecycle.use_case
def withdraw(*, actor: Actor, instrument: Instrument, received_on: date, expected_version: int) -> Instrument:
    """Enter a withdrawal that the depositary has received; the date of its effect follows from the treaty.

    Raises NotAllowed, AlreadyDecided; NotPossible before the deposit, in the future, or where the treaty allows no withdrawal, or none yet.
    """
    _begin(actor, instrument.treaty)
    if received_on > today():
        raise NotPossible(_("The day of receipt is in the future. Enter a withdrawal once it is received."))
    if received_on < instrument.deposited_on:
        raise NotPossible(_("The instrument had not been deposited by then. Nothing was changed."))
    # A notice that ends provisional application takes effect at once (Vienna Convention, art. 25 (2)).
    effect = rules.check_withdrawal(instrument, received_on) if instrument.is_consent else received_on
    values: dict[str, Any] = {"withdrawal_received_on": received_on, "withdrawn_from": effect}
    return _move(actor, instrument, "withdrawn", "instrument.withdrawn", expected_version, **values)


@lifecycle.use_case
def revoke_withdrawal(*, actor: Actor, instrument: Instrument, reason: str, expected_version: int) -> Instrument:
    """Restore an instrument whose withdrawal was taken back in time, or entered in error. Raises as `correct`."""
    _begin(actor, instrument.treaty)

    def check(row: Instrument) -> None:
        if Instrument.objects.filter(treaty=row.treaty, party=row.party, state__in=LIVE).exists():
            raise NotPossible(_("The party has deposited a new instrument since. Nothing was changed."))
        rules.check_not_signed_since(row)

    values: dict[str, Any] = {"withdrawal_received_on": None, "withdrawn_from": None, "check": check}
    values["reason"] = checked_reason(reason)
    return _move(actor, instrument, "deposited", "instrument.withdrawal_revoked", expected_version, **values)


@lifecycle.use_case
def remove(*, actor: Actor, instrument: Instrument, reason: str, expected_version: int) -> Instrument:
    """Remove an entry that was made in error: it stays in the audit log, and counts nowhere. Raises as `correct`."""
    _begin(actor, instrument.treaty)
    instrument.confirmed_statements.update(confirmed_by=None)
    values = {"reason": checked_reason(reason), "check": rules.check_members_stay}
    return _move(actor, instrument, "removed", "instrument.removed", expected_version, **values)


def _move(actor: Actor, instrument: Instrument, to: str, verb: str, expected_version: int, **values: Any) -> Instrument:
    return lifecycle.move(instrument, to, actor=actor, verb=verb, expected_version=expected_version, **values)


@lifecycle.use_case
def plan_reminder(*, actor: Actor, treaty: Treaty, day: date) -> Reminder:
    """Choose a day on which all signatories without an instrument are reminded. Raises NotAllowed, NotPossible."""
    _begin(actor, treaty)
    if day < today():
        raise NotPossible(_("That day is past. Choose today or a later one."))
    if Reminder.objects.filter(treaty=treaty, day=day).exists():
        raise NotPossible(_("A reminder is planned for that day already."))
    made = Reminder.objects.create(treaty=treaty, day=day, planned_at=clock.now(), planned_by_id=actor.user_id)
    lifecycle.log(made, actor=actor, verb="reminder.planned")
    return made


@lifecycle.use_case
def cancel_reminder(*, actor: Actor, reminder: Reminder) -> None:
    """Cancel a reminder. Raises NotAllowed; NotPossible if it was sent."""
    require_right(actor, RIGHT)
    planned = Reminder.objects.select_for_update().filter(pk=reminder.pk, sent_at=None).first()
    if planned is None:
        raise NotPossible(_("This reminder was sent or cancelled already. Nothing was changed."))
    lifecycle.log(planned, actor=actor, verb="reminder.cancelled")
    planned.delete()


@lifecycle.use_case
def send_due() -> int:
    """Send the reminders that are due. Return how many parties were written to."""
    due = Reminder.objects.select_for_update(of=("self",)).filter(day__lte=today(), sent_at=None)
    total = 0
    for reminder in due.select_related("treaty").order_by("day"):
        reminder.parties = notices.remind(reminder)
        reminder.sent_at = clock.now()
        reminder.save(update_fields=["parties", "sent_at"])
        lifecycle.log(reminder, actor=SYSTEM, verb="reminder.sent", details={"parties": reminder.parties})
        total += reminder.parties
    return total


def _begin(actor: Actor, treaty: Treaty) -> None:
    """Check the right and lock the treaty, so that of two simultaneous entries the second is checked against the first."""
    require_right(actor, RIGHT)
    Treaty.objects.select_for_update().get(pk=treaty.pk)
