"""What a console shows: the order of its session, who is at the table, what is not ready, and the last act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from conference.core import clock
from conference.parties.models import Kind
from delegations.registration.models import LIVE_STATES
from delegations.registration.overview import pronunciations
from schedule.signing.appointments.models import Appointment, AppointmentState, TextState
from schedule.signing.appointments.powers import Powers, powers_of
from schedule.signing.ceremony.actions import last_act
from schedule.signing.ceremony.models import CeremonyAct
from schedule.signing.ceremony.script import Lines, script
from schedule.signing.record.queries import organizations_with_signed_members
from schedule.signing.running_order.models import SigningSession
from schedule.signing.running_order.queries import order_of

NEXT = 3


@dataclass(frozen=True)
class ConsoleRow:
    """One in the order, with what to look at before it is called."""

    appointment: Appointment
    powers: Powers | None
    lines: Sequence[Lines]
    problems: Sequence[str]
    said_as: str = ""

    @property
    def is_ready(self) -> bool:
        return not self.problems

    @property
    def at_the_table(self) -> int | None:
        """Return since how many seconds; None for everybody else."""
        row = self.appointment
        if row.state != AppointmentState.CALLED or row.called_at is None:
            return None
        return max(int((clock.now() - row.called_at).total_seconds()), 0)

    @property
    def at_the_table_text(self) -> str:
        return minutes_text(self.at_the_table or 0)


@dataclass(frozen=True)
class Console:
    session: SigningSession
    rows: Sequence[ConsoleRow]
    last: CeremonyAct | None

    @cached_property
    def now(self) -> ConsoleRow | None:
        return next((row for row in self.rows if row.appointment.state == AppointmentState.CALLED), None)

    @cached_property
    def coming(self) -> list[ConsoleRow]:
        return self._in(AppointmentState.SCHEDULED)

    @cached_property
    def skipped(self) -> list[ConsoleRow]:
        return self._in(AppointmentState.SKIPPED)

    @cached_property
    def signed(self) -> int:
        return len(self._in(AppointmentState.SIGNED))

    def _in(self, state: str) -> list[ConsoleRow]:
        return [row for row in self.rows if row.appointment.state == state]


def minutes_text(seconds: int) -> str:
    """Return `1:05`, as a stop-watch has it."""
    return f"{seconds // 60}:{seconds % 60:02}"


def console(session: SigningSession) -> Console:
    """Return what the console shows; the same number of queries for every length of the order."""
    appointments = order_of(session)
    prefetch_related_objects([row.delegation.party for row in appointments], "names")
    treaty = session.treaty
    powers = powers_of([row.signatory for row in appointments if row.signatory], treaty)
    unions = [row.delegation.party_id for row in appointments if row.delegation.party.kind == Kind.REIO]
    met = organizations_with_signed_members(treaty, unions) if unions and treaty.member_signs_first else set(unions)
    pronunciations_by_person = pronunciations.said_as([row.signatory.pk for row in appointments if row.signatory])
    found = []
    for appointment in appointments:
        own_powers = powers.get(appointment.signatory.pk) if appointment.signatory else None
        problems = _problems(appointment, own_powers, appointment.delegation.party_id in set(unions) - met)
        found.append(
            ConsoleRow(appointment, own_powers, script(appointment, session.languages), problems, pronunciations_by_person.get(appointment.signatory_id or 0, ""))
        )
    return Console(session, found, last_act(session))


def _problems(appointment: Appointment, powers: Powers | None, waits_for_member: bool) -> list[str]:
    if appointment.state == AppointmentState.SIGNED:
        return []
    problems = []
    if appointment.signatory is None or appointment.signatory.state not in LIVE_STATES:
        problems.append(_("No signatory who is still in the delegation"))
    elif powers is not None and powers.holds is not True:
        problems.append(_("Full powers not accepted yet") if powers.holds is None else _("Full powers not accepted"))
    if appointment.text_state in (TextState.TO_REVIEW, TextState.RETURNED):
        problems.append(_("Text not reviewed yet"))
    if waits_for_member:
        problems.append(_("No member State has signed yet"))
    return problems
