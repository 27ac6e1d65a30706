"""Rectify a closed record by a procès-verbal that one person proposes and another decides.

The depositary keeps the record and corrects it as an error in a text is corrected (Vienna Convention on the Law of Treaties, articles
77 (1) (d) and 79); the signature itself is never changed.
"""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right, require_user_id
from conference.core.errors import AlreadyDecided, NotPossible
from schedule.signing.appointments.actions import NO_PLACE
from schedule.signing.appointments.consent import lock_deposits
from schedule.signing.record import queries
from schedule.signing.record.models import Rectification, RectificationState, RectifiedField, Signature
from schedule.signing.record.rules import check_communication, check_value
from schedule.signing.running_order.models import RecordState, SigningSession

PROPOSE, DECIDE = "signing.review", "signing.close"


@lifecycle.use_case
def propose_rectification(*, actor: Actor, signature: Signature, content: Rectification) -> Rectification:
    """Propose a correction as the first of two persons; the record does not follow it yet.

    Args:
        content: Its `field`, `statement`, `language`, `after`, `reason`, `communication` and `communicated_on` are taken; it is not
            saved itself.

    Raises NotAllowed; NotPossible for an open record, without a reason, or with a value that the record cannot have; AlreadyDecided if
    nothing would change or the same is proposed already.
    """
    require_right(actor, PROPOSE)
    _lock_closed_record(signature)
    row = queries.row_of(signature)
    check_value(row, content)
    if not content.reason.strip():
        raise NotPossible(_("Please give a reason."))
    check_communication(content)
    proposed = Rectification.objects.filter(signature=signature, state=RectificationState.PROPOSED)
    if proposed.filter(field=content.field, statement=content.statement_id, language=content.language).exists():
        raise AlreadyDecided(_("A rectification of this is proposed already and awaits a second person."))
    made = Rectification(
        signature=signature,
        field=content.field,
        statement_id=content.statement_id,
        language=content.language,
        before=row.value_of(content),
        after=content.after.strip(),
        reason=content.reason.strip(),
        communication=content.communication.strip(),
        communicated_on=content.communicated_on,
        written_at=clock.now(),
        written_by_id=require_user_id(actor),
    )
    return lifecycle.create(made, actor=actor, verb="rectification.proposed", details={"field": content.field})


@lifecycle.use_case
def decide_rectification(*, actor: Actor, rectification: Rectification, expected_version: int) -> Rectification:
    """Decide a rectification as the second person. It gets its number, and the record follows it.

    Raises NotAllowed, AlreadyDecided; NotPossible for the person who proposed it, or if the record has changed so that it does not fit.
    """
    person = require_user_id(actor)
    require_right(actor, DECIDE)
    signature = rectification.signature
    session = _lock_closed_record(signature)
    lock_deposits(session.treaty_id)

    def check(proposed: Rectification) -> None:
        if proposed.written_by_id == person:
            raise NotPossible(_("You proposed this rectification; another person must decide it."))
        row = queries.row_of(signature)
        check_value(row, proposed)
        check_communication(proposed)
        if row.value_of(proposed) != proposed.before:
            raise NotPossible(_("The record has been rectified since. Drop this proposal and make a new one."))

    numbers = Rectification.objects.filter(signature__session=session).aggregate(last=Max("number"))
    values: dict[str, Any] = {"number": (numbers["last"] or 0) + 1, "decided_by_id": person, "decided_at": clock.now()}
    values |= {"expected_version": expected_version, "check": check, "reason": rectification.reason}
    decided = lifecycle.move(rectification, "decided", actor=actor, verb="record.rectified", **values)
    if decided.field == RectifiedField.STRUCK:
        _strike_out(actor, signature)
    return decided


@lifecycle.use_case
def drop_rectification(
    *, actor: Actor, rectification: Rectification, reason: str, expected_version: int
) -> Rectification:
    """Drop a proposal; the record stays as it is. Raises NotAllowed, AlreadyDecided, NotPossible without a reason."""
    if not reason.strip():
        raise NotPossible(_("Please give a reason."))
    values: dict[str, Any] = {"right": DECIDE, "expected_version": expected_version, "reason": reason.strip()}
    return lifecycle.move(rectification, "dropped", actor=actor, verb="rectification.dropped", **values)


def _lock_closed_record(signature: Signature) -> SigningSession:
    session = SigningSession.objects.select_for_update().get(pk=signature.session_id)
    if session.state != RecordState.CLOSED:
        raise NotPossible(_("The record is still open: undo the act at the console instead."))
    return session


def _strike_out(actor: Actor, signature: Signature) -> None:
    """Let the signature count for nothing, and the party intend to sign as before."""
    Signature.objects.filter(pk=signature.pk).update(struck=True)
    lifecycle.move(signature.appointment, "intends", actor=actor, verb="appointment.struck_out", **NO_PLACE)
