"""The record of a session: its signatures, and its closing by two persons."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_user_id
from conference.core.errors import NotPossible
from conference.translated import FALLBACK
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.appointments.powers import Powers
from schedule.signing.record.models import Signature
from schedule.signing.running_order.models import SigningSession

RIGHT = "signing.close"


def write_signature(*, actor: Actor, appointment: Appointment, powers: Powers, at: datetime) -> Signature:
    """Copy the signature into the record, in English. Runs in the transaction of the act at the console."""
    session, person = appointment.session, appointment.signatory
    if session is None or person is None:
        raise AssertionError("a constraint of the database excludes this")
    number = Signature.objects.filter(session=session).aggregate(last=Max("number"))["last"] or 0
    with translation.override(FALLBACK):
        signature = Signature.objects.create(
            session=session,
            treaty_id=appointment.treaty_id,
            party=appointment.delegation.party,
            appointment=appointment,
            place=session.place,
            number=number + 1,
            signed_on=session.place.day_of(at),
            signed_at=at,
            party_formal=appointment.delegation.party.formally,
            signatory=person.called,
            function=person.functional_title or str(person.protocol_rank or ""),
            powers=powers.recorded(),
            witness=session.witness,
            written_by_id=actor.user_id,
        )
    for number, statement in enumerate(appointment.statement_texts, 1):
        values: dict[str, Any] = {"kind": statement.kind, "provision": statement.provision, "text": statement.text}
        signature.statements.create(number=number, **values)
    return signature


@lifecycle.use_case
def close(*, actor: Actor, session: SigningSession, witness: str, expected_version: int) -> SigningSession:
    """Close the record as the first of two persons. Nothing is signed or undone from then on, unless it is reopened.

    Raises NotAllowed, AlreadyDecided; NotPossible while somebody is at the table, or without a signature.
    """
    person = require_user_id(actor)

    def check(row: SigningSession) -> None:
        if row.appointments.filter(state=AppointmentState.CALLED).exists():
            raise NotPossible(_("Somebody is at the table. The record is closed afterwards."))
        if not row.signatures.exists():
            raise NotPossible(_("Nobody has signed in this session."))

    values: dict[str, Any] = {"witness": witness.strip(), "closed_first_by_id": person, "closed_first_at": clock.now()}
    closed = _move(actor, session, "closing", expected_version, check=check, **values)
    Signature.objects.filter(session=session).update(witness=witness.strip())
    return closed


@lifecycle.use_case
def confirm(*, actor: Actor, session: SigningSession, expected_version: int) -> SigningSession:
    """Close the record finally, as the second person. From then on it is corrected only by a procès-verbal of rectification.

    Raises NotAllowed, AlreadyDecided; NotPossible for the person who closed it first.
    """
    person = require_user_id(actor)

    def check(row: SigningSession) -> None:
        if row.closed_first_by_id == person:
            raise NotPossible(_("You closed the record first; another person must confirm it."))

    values: dict[str, Any] = {"closed_second_by_id": person, "closed_second_at": clock.now()}
    return _move(actor, session, "closed", expected_version, check=check, **values)


@lifecycle.use_case
def reopen(*, actor: Actor, session: SigningSession, reason: str, expected_version: int) -> SigningSession:
    """Reopen a record that one person has closed. Raises NotAllowed, AlreadyDecided, NotPossible without a reason."""
    if not reason.strip():
        raise NotPossible(_("Please give a reason."))
    values: dict[str, Any] = {"reason": reason.strip(), "closed_first_by": None, "closed_first_at": None}
    return _move(actor, session, "open", expected_version, verb="record.reopened", **values)


def _move(
    actor: Actor, session: SigningSession, to: str, expected_version: int, *, verb: str = "", **values: Any
) -> SigningSession:
    values |= {"right": RIGHT, "expected_version": expected_version}
    return lifecycle.move(session, to, actor=actor, verb=verb or f"record.{to}", **values)
