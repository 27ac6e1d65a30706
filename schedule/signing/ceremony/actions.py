"""The acts at the console. Each locks the session, so that the slower of two consoles is refused; an act sent repeatedly is done once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible, UserError
from schedule.signing.appointments.consent import lock_deposits
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.ceremony.models import CeremonyAct, Verb
from schedule.signing.ceremony.questions import ask_about_day, ask_about_original, ask_whether_signed
from schedule.signing.ceremony.rules import check_may_sign_now
from schedule.signing.record.actions import write_signature
from schedule.signing.record.models import Signature
from schedule.signing.record.queries import row_of
from schedule.signing.record.rules import check_no_ratification
from schedule.signing.running_order.actions import check_open
from schedule.signing.running_order.models import SigningSession

RIGHT = "signing.run"
# A console that was offline for longer sends nothing by itself.
LONGEST = timedelta(hours=6)
ONLY_FROM: dict[str, str] = {Verb.CALL: AppointmentState.SCHEDULED, Verb.RECALL: AppointmentState.SKIPPED}


@dataclass(frozen=True)
class ConsoleCommand:
    """What a console asks for.

    Args:
        key: Created at the console for each act.
        appointment: Of the act; for `undo` that of the act that is undone.
        expected_version: The appointment's version on the operator's screen.
        then: Who is called next, with `then_version`; for `next` alone.
        ago: How long ago the act was done, without a network.
        act: The number of the act that is undone.
        answers: To questions that were asked before (`questions.py`).
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
    answers: frozenset[str] = frozenset()


@lifecycle.use_case
def perform_act(*, actor: Actor, session: SigningSession, command: ConsoleCommand) -> CeremonyAct:
    """Do an act, or return it if it was done before under the same key.

    Raises NotAllowed; AlreadyDecided if another console was faster; NotPossible if the treaty forbids it, or the record is closed; Question
    if it must be answered first.
    """
    require_right(actor, RIGHT)
    session = (
        SigningSession.objects.select_related("treaty", "place").select_for_update(of=("self",)).get(pk=session.pk)
    )
    former = CeremonyAct.objects.filter(key=command.key).select_related("appointment").first()
    if former is not None:
        if (former.session_id, former.verb, former.appointment_id) != (
            session.pk,
            command.verb,
            command.appointment.pk,
        ):
            raise NotPossible(_("The page was incomplete. Please open it again."))
        return former
    check_open(session)
    if command.verb == Verb.UNDO:
        return _undo(actor, session, command)
    appointment = _current_in_running_order(command.appointment, session)
    at = _moment(session, command.ago)
    appointments, before, not_called = [appointment], {str(appointment.pk): appointment.state}, ""
    if command.verb in ONLY_FROM:
        _call(actor, appointment, command.expected_version, at, only_from=ONLY_FROM[command.verb])
        _ask_about_day(actor, session, appointment, at, command)
    elif command.verb == Verb.SKIP:
        _move(actor, appointment, "skipped", "ceremony.skipped", command.expected_version, command.reason)
    else:
        _sign(actor, session, appointment, at, command)
        if command.verb == Verb.NEXT and command.then is not None:
            try:
                called = _current_in_running_order(command.then, session)
                _call(actor, called, command.then_version, at, only_from=AppointmentState.SCHEDULED)
            except UserError as problem:  # the signature counts; the table stays empty
                not_called = str(problem)
            else:
                _ask_about_day(actor, session, called, at, command)
                appointments.append(called)
                before[str(called.pk)] = AppointmentState.SCHEDULED
    act = _write(actor, session, command, appointments, before, at)
    act.not_called = not_called
    return act


def _current_in_running_order(appointment: Appointment, session: SigningSession) -> Appointment:
    """Return the appointment as it is now. Raises NotPossible if it has left the session's order."""
    appointments = all_appointments().select_related("session__place").filter(session=session)
    current = appointments.filter(pk=appointment.pk).first()
    if current is None:
        raise NotPossible(_("%(what)s is not in this running order.") % {"what": appointment})
    return current


def _moment(session: SigningSession, ago: timedelta) -> datetime:
    """Return when the act happened at the console, never before the act that precedes it."""
    now = clock.now()
    if ago > LONGEST:
        raise NotPossible(_("This was done more than six hours ago. Please look at the present order and do it again."))
    last = session.acts.aggregate(last=Max("happened_at"))["last"]
    at = now - max(ago, timedelta())
    return min(max(at, last), now) if last else at


