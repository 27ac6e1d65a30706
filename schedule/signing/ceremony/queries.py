"""What a console shows: the order of its session, who is at the table, what is not ready, and the last act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from conference.core import clock
from conference.parties.models import Kind
from delegations.credentials.powers.queries import PowersStanding
from delegations.registration.models import LIVE_STATES
from delegations.registration.overview.person import pronunciations_of
from schedule.signing.appointments.consent import deposits, signs_no_more
from schedule.signing.appointments.models import Appointment, AppointmentState, TextState
from schedule.signing.appointments.powers import Powers, powers_of
from schedule.signing.ceremony.actions import last_act
from schedule.signing.ceremony.models import CeremonyAct
from schedule.signing.ceremony.questions import signed_so_soon
from schedule.signing.ceremony.script import ScriptLines, script
from schedule.signing.record.queries import organizations_with_signed_members
from schedule.signing.running_order.expected_times import differs_from_plan, expected_times
from schedule.signing.running_order.models import SigningSession
from schedule.signing.running_order.queries import Tally, order_of, tally

NEXT = 3


@dataclass(frozen=True)
class ConsoleRow:
    """An appointment of the order, with what the operator checks before the call."""

    appointment: Appointment
    powers: Powers | None
    lines: Sequence[ScriptLines]
    problems: Sequence[str]
    said_as: str = ""
    # When it is expected at the table, as the ceremony runs.
    expected: datetime | None = None

    @property
    def is_ready(self) -> bool:
        return not self.problems

    @property
    def at_the_table(self) -> int | None:
        """Return since how many seconds it has been at the table; None for all others."""
        called_at = self.appointment.called_at
        if self.appointment.state != AppointmentState.CALLED or called_at is None:
            return None
        return max(int((clock.now() - called_at).total_seconds()), 0)

    @property
    def is_off_plan(self) -> bool:
        return differs_from_plan(self.appointment, self.expected)

    @property
    def signed_so_soon(self) -> str:
        return signed_so_soon(self.appointment)

    @property
    def at_the_table_text(self) -> str:
        return minutes_text(self.at_the_table or 0)


@dataclass(frozen=True)
class Console:
    session: SigningSession
    rows: Sequence[ConsoleRow]
    last: CeremonyAct | None
    tally: Tally

    @cached_property
    def now(self) -> ConsoleRow | None:
        return next(iter(self._in(AppointmentState.CALLED)), None)

    @cached_property
    def coming(self) -> list[ConsoleRow]:
        return self._in(AppointmentState.SCHEDULED)

    @cached_property
    def skipped(self) -> list[ConsoleRow]:
        return self._in(AppointmentState.SKIPPED)

    @cached_property
    def signed_elsewhere(self) -> int:
        """Return how many have signed at the treaty's other sessions, which the hall display counts as well."""
        return self.tally.signed - len(self._in(AppointmentState.SIGNED))

    def _in(self, state: str) -> list[ConsoleRow]:
        return [row for row in self.rows if row.appointment.state == state]


def minutes_text(seconds: int) -> str:
    """Return `1:05`."""
    return f"{seconds // 60}:{seconds % 60:02}"


def console(session: SigningSession) -> Console:
    """Return the console of a session. The number of queries does not depend on the order's length."""
    appointments = order_of(session)
    prefetch_related_objects([row.delegation.party for row in appointments], "names")
    treaty = session.treaty
    powers = powers_of([row.signatory for row in appointments if row.signatory], treaty)
    waiting = {row.delegation.party_id for row in appointments if row.delegation.party.kind == Kind.REIO}
    if waiting:
        waiting = waiting - organizations_with_signed_members(treaty, waiting) if treaty.member_signs_first else set()
    instruments = deposits(treaty, session.place.day_of(clock.now()))
    spoken_names = pronunciations_of([row.signatory.pk for row in appointments if row.signatory])
    rows, expected = [], expected_times(session, appointments)
    for appointment in appointments:
        person, party = appointment.signatory_id or 0, appointment.delegation.party_id
        problems = _problems(appointment, powers.get(person), instruments.get(party), party in waiting)
        lines = script(appointment, session.languages)
        said_as, expected_at = spoken_names.get(person, ""), expected.get(appointment.pk)
        rows.append(ConsoleRow(appointment, powers.get(person), lines, problems, said_as, expected_at))
    return Console(session, rows, last_act(session), tally(treaty))


def _problems(
    appointment: Appointment, powers: Powers | None, instrument: str | None, waits_for_member: bool
) -> list[str]:
    if appointment.state == AppointmentState.SIGNED:
        return []
    problems = []
    if instrument is not None:
        problems.append(signs_no_more(instrument))
    if appointment.signatory is None or appointment.signatory.state not in LIVE_STATES:
        problems.append(_("No signatory who is still in the delegation"))
    elif powers is not None and powers.standing == PowersStanding.PROPOSED:
        problems.append(_("Office not confirmed yet"))
    elif powers is not None and powers.holds is not True:
        problems.append(_("Full powers not accepted yet") if powers.holds is None else _("Full powers not accepted"))
    elif powers is not None and appointment.has_reservation and powers.covers_reservations is not True:
        problems.append(_("Full powers not found to authorize the reservation"))
    if appointment.text_state in (TextState.TO_REVIEW, TextState.RETURNED):
        problems.append(_("Text not reviewed yet"))
    if waits_for_member:
        problems.append(_("No member State has signed yet"))
    return problems
