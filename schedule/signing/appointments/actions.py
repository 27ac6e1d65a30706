"""A delegation says whether it signs, by whom and with which text; the depositary's staff review the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_user_id
from conference.core.errors import NotPossible
from conference.models import today
from conference.translated import Translated, in_each
from conference.treaties.articles import cite
from conference.treaties.models import Treaty
from conference.treaties.queries import may_sign
from conference.treaties.statements import StatementText, why_refused
from delegations.credentials.powers.models import FullPowers
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from schedule.calendar.engagements.actions import Claim, rebook_all, release_engagements
from schedule.signing.appointments import agreement
from schedule.signing.appointments.consent import check_may_still_sign
from schedule.signing.appointments.models import Appointment, AppointmentState, TextState

# What is said of the signature besides its signatory.
SPEECH = ("language", "makes_statement", "statements")
NO_PLACE: dict[str, Any] = {"session": None, "starts": None, "by_hand": False}


@dataclass(frozen=True)
class Intention:
    """What a delegation declares about its signature. With `signs` False it does not sign here, and nothing else counts."""

    signs: bool = True
    signatory: Delegate | None = None
    language: str = "en"
    makes_statement: bool = False
    statements: Sequence[StatementText] = ()


@lifecycle.use_case
def declare(
    *,
    actor: Actor,
    delegation: Delegation,
    treaty: Treaty,
    intention: Intention,
    expected_version: int | None = None,
) -> Appointment:
    """Save what the delegation intends, and expect full powers of the signatory.

    The caller has checked that the actor may write for the delegation.

    Raises:
        NotPossible: If the party may not sign or has deposited an instrument, the signatory is no present member of the delegation, or
            it is at the table already.
        AlreadyDecided: If somebody else changed it meanwhile.
        TimeTaken: If the new signatory is engaged at the time in the running order.
    """
    if not may_sign(treaty, delegation.party):
        message = cite(_("The treaty is not open for signature by %(party)s."), treaty.article_signature)
        raise NotPossible(message % {"party": delegation.party.formally})
    if intention.signs:
        check_may_still_sign(treaty, delegation.party, today())
    person = intention.signatory
    if person is not None and (person.delegation_id != delegation.pk or person.state not in LIVE_STATES):
        raise NotPossible(_("The signatory must be a member of the delegation who has not left it."))
    appointment = Appointment.objects.select_related("session").filter(delegation=delegation, treaty=treaty).first()
    fields = _fields(intention)
    check_statements(treaty, intention.statements)
    if appointment is None:
        state = AppointmentState.INTENDS if intention.signs else AppointmentState.NOT_SIGNING
        new = Appointment(delegation=delegation, treaty=treaty, state=state, **fields)
        if new.statements:
            new.text_state = TextState.TO_REVIEW
        appointment = lifecycle.create(new, actor=actor, verb=f"appointment.{state}")
    elif not intention.signs:
        return _withdraw_intention(actor, appointment, expected_version)
    else:
        appointment = _change(actor, appointment, fields, expected_version)
    if intention.signs and person is not None:
        agreement.expect_powers(actor, delegation, treaty, person)
    return appointment


@lifecycle.use_case
def let_sign(*, actor: Actor, powers: FullPowers) -> Appointment:
    """Make the person whom the full powers name the signatory; language and text stay. Raises as `declare`."""
    appointment = Appointment.objects.filter(delegation=powers.delegation_id, treaty=powers.treaty_id).first()
    former: dict[str, Any] = {name: getattr(appointment, name) for name in SPEECH} if appointment else {}
    if appointment:
        former["statements"] = appointment.statement_texts
    return declare(
        actor=actor,
        delegation=powers.delegation,
        treaty=powers.treaty,
        intention=Intention(signatory=powers.representative, **former),
        expected_version=appointment.version if appointment else None,
    )


def _fields(intention: Intention) -> dict[str, Any]:
    fields = {name: getattr(intention, name) for name in ("signatory", *SPEECH)}
    fields["statements"] = [statement.dump() for statement in intention.statements]
    return fields


def check_statements(treaty: Treaty, statements: Iterable[StatementText]) -> None:
    """Raise NotPossible for a reservation or declaration that the treaty does not allow."""
    for statement in statements:
        _field, reason = why_refused(treaty, statement.kind, statement.provision)
        if reason:
            raise NotPossible(reason)


def _withdraw_intention(actor: Actor, appointment: Appointment, expected_version: int | None) -> Appointment:
    release_engagements(subject=appointment)
    values: dict[str, Any] = {"expected_version": expected_version, "check": _check_not_at_the_table, **NO_PLACE}
    return lifecycle.move(appointment, "not_signing", actor=actor, verb="appointment.not_signing", **values)


def _change(
    actor: Actor, appointment: Appointment, fields: dict[str, Any], expected_version: int | None
) -> Appointment:
    if fields["signatory"] != appointment.signatory:
        fields |= {"announced": Translated()}
    if fields["statements"] != appointment.statements:
        state = TextState.TO_REVIEW if fields["statements"] else TextState.NONE
        fields |= {"text_state": state, "text_words": "", "reviewed_by": None, "reviewed_at": None}
        agreement.ask_coverage_anew(actor, appointment.delegation)
    if appointment.state == AppointmentState.NOT_SIGNING:
        return lifecycle.move(
            appointment, "intends", actor=actor, verb="appointment.intends", expected_version=expected_version, **fields
        )
    values: dict[str, Any] = {"expected_version": expected_version, "check": _check_not_at_the_table, **fields}
    lifecycle.change(appointment, actor=actor, verb="appointment.changed", **values)
    if appointment.session_id and appointment.state in (AppointmentState.SCHEDULED, AppointmentState.SKIPPED):
        book_signatories([appointment])
    return appointment


def _check_not_at_the_table(appointment: Appointment) -> None:
    if appointment.state in (AppointmentState.CALLED, AppointmentState.SIGNED):
        message = _("%(what)s is at the table or has signed; only protocol changes this now.")
        raise NotPossible(message % {"what": appointment})


@lifecycle.use_case
def review(
    *, actor: Actor, appointment: Appointment, accepted: bool, comment: str, expected_version: int
) -> Appointment:
    """Accept the text as it is, or return it with a comment for the delegation.

    Raises NotAllowed, AlreadyDecided; NotPossible without a text, or to return it without a comment.
    """
    if not accepted and not comment.strip():
        raise NotPossible(_("Say what the delegation is to change."))

    def check(appointment: Appointment) -> None:
        if not appointment.statements:
            raise NotPossible(_("There is no text to review."))

    state = TextState.REVIEWED if accepted else TextState.RETURNED
    values: dict[str, Any] = {"text_state": state, "text_words": "" if accepted else comment.strip()}
    values |= {"reviewed_by_id": require_user_id(actor), "reviewed_at": clock.now()}
    values |= {"right": "signing.review", "expected_version": expected_version, "check": check}
    return lifecycle.change(appointment, actor=actor, verb=f"appointment.{state}", **values)


@lifecycle.use_case
def announce(*, actor: Actor, appointment: Appointment, texts: Translated, expected_version: int) -> Appointment:
    """Write the signatory's function as the announcer reads it, by language. Raises NotAllowed, AlreadyDecided."""
    values: dict[str, Any] = {"right": "signing.arrange", "expected_version": expected_version, "announced": texts}
    return lifecycle.change(appointment, actor=actor, verb="appointment.announced", **values)


def book_signatories(appointments: Sequence[Appointment]) -> None:
    """Book the signatories from their arrival in the hall until the signature, instead of what was booked for these appointments.

    Raises TimeTaken if one is engaged elsewhere.
    """
    claims = [claim for appointment in appointments if (claim := _claim(appointment)) is not None]
    rebook_all(claims, subjects=list(appointments))


def _claim(appointment: Appointment) -> Claim | None:
    session, person = appointment.session, appointment.signatory
    if session is None or person is None or appointment.starts is None:
        return None
    return Claim(
        subject=appointment,
        kind="signing",
        label=in_each(lambda: str(appointment.treaty.short_title)),
        starts=appointment.starts - timedelta(minutes=session.lead_minutes),
        ends=appointment.starts + session.slot,
        persons=(person,),
    )
