"""Questions before an act that is often a mistake. The console sends the answer along with the same act, and the audit log keeps it."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from conference.core.clock import day_bounds
from conference.core.errors import UserError
from conference.look.times import day_text
from schedule.signing.appointments.models import Appointment
from schedule.signing.appointments.powers import Powers
from schedule.signing.ceremony.models import made_calls
from schedule.signing.running_order.models import SigningSession

# A second press of the key by which the party was called.
TOO_SOON = timedelta(seconds=3)
SOON = "soon"
ON_A_COPY = "copy"


class Question(UserError):
    """An act that is done once it comes with the answer. Nothing has been changed.

    Args:
        answer: What the act must then have among its answers.
        label: Of the button that gives it.
    """

    def __init__(self, message: str, *, answer: str, label: str) -> None:
        super().__init__(message)
        self.answer, self.label = answer, label


def ask_whether_signed(appointment: Appointment, at: datetime, answers: frozenset[str]) -> bool:
    """Ask if the party was called less than three seconds before. Return whether that was answered."""
    called_at = appointment.called_at
    if called_at is None or at - called_at >= TOO_SOON:
        return False
    if SOON not in answers:
        raise Question(signed_so_soon(appointment), answer=SOON, label=_("Yes, it has signed"))
    return True


def signed_so_soon(appointment: Appointment) -> str:
    """Return the question, which the console's script asks before it sends the act."""
    message = _("%(party)s was called less than three seconds ago. Has it signed already?")
    return message % {"party": appointment.delegation.party.short}


def ask_about_original(appointment: Appointment, powers: Powers, answers: frozenset[str]) -> bool:
    """Ask if the signatory relies on a copy of full powers. Return whether that was answered.

    The depositary checks a copy beforehand; the original is shown before the signature at the latest (UN Treaty Handbook, 3.2).
    """
    if not powers.original_awaited:
        return False
    if ON_A_COPY not in answers:
        message = _(
            "The original of the full powers of %(who)s has not been shown. It is due before the signature at the latest (UN Treaty "
            "Handbook, 3.2). Does %(party)s sign on the copy all the same, with the original to follow?"
        )
        who = appointment.signatory.called if appointment.signatory else ""
        message = message % {"who": who, "party": appointment.delegation.party.short}
        raise Question(message, answer=ON_A_COPY, label=_("Yes, the original follows"))
    return True


def ask_about_day(
    session: SigningSession, appointment: Appointment, at: datetime, answers: frozenset[str]
) -> date | None:
    """Ask before the first call on a day that is not the session's own, by the clock of the place. Return that day if it was answered.

    A session that goes on past midnight asks once.
    """
    place = session.place
    own_day, day = place.day_of(session.starts), place.day_of(at)
    begins, ends = day_bounds(day, place.zone)
    if day == own_day or made_calls(session).filter(happened_at__gte=begins, happened_at__lt=ends).exists():
        return None
    answer = f"day:{day.isoformat()}"
    if answer not in answers:
        message = _(
            "“%(session)s” is set for %(own_day)s, and at the place of signature it is %(day)s. Is %(party)s to be called "
            "on %(day)s all the same?"
        )
        values = {"session": session, "own_day": day_text(own_day, long=True), "day": day_text(day, long=True)}
        message = message % {**values, "party": appointment.delegation.party.short}
        raise Question(message, answer=answer, label=_("Yes, call on this day"))
    return day
