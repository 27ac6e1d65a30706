"""Enter instruments as the depositary receives them, and correct the entries. The treaty's row is locked meanwhile."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor, require_right
from conference.core.errors import NotPossible
from conference.models import today
from conference.parties.models import Party
from conference.treaties.models import Treaty
from schedule.signing.entries import checked_reason
from schedule.signing.instruments import notices, queries, rules
from schedule.signing.instruments.models import Instrument, Reminder

RIGHT = "instruments.enter"
ENTERED = ("kind", "deposited_on", "declaration", "reservation", "confirms_reservation")


@lifecycle.use_case
def deposit(*, actor: Actor, treaty: Treaty, party: Party, content: Instrument) -> Instrument:
    """Enter an instrument with the fields ENTERED of `content`, which is not saved itself.

    Raises NotAllowed; NotPossible with the rule that forbids it.
    """
    _begin(actor, treaty)
    rules.check_deposit(treaty, party, content.kind, content.deposited_on)
    made = Instrument(treaty=treaty, party=party, **_fields(content, treaty, party))
    return lifecycle.create(made, actor=actor, verb="instrument.deposited", details={"kind": content.kind})


@lifecycle.use_case
def correct(
    *, actor: Actor, instrument: Instrument, content: Instrument, reason: str, expected_version: int
) -> Instrument:
    """Change the fields ENTERED, with a reason. Raises as `deposit`, and AlreadyDecided if the instrument has changed since."""
    _begin(actor, instrument.treaty)

    def check(row: Instrument) -> None:
        if row.state != Instrument.State.DEPOSITED:
            raise NotPossible(_("This entry can no longer be corrected."))
        rules.check_deposit(row.treaty, row.party, content.kind, content.deposited_on, but=row)
        if content.deposited_on > row.deposited_on:
            rules.check_members_stay(row, content.deposited_on)

    values = _fields(content, instrument.treaty, instrument.party)
    values |= {"expected_version": expected_version, "reason": checked_reason(reason), "check": check}
    return lifecycle.change(instrument, actor=actor, verb="instrument.corrected", **values)


def _fields(content: Instrument, treaty: Treaty, party: Party) -> dict[str, Any]:
    fields = {name: getattr(content, name) for name in ENTERED}
    is_reserved = queries.has_reservation(treaty, party.pk)
    return fields | {"confirms_reservation": bool(content.confirms_reservation) if is_reserved else None}


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
    effect = rules.check_withdrawal(instrument, received_on)
    values: dict[str, Any] = {"withdrawal_received_on": received_on, "withdrawn_from": effect}
    return _move(actor, instrument, "withdrawn", "instrument.withdrawn", expected_version, **values)


@lifecycle.use_case
def revoke_withdrawal(*, actor: Actor, instrument: Instrument, reason: str, expected_version: int) -> Instrument:
    """Restore an instrument whose withdrawal was taken back in time, or entered in error. Raises as `correct`."""
    _begin(actor, instrument.treaty)

    def check(row: Instrument) -> None:
        if Instrument.objects.filter(treaty=row.treaty, party=row.party, state="deposited").exists():
            raise NotPossible(_("The party has deposited a new instrument since. Nothing was changed."))
        rules.check_not_signed_since(row)

    values: dict[str, Any] = {"withdrawal_received_on": None, "withdrawn_from": None, "check": check}
    values["reason"] = checked_reason(reason)
    return _move(actor, instrument, "deposited", "instrument.withdrawal_revoked", expected_version, **values)


@lifecycle.use_case
def remove(*, actor: Actor, instrument: Instrument, reason: str, expected_version: int) -> Instrument:
    """Remove an entry that was made in error: it stays in the audit log, and counts nowhere. Raises as `correct`."""
    _begin(actor, instrument.treaty)
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
