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
    last = {act.appointment_id: act for act in named(acts, "appointment__delegation__party")}
    passed = [PassedOver(act.appointment, act.happened_at) for act in last.values()]
    return sorted(passed, key=lambda party: (party.appointment.position, party.at))


def _rows(signatures: QuerySet[Signature]) -> list[RecordRow]:
    rows = (
        signatures.select_related("party", "place", "session").prefetch_related("rectifications").order_by("signed_at", "pk")
    )
    return [_row(signature) for signature in rows]


def _row(signature: Signature) -> RecordRow:
    rectifications = list(signature.rectifications.all())
    values = {name: getattr(signature, name) for name in CORRECTABLE}
    for rectification in rectifications:
        values[rectification.field] = rectification.after
    return RecordRow(signature, values, rectifications)


def has_signed_member(treaty: Treaty, organization: Party) -> Party | None:
    """Return a member State of the organization that has signed the treaty, the first one."""
    members = Party.objects.filter(organizations__organization=organization, signatures__treaty=treaty)
    return members.order_by("signatures__signed_at").first()


def organizations_with_signed_members(treaty: Treaty, organizations: Iterable[int]) -> set[int]:
    """Return which of these organizations have a member State that has signed; one query."""
    signatures = Signature.objects.filter(treaty=treaty, party__organizations__organization__in=list(organizations))
    return set(signatures.values_list("party__organizations__organization", flat=True))


def still_to_sign(session: SigningSession) -> int:
    """Return how many in the running order are scheduled, at the table or skipped. One query."""
    waiting = (AppointmentState.SCHEDULED, AppointmentState.CALLED, AppointmentState.SKIPPED)
    return Appointment.objects.filter(session=session, state__in=waiting).count()
