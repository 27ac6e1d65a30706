"""When those who have not signed are expected at the table, worked out anew from what has happened. The published plan stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from conference.core import clock
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.running_order.models import RecordState, SigningSession

# From so many intervals between calls on, the session's own pace counts instead of the planned time for each signature.
ENOUGH = 5
NOTICEABLE = timedelta(minutes=1)


def expected_times(session: SigningSession, appointments: Sequence[Appointment]) -> Mapping[int, datetime]:
    """Return when each scheduled appointment is expected to be called, by its key. No query.

    Before the session begins they are the planned times; none once its record is being closed, or on another day without a call.

    Args:
        appointments: The session's order.
    """
    now, place = clock.now(), session.place
    called = sorted(row.called_at for row in appointments if row.called_at and row.state in ("signed", "called"))
    today = place.day_of(now)
    if session.state != RecordState.OPEN or today not in {place.day_of(at) for at in (session.starts, *called[-1:])}:
        return {}
    pace = _pace(called, session.slot)
    at_the_table = any(row.state == AppointmentState.CALLED for row in appointments)
    free_at = called[-1] + pace if at_the_table else now
    first = max(free_at, now) if called else max(session.starts, now)
    coming = [row for row in appointments if row.state == AppointmentState.SCHEDULED]
    return {row.pk: first + number * pace for number, row in enumerate(coming)}


def _pace(called: Sequence[datetime], planned: timedelta) -> timedelta:
    """Return how long a signature takes: half of those before took longer, so that a pause does not count."""
    seconds = [(after - before).total_seconds() for before, after in pairwise(called)]
    return timedelta(seconds=median(seconds)) if len(seconds) >= ENOUGH else planned


def differs_from_plan(appointment: Appointment, expected: datetime | None) -> bool:
    """Return whether the expected time is another than the published one, by a minute or more."""
    return bool(expected and appointment.starts and abs(expected - appointment.starts) >= NOTICEABLE)
