"""The acts at the console. Each locks the session, so that of two consoles one is told; each is done once, however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import AlreadyDecided, NotPossible, UserError
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.ceremony.models import CeremonyAct, Verb
from schedule.signing.ceremony.rules import check_call
from schedule.signing.record.actions import write_signature
from schedule.signing.record.models import Signature
from schedule.signing.running_order.models import RecordState, SigningSession

RIGHT = "signing.run"
# A console without a network for longer sends nothing by itself any more.
LONGEST = timedelta(hours=6)


@dataclass(frozen=True)
class Order:
    """What a console asks for.

    Args:
        key: Made at the console, once an act.
        appointment: Whom it is about; for `undo` the one of the act that is undone.
        expected_version: Its version on the operator's screen.
        then: Who comes to the table next, with `then_version`; for `next` alone.
        ago: How long ago it was done there, while the network was lost.
        act: The number of the act that is undone.
    """

    verb: str
    key: uuid.UUID
    appointment: Appointment
    expected_version: int
    then: Appointment | None = None
    then_version: int = 0
    ago: timedelta = timedelta()
    reason: str = ""
    act: int = 0


@lifecycle.use_case
def do(*, actor: Actor, session: SigningSession, order: Order) -> CeremonyAct:
    """Do an act, or return it if it was done before under the same key.

    Raises:
        NotAllowed.
        AlreadyDecided: When another console was faster.
        NotPossible: When a rule of the treaty forbids it, or the record is closed.
    """
    require(actor, RIGHT)
    held = SigningSession.objects.select_related("treaty", "place").select_for_update(of=("self",)).get(pk=session.pk)
    former = CeremonyAct.objects.filter(key=order.key).select_related("appointment").first()
    if former is not None:
        return _the_same(former, held, order)
    if held.state != RecordState.OPEN:
        raise NotPossible(_("The record of this session is closed."))
    if order.verb == Verb.UNDO:
        return _undo(actor, held, order)
    row = _row(order.appointment, held)
    at = _moment(held, order.ago)
    rows, before, why = [row], {str(row.pk): row.state}, ""
    if order.verb == Verb.CALL:
        _call(actor, row, order.expected_version, at, only_from=AppointmentState.SCHEDULED)
    elif order.verb == Verb.RECALL:
        _call(actor, row, order.expected_version, at, only_from=AppointmentState.SKIPPED)
    elif order.verb == Verb.SKIP:
        _move(actor, row, "skipped", "ceremony.skipped", order.expected_version, order.reason)
    else:
        _sign(actor, row, order.expected_version, at)
        if order.verb == Verb.NEXT and order.then is not None:
            then, why = _then(actor, held, order, at)
            if then is not None:
                rows.append(then)
                before[str(then.pk)] = AppointmentState.SCHEDULED
    done = _write(actor, held, order, rows, before, at)
    done.not_called = why
    return done


def _the_same(former: CeremonyAct, session: SigningSession, order: Order) -> CeremonyAct:
    if (former.session_id, former.verb, former.appointment_id) != (session.pk, order.verb, order.appointment.pk):
        raise NotPossible(_("The page was incomplete. Please open it again."))
    return former


def _row(appointment: Appointment, session: SigningSession) -> Appointment:
    row = all_appointments().select_related("session__place").filter(pk=appointment.pk, session=session).first()
    if row is None:
        raise NotPossible(_("%(what)s is not in this running order.") % {"what": appointment})
    return row


def _moment(session: SigningSession, ago: timedelta) -> datetime:
    """Return when the act happened at the console, never before the one that was done before it."""
    now = clock.now()
    if ago > LONGEST:
        raise NotPossible(_("This was done more than six hours ago. Please look at the present order and do it again."))
    last = session.acts.aggregate(last=Max("happened_at"))["last"]
    at = now - max(ago, timedelta())
    return min(max(at, last), now) if last else at


def _call(actor: Actor, row: Appointment, version: int, at: datetime, *, only_from: str) -> None:
    other = Appointment.objects.filter(session=row.session_id, state="called").exclude(pk=row.pk).first()
    if other is not None:
        raise AlreadyDecided(_("%(who)s is at the table. Nothing was changed.") % {"who": other})
    if row.state == AppointmentState.SIGNED and row.version == version:  # an older page is told who was faster
        message = _("%(party)s has already signed, and signs once. Undo the signature if it was noted in error.")
        raise NotPossible(message % {"party": row.delegation.party.short})
    check_call(row, at)
    lifecycle.move(
        row,
        "called",
        actor=actor,
        verb="ceremony.called",
        expected_version=version,
        only_from=only_from,
        called_at=at,
    )


def _sign(actor: Actor, row: Appointment, version: int, at: datetime) -> None:
    powers = check_call(row, at)
    _move(actor, row, "signed", "ceremony.signed", version)
    write_signature(actor=actor, appointment=row, powers=powers, at=at)


def _then(actor: Actor, session: SigningSession, order: Order, at: datetime) -> tuple[Appointment | None, str]:
    """Call whom the operator saw next; if that is not possible, the table stays empty, since the signature stands, and it is said why."""
    if order.then is None:
        return None, ""
    row = all_appointments().select_related("session__place").filter(pk=order.then.pk, session=session).first()
    if row is None:
        return None, _("%(what)s is not in this running order.") % {"what": order.then}
    try:
        _call(actor, row, order.then_version, at, only_from=AppointmentState.SCHEDULED)
    except UserError as problem:
        return None, str(problem)
    return row, ""


def _move(actor: Actor, row: Appointment, to: str, verb: str, version: int | None, reason: str = "") -> None:
    lifecycle.move(row, to, actor=actor, verb=verb, expected_version=version, reason=reason[:300])


def _undo(actor: Actor, session: SigningSession, order: Order) -> CeremonyAct:
    """Take the last act back; both stay on record, with the reason."""
    if not order.reason.strip():
        raise NotPossible(_("Please give a reason."))
    last = last_act(session)
    if last is None or last.number != order.act or last.appointment_id != order.appointment.pk:
        raise AlreadyDecided(_("This is not the last act any more. Nothing was undone."))
    rows = [_row(appointment, session) for appointment in (last.then, last.appointment) if appointment is not None]
    before = {str(row.pk): row.state for row in rows}
    for row in rows:
        if row.state == AppointmentState.SIGNED:
            Signature.objects.filter(appointment=row).delete()
        _move(actor, row, last.before[str(row.pk)], "ceremony.undone", None, order.reason)
    return _write(actor, session, order, rows[::-1], before, _moment(session, order.ago), undoes=last)


def last_act(session: SigningSession) -> CeremonyAct | None:
    """Return the last act that was neither undone nor an undoing."""
    acts = CeremonyAct.objects.filter(session=session, undone_by__isnull=True).exclude(verb=Verb.UNDO)
    return acts.select_related("appointment__delegation__party", "then").order_by("-number").first()


def _write(
    actor: Actor,
    session: SigningSession,
    order: Order,
    rows: Sequence[Appointment],
    before: dict[str, str],
    at: datetime,
    undoes: CeremonyAct | None = None,
) -> CeremonyAct:
    return CeremonyAct.objects.create(
        session=session,
        key=order.key,
        number=(session.acts.aggregate(last=Max("number"))["last"] or 0) + 1,
        verb=order.verb,
        appointment=rows[0],
        then=rows[1] if len(rows) > 1 else None,
        before=before,
        reason=order.reason.strip()[:300],
        undoes=undoes,
        happened_at=at,
        written_at=clock.now(),
        written_by_id=actor.user_id,
    )
