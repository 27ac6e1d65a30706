from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, QuerySet

from conference.parties.models import Kind, Party
from conference.parties.queries import prefetch_names
from conference.treaties.models import Treaty
from schedule.signing.appointments.models import AHEAD, Appointment, AppointmentState
from schedule.signing.models import UnilateralStatement
from schedule.signing.record.models import Rectification, Signature
from schedule.signing.running_order.models import RecordState, SigningSession

CORRECTABLE = ("party_formal", "signatory", "function", "powers", "witness")
# Of one of its reservations and declarations.
TEXT = "text"
# A record without one of these would be incomplete.
NEVER_EMPTY = ("party_formal", "signatory", "powers")


@dataclass(frozen=True)
class RecordRow:
    """A signature with its rectified values, which are attributes too, and its reservations and declarations."""

    signature: Signature
    values: dict[str, str]
    rectifications: Sequence[Rectification]
    statements: Sequence[UnilateralStatement]

    def __getattr__(self, name: str) -> str:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


def signatures(treaty: Treaty) -> list[RecordRow]:
    """Return the signatures of a treaty in the order of signature. Three queries."""
    return _rows(Signature.objects.filter(treaty=treaty))


def record_of(session: SigningSession) -> list[RecordRow]:
    return _rows(Signature.objects.filter(session=session))


@dataclass(frozen=True)
class PassedOver:
    """A party that was skipped and did not sign in the session."""

    appointment: Appointment
    at: datetime


def passed_over(session: SigningSession) -> list[PassedOver]:
    """Return the parties that did not sign in this session, with their last skipping, in the running order. Two queries."""
    signed = Signature.objects.filter(session=session).values("appointment")
    acts = session.acts.filter(verb="skip", undone_by__isnull=True).exclude(appointment__in=signed)
    acts = acts.exclude(appointment__state=AppointmentState.CALLED).order_by("number")
    acts = acts.select_related("appointment__delegation__party", "appointment__signatory__protocol_rank")
    last = {act.appointment_id: act for act in prefetch_names(acts, "appointment__delegation__party")}
    passed = [PassedOver(act.appointment, act.happened_at) for act in last.values()]
    return sorted(passed, key=lambda party: (party.appointment.position, party.at))


def _rows(signatures: QuerySet[Signature]) -> list[RecordRow]:
    rows = signatures.select_related("party", "place", "session")
    rows = rows.prefetch_related("rectifications", "statements__rectifications")
    return [_row(signature) for signature in prefetch_names(rows, "party").order_by("signed_at", "pk")]


def _row(signature: Signature) -> RecordRow:
    rectifications = list(signature.rectifications.all())
    values = {name: getattr(signature, name) for name in CORRECTABLE}
    for rectification in rectifications:
        if rectification.field != TEXT:
            values[rectification.field] = rectification.after
    return RecordRow(signature, values, rectifications, list(signature.statements.all()))


def waits_for_member(treaty: Treaty, party: Party) -> bool:
    """Return whether the party is an organization that may sign only after one of its member States, of which none has signed."""
    waits = treaty.member_signs_first and party.kind == Kind.REIO
    return waits and not organizations_with_signed_members(treaty, [party.pk])


def organizations_with_signed_members(treaty: Treaty, organizations: Iterable[int]) -> set[int]:
    """Return which of these organizations have a member State that has signed; one query."""
    signatures = Signature.objects.filter(treaty=treaty, party__organizations__organization__in=list(organizations))
    return set(signatures.values_list("party__organizations__organization", flat=True))


def open_records() -> QuerySet[SigningSession]:
    """Return the sessions in which somebody has signed and whose record two persons have not closed."""
    sessions = SigningSession.objects.exclude(state=RecordState.CLOSED).select_related("place")
    return sessions.filter(Exists(Signature.objects.filter(session=OuterRef("pk")))).order_by("starts", "pk")


def last_days(sessions: QuerySet[SigningSession]) -> dict[int, date]:
    """Return the legal date of the last signature in each of these sessions, by the session's key. One query."""
    signatures = Signature.objects.filter(session__in=sessions).order_by()
    return dict(signatures.values_list("session").annotate(Max("signed_on")))


def still_to_sign(session: SigningSession) -> int:
    """Return how many in the running order are scheduled, at the table or skipped. One query."""
    return Appointment.objects.filter(session=session, state__in=AHEAD).count()
