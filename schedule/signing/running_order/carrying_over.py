"""Carry all who were not reached in a session over to another one, in one act that can be undone while its mails wait."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import lifecycle, undo
from conference.core.access import Actor, require_right
from conference.core.concurrency import fingerprint
from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import today
from schedule.calendar.engagements.actions import clash_words
from schedule.calendar.engagements.queries import find_engagements
from schedule.signing.appointments import notices
from schedule.signing.appointments.actions import book_signatories
from schedule.signing.appointments.consent import check_may_still_sign, lock_deposits
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.running_order.actions import LAST_RANK, RIGHT, arrange, begin_change
from schedule.signing.running_order.models import RecordState, SigningSession

CARRIED_OVER = "signing.carried_over"
NOT_REACHED = (AppointmentState.SCHEDULED, AppointmentState.SKIPPED)


def not_reached(session: SigningSession) -> list[Appointment]:
    """Return who stands in the order and has neither signed nor is at the table. One query, and one for names."""
    return list(all_appointments().filter(session=session, state__in=NOT_REACHED).order_by("position", "pk"))


def further_sessions(session: SigningSession) -> Iterable[SigningSession]:
    """Return the open sessions of the same treaty to which they could be carried over. One query."""
    sessions = SigningSession.objects.filter(treaty=session.treaty_id, state=RecordState.OPEN).exclude(pk=session.pk)
    return sessions.select_related("place", "room", "treaty").order_by("starts", "pk")


@dataclass(frozen=True)
class CarryOverPlan:
    """What would be done: who goes to which session and is to sign there when, who stays, and the fingerprint of it all."""

    session: SigningSession
    target: SigningSession
    rows: list[tuple[Appointment, datetime]]
    staying: list[Appointment]

    @property
    def fingerprint(self) -> str:
        versions = [(appointment.pk, appointment.version) for appointment, _starts in self.rows]
        return fingerprint(versions, self.session.order_version, self.target.order_version)


def plan_carry_over(session: SigningSession, target: SigningSession, staying: Collection[int] = ()) -> CarryOverPlan:
    """Return what carrying over would do now, but for the appointments whose keys are in `staying`. Three queries."""
    before, appointments = Appointment.objects.filter(session=target).count(), not_reached(session)
    going = [appointment for appointment in appointments if appointment.pk not in staying]
    rows = [(appointment, target.starts + (before + number) * target.slot) for number, appointment in enumerate(going)]
    return CarryOverPlan(session, target, rows, [row for row in appointments if row.pk in staying])


def find_clashes(carrying: CarryOverPlan) -> dict[int, str]:
    """Return whose signatory is engaged otherwise at the new time, as a sentence, by the appointment's key. One query."""
    target, rows = carrying.target, carrying.rows
    if not rows:
        return {}
    lead = timedelta(minutes=target.lead_minutes)
    persons = [appointment.signatory for appointment, _starts in rows if appointment.signatory]
    engagements = find_engagements(starts=rows[0][1] - lead, ends=rows[-1][1] + target.slot, persons=persons)
    others = [engagement for engagement in engagements if engagement.kind != "signing"]
    return {
        appointment.pk: clash_words(engagement)
        for appointment, starts in rows
        for engagement in others
        if engagement.person_id == appointment.signatory_id
        and engagement.starts < starts + target.slot
        and engagement.ends > starts - lead
    }


@lifecycle.use_case
def carry_over(
    *, actor: Actor, session: SigningSession, target: SigningSession, expected: str, staying: Collection[int] = ()
) -> int:
    """Schedule all who were not reached in `session` at the end of `target`, in their order. Return how many.

    Args:
        expected: The fingerprint of the `CarryOverPlan` that was shown.
        staying: Keys of appointments that stay in the order.

    Raises NotAllowed; AlreadyDecided after another change; NotPossible if there is nobody, the record of either is closed, the target is
    of another treaty, or a party signs no more; TimeTaken for an engaged signatory.
    """
    require_right(actor, RIGHT)
    source, target = _lock(session, target)
    carrying = plan_carry_over(source, target, staying)
    if carrying.fingerprint != expected:
        raise AlreadyDecided(
            _("The running order has changed meanwhile. Nothing was changed; please look at it again.")
        )
    if not carrying.rows:
        raise NotPossible(_("Everybody in this running order has signed or is at the table."))
    if target.pk == source.pk or target.treaty_id != source.treaty_id:
        raise NotPossible(_("Choose another session of the same treaty."))
    lock_deposits(source.treaty_id)
    appointments = [appointment for appointment, _starts in carrying.rows]
    for appointment in appointments:
        check_may_still_sign(source.treaty, appointment.delegation.party, today())
    details = {
        "target": target.pk,
        "target_version": target.order_version + 1,
        "before": [_standing(a) for a in appointments],
    }
    begin_change(actor, source, source.order_version, CARRIED_OVER, **details)
    begin_change(actor, target, target.order_version, "signing.carried_in", source=source.pk)
    _schedule_at_end(actor, appointments, target)
    arrange(actor, target, by_rule=False)
    return len(appointments)


