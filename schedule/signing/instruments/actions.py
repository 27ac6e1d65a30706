"""Entering instruments as the depositary receives them, and what corrects an entry. All of a treaty's are entered one after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor, require
from conference.core.errors import NotPossible
from conference.models import today
from conference.parties.models import Party
from conference.translated import Translated
from conference.treaties.models import Treaty
from schedule.signing.entries import checked_reason
from schedule.signing.instruments import notices, queries, rules
from schedule.signing.instruments.models import Instrument, Reminder

RIGHT = "instruments.enter"


@dataclass(frozen=True)
class Content:
    """What is entered of an instrument.

    Attributes:
        confirms_reservation: Of the reservation made when signing; asked where there is one.
    """

    kind: str
    deposited_on: date
    declaration: Translated = field(default_factory=Translated)
    reservation: Translated = field(default_factory=Translated)
    confirms_reservation: bool | None = None

    def columns(self, treaty: Treaty, party: Party) -> dict[str, Any]:
        signed = queries.signatures(treaty).get(party.pk)
        reserved = bool(signed and signed.reservation)
        return {
            "kind": self.kind,
            "deposited_on": self.deposited_on,
            "declaration": self.declaration,
            "reservation": self.reservation,
            "confirms_reservation": bool(self.confirms_reservation) if reserved else None,
        }


@lifecycle.use_case
def deposit(*, actor: Actor, treaty: Treaty, party: Party, content: Content) -> Instrument:
    """Enter an instrument.

    Raises:
        NotAllowed: Without the right.
        NotPossible: With the rule that forbids it.
    """
    require(actor, RIGHT)
    _hold(treaty)
    rules.check_deposit(treaty, party, content.kind, content.deposited_on)
    made = Instrument(treaty=treaty, party=party, **content.columns(treaty, party))
    return lifecycle.create(made, actor=actor, verb="instrument.deposited", details={"kind": content.kind})


@lifecycle.use_case
def correct(
    *, actor: Actor, instrument: Instrument, content: Content, reason: str, expected_version: int
) -> Instrument:
    """Change what was entered, with the reason. Raises what `deposit` raises, and AlreadyDecided if it has changed since."""
    require(actor, RIGHT)
    _hold(instrument.treaty)

    def check(row: Instrument) -> None:
        if row.state != Instrument.State.DEPOSITED:
            raise NotPossible(_("This entry can no longer be corrected."))
        rules.check_deposit(row.treaty, row.party, content.kind, content.deposited_on, but=row)
        if content.deposited_on > row.deposited_on:
            rules.check_members_stay(row, content.deposited_on)

    return lifecycle.change(
        instrument,
        actor=actor,
        verb="instrument.corrected",
        expected_version=expected_version,
        reason=checked_reason(reason),
        check=check,
        **content.columns(instrument.treaty, instrument.party),
    )


@lifecycle.use_case
def withdraw(*, actor: Actor, instrument: Instrument, received_on: date, expected_version: int) -> Instrument:
    """Enter that the depositary has received a withdrawal; when it takes effect follows from the treaty.

    Raises:
        NotAllowed: Without the right.
        NotPossible: Before the deposit, in the future, or where the treaty allows no withdrawal.
        AlreadyDecided: If it has changed since.
    """
    require(actor, RIGHT)
    treaty = instrument.treaty
    _hold(treaty)
    if received_on > today():
        raise NotPossible(_("The day of receipt is in the future. Enter a withdrawal once it is received."))
    if received_on < instrument.deposited_on:
        raise NotPossible(_("The instrument had not been deposited by then. Nothing was changed."))
    effect = queries.withdrawal_effect(treaty, received_on)
    if effect is None:
        raise NotPossible(_("The treaty has no rule on withdrawal. Nothing was changed."))
    return lifecycle.move(
        instrument,
        Instrument.State.WITHDRAWN,
        actor=actor,
        verb="instrument.withdrawn",
        expected_version=expected_version,
        withdrawal_received_on=received_on,
        withdrawn_from=effect,
    )


@lifecycle.use_case
def revoke_withdrawal(*, actor: Actor, instrument: Instrument, reason: str, expected_version: int) -> Instrument:
    """Let an instrument stand again whose withdrawal was taken back in time, or entered in error. Raises as `correct`."""
    require(actor, RIGHT)
    _hold(instrument.treaty)

    def check(row: Instrument) -> None:
        if Instrument.objects.filter(treaty=row.treaty, party=row.party, state="deposited").exists():
            raise NotPossible(_("The party has deposited a new instrument since. Nothing was changed."))

    return lifecycle.move(
        instrument,
        Instrument.State.DEPOSITED,
        actor=actor,
        verb="instrument.withdrawal_revoked",
        expected_version=expected_version,
        reason=checked_reason(reason),
        check=check,
        withdrawal_received_on=None,
        withdrawn_from=None,
    )


@lifecycle.use_case
def remove(*, actor: Actor, instrument: Instrument, reason: str, expected_version: int) -> Instrument:
    """Undo an entry that was made in error: it stays in the audit log, and counts nowhere. Raises as `correct`."""
    require(actor, RIGHT)
    _hold(instrument.treaty)
    return lifecycle.move(
        instrument,
        Instrument.State.REMOVED,
        actor=actor,
        verb="instrument.removed",
        expected_version=expected_version,
        reason=checked_reason(reason),
        check=rules.check_members_stay,
    )


@lifecycle.use_case
def plan_reminder(*, actor: Actor, treaty: Treaty, day: date) -> Reminder:
    """Choose a day on which all who have signed and not deposited are reminded. Raises NotAllowed, NotPossible."""
    require(actor, RIGHT)
    _hold(treaty)
    if day < today():
        raise NotPossible(_("That day is past. Choose today or a later one."))
    if Reminder.objects.filter(treaty=treaty, day=day).exists():
        raise NotPossible(_("A reminder is planned for that day already."))
    made = Reminder.objects.create(treaty=treaty, day=day, planned_at=clock.now(), planned_by_id=actor.user_id)
    lifecycle.log(made, actor=actor, verb="reminder.planned")
    return made


@lifecycle.use_case
def cancel_reminder(*, actor: Actor, reminder: Reminder) -> None:
    """Take back a day that has not come. Raises NotAllowed, NotPossible if its mails were written."""
    require(actor, RIGHT)
    row = Reminder.objects.select_for_update().filter(pk=reminder.pk).first()
    if row is None or row.sent_at is not None:
        raise NotPossible(_("This reminder was sent or cancelled already. Nothing was changed."))
    lifecycle.log(row, actor=actor, verb="reminder.cancelled")
    row.delete()


@lifecycle.use_case
def send_due() -> int:
    """Write to the signatories of each day that has come. Return how many parties were written to."""
    due = Reminder.objects.select_for_update(of=("self",)).filter(day__lte=today(), sent_at=None)
    total = 0
    for reminder in due.select_related("treaty").order_by("day"):
        reminder.parties = notices.remind(reminder)
        reminder.sent_at = clock.now()
        reminder.save(update_fields=["parties", "sent_at"])
        lifecycle.log(reminder, actor=SYSTEM, verb="reminder.sent", details={"parties": reminder.parties})
        total += reminder.parties
    return total


def _hold(treaty: Treaty) -> None:
    # Of two entries at once, the second is checked against the first.
    Treaty.objects.select_for_update().get(pk=treaty.pk)
