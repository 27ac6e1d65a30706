"""The time that a signature takes of its signatory: from when it is to be in the hall until it has signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from conference.translated import Translated, in_each
from schedule.calendar.engagements.actions import Claim, rebook_all, release
from schedule.signing.appointments.models import Appointment

KIND = "signing"


def engage(appointments: Sequence[Appointment]) -> None:
    """Take the signatories' time as it is reckoned now, in place of what was taken for these.

    Raises TimeTaken if a signatory is engaged elsewhere at that time.
    """
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
        label=_label(appointment),
        starts=appointment.starts - timedelta(minutes=session.lead_minutes),
        ends=appointment.starts + session.slot,
        persons=(person,),
    )


def _label(appointment: Appointment) -> Translated:
    return in_each(lambda: str(appointment.treaty.short_title))