def _lock(session: SigningSession, target: SigningSession) -> tuple[SigningSession, SigningSession]:
    """Lock both in one order, so that two who carry to and fro do not wait for each other."""
    rows = SigningSession.objects.select_for_update(of=("self",)).select_related("treaty", "place", "room")
    by_key = {row.pk: row for row in rows.filter(pk__in=(session.pk, target.pk)).order_by("pk")}
    return by_key[session.pk], by_key[target.pk]


def _standing(appointment: Appointment) -> dict[str, Any]:
    starts = appointment.starts.isoformat() if appointment.starts else None
    return {
        "key": appointment.pk,
        "state": appointment.state,
        "position": appointment.position,
        "starts": starts,
        "by_hand": appointment.by_hand,
    }


def _schedule_at_end(actor: Actor, appointments: list[Appointment], target: SigningSession) -> None:
    scheduled: list[tuple[Appointment, dict[str, Any]]] = []
    for number, appointment in enumerate(appointments):
        place: dict[str, Any] = {"session": target, "position": LAST_RANK + number, "by_hand": False}
        if appointment.state == AppointmentState.SCHEDULED:
            scheduled.append((appointment, place))
        else:
            lifecycle.move(appointment, "scheduled", actor=actor, verb="appointment.scheduled", **place)
    lifecycle.change_many(scheduled, actor=actor, verb="appointment.moved")


def undoable_step(session: SigningSession) -> AuditEntry | None:
    """Return the entry by which the session's parties were carried over just now, if it can be undone. One query."""
    return undo.recent((CARRIED_OVER,)).get(session.record_id)  # type: ignore[arg-type]


@lifecycle.use_case
def undo_carry_over(*, actor: Actor, session: SigningSession, expected_version: int) -> int:
    """Bring those who were carried over back to where they stood. Their mails are withdrawn. Return how many.

    Raises NotAllowed; NotPossible too late, or once the other session's order was changed or began; AlreadyDecided; TimeTaken.
    """
    require_right(actor, RIGHT)
    step = undo.require_recent_step(SigningSession.objects.get(pk=session.pk), (CARRIED_OVER,))
    target = SigningSession.objects.get(pk=step.details["target"])
    source, target = _lock(session, target)
    standings = {standing["key"]: standing for standing in step.details["before"]}
    appointments = list(all_appointments().filter(pk__in=standings, session=target, state="scheduled"))
    if target.order_version != step.details["target_version"] or len(appointments) != len(standings):
        message = _("The running order of “%(session)s” has changed since. Nothing was changed.")
        raise NotPossible(message % {"session": target})
    begin_change(actor, source, expected_version, "signing.carrying_undone")
    begin_change(actor, target, target.order_version, "signing.carrying_undone")
    notices.withdraw_times(appointments)
    _restore(actor, appointments, standings, source)
    arrange(actor, target, by_rule=False)
    restored = not_reached(source)
    book_signatories(restored)
    notices.tell_times(restored, source.where)
    return len(appointments)


def _restore(
    actor: Actor, appointments: list[Appointment], standings: dict[int, dict[str, Any]], source: SigningSession
) -> None:
    scheduled: list[tuple[Appointment, dict[str, Any]]] = []
    for appointment in appointments:
        standing = standings[appointment.pk]
        starts = datetime.fromisoformat(standing["starts"]) if standing["starts"] else None
        place = {"session": source, "starts": starts, **{name: standing[name] for name in ("position", "by_hand")}}
        if standing["state"] == AppointmentState.SCHEDULED:
            scheduled.append((appointment, place))
        else:
            lifecycle.move(appointment, standing["state"], actor=actor, verb="appointment.moved", **place)
    lifecycle.change_many(scheduled, actor=actor, verb="appointment.moved")


def mails_go_at(now: datetime) -> datetime:
    """Return when the mails of an act now are sent, if it is not undone: once its time to undo has passed."""
    return now + max(notices.SETTLES, undo.mails_wait(), timedelta())
