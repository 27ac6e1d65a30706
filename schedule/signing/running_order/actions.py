"""The running order of a session: who signs there, by the rule and then by hand, and when."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from conference.core import concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, CodeTaken, NotPossible
from conference.models import today
from schedule.calendar.engagements.actions import release_engagements
from schedule.signing.appointments import notices
from schedule.signing.appointments.actions import NO_PLACE, book_signatories
from schedule.signing.appointments.consent import check_may_still_sign, deposits, lock_deposits
from schedule.signing.appointments.models import Appointment
from schedule.signing.appointments.queries import all_appointments
from schedule.signing.running_order.models import OrderRule, RecordState, SigningSession

RIGHT = "signing.arrange"
LAST_RANK = 10_000
# The fields of a session that protocol enters.
ENTERED = (
    *("treaty", "place", "name", "starts", "room", "outside", "slot_seconds", "lead_minutes"),
    *("languages", "rule", "witness"),
)


@lifecycle.use_case
def fill_session(*, actor: Actor, session: SigningSession, expected_version: int) -> int:
    """Schedule all who intend to sign and have named a signatory, by the session's rule. Return how many. Errors as `arrange_session`.

    Who has deposited an instrument is left out.
    """
    begin_change(actor, session, expected_version, "signing.filled")
    lock_deposits(session.treaty_id)
    appointments = all_appointments().filter(treaty=session.treaty_id, state="intends", signatory__isnull=False)
    appointments = appointments.exclude(delegation__party__in=deposits(session.treaty, today()).keys())
    keys = list(appointments.order_by().values_list("pk", flat=True))
    scheduled = lifecycle.move_many(
        appointments.filter(pk__in=keys), "scheduled", actor=actor, verb="appointment.scheduled", session=session
    )
    arrange(actor, session, by_rule=True)
    return len(scheduled)


@lifecycle.use_case
def arrange_session(*, actor: Actor, session: SigningSession, expected_version: int) -> None:
    """Order those who have not signed yet by the rule, also those moved by hand.

    Raises NotAllowed; NotPossible once the record is closed; AlreadyDecided after another change; TimeTaken for an engaged signatory.
    """
    begin_change(actor, session, expected_version, "signing.arranged")
    arrange(actor, session, by_rule=True)


@lifecycle.use_case
def move_appointment(
    *, actor: Actor, session: SigningSession, appointment: Appointment, place: int, expected_version: int
) -> None:
    """Give a scheduled appointment this number in the order, behind all who are no longer scheduled. Errors as of `arrange_session`."""
    begin_change(actor, session, expected_version, "signing.moved")
    appointments = _scheduled(session)
    if appointment not in appointments:
        raise NotPossible(_("%(what)s is not in this running order.") % {"what": appointment})
    moved = appointments.pop(appointments.index(appointment))
    appointments.insert(max(place - 1 - _count_done(session), 0), moved)
    _write(actor, session, appointments, by_hand=moved.pk)


@lifecycle.use_case
def schedule_appointment(
    *, actor: Actor, session: SigningSession, appointment: Appointment, expected_version: int
) -> None:
    """Schedule an appointment in this session, at its end: from another one, such as the first day's, or for the first time.

    Raises as `arrange_session`, and NotPossible without a signatory, for another treaty, once it is at the table, or after its instrument.
    """
    begin_change(actor, session, expected_version, "signing.put")
    locked = all_appointments().select_for_update(of=("self",)).get(pk=appointment.pk)
    if locked.signatory is None:
        raise NotPossible(_("%(what)s has not named a signatory yet.") % {"what": locked})
    if locked.treaty_id != session.treaty_id or locked.state not in ("intends", "scheduled", "skipped"):
        raise NotPossible(_("%(what)s cannot be put into this running order.") % {"what": locked})
    lock_deposits(session.treaty_id)
    check_may_still_sign(session.treaty, locked.delegation.party, today())
    place: dict[str, Any] = {"session": session, "position": LAST_RANK}
    if locked.state == "scheduled":
        lifecycle.change(locked, actor=actor, verb="appointment.moved", **place)
    else:
        lifecycle.move(locked, "scheduled", actor=actor, verb="appointment.scheduled", **place)
    arrange(actor, session, by_rule=False)


@lifecycle.use_case
def take_out(*, actor: Actor, session: SigningSession, appointment: Appointment, expected_version: int) -> None:
    """Take an appointment out of the order; the intention stays. Errors as of `arrange_session`."""
    begin_change(actor, session, expected_version, "signing.taken_out")
    release_engagements(subject=appointment)
    lifecycle.move(appointment, "intends", actor=actor, verb="appointment.taken_out", **NO_PLACE)
    arrange(actor, session, by_rule=False)


def begin_change(actor: Actor, session: SigningSession, expected_version: int, verb: str, **details: Any) -> None:
    """Lock the session and count the change of its order; `details` are for the audit log."""
    require_right(actor, RIGHT)

    def check(session: SigningSession) -> None:
        message = _("%(what)s: already changed by %(who)s. Nothing was changed.")
        values = {"what": session, "who": concurrency.last_author(session)}
        concurrency.check_expected(expected_version, session.order_version, lambda: AlreadyDecided(message % values))
        check_open(session)

    values: dict[str, Any] = {"check": check, "details": details, "order_version": expected_version + 1}
    lifecycle.change(session, actor=actor, verb=verb, **values)


def check_open(session: SigningSession) -> None:
    if session.state != RecordState.OPEN:
        raise NotPossible(_("The record of this session is closed."))


def _scheduled(session: SigningSession) -> list[Appointment]:
    return list(all_appointments().filter(session=session, state="scheduled").order_by("position", "pk"))


def _count_done(session: SigningSession) -> int:
    """Return how many have numbers before those who are scheduled: at the table, signed or skipped."""
    return Appointment.objects.filter(session=session).exclude(state="scheduled").count()


def arrange(actor: Actor, session: SigningSession, *, by_rule: bool) -> None:
    """Give those who are scheduled their places and times, by the rule or as they stand."""
    appointments = _scheduled(session)
    if by_rule:
        appointments.sort(key=lambda appointment: _place(appointment, session.rule))
    _write(actor, session, appointments, by_hand=None if by_rule else 0)


def _place(appointment: Appointment, rule: str) -> tuple[Any, ...]:
    """Return the sort key of the rule. The host is first in all of them."""
    party = appointment.delegation.party
    rank = appointment.signatory.protocol_rank if appointment.signatory else None
    first: tuple[Any, ...] = ()
    if rule == OrderRule.RANK:
        first = (rank.position if rank else LAST_RANK,)
    elif rule == OrderRule.INSCRIPTION:
        first = (appointment.pk,)
    return (not party.is_host, *first, party.en_sort)


def _write(actor: Actor, session: SigningSession, appointments: Sequence[Appointment], *, by_hand: int | None) -> None:
    """Save places and times, and book the signatories anew.

    `by_hand` is the appointment that was moved; None when the rule gave every place; 0 keeps the marks.
    """
    changed = []
    for number, appointment in enumerate(appointments, _count_done(session)):
        values: dict[str, Any] = {"position": number + 1, "starts": session.starts + number * session.slot}
        if by_hand is None:
            values["by_hand"] = False
        elif appointment.pk == by_hand:
            values["by_hand"] = True
        changed.append((appointment, values))
    if lifecycle.change_many(changed, actor=actor, verb="appointment.placed"):
        book_signatories(appointments)
        notices.tell_times(appointments, session.where)


@lifecycle.use_case
def add_session(*, actor: Actor, code: str, facts: SigningSession) -> SigningSession:
    """Enter a session with the fields ENTERED of `facts`, which is not saved itself.

    Raises NotAllowed, CodeTaken; NotPossible for a place of another treaty.
    """
    require_right(actor, RIGHT)
    concurrency.enter_alone(SigningSession)
    if SigningSession.objects.filter(code__iexact=code).exists():
        raise CodeTaken(_("There is already a session with this code."))
    return lifecycle.create(SigningSession(code=code, **_values(facts)), actor=actor, verb="signing.added")


@lifecycle.use_case
def change_session(
    *, actor: Actor, session: SigningSession, facts: SigningSession, expected_version: int | None
) -> SigningSession:
    """Change a session as in `add_session`; those who have not signed yet get new times.

    Raises NotAllowed, AlreadyDecided, TimeTaken; NotPossible once the record is closed, or for a place of another treaty.
    """
    values = {"right": RIGHT, "expected_version": expected_version, "check": check_open, **_values(facts)}
    lifecycle.change(session, actor=actor, verb="signing.changed", **values)
    arrange(actor, session, by_rule=False)
    return session


def _values(facts: SigningSession) -> dict[str, Any]:
    if facts.place.treaty_id != facts.treaty_id:
        raise NotPossible(_("This is a place of signature of another treaty."))
    return {name: getattr(facts, name) for name in ENTERED}
