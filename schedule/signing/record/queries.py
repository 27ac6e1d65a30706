from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from conference.parties.models import Party
from conference.parties.queries import named
from conference.treaties.models import Treaty
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.record.models import Rectification, Signature
from schedule.signing.running_order.models import SigningSession

CORRECTABLE = ("party_formal", "signatory", "function", "powers", "text", "witness")
# A record without one of these would not say what was signed by whom.
NEVER_EMPTY = ("party_formal", "signatory", "powers")


@dataclass(frozen=True)
class RecordRow:
    """A signature as the record has it now: with what was rectified."""

    signature: Signature
    values: dict[str, str]
    rectifications: Sequence[Rectification]

    def __getattr__(self, name: str) -> str:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


def signatures(treaty: Treaty) -> list[RecordRow]:
    """Return the signatures of a treaty in the order in which they were given; three queries."""
    return _rows(named(Signature.objects.filter(treaty=treaty), "party"))


def record_of(session: SigningSession) -> list[RecordRow]:
    return _rows(named(Signature.objects.filter(session=session), "party"))


@dataclass(frozen=True)
class PassedOver:
    """Who was called or should have been, and did not sign in the session."""

    appointment: Appointment
    at: datetime


def passed_over(session: SigningSession) -> list[PassedOver]:
    """Return the last passing over of each who did not sign in this session, in the running order; two queries."""
    signed = Signature.objects.filter(session=session).values("appointment")
    acts = session.acts.filter(verb="skip", undone_by__isnull=True).exclude(appointment__in=signed)
    acts = acts.exclude(appointment__state=AppointmentState.CALLED).order_by("number")
    acts = acts.select_related("appointment__delegation__party", "appointment__signatory__protocol_rank")
    last = {one.appointment_id: one for one in named(acts, "appointment__delegation__party")}
    found = [PassedOver(one.appointment, one.happened_at) for one in last.values()]
    return sorted(found, key=lambda one: (one.appointment.position, one.at))


def _rows(found: QuerySet[Signature]) -> list[RecordRow]:
    rows = (
        found.select_related("party", "place", "session").prefetch_related("rectifications").order_by("signed_at", "pk")
    )
    return [_row(one) for one in rows]


def _row(signature: Signature) -> RecordRow:
    corrections = list(signature.rectifications.all())
    values = {name: getattr(signature, name) for name in CORRECTABLE}
    for one in corrections:
        values[one.field] = one.after
    return RecordRow(signature, values, corrections)


def has_signed_member(treaty: Treaty, organization: Party) -> Party | None:
    """Return a member State of the organization that has signed the treaty, the first one."""
    found = Party.objects.filter(organizations__organization=organization, signatures__treaty=treaty)
    return found.order_by("signatures__signed_at").first()


def organizations_with_signed_members(treaty: Treaty, organizations: Iterable[int]) -> set[int]:
    """Return which of these organizations have a member State that has signed; one query."""
    found = Signature.objects.filter(treaty=treaty, party__organizations__organization__in=list(organizations))
    return set(found.values_list("party__organizations__organization", flat=True))


def still_to_sign(session: SigningSession) -> int:
    """Return how many in the running order are scheduled, at the table or skipped. One query."""
    waiting = (AppointmentState.SCHEDULED, AppointmentState.CALLED, AppointmentState.SKIPPED)
    return Appointment.objects.filter(session=session, state__in=waiting).count()