def _call(actor: Actor, appointment: Appointment, version: int, at: datetime, *, only_from: str) -> None:
    at_table = Appointment.objects.filter(session=appointment.session_id, state="called").exclude(pk=appointment.pk)
    if other := at_table.first():
        raise AlreadyDecided(_("%(who)s is at the table. Nothing was changed.") % {"who": other})
    # An outdated page is refused by its version instead, which names who was faster.
    if appointment.state == AppointmentState.SIGNED and appointment.version == version:
        message = _("%(party)s has already signed, and signs once. Undo the signature if it was noted in error.")
        raise NotPossible(message % {"party": appointment.delegation.party.short})
    check_may_sign_now(appointment, at)
    values: dict[str, Any] = {"expected_version": version, "only_from": (only_from,), "called_at": at}
    lifecycle.move(appointment, "called", actor=actor, verb="ceremony.called", **values)


def _ask_about_day(
    actor: Actor, session: SigningSession, appointment: Appointment, at: datetime, command: ConsoleCommand
) -> None:
    """Ask about the day. The call comes first, so that a refusal precedes the question; the question rolls the call back."""
    day = ask_about_day(session, appointment, at, command.answers)
    if day is not None:
        own_day = session.place.day_of(session.starts)
        details = {"own_day": own_day.isoformat(), "day": day.isoformat()}
        lifecycle.log(session, actor=actor, verb="ceremony.other_day", reason=f"{own_day} → {day}", details=details)


def _sign(
    actor: Actor, session: SigningSession, appointment: Appointment, at: datetime, command: ConsoleCommand
) -> None:
    lock_deposits(session.treaty_id)
    powers = check_may_sign_now(appointment, at)
    _move(actor, appointment, "signed", "ceremony.signed", command.expected_version)
    if ask_whether_signed(appointment, at, command.answers):
        lifecycle.log(appointment, actor=actor, verb="ceremony.signed_soon")
    if ask_about_original(appointment, powers, command.answers):
        lifecycle.log(appointment, actor=actor, verb="ceremony.signed_on_copy")
    write_signature(actor=actor, appointment=appointment, powers=powers, at=at)


def _move(actor: Actor, appointment: Appointment, to: str, verb: str, version: int | None, reason: str = "") -> None:
    lifecycle.move(appointment, to, actor=actor, verb=verb, expected_version=version, reason=reason[:300])


def _undo(actor: Actor, session: SigningSession, command: ConsoleCommand) -> CeremonyAct:
    """Undo the last act; both acts stay on record, with the reason."""
    if not command.reason.strip():
        raise NotPossible(_("Please give a reason."))
    last = last_act(session)
    if last is None or last.number != command.act or last.appointment_id != command.appointment.pk:
        raise AlreadyDecided(_("This is not the last act any more. Nothing was undone."))
    appointments = [
        _current_in_running_order(appointment, session) for appointment in (last.then, last.appointment) if appointment
    ]
    before = {str(appointment.pk): appointment.state for appointment in appointments}
    for appointment in appointments:
        if appointment.state == AppointmentState.SIGNED:
            lock_deposits(session.treaty_id)
            signature = Signature.objects.get(appointment=appointment, session=session, struck=False)
            check_no_ratification(row_of(signature))
            signature.delete()
        _move(actor, appointment, last.before[str(appointment.pk)], "ceremony.undone", None, command.reason)
    return _write(actor, session, command, appointments[::-1], before, _moment(session, command.ago), undoes=last)


def last_act(session: SigningSession) -> CeremonyAct | None:
    """Return the last act that was neither undone nor an undoing."""
    acts = CeremonyAct.objects.filter(session=session, undone_by__isnull=True).exclude(verb=Verb.UNDO)
    return acts.select_related("appointment__delegation__party", "then").order_by("-number").first()


def _write(
    actor: Actor,
    session: SigningSession,
    command: ConsoleCommand,
    appointments: Sequence[Appointment],
    before: dict[str, str],
    at: datetime,
    undoes: CeremonyAct | None = None,
) -> CeremonyAct:
    return CeremonyAct.objects.create(
        session=session,
        key=command.key,
        number=(session.acts.aggregate(last=Max("number"))["last"] or 0) + 1,
        verb=command.verb,
        appointment=appointments[0],
        then=appointments[1] if len(appointments) > 1 else None,
        before=before,
        reason=command.reason.strip()[:300],
        undoes=undoes,
        happened_at=at,
        written_at=clock.now(),
        written_by_id=actor.user_id,
    )
