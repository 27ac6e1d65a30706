"""The engagement of a signatory: from the arrival in the hall until the signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from conference.translated import in_each
from schedule.calendar.engagements.actions import Claim, rebook_all, release
from schedule.signing.appointments.models import Appointment

KIND = "signing"


def engage(appointments: Sequence[Appointment]) -> None:
    """Book the signatories for their present times instead of the former ones. Raises TimeTaken if one is engaged elsewhere."""
    claims = [claim for appointment in appointments if (claim := _claim(appointment)) is not None]
    rebook_all(claims, subjects=list(appointments))


def let_go(appointment: Appointment) -> None:
    release(subject=appointment)


def _claim(appointment: Appointment) -> Claim | None:
    session, person = appointment.session, appointment.signatory
    if session is None or person is None or appointment.starts is None:
        return None
    return Claim(
        subject=appointment,
        kind=KIND,
        label=in_each(lambda: str(appointment.treaty.short_title)),
        starts=appointment.starts - timedelta(minutes=session.lead_minutes),
        ends=appointment.starts + session.slot,
        persons=(person,),
    )
